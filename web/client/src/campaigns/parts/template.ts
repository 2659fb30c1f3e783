import type { CampaignContent, Id, Template } from "../../protocol";
import { approved, buttonExample, type Component, componentsOf, exampleOf, gaps, isApproved, mediaOf } from "../../live/template";

/** A gap of a template, called as campaigns call it: `1` or `name` in the text, `header.1`, `button.0`. */
export interface Place {
  key: string;
  part: "header" | "body" | "button";
  /** What stands between the braces, or the number of the button. */
  name: string;
  example: string;
}

/** Templates the provider lets through now, by name; each with all its languages. */
export function usable(templates: Iterable<Template>, channel: Id): [name: string, languages: Template[]][] {
  const found = new Map<string, Template[]>();
  for (const template of approved(templates, channel)) found.set(template.name, [...(found.get(template.name) ?? []), template]);
  return [...found].sort(([one], [other]) => one.localeCompare(other));
}

export function templateOf(templates: Iterable<Template>, channel: Id, { name, language }: Pick<CampaignContent, "name" | "language">): Template | null {
  for (const template of templates) if (template.channel === channel && template.name === name && template.language === language) return template;
  return null;
}

export function placesOf(template: Template): Place[] {
  return componentsOf(template).flatMap((component): Place[] => {
    const part = component.type?.toLowerCase();
    if (part === "buttons") return buttonPlaces(component);
    if (part !== "header" && part !== "body") return [];
    return gaps(component.text).map((name, index) => ({ key: part === "body" ? name : `${part}.${name}`, part, name, example: exampleOf(component, part, name, index) }));
  });
}

/** Whether the template says itself what fills a place nobody names. */
export function isBound(template: Template, place: Place): boolean {
  return (place.part === "body" ? `body.${place.name}` : place.key) in template.bindings;
}

export function bodyOf(template: Template): string {
  return componentsOf(template).find((component) => component.type?.toUpperCase() === "BODY")?.text ?? "";
}

export type Lack = "template" | "parameters" | "media";

/** What is missing before this can be sent, as far as the page can tell. */
export function lacking(content: CampaignContent, templates: Iterable<Template>, channel: Id): Lack | null {
  const known = [...templates];
  const wordings = [content, ...content.translations.map(({ name, language, parameters, media }) => ({ name: name ?? content.name, language, parameters: parameters ?? content.parameters, media: media ?? content.media }))];
  for (const wording of wordings) {
    const template = templateOf(known, channel, wording);
    if (!template || !isApproved(template)) return "template";
    if (placesOf(template).some((place) => !isBound(template, place) && !isSaid(wording.parameters[place.key]))) return "parameters";
    if (mediaOf(template) && !wording.media) return "media";
  }
  return null;
}

function isSaid(bound: CampaignContent["parameters"][string] | undefined): boolean {
  if (typeof bound === "string") return bound.trim() !== "";
  return Boolean(bound && (bound.field || bound.value?.trim()));
}

function buttonPlaces(component: Component): Place[] {
  return (component.buttons ?? []).flatMap((one, index): Place[] => {
    const open = ["COPY_CODE", "OTP"].includes(one.type?.toUpperCase() ?? "") || gaps(one.url).length > 0;
    return open ? [{ key: `button.${index}`, part: "button", name: one.text ?? String(index + 1), example: buttonExample(one) }] : [];
  });
}

