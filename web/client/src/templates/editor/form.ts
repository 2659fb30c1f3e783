import type { Binding, Category, Id, Json, ParameterFormat, Template } from "../../protocol";

export type HeaderKind = "none" | "text" | "image" | "video" | "document" | "location";
export type ButtonKind = "reply" | "url" | "phone" | "code";

export interface FormButton {
  /** Only here, to tell them apart while they are moved. */
  key: string;
  kind: ButtonKind;
  text: string;
  url: string;
  phone: string;
  /** Of a link's variable what stands in its place; of a code the code. */
  example: string;
}

/** A template as it is written. */
export interface Form {
  channel: Id;
  name: string;
  language: string;
  category: Category;
  format: ParameterFormat;
  header: HeaderKind;
  headerText: string;
  sample: Id | null;
  body: string;
  footer: string;
  buttons: readonly FormButton[];
  /** By place: header.1, body.first_name. */
  examples: Readonly<Record<string, string>>;
  bindings: Readonly<Record<string, Binding>>;
  /** Of codes to sign in: WhatsApp's own words. */
  warning: boolean;
  minutes: number;
}

export type Component = Record<string, Json>;

const GAP = /\{\{\s*(\w+)\s*\}\}/g;
const FORMATS = { image: "IMAGE", video: "VIDEO", document: "DOCUMENT", location: "LOCATION" } as const;
const BUTTONS: Record<string, ButtonKind> = { QUICK_REPLY: "reply", URL: "url", PHONE_NUMBER: "phone", COPY_CODE: "code", OTP: "code" };
const MOST_MINUTES = 10; // what a code is good for unless said otherwise

let made = 0;

export function newButton(kind: ButtonKind): FormButton {
  made += 1;
  return { key: `b${made}`, kind, text: "", url: kind === "url" ? "https://" : "", phone: "", example: "" };
}

export function blank(channel: Id, language: string): Form {
  return {
    channel,
    name: "",
    language,
    category: "UTILITY",
    format: "positional",
    header: "none",
    headerText: "",
    sample: null,
    body: "",
    footer: "",
    buttons: [],
    examples: {},
    bindings: {},
    warning: true,
    minutes: MOST_MINUTES,
  };
}

/** Each place of a text once; numbers in their order. */
export function gapsOf(text: string): string[] {
  const found = [...new Set([...text.matchAll(GAP)].map((match) => match[1] ?? ""))];
  return found.every((name) => /^\d+$/.test(name)) ? found.sort((one, other) => Number(one) - Number(other)) : found;
}

/** Every place to fill, as the server names it. */
export function placesOf(form: Form): string[] {
  if (form.category === "AUTHENTICATION") return ["button.0"];
  const texts = [...(form.header === "text" ? gapsOf(form.headerText).map((gap) => `header.${gap}`) : []), ...gapsOf(form.body).map((gap) => `body.${gap}`)];
  const buttons = form.buttons.flatMap((button, place) => (button.kind === "code" || (button.kind === "url" && gapsOf(button.url).length > 0) ? [`button.${place}`] : []));
  return [...texts, ...buttons];
}

/** The next place to put into the text. */
export function nextGap(form: Form, text: string): string {
  const gaps = gapsOf(text);
  if (form.format === "positional") return String(gaps.length + 1);
  let number = gaps.length + 1;
  while (gaps.includes(`field_${number}`)) number += 1;
  return gaps.includes("name") ? `field_${number}` : "name";
}

