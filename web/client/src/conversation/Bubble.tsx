import { Trans, useLingui } from "@lingui/react/macro";
import { Forward } from "lucide-react";

import type { Message } from "../protocol";
import { clock, exactly } from "../ui/time";
import { Body } from "./Body";
import styles from "./Bubble.module.css";
import { contentOf, isSet, textField, type ReferralContent } from "./content";
import { Referral } from "./kinds/Others";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";
import { Ticks } from "./Ticks";

/** What was said, with what belongs to it: where it came from, what it answers, when, and what became of it. */
export function Bubble({ message }: { message: Message }) {
  const referral = contentOf<{ referral: ReferralContent }>(message).referral;
  const revoked = isSet(message, "revoked_at");
  const bare = message.kind === "sticker" && !message.reply_to && !revoked;
  return (
    <div className={styles.bubble} data-direction={message.direction} data-bare={bare || undefined} data-mail={isSet(message, "mail") || undefined} data-status={message.status}>
      {isSet(message, "forwarded") || isSet(message, "frequently_forwarded") ? <Forwarded often={isSet(message, "frequently_forwarded")} /> : null}
      {referral && <Referral referral={referral} />}
      {message.reply_to && !message.content.mail && <Quote id={message.reply_to} />}
      {revoked ? <Revoked message={message} /> : <Body message={message} />}
      <Meta message={message} />
      <Reactions message={message} />
    </div>
  );
}

function Meta({ message }: { message: Message }) {
  const { i18n } = useLingui();
  const due = message.status === "queued" ? textField(message, "scheduled_for") : null;
  return (
    <span className={styles.meta}>
      {due && <Trans>scheduled for {exactly(due, i18n.locale)}</Trans>}
      {isSet(message, "edited_at") && <Trans>edited</Trans>}
      {isSet(message, "history") && <Trans>from before</Trans>}
      <time dateTime={message.sent_at} title={exactly(message.sent_at, i18n.locale)}>
        {clock(message.sent_at, i18n.locale)}
      </time>
      {message.direction === "out" && <Ticks status={message.status} />}
    </span>
  );
}

function Forwarded({ often }: { often: boolean }) {
  return (
    <span className={styles.label}>
      <Forward size={13} aria-hidden />
      {often ? <Trans>Forwarded many times</Trans> : <Trans>Forwarded</Trans>}
    </span>
  );
}

/** Taken back by whoever wrote it: what it said is for nobody any more. */
function Revoked({ message }: { message: Message }) {
  return (
    <em className={styles.revoked}>
      {message.direction === "in" ? <Trans>The customer took this message back.</Trans> : <Trans>This message was taken back.</Trans>}
    </em>
  );
}
