import type { Json, Template, TemplateUse } from "../../protocol";
import { approved, buttonExample, type Component, componentsOf, exampleOf, GAP, gaps } from "../../live/template";
import type { TemplateButton, TemplateContent } from "../content";

/** A gap of a template: in its header, its body, or the address of a button. */
export interface Field {
  part: string; // header, body, button.0 …
  name: string; // 1, 2 … or first_name
  example: string;
}

export type Values = Record<string, string>;

/** Templates the provider lets through now, by name; of one name what the customer reads first. */
export function usable(templates: Iterable<Template>, channel: string, language: string | null = null): Template[] {
  const near = (template: Template) => nearness(template.language, language);
  return approved(templates, channel).sort((one, other) => one.name.localeCompare(other.name) || near(one) - near(other) || one.language.localeCompare(other.language));
}

/** 0: the very language, 1: another kind of it, 2: another one. */
export function nearness(one: string, other: string | null): number {
  const [exact, wanted] = [one, other ?? ""].map((code) => code.replace("_", "-").toLowerCase());
  if (exact === wanted) return 0;
  return exact?.split("-")[0] === wanted?.split("-")[0] ? 1 : 2;
}

export function fieldsOf(template: Template): Field[] {
  return componentsOf(template).flatMap((component) => {
    const part = component.type?.toLowerCase() ?? "";
    if (part === "buttons") return buttonFields(component);
    if (part !== "header" && part !== "body") return [];
    return gaps(component.text).map((name, index) => ({ part, name, example: exampleOf(component, part, name, index) }));
  });
}

/** The template as the customer will read it; a gap that is not filled shows its example. */
export function preview(template: Template, values: Values): TemplateContent {
  const fields = fieldsOf(template);
  const filled: TemplateContent = { name: template.name, language: template.language, buttons: [] };
  for (const component of componentsOf(template)) {
    const part = component.type?.toLowerCase() ?? "";
    if (part === "header" && component.text) filled.header = { kind: "text", text: fill(component.text, part, fields, values) };
    if (part === "body") filled.body = fill(component.text ?? "", part, fields, values);
    if (part === "footer") filled.footer = component.text;
    if (part === "buttons") filled.buttons = component.buttons?.map(button) ?? [];
  }
  return filled;
}

/** What `message.send` takes: by place, or by name when the template names its gaps. */
export function filledIn(template: Template, values: Values, attachment: string | null): TemplateUse {
  const parameters: Record<string, Json> = {};
  const named = template.parameter_format === "named";
  for (const field of fieldsOf(template)) {
    const value = values[keyOf(field)]?.trim() ?? "";
    if (named && !field.part.startsWith("button")) {
      parameters[field.part] = { ...(parameters[field.part] as Record<string, Json> | undefined), [field.name]: value };
    } else {
      parameters[field.part] = [...((parameters[field.part] as Json[] | undefined) ?? []), value];
    }
  }
  return { template: template.id, parameters, attachment };
}

export function isFilled(template: Template, values: Values): boolean {
  return fieldsOf(template).every((field) => values[keyOf(field)]?.trim());
}

export function keyOf(field: Field): string {
  return `${field.part}/${field.name}`;
}

function buttonFields(component: Component): Field[] {
  return (component.buttons ?? []).flatMap((one, index) => {
    const part = `button.${index}`;
    const example = buttonExample(one);
    if (one.type?.toUpperCase() === "COPY_CODE") return [{ part, name: "1", example }];
    return gaps(one.url).map((name) => ({ part, name, example }));
  });
}

function fill(text: string, part: string, fields: Field[], values: Values): string {
  return text.replace(GAP, (gap, name: string) => {
    const field = fields.find((one) => one.part === part && one.name === name);
    return (field && values[keyOf(field)]) || (field?.example ? `[${field.example}]` : gap);
  });
}

function button(given: NonNullable<Component["buttons"]>[number]): TemplateButton {
  return { kind: given.type?.toLowerCase(), text: given.text, url: given.url, phone: given.phone_number };
}
