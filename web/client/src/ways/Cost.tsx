import { Plural, Trans } from "@lingui/react/macro";

import type { Conversation, Route } from "../protocol";
import styles from "./Cost.module.css";
import { useLeft } from "./useRouteWords";
import { useRoutes } from "./useRoutes";
import { useSeconds } from "./useSeconds";

const STATES = { reply: "free", push: "counted", quota_used: "used" } as const;

/** What sending costs where a month's messages are counted: nothing for a while after the customer's word, then one for each who hears it. */
export default function Cost({ conversation }: { conversation: Conversation }) {
  const here = useRoutes(conversation.contact.id).find((route) => route.channel === conversation.channel);
  const now = useSeconds([here?.state === "reply" ? here.until : null]);
  if (here && isSilent(here)) return <Silence route={here} />;
  if (here?.state !== "reply" && here?.state !== "push" && here?.state !== "quota_used") return null;
  return (
    <span className={styles.cost} data-state={STATES[here.state]}>
      <i aria-hidden />
      {here.state === "reply" ? <Free until={here.until} now={now} /> : here.state === "push" ? <Counted route={here} /> : <Used takes={here.takes} />}
    </span>
  );
}

/** LINE takes what is written now and shows it to nobody, or wants nothing written. */
function isSilent({ state, code }: Route): boolean {
  return state === "standby" || (state === "unreachable" && (code === "unfollowed" || code === "left"));
}

function Silence({ route: { state, code } }: { route: Route }) {
  return (
    <span className={styles.cost} data-state="used">
      <i aria-hidden />
      <span className={styles.wrapped}>
        {state === "standby" ? (
          <Trans>Another program of the account answers now; wait until it is done</Trans>
        ) : code === "left" ? (
          <Trans>No longer in this group: nobody sees what you write</Trans>
        ) : (
          <Trans>They blocked the account: nobody sees what you write</Trans>
        )}
      </span>
    </span>
  );
}

function Free({ until, now }: { until: string | null; now: number }) {
  const left = useLeft()(until, now);
  return (
    <>
      <span className={styles.long}>
        <Trans>Free reply for another {left}</Trans>
      </span>
      <span className={styles.short} aria-hidden>
        {left}
      </span>
    </>
  );
}

function Counted({ route: { quota, takes } }: { route: Route }) {
  if (!quota || quota.left === null || quota.allowed === null) {
    return (
      <span className={styles.long}>
        {takes > 1 ? <Trans>Goes as a push and counts for all {takes} members</Trans> : <Trans>Goes as a push message</Trans>}
      </span>
    );
  }
  const { left, allowed } = quota;
  return (
    <>
      <span className={styles.long}>
        {takes > 1 ? (
          <Trans>
            Goes as a push to {takes} members: costs {takes} of the {left} left this month
          </Trans>
        ) : (
          <Plural value={left} one={`Goes as a push: the last of ${allowed} this month`} other={`Goes as a push: # of ${allowed} left this month`} />
        )}
      </span>
      <span className={styles.short} aria-hidden>
        {left}/{allowed}
      </span>
    </>
  );
}

function Used({ takes }: { takes: number }) {
  return (
    <span className={styles.wrapped}>
      {takes > 1 ? <Trans>This month’s messages are not enough for the {takes} members: answer within a minute of the group’s next word, or buy more at LINE</Trans> : <Trans>This month’s messages are used up: answer within a minute of the customer’s next word, or buy more at LINE</Trans>}
    </span>
  );
}
