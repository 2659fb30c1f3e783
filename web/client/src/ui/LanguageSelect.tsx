import { useLingui } from "@lingui/react/macro";

import { Select } from "./Field";

const LANGUAGES = ["en", "th", "lo", "km", "my", "vi", "zh", "zh-TW", "ja", "ko", "ms", "id", "hi", "ar", "de", "fr", "es", "it", "nl", "pt", "ru"];

interface LanguageSelectProps {
  value: string | null;
  onChange: (value: string) => void;
  label: string;
  /** What no language is called. */
  none?: string;
}

/** A language; what is set stays, known or not. */
export function LanguageSelect({ value, onChange, label, none }: LanguageSelectProps) {
  const { i18n } = useLingui();
  const names = new Intl.DisplayNames(i18n.locale, { type: "language" });
  const all = value && !LANGUAGES.includes(value) ? [value, ...LANGUAGES] : LANGUAGES;
  return (
    <Select aria-label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
      {none && <option value="">{none}</option>}
      {all.map((code) => (
        <option key={code} value={code}>
          {nameOf(names, code)}
        </option>
      ))}
    </Select>
  );
}

/** A provider may have told what is no language at all. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code.replace("_", "-")) ?? code;
  } catch {
    return code;
  }
}
