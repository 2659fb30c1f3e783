import { Trans, useLingui } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

import type { MailAddress } from "../../protocol";
import type { MailContent } from "../content";
import { longName, shortName } from "../people";
import { verdictOf } from "../verdict";
import styles from "./Mail.module.css";

const NAMED = 2; // people of a line; the others are counted

/** From whom to whom: a line that opens. */
export function Envelope({ mail }: { mail: MailContent }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const rows = useId();
  const { from, to = [], cc = [], bcc = [] } = mail;
  const read = [...to, ...cc, ...bcc];
  if (!from && read.length === 0) return null;
  const receivers = read.slice(0, NAMED).map(shortName).join(", ");
  const further = Math.max(0, read.length - NAMED);
  const sender = from ? shortName(from) : t`Unknown`;
  return (
    <div className={styles.envelope}>
      <button type="button" aria-expanded={open} aria-controls={rows} onClick={() => setOpen(!open)}>
        <span dir="auto">
          {read.length === 0 ? sender : further > 0 ? <Trans>{sender} to {receivers} and {further} more</Trans> : <Trans>{sender} to {receivers}</Trans>}
        </span>
        <ChevronDown size={14} aria-hidden />
        <span className={styles.unseen}>
          <Trans>Everybody who has it</Trans>
        </span>
      </button>
      {open && (
        <dl id={rows}>
          <Row label={<Trans>From</Trans>} people={from ? [from] : []} />
          <Row label={<Trans>Answers go to</Trans>} people={mail.answer_to && mail.answer_to.address !== from?.address ? [mail.answer_to] : []} />
          <Row label={<Trans>To</Trans>} people={to} />
          <Row label={<Trans>Copy</Trans>} people={cc} />
          <Row label={<Trans>Blind copy</Trans>} people={bcc} />
          <Checked mail={mail} />
        </dl>
      )}
      {mail.refused?.map(({ address, reason }) => (
        <p key={address} className={styles.refused}>
          <Trans>
            Not sent to {address}: {reason}
          </Trans>
        </p>
      ))}
    </div>
  );
}

function Row({ label, people }: { label: ReactNode; people: readonly MailAddress[] }) {
  if (people.length === 0) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">
        {people.map((person, index) => (
          <span key={index}>{longName(person)}</span>
        ))}
      </dd>
    </div>
  );
}

function Checked({ mail }: { mail: MailContent }) {
  const verdict = verdictOf(mail);
  if (!verdict) return null;
  const { outcome, checks } = verdict;
  return (
    <div>
      <dt>
        <Trans>Sender</Trans>
      </dt>
      <dd>{outcome === "passed" ? <Trans>Checked by our mail server: {checks} passed</Trans> : <Trans>May be forged: {checks} failed</Trans>}</dd>
    </div>
  );
}
