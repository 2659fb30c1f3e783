import { Trans, useLingui } from "@lingui/react/macro";

import type { Message } from "../protocol";
import { excerpt } from "./excerpt";
import styles from "./Quote.module.css";
import { useThread } from "./threadContext";

/** What a message answers; a press leads there. */
export function Quote({ id }: { id: string }) {
  const { find, jumpTo } = useThread();
  const quoted = find(id);
  return (
    <button type="button" className={styles.quote} onClick={() => jumpTo(id)} disabled={!quoted}>
      {quoted ? (
        <Quoted message={quoted} />
      ) : (
        <span className={styles.text}>
          <Trans>An earlier message</Trans>
        </span>
      )}
    </button>
  );
}

/** Whose words, and the words in one or two lines; used above the composer as well. */
export function Quoted({ message }: { message: Message }) {
  const { t } = useLingui();
  const { me, contactName, nameOf } = useThread();
  const image = message.attachments.find((file) => file.thumbnail_url);
  const mine = message.author.id === me;
  const author = message.direction === "in" ? contactName : mine ? t`You` : (message.author.name ?? nameOf(message.author.id) ?? t`We`);
  return (
    <>
      <b className={styles.author}>{author}</b>
      <span className={styles.text} dir="auto">
        {excerpt(message)}
      </span>
      {image?.thumbnail_url && <img className={styles.image} src={image.thumbnail_url} alt="" />}
    </>
  );
}
