import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Quotation } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { shortDate, upcoming } from "../../ui/time";
import * as api from "../api";
import { useActing } from "../../live/useActing";
import { OnItsWay } from "./OnItsWay";
import styles from "./Sealed.module.css";

/** What the customer said to it, or is waited for. */
export function Standing({ quotation }: { quotation: Quotation }) {
  const { i18n } = useLingui();
  const now = useNow();
  const acting = useActing();
  const { state, answered, valid_until: until } = quotation;
  const when = (at: string | null): string => (at ? upcoming(at, now, i18n.locale) : "");
  const who = answered?.name ?? "";
  const last = until ? shortDate(until, now, i18n.locale) : "";
  const words: Partial<Record<Quotation["state"], ReactNode>> = {
    issued: <Trans>Issued, and not sent yet.</Trans>,
    sent: until ? <Trans>Sent {when(quotation.sent_at)}. The customer has until {last} to answer.</Trans> : <Trans>Sent {when(quotation.sent_at)}.</Trans>,
    seen: until ? <Trans>Seen {when(quotation.seen_at)}. The customer has until {last} to answer.</Trans> : <Trans>Seen {when(quotation.seen_at)}.</Trans>,
    accepted: <Trans>Accepted by {who}, {when(answered?.at ?? null)}.</Trans>,
    declined: <Trans>Declined by {who}, {when(answered?.at ?? null)}.</Trans>,
    change_requested: <Trans>{who} wants a change, {when(answered?.at ?? null)}. Revise it to offer again.</Trans>,
    expired: <Trans>It was valid until {last} and nobody answered. Revise it to offer again.</Trans>,
    void: <Trans>Void: it counts no more, and its number stays given.</Trans>,
  };
  const tone = state === "accepted" ? "good" : state === "declined" ? "bad" : state === "change_requested" || state === "expired" ? "mark" : "plain";
  return (
    <div className={styles.standing}>
      <Notice tone={tone} words={words[state]}>
        {answered && state !== "void" && (
          <Button kind="quiet" disabled={acting.busy} onClick={() => void acting.run(() => api.act(quotation.id, "undo"))}>
            <Trans>Undo</Trans>
          </Button>
        )}
      </Notice>
      <OnItsWay quotation={quotation} />
      {answered?.reason && (
        <blockquote className={styles.reason} dir="auto">
          {answered.reason}
        </blockquote>
      )}
      {answered?.signature && <SignatureOf id={answered.signature} name={who} />}
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </div>
  );
}

function SignatureOf({ id, name }: { id: string; name: string }) {
  const { t } = useLingui();
  return (
    <span className={styles.signature}>
      <img src={`/api/v1/files/${id}`} alt={t`Signature of ${name}`} />
    </span>
  );
}
