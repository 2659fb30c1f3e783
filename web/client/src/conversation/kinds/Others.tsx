import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Megaphone, PhoneIncoming, PhoneMissed, PhoneOutgoing } from "lucide-react";

import type { Message } from "../../protocol";
import { playTime } from "../../ui/time";
import { contentOf, safeUrl, textField, type OrderItem, type ReferralContent } from "../content";
import { FormattedText } from "../../ui/FormattedText";
import styles from "./kinds.module.css";

export function Order({ message }: { message: Message }) {
  const { i18n } = useLingui();
  const items = contentOf<{ items: OrderItem[] }>(message).items ?? [];
  const currency = items[0]?.currency;
  const total = items.reduce((sum, item) => sum + Number(item.price ?? 0) * (item.quantity ?? 1), 0);
  const amount = (value: number) => i18n.number(value, currency ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : undefined);
  return (
    <>
      <table className={styles.order}>
        <tbody>
          {items.map((item, index) => (
            <tr key={item.id ?? index}>
              <td>{item.id}</td>
              <td>{`${item.quantity ?? 1} ×`}</td>
              <td>{amount(Number(item.price ?? 0))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>
              <Plural value={items.length} one="# item" other="# items" />
            </td>
            <td>{amount(total)}</td>
          </tr>
        </tfoot>
      </table>
      {message.text && <FormattedText text={message.text} />}
    </>
  );
}

/** One event of a call: that it rang, that it ended, and how long it was. */
export function Call({ message }: { message: Message }) {
  const { t } = useLingui();
  const event = textField(message, "event") ?? "";
  const seconds = Number(message.content.duration ?? 0);
  const missed = event === "rejected" || (event === "terminate" && seconds === 0);
  const Icon = missed ? PhoneMissed : message.direction === "out" ? PhoneOutgoing : PhoneIncoming;
  const words = seconds > 0 ? t`Call · ${playTime(seconds)}` : missed ? t`Missed call` : event === "connect" ? t`The customer calls` : t`Call`;
  return (
    <span className={styles.call}>
      <Icon size={16} aria-hidden />
      {message.text ?? words}
    </span>
  );
}

/** Something the channel could not hand over, or that is newer than this program: said so, and shown as it came. */
export function Unsupported({ message }: { message: Message }) {
  const type = textField(message, "type")?.replaceAll("_", " ");
  const raw = message.content.raw ?? message.content;
  return (
    <span className={styles.raw}>
      {message.text && <FormattedText text={message.text} />}
      <em>
        {type && type !== "unsupported" && type !== "unknown" ? (
          <Trans>A message of the kind “{type}”, which WhatsApp does not hand over.</Trans>
        ) : (
          <Trans>A message WhatsApp does not hand over.</Trans>
        )}
      </em>
      <details>
        <summary>
          <Trans>As it came</Trans>
        </summary>
        <pre>{JSON.stringify(raw, null, 2)}</pre>
      </details>
    </span>
  );
}

/** The advertisement or post the customer came from. */
export function Referral({ referral }: { referral: ReferralContent }) {
  const link = safeUrl(referral.source_url ?? referral.url);
  return (
    <a className={styles.referral} href={link ?? undefined} target="_blank" rel="noopener noreferrer nofollow">
      <span className={styles.label}>
        <Megaphone size={12} aria-hidden />
        <Trans>Came from an advertisement</Trans>
      </span>
      {referral.headline && <b>{referral.headline}</b>}
      {referral.body && <span className={styles.small}>{referral.body}</span>}
    </a>
  );
}