/** In the provider's own form. */
export function componentsOf(form: Form): Component[] {
  if (form.category === "AUTHENTICATION") {
    return [
      { type: "BODY", add_security_recommendation: form.warning },
      { type: "FOOTER", code_expiration_minutes: form.minutes },
      { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE", ...(form.buttons[0]?.text && { text: form.buttons[0].text }) }] },
    ];
  }
  const parts: Component[] = [];
  if (form.header === "text") parts.push({ type: "HEADER", format: "TEXT", text: form.headerText, ...exampleOf(form, "header", form.headerText) });
  else if (form.header !== "none") parts.push({ type: "HEADER", format: FORMATS[form.header] });
  parts.push({ type: "BODY", text: form.body, ...exampleOf(form, "body", form.body) });
  if (form.footer.trim()) parts.push({ type: "FOOTER", text: form.footer });
  if (form.buttons.length > 0) parts.push({ type: "BUTTONS", buttons: form.buttons.map(buttonOf) });
  return parts;
}

function exampleOf(form: Form, part: "header" | "body", text: string): Component {
  const gaps = gapsOf(text);
  if (gaps.length === 0) return {};
  const value = (gap: string): string => form.examples[`${part}.${gap}`] ?? "";
  if (form.format === "named") return { example: { [`${part}_text_named_params`]: gaps.map((gap) => ({ param_name: gap, example: value(gap) })) } };
  const values = gaps.map(value);
  return { example: { [`${part}_text`]: part === "body" ? [values] : values } };
}

function buttonOf({ kind, text, url, phone, example }: FormButton): Component {
  switch (kind) {
    case "reply":
      return { type: "QUICK_REPLY", text };
    case "url":
      return { type: "URL", text, url, ...(gapsOf(url).length > 0 && { example: [url.replace(GAP, example)] }) };
    case "phone":
      return { type: "PHONE_NUMBER", text, phone_number: phone };
    case "code":
      return { type: "COPY_CODE", example };
  }
}

/** Bindings of places there still are. */
export function bindingsOf(form: Form): Record<string, Binding> {
  const places = new Set(placesOf(form));
  return Object.fromEntries(Object.entries(form.bindings).filter(([place]) => places.has(place)));
}

const WRITTEN = new Set(["HEADER", "BODY", "FOOTER", "BUTTONS"]);

/** Whether it can be written here: carousels, catalogues and offers are made in WhatsApp Manager. */
export function isWritable(template: Template): boolean {
  return partsOf(template).every((part) => {
    const buttons = part.buttons;
    const known = !Array.isArray(buttons) || buttons.every((button) => String((button as Component).type).toUpperCase() in BUTTONS);
    return WRITTEN.has(String(part.type).toUpperCase()) && known;
  });
}

/** What the provider holds, or (while a change is on its way) what it is to become. */
export function formOf(template: Template): Form {
  const form: { -readonly [Name in keyof Form]: Form[Name] } = { ...blank(template.channel, template.language), name: template.name, category: template.category as Category, format: template.parameter_format, bindings: template.bindings, sample: template.sample };
  const examples: Record<string, string> = {};
  for (const part of partsOf(template)) {
    const [type, text] = [String(part.type).toUpperCase(), typeof part.text === "string" ? part.text : ""];
    if (type === "HEADER") {
      const format = String(part.format).toUpperCase();
      form.header = format === "TEXT" ? "text" : ((Object.entries(FORMATS).find(([, word]) => word === format)?.[0] ?? "none") as HeaderKind);
      form.headerText = text;
      Object.assign(examples, examplesOf(part, "header", text));
    }
    if (type === "BODY") {
      form.body = text;
      form.warning = part.add_security_recommendation === true;
      Object.assign(examples, examplesOf(part, "body", text));
    }
    if (type === "FOOTER") {
      form.footer = text;
      if (typeof part.code_expiration_minutes === "number") form.minutes = part.code_expiration_minutes;
    }
    if (type === "BUTTONS") form.buttons = ((part.buttons ?? []) as Component[]).map(readButton);
  }
  return { ...form, examples };
}

function partsOf(template: Template): Component[] {
  const draft = template.draft?.components;
  return (Array.isArray(draft) && draft.length > 0 ? draft : template.components) as Component[];
}

function examplesOf(part: Component, name: "header" | "body", text: string): Record<string, string> {
  const example = (part.example ?? {}) as Component;
  const named = example[`${name}_text_named_params`];
  if (Array.isArray(named)) return Object.fromEntries((named as { param_name: string; example: string }[]).map((one) => [`${name}.${one.param_name}`, one.example]));
  const listed = example[`${name}_text`];
  const values = (Array.isArray(listed) && Array.isArray(listed[0]) ? listed[0] : listed) as string[] | undefined;
  return Object.fromEntries(gapsOf(text).map((gap, place) => [`${name}.${gap}`, String(values?.[place] ?? "")]));
}

function readButton(given: Component): FormButton {
  const kind = BUTTONS[String(given.type).toUpperCase()] ?? "reply";
  const url = typeof given.url === "string" ? given.url : "";
  const example = String((Array.isArray(given.example) ? given.example[0] : given.example) ?? "");
  const stem = url.replace(GAP, "");
  return {
    ...newButton(kind),
    text: typeof given.text === "string" ? given.text : "",
    url,
    phone: typeof given.phone_number === "string" ? given.phone_number : "",
    example: kind === "url" && example.startsWith(stem) ? example.slice(stem.length) : example,
  };
}
