import { useLingui } from "@lingui/react/macro";

import { span } from "../ui/time";
import { PRESETS, type Preset, type Range } from "./range";

/** `3 March 2026`, or `1 – 31 March 2026`. */
export function useDays(): (range: Range) => string {
  const { i18n } = useLingui();
  const format = new Intl.DateTimeFormat(i18n.locale === "en" ? "en-GB" : i18n.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return ({ since, until }) => format.formatRange(Date.parse(since), Date.parse(until));
}

/** `Mon 3 Mar`. */
export function useDay(): (day: string, style?: "short" | "long") => string {
  const { i18n } = useLingui();
  const locale = i18n.locale === "en" ? "en-GB" : i18n.locale;
  const short = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return (day, style = "long") => (style === "long" ? long : short).format(Date.parse(day));
}

export function usePresetWords(): readonly (readonly [Preset, string])[] {
  const { t } = useLingui();
  const words: Record<Preset, string> = {
    today: t`Today`,
    yesterday: t`Yesterday`,
    week: t`This week`,
    last_week: t`Last week`,
    "7": t`Last 7 days`,
    "30": t`Last 30 days`,
    month: t`This month`,
    last_month: t`Last month`,
    "90": t`Last 90 days`,
    year: t`This year`,
  };
  return PRESETS.map((preset) => [preset, words[preset]]);
}

export function lengthWords(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? "–" : span(seconds * 1000);
}
