import { i18n } from "@lingui/core";
import { prefer, preferred } from "../ui/preference";
import { messages as english } from "./en.po";

export const LANGUAGES = { en: "English", th: "ไทย" } as const;
export type Language = keyof typeof LANGUAGES;

/** The words of the chosen language; what is not translated yet is said in English. */
export async function speak(language: Language): Promise<void> {
  const messages = language === "en" ? english : (await import("./th.po")).messages;
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

export async function choose(language: Language): Promise<void> {
  prefer("language", language);
  await speak(language);
}

/** Chosen before, else the first of the browser's that we have. */
export function language(): Language {
  const wanted = [preferred("language"), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return (wanted.find((tag) => tag !== undefined && tag in LANGUAGES) as Language | undefined) ?? "en";
}
