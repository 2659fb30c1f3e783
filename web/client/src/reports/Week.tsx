import { Trans, useLingui } from "@lingui/react/macro";

import type { Statistics } from "../protocol";
import { Heat } from "../ui/chart/Heat";
import { useNow } from "../ui/now";
import { Panel } from "../ui/Panel";
import { Skeleton } from "../ui/Skeleton";
import { elsewhere } from "../ui/zone";

const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000; // ms
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** When customers write: by the day of the week and the hour. */
export function Week({ now }: { now: Statistics | null }) {
  const { t, i18n } = useLingui();
  const short = new Intl.DateTimeFormat(i18n.locale, { weekday: "short", timeZone: "UTC" });
  const days = Array.from({ length: 7 }, (_, day) => short.format(MONDAY + day * DAY));
  const seen = useNow();
  const place = now && elsewhere(now.time_zone, i18n.locale, seen);
  const at = (day: number, hour: number) => now?.week[day * 24 + hour];
  return (
    <Panel title={<Trans>When customers write</Trans>} words={
        <>
          <Trans>Messages received, by the day of the week and the hour.</Trans> {place && <Trans>Hours of the office: {place}.</Trans>}
        </>
      }>
      {now ? (
        <Heat
          label={t`Messages received by day of the week and hour`}
          corner={t`Day`}
          rows={days}
          columns={HOURS}
          value={(day, hour) => at(day, hour)?.received ?? 0}
          title={(day, hour) => {
            const received = at(day, hour)?.received ?? 0;
            const sent = at(day, hour)?.sent ?? 0;
            return `${days[day]} ${String(hour).padStart(2, "0")}:00\n${t`${received} received, ${sent} sent`}`;
          }}
        />
      ) : (
        <Skeleton height={210} />
      )}
    </Panel>
  );
}
