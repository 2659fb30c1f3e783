import type { Message } from "../protocol";

/** The forms of `Message.content`, as the channels put them. Every field may be missing: providers change their minds. */
export interface LocationContent {
  latitude?: number;
  longitude?: number;
  name?: string;
  address?: string;
  url?: string;
}

export interface SharedContact {
  name?: string;
  organization?: string;
  phones?: { number?: string; type?: string }[];
  emails?: { address?: string; type?: string }[];
  urls?: string[];
}

export interface TemplateButton {
  kind?: string;
  text?: string;
  url?: string;
  phone?: string;
}

export interface TemplateContent {
  name?: string;
  language?: string;
  header?: { kind?: string; text?: string };
  body?: string;
  footer?: string;
  buttons?: TemplateButton[];
}

export interface Choice {
  id?: string;
  title?: string;
  description?: string;
}

export interface InteractiveContent {
  form?: string;
  header?: string | { text?: string };
  body?: string;
  footer?: string;
  button?: string;
  url?: string;
  buttons?: Choice[];
  sections?: { title?: string; rows?: Choice[] }[];
  id?: string;
  title?: string;
  description?: string;
  answers?: unknown;
}

export interface OrderItem {
  id?: string;
  quantity?: number;
  price?: number | string;
  currency?: string;
}

export interface ReferralContent {
  headline?: string;
  body?: string;
  source_url?: string;
  url?: string;
  source_type?: string;
}

/** The content of a message read as one of the forms above. */
export function contentOf<Form extends object>(message: Message): Partial<Form> {
  return message.content as Partial<Form>;
}

export function textField(message: Message, name: string): string | null {
  const value = message.content[name];
  return typeof value === "string" && value ? value : null;
}

export function isSet(message: Message, name: string): boolean {
  return Boolean(message.content[name]);
}

/** What a sticker says, where its provider tells: the words on it, else what it is found by. */
export function stickerWords(message: Message): string {
  const { text, keywords } = contentOf<{ line: { text?: string; keywords?: string[] } }>(message).line ?? {};
  return text ?? keywords?.slice(0, 3).join(", ") ?? "";
}

/** Only an address a browser may open without running anything. */
export function safeUrl(url: string | undefined | null): string | null {
  return url && /^https?:\/\//i.test(url) ? url : null;
}
