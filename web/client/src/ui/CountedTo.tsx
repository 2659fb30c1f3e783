import { Trans, useLingui } from "@lingui/react/macro";

import { clockIn, elsewhere } from "./zone";

/** Until when figures are counted, on the clock their hours and days are of. */
export function CountedTo({ at, zone }: { at: string; zone: string }) {
  const { i18n } = useLingui();
  const place = elsewhere(zone, i18n.locale, Date.parse(at));
  const until = clockIn(at, i18n.locale, zone);
  return place ? (
    <Trans>
      counted to {until}, {place}
    </Trans>
  ) : (
    <Trans>counted to {until}</Trans>
  );
}
