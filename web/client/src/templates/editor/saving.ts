import type { Template } from "../../protocol";
import type { Given } from "../api";
import { bindingsOf, componentsOf, type Form, formOf } from "./form";

/** What WhatsApp lets one change of a template. */
export interface Freedom {
  /** Name, language, number and the kind of places. */
  identity: boolean;
  category: boolean;
  content: boolean;
  bindings: boolean;
}

const EDITABLE = new Set(["APPROVED", "REJECTED", "PAUSED"]);
const ON_ITS_WAY = new Set(["submitting", "editing", "deleting", "unknown"]);

export function freedomOf(template: Template | null, manages: boolean): Freedom {
  if (!template) return { identity: manages, category: manages, content: manages, bindings: manages };
  const draft = template.status === "DRAFT";
  const content = manages && !ON_ITS_WAY.has(template.state) && (draft || EDITABLE.has(template.status));
  return { identity: content && draft, category: content && template.status !== "APPROVED", content, bindings: manages && template.state !== "deleting" };
}

export interface Changes {
  /** What is sent. */
  given: Given;
  /** It goes through a review; bindings alone hold at once. */
  review: boolean;
  any: boolean;
}

export function givenOf(form: Form): Given {
  const { channel, name, language, category, format, sample } = form;
  return { channel, name, language, category, parameter_format: format, components: componentsOf(form), sample, bindings: bindingsOf(form) };
}

/** Only what differs: naming all of it would ask for a review of what did not change. */
export function changesOf(template: Template | null, form: Form): Changes {
  const { channel, ...wanted } = givenOf(form);
  if (!template) return { given: { channel, ...wanted }, review: true, any: true };
  const { channel: _, ...held } = givenOf(formOf(template));
  const given = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(held[name])));
  const names = Object.keys(given);
  const again = template.status === "DRAFT" && template.state === "failed" && names.length === 0; // submitted anew as it is
  if (again) return { given: { components: wanted.components }, review: true, any: true };
  return { given, review: names.some((name) => name !== "bindings"), any: names.length > 0 };
}
