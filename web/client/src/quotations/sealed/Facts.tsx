import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useOutline } from "../../live/hooks";
import type { Quotation } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { useNow } from "../../ui/now";
import { shortDate } from "../../ui/time";
import editor from "../editor/Editor.module.css";
import { figure, money, number } from "../numbers/format";
import styles from "./Sealed.module.css";

/** For whom, how much, until when, and whose it is. */
export function Facts({ quotation }: { quotation: Quotation }) {
  const { t, i18n } = useLingui();
  const { users } = useOutline();
  const now = useNow();
  const { customer, totals, rate, reported } = quotation;
  const day = (at: string | null): string => (at ? shortDate(at, now, i18n.locale) : "–");
  const fact = (name: string, value: ReactNode) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <section className={editor.card} aria-label={t`In short`}>
      <div className={editor.person}>
        <Avatar id={quotation.contact ?? quotation.id} name={customer.company || customer.name} size={38} />
        <span>
          <b dir="auto">{customer.company || customer.name}</b>
          <small dir="auto">{[customer.company && customer.name, customer.phone, customer.email].filter(Boolean).join(" · ")}</small>
        </span>
        {quotation.conversation && (
          <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: quotation.conversation }} className={styles.link}>
            <Trans>Conversation</Trans>
          </Link>
        )}
      </div>
      <dl className={styles.facts}>
        {fact(t`Total`, <b>{money(quotation.total, i18n.locale)}</b>)}
        {fact(t`Discount`, figure(totals.discount_total, i18n.locale))}
        {totals.taxes.map((tax) => fact(`${tax.name} ${number(tax.rate, i18n.locale)} %`, figure(tax.amount, i18n.locale)))}
        {Number(quotation.withheld.amount) > 0 && fact(t`To be paid`, figure(quotation.payable, i18n.locale))}
        {reported && reported.currency !== quotation.currency && fact(t`In the report`, money(reported, i18n.locale))}
        {rate && fact(t`Exchange rate`, `${number(rate.rate, i18n.locale)} · ${rate.source} · ${day(rate.at)}`)}
        {fact(t`Date`, day(quotation.issue_date))}
        {fact(t`Valid until`, day(quotation.valid_until))}
        {fact(t`Owner`, (quotation.owner && users.get(quotation.owner)?.name) ?? "–")}
      </dl>
    </section>
  );
}
