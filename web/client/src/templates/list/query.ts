import type { Id, Template } from "../../protocol";
import { titleOf } from "../../live/template";

/** Which templates are listed; it stands in the address. */
export interface Query {
  q?: string;
  channel?: Id;
  status?: string;
  category?: string;
  language?: string;
}

const NAMES = ["q", "channel", "status", "category", "language"] as const;

export function queryOf(search: Record<string, unknown>): Query {
  const found: Query = {};
  for (const name of NAMES) {
    const value = search[name];
    if (typeof value === "string" && value !== "" && value.length <= 200) found[name] = value;
  }
  return found;
}

export function isNarrow(query: Query): boolean {
  return NAMES.some((name) => Boolean(query[name]));
}

/** Those that fit, by name and then by language. */
export function listed(templates: Iterable<Template>, query: Query): Template[] {
  const words = (query.q ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  return [...templates]
    .filter(
      (template) =>
        (!query.channel || template.channel === query.channel) &&
        (!query.status || template.status === query.status) &&
        (!query.category || template.category === query.category) &&
        (!query.language || template.language === query.language) &&
        words.every((word) => said(template).includes(word)),
    )
    .sort((one, other) => one.name.localeCompare(other.name) || one.language.localeCompare(other.language));
}

function said(template: Template): string {
  const texts = template.components.flatMap((part) => (typeof part.text === "string" ? [part.text] : []));
  return [template.name, titleOf(template.name), ...texts].join(" ").toLowerCase();
}

/** What there is to choose from, in the order it is said. */
export function values(templates: Iterable<Template>, name: "status" | "category" | "language"): string[] {
  return [...new Set([...templates].map((template) => template[name]))].sort();
}
