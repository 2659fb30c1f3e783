import { Trans } from "@lingui/react/macro";

import type { Quotation } from "../../protocol";
import * as api from "../api";
import { Notice } from "../../ui/Notice";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";

const UNDER_WAY = new Set(["queued", "sending"]);

/** What became of the last message that carried it, when that is not good or not certain yet. */
export function OnItsWay({ quotation }: { quotation: Quotation }) {
  const { value, again } = useLoaded(`${quotation.id}/${quotation.version}`, () => api.sends(quotation.id));
  const last = value?.items[0];
  useHearing(["message.changed"], (events) => {
    if (events.some((event) => event.type === "message.changed" && event.message.id === last?.message)) again();
  });
  if (!last) return null;
  if (last.error) return <Notice tone="bad" words={<Trans>It did not reach the customer: {last.error.message}</Trans>} />;
  return UNDER_WAY.has(last.status) ? <Notice words={<Trans>On its way to the customer.</Trans>} /> : null;
}
