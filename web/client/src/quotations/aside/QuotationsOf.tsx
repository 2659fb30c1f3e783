import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { useSelect } from "../../live/select";
import type { Id, QuotationSummary } from "../../protocol";
import * as api from "../api";
import { money } from "../numbers/format";
import { StateMark } from "../parts/StateMark";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import styles from "./QuotationsOf.module.css";

const MOST = 5;

/** The quotations of a conversation, beside it: where each stands, as it stands. */
export default function QuotationsOf({ conversation }: { conversation: Id }) {
  const { i18n } = useLingui();
  const query = new URLSearchParams({ conversation, limit: String(MOST) });
  const { value, again } = useLoaded(String(query), (signal) => api.list(query, signal));
  const held = useSelect((state) => state.quotations);
  useHearing(["quotation.changed", "quotation.removed"], again);
  const items = value?.items ?? [];
  return (
    <section className={styles.section}>
      <h3>
        <Trans>Quotations</Trans>
        <Link to="/quotations/$quotation" params={{ quotation: "new" }} search={{ conversation }}>
          <Trans>+ new</Trans>
        </Link>
      </h3>
      {items.map((item) => {
        const quotation = newer(item, held.get(item.id));
        return (
          <Link key={item.id} to="/quotations/$quotation" params={{ quotation: item.id }} className={styles.one}>
            <span>{quotation.number ?? <Trans>Draft</Trans>}</span>
            <b>{money(quotation.total, i18n.locale)}</b>
            <StateMark state={quotation.state} />
          </Link>
        );
      })}
    </section>
  );
}

function newer(item: QuotationSummary, told: QuotationSummary | undefined): QuotationSummary {
  return told && told.version > item.version ? told : item;
}
