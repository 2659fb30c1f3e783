import type { TemplatePreview } from "../../protocol";
import { type Form, gapsOf } from "./form";

/** As a phone shows it with the examples: for those whom the server draws none. */
export function drawn(form: Form): TemplatePreview {
  const filled = (part: "header" | "body", text: string): string => gapsOf(text).reduce((held, gap) => held.replaceAll(new RegExp(`\\{\\{\\s*${gap}\\s*\\}\\}`, "g"), () => form.examples[`${part}.${gap}`] || `{{${gap}}}`), text);
  return {
    header: form.header === "none" ? null : { kind: form.header, text: form.header === "text" ? filled("header", form.headerText) : null },
    body: filled("body", form.body),
    footer: form.footer || null,
    buttons: form.buttons.map(({ kind, text, url, phone }) => ({ kind, text, url: url || null, phone: phone || null })),
    places: [],
    violations: [],
  };
}
