import { useLingui } from "@lingui/react/macro";

/** What messages came to, in a word. */
export function useMeasureWord(): (measure: string) => string {
  const { t } = useLingui();
  const words: Record<string, string> = {
    sent: t`Sent`,
    delivered: t`Delivered`,
    read: t`Read`,
    replied: t`Replied`,
    clicked: t`Clicked`,
    failed: t`Failed`,
    opted_out: t`Opted out`,
  };
  return (measure) => words[measure] ?? measure;
}
