import { Plural, Trans } from "@lingui/react/macro";

import type { Conversation, Route } from "../protocol";
import styles from "./Cost.module.css";
import { useLeft } from "./useRouteWords";
import { useRoutes } from "./useRoutes";
import { useSeconds } from "./useSeconds";

/** What sending costs where a month's messages are counted: nothing for a while after the customer's word, then one of them. */
export default function Cost({ conversation }: { conversation: Conversation }) {
  const here = useRoutes(conversation.contact.id).find((route) => route.channel === conversation.channel);
  const now = useSeconds([here?.state === "reply" ? here.until : null]);
  if (here && isSilent(here)) return <Silence route={here} />;
  if (!here || (here.state !== "reply" && here.state !== "push" && here.state !== "quota_used")) return null;
  const free = here.state === "reply" && Date.parse(here.until ?? "") > now;
  return (
    <span className={styles.cost} data-state={free ? "free" : here.quota?.left === 0 ? "used" : "counted"}>
      <i aria-hidden />
      {free ? <Free until={here.until} now={now} /> : here.quota?.left === 0 ? <Used /> : <Counted quota={here.quota} />}
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
          <Trans>Another program of the account answers this chat now; you can write once it has handed the chat back</Trans>
        ) : code === "left" ? (
          <Trans>The account is no longer in this group: nobody there sees what you write</Trans>
        ) : (
          <Trans>The customer has blocked the account: LINE takes what you write and shows it to nobody, until they follow it again or write</Trans>
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

function Counted({ quota }: { quota: Route["quota"] }) {
  if (!quota || quota.left === null || quota.allowed === null) {
    return (
      <span className={styles.long}>
        <Trans>Goes as a push message</Trans>
      </span>
    );
  }
  const { left, allowed } = quota;
  return (
    <>
      <span className={styles.long}>
        <Plural value={left} one={`Goes as a push: the last of ${allowed} this month`} other={`Goes as a push: # of ${allowed} left this month`} />
      </span>
      <span className={styles.short} aria-hidden>
        {left}/{allowed}
      </span>
    </>
  );
}

function Used() {
  return (
    <span className={styles.wrapped}>
      <Trans>This month’s messages are used up: answer within a minute of the customer’s next word, or buy more at LINE</Trans>
    </span>
  );
}
