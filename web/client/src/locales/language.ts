import { type Messages, i18n } from "@lingui/core";
import { sayBy } from "../said/said";
import { prefer, preferred } from "../ui/preference";
import { messages as english } from "./en.po";

export const LANGUAGES = { en: "English", th: "ไทย" } as const;
export type Language = keyof typeof LANGUAGES;

type Words = Promise<{ messages: Messages }>;

/** Words that come with the pages they stand on. */
const PARTS = {
  quotations: { en: (): Words => import("./quotations/en.po"), th: (): Words => import("./quotations/th.po") },
  dashboard: { en: (): Words => import("./dashboard/en.po"), th: (): Words => import("./dashboard/th.po") },
  contacts: { en: (): Words => import("./contacts/en.po"), th: (): Words => import("./contacts/th.po") },
  templates: { en: (): Words => import("./templates/en.po"), th: (): Words => import("./templates/th.po") },
  campaigns: { en: (): Words => import("./campaigns/en.po"), th: (): Words => import("./campaigns/th.po") },
  reports: { en: (): Words => import("./reports/en.po"), th: (): Words => import("./reports/th.po") },
  administration: { en: (): Words => import("./administration/en.po"), th: (): Words => import("./administration/th.po") },
  mail: { en: (): Words => import("./mail/en.po"), th: (): Words => import("./mail/th.po") },
  notifications: { en: (): Words => import("./notifications/en.po"), th: (): Words => import("./notifications/th.po") },
  ways: { en: (): Words => import("./ways/en.po"), th: (): Words => import("./ways/th.po") },
  settings: { en: (): Words => import("./settings/en.po"), th: (): Words => import("./settings/th.po") },
};
export type Part = keyof typeof PARTS;

const learnt = new Set<Part>();

/** The words of the chosen language; what is not translated yet is said in English. */
export async function speak(language: Language): Promise<void> {
  const whole = language === "en" ? english : (await import("./th.po")).messages;
  const parts = await Promise.all([...learnt].map((part) => PARTS[part][language]()));
  i18n.loadAndActivate({ locale: language, messages: Object.assign({}, whole, ...parts.map(({ messages }) => messages)) as Messages });
  document.documentElement.lang = language;
  void hear(language);
}

/** The server's sentences too, which the first page need not wait for. Without them they are said in English. */
async function hear(language: Language): Promise<void> {
  const found = language === "en" ? null : await import("../said/thai").catch(() => null);
  if (i18n.locale === language) sayBy(found?.thai ?? null);
}

/** Also the words of these pages, before they are shown. */
export async function learn(part: Part): Promise<void> {
  if (learnt.has(part)) return;
  const language = i18n.locale as Language;
  const [{ messages }] = await Promise.all([PARTS[part][language](), hear(language)]);
  learnt.add(part);
  i18n.load(i18n.locale, messages);
}

let chosenHere = false;
let keep: (language: Language) => void = () => undefined;

/** `kept`: what brings a choice to the person's other machines. */
export function keepBy(kept: typeof keep): void {
  keep = kept;
}

export async function choose(language: Language): Promise<void> {
  chosenHere = true;
  prefer("language", language);
  keep(language);
  await speak(language);
}

/** What a person who came in has chosen, here or elsewhere; a choice made on this page is newer. */
export async function follow(chosen: string | null): Promise<void> {
  if (chosen === i18n.locale) return;
  if (chosenHere) return keep(i18n.locale as Language);
  if (!chosen || !(chosen in LANGUAGES)) return;
  prefer("language", chosen);
  await speak(chosen as Language);
}

/** Chosen before, else the first of the browser's that we have. */
export function language(): Language {
  const wanted = [preferred("language"), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return (wanted.find((tag) => tag !== undefined && tag in LANGUAGES) as Language | undefined) ?? "en";
}
