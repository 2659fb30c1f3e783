import type { Id, Json, Template } from "../protocol";

/** A part of a template as the provider writes it. */
export interface Component {
  type?: string;
  format?: string;
  text?: string;
  example?: Record<string, Json>;
  buttons?: { type?: string; text?: string; url?: string; phone_number?: string; example?: Json }[];
}

export type HeaderMedia = "image" | "video" | "document";

export const GAP = /\{\{\s*([\w.]+)\s*\}\}/g;
const MEDIA: Record<string, HeaderMedia> = { IMAGE: "image", VIDEO: "video", DOCUMENT: "document" };

export function componentsOf(template: Template): Component[] {
  return template.components as Component[];
}

/** Whether the provider lets it through now. */
export function isApproved(template: Template): boolean {
  return template.status.toUpperCase() === "APPROVED";
}

export function approved(templates: Iterable<Template>, channel: Id): Template[] {
  return [...templates].filter((template) => template.channel === channel && isApproved(template));
}

/** `order_update` as a person would write it. */
export function titleOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a media header wants; null for none. */
export function mediaOf(template: Template): HeaderMedia | null {
  const header = componentsOf(template).find((component) => component.type?.toUpperCase() === "HEADER");
  return MEDIA[header?.format?.toUpperCase() ?? ""] ?? null;
}

/** What stands between double braces, each once, in order. */
export function gaps(text: string | undefined): string[] {
  return [...new Set([...(text ?? "").matchAll(GAP)].map((match) => match[1] ?? ""))];
}

/** What its author gave to show what will stand in a gap: by name, or by place. */
export function exampleOf({ example = {} }: Component, part: string, name: string, index: number): string {
  const named = example[`${part}_text_named_params`];
  if (Array.isArray(named)) {
    const found = (named as { param_name?: string; example?: string }[]).find((one) => one.param_name === name);
    if (found?.example) return found.example;
  }
  const placed = example[`${part}_text`];
  const list = Array.isArray(placed) && Array.isArray(placed[0]) ? placed[0] : placed;
  return Array.isArray(list) ? String(list[index] ?? "") : "";
}

/** The same of a button's address or code. */
export function buttonExample({ example }: { example?: Json }): string {
  return Array.isArray(example) ? String(example[0] ?? "") : String(example ?? "");
}
