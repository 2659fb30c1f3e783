import { useLingui } from "@lingui/react";
import { useNow } from "./now";
import { exactly, listTime } from "./time";

/** When, in as few letters as a row has room for; the hover tells it exactly. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <time className={className} dateTime={at} title={exactly(at, i18n.locale)}>
      {listTime(at, now, i18n.locale)}
    </time>
  );
}
