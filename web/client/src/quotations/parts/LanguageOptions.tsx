import { useLingui } from "@lingui/react/macro";

/** What offices here write in; any other that was set elsewhere stays. */
const LANGUAGES = ["en", "th", "lo", "km", "my", "vi", "zh", "zh-TW", "ja", "ko", "ms", "id", "hi", "ar", "de", "fr", "es", "it", "nl", "pt", "ru"];

export function LanguageOptions({ current }: { current: string }) {
  const { i18n } = useLingui();
  const names = new Intl.DisplayNames(i18n.locale, { type: "language" });
  const all = LANGUAGES.includes(current) ? LANGUAGES : [current, ...LANGUAGES];
  return all.map((code) => (
    <option key={code} value={code}>
      {names.of(code) ?? code}
    </option>
  ));
}
