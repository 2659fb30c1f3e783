import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { memo, useState } from "react";

import type { ThreadItem } from "../live/thread";
import type { Message as MessageShape } from "../protocol";
import { clock, exactly } from "../ui/time";
import { Bubble } from "./Bubble";
import { excerpt } from "./excerpt";
import { textField } from "./content";
import { Failure } from "./Failure";
import styles from "./Message.module.css";
import { MessageActions } from "./MessageActions";
import { systemLine } from "./systemLine";
import { useThread } from "./threadContext";
import { FormattedText } from "../ui/FormattedText";

interface MessageProps {
  item: ThreadItem;
  first: boolean;
  last: boolean;
  flashed: boolean;
}

/** One entry of a thread: a line of the house in the middle, or a bubble at its side. */
export const Message = memo(function Message({ item, first, last, flashed }: MessageProps) {
  const { message } = item;
  const [met, setMet] = useState(false); // its buttons are drawn when somebody comes near: drawing them all would be half of a long thread's work
  if (message.kind === "system") return <SystemLine message={message} />;
  if (message.kind === "note") return <Note item={item} flashed={flashed} />;
  return (
    <article
      className={styles.row}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keys one comes to a message first, then to what can be done with it
      tabIndex={0}
      onPointerEnter={() => setMet(true)}
      onFocus={() => setMet(true)}
      data-direction={message.direction}
      data-first={first || undefined}
      data-last={last || undefined}
      data-flashed={flashed || undefined}
      data-message={message.id}
      aria-label={excerpt(message)}
    >
      <Byline message={message} first={first} />
      <div className={styles.line}>
        <Bubble message={message} />
        {met && item.pending === null && <MessageActions message={message} />}
      </div>
      <Failure item={item} />
    </article>
  );
});

function SystemLine({ message }: { message: MessageShape }) {
  const { i18n } = useLingui();
  const { nameOf } = useThread();
  const words = systemLine(message, nameOf, i18n.locale);
  const quotation = textField(message, "quotation");
  return (
    <p className={styles.system} title={exactly(message.sent_at, i18n.locale)}>
      {quotation ? (
        <Link to="/quotations/$quotation" params={{ quotation }}>
          {words}
        </Link>
      ) : (
        words
      )}
      {` · ${clock(message.sent_at, i18n.locale)}`}
    </p>
  );
}

function Note({ item, flashed }: { item: ThreadItem; flashed: boolean }) {
  const { message } = item;
  const { i18n, t } = useLingui();
  const { me, nameOf } = useThread();
  const author = message.author.id === me ? t`Your note` : t`Note from ${message.author.name ?? nameOf(message.author.id) ?? t`a colleague`}`;
  return (
    <article className={styles.note} data-flashed={flashed || undefined} data-message={message.id} data-status={message.status}>
      <b>{author}</b>
      {" · "}
      <FormattedText text={message.text ?? ""} />
      <time className={styles.noteTime} dateTime={message.sent_at} title={exactly(message.sent_at, i18n.locale)}>
        {clock(message.sent_at, i18n.locale)}
      </time>
      <Failure item={item} />
    </article>
  );
}

/** Whose words these are, when it is not plain from the side they stand on. */
function Byline({ message, first }: { message: MessageShape; first: boolean }) {
  const { t } = useLingui();
  const { me, contact, nameOf } = useThread();
  const { kind, id, name } = message.author;
  if (!first) return null;
  if (message.direction === "in") {
    if (!message.content.group || id === contact) return null;
    return (
      <span className={styles.byline} dir="auto">
        {name ?? t`A member of the group`}
      </span>
    );
  }
  if (kind === "user" && id === me) return null;
  const words = { user: name ?? nameOf(id), phone_app: t`From the phone app`, campaign: name ?? t`Campaign`, system: t`Sent by itself`, customer: null };
  return words[kind] ? <span className={styles.byline}>{words[kind]}</span> : null;
}
