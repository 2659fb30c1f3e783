import type { OptOut } from "../../protocol";

const LIKELY = ["en", "th", "ja", "zh", "lo", "km", "my", "vi", "de", "fr"];
const MOST = 50; // words of a language
const LONGEST = 40; // letters of a word

/** What stands between commas, each once. */
export function wordsOf(typed: string): string[] {
  const words = typed.split(/[,،、;\n]/).map((word) => word.trim().slice(0, LONGEST));
  return [...new Set(words.filter(Boolean))].slice(0, MOST);
}

export function languagesOf({ words, confirmation }: OptOut): string[] {
  return [...new Set([...Object.keys(words), ...Object.keys(confirmation)])];
}

export function unusedLanguage(optOut: OptOut): string {
  const used = languagesOf(optOut);
  return LIKELY.find((language) => !used.includes(language)) ?? "en";
}

/** The same under another language; one that is there already is left alone. */
export function renamed(optOut: OptOut, from: string, to: string): OptOut {
  if (languagesOf(optOut).includes(to)) return optOut;
  const move = <Value>(values: Record<string, Value>): Record<string, Value> => Object.fromEntries(Object.entries(values).map(([language, value]) => [language === from ? to : language, value]));
  return { words: move(optOut.words), confirmation: move(optOut.confirmation) };
}

export function without<Value>(values: Record<string, Value>, language: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== language));
}
