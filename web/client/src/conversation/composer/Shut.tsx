import { Trans, useLingui } from "@lingui/react/macro";
import { Hourglass, PauseCircle, ReceiptText, ScrollText, StickyNote } from "lucide-react";

import type { Channel } from "../../protocol";
import { useSaid } from "../../said/useSaid";
import { useNow } from "../../ui/now";
import { dayKey, clock, shortDate } from "../../ui/time";
import type { ServiceWindow } from "../../ui/serviceWindow";
import styles from "./Composer.module.css";

interface ShutProps {
  channel: Channel | undefined;
  window: ServiceWindow;
  onTemplate: () => void;
  onNote: () => void;
  onQuotation?: (() => void) | undefined;
}

/** Why one cannot write freely now, and what one can do instead. */
export function Shut({ channel, window, onTemplate, onNote, onQuotation }: ShutProps) {
  const paused = channel !== undefined && channel.state !== "active";
  return (
    <div className={styles.shut}>
      {paused ? <PauseCircle size={20} aria-hidden /> : <Hourglass size={20} aria-hidden />}
      <p>{paused ? <Paused channel={channel} /> : <Closed window={window} />}</p>
      {!paused && (
        <button type="button" className={styles.send} onClick={onTemplate}>
          <ScrollText size={15} aria-hidden />
          <Trans>Choose a template</Trans>
        </button>
      )}
      <button type="button" className={styles.quiet} onClick={onNote}>
        <StickyNote size={15} aria-hidden />
        <Trans>Write a note</Trans>
      </button>
      {onQuotation && (
        <button type="button" className={styles.quiet} onClick={onQuotation}>
          <ReceiptText size={15} aria-hidden />
          <Trans>Quotation</Trans>
        </button>
      )}
    </div>
  );
}

function Closed({ window }: { window: ServiceWindow }) {
  const { i18n } = useLingui();
  const now = useNow();
  const since = window.state === "closed" ? window.since : null;
  if (!since) return <Trans>The customer has not written yet: only a template may open the conversation.</Trans>;
  const time = dayKey(since) === dayKey(now) ? clock(since, i18n.locale) : shortDate(since, now, i18n.locale);
  return (
    <Trans>
      <b>The 24 hours to write freely ended: {time}.</b> A template reaches the customer; their answer opens the window again.
    </Trans>
  );
}

function Paused({ channel }: { channel: Channel | undefined }) {
  const said = useSaid();
  if (channel?.state === "unconfigured") return <Trans>This number is not set up: messages are kept and shown, nothing can be sent.</Trans>;
  return (
    <>
      <b>
        <Trans>Sending is paused on this number.</Trans>
      </b>{" "}
      {channel?.reason && said(channel.reason)}
    </>
  );
}
