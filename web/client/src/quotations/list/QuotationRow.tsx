import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { memo } from "react";

import { useOutline } from "../../live/hooks";
import type { QuotationSummary } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { useNow } from "../../ui/now";
import { TimeAgo } from "../../ui/TimeAgo";
import { shortDate } from "../../ui/time";
import { money } from "../numbers/format";
import { StateMark } from "../parts/StateMark";
import styles from "./List.module.css";

const WAITS = new Set(["issued", "sent", "seen", "change_requested"]);

/** One quotation in a list. */
export const QuotationRow = memo(function QuotationRow({ quotation }: { quotation: QuotationSummary }) {
  const { t, i18n } = useLingui();
  const { users } = useOutline();
  const now = useNow();
  const owner = quotation.owner ? users.get(quotation.owner) : undefined;
  const { valid_until: until } = quotation;
  return (
    <li>
      <Link to="/quotations/$quotation" params={{ quotation: quotation.id }} className={styles.row}>
        <span className={styles.number}>
          {quotation.number ?? "–"}
          {quotation.revision > 1 && <small>{`v${quotation.revision}`}</small>}
        </span>
        <b dir="auto">{quotation.customer_name || <Trans>Nobody yet</Trans>}</b>
        <StateMark state={quotation.state} />
        <span className={styles.until}>{until && WAITS.has(quotation.state) && <Trans>until {shortDate(until, now, i18n.locale)}</Trans>}</span>
        <span className={styles.amount}>{money(quotation.total, i18n.locale)}</span>
        <span className={styles.owner} title={owner?.name}>
          {owner && <Avatar id={owner.id} name={owner.name} size={22} />}
          <span className="unseen">{owner && t`Owner: ${owner.name}`}</span>
        </span>
        <TimeAgo at={quotation.updated_at} className={styles.when} />
      </Link>
    </li>
  );
});
