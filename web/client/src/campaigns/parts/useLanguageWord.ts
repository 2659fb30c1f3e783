import { useLingui } from "@lingui/react";

/** `th`, `en_US` as a person says it. */
export function useLanguageWord(): (code: string) => string {
  const { i18n } = useLingui();
  return (code) => {
    try {
      return new Intl.DisplayNames([i18n.locale], { type: "language" }).of(code.replaceAll("_", "-")) ?? code;
    } catch {
      return code;
    }
  };
}
