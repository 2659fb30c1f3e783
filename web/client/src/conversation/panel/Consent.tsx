import { Trans, useLingui } from "@lingui/react/macro";
import { Check, X } from "lucide-react";

import type { Json } from "../../protocol";
import { useNow } from "../../ui/now";
import { shortDate } from "../../ui/time";
import styles from "./ContactPanel.module.css";

/** What the contact agreed to or refused, and when. */
export function Consent({ consent }: { consent: Record<string, Json> }) {
  const { i18n } = useLingui();
  const now = useNow();
  const entries = Object.entries(consent);
  if (entries.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>
        <Trans>Consent</Trans>
      </h3>
      <dl className={styles.facts}>
        {entries.map(([name, value]) => {
          const { given, at } = readConsent(value);
          return (
            <div key={name} className={styles.pair}>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd className={styles.consent} data-given={given}>
                {given ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
                {given ? <Trans>yes</Trans> : <Trans>no</Trans>}
                {at && <span>{shortDate(at, now, i18n.locale)}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

const REFUSALS = new Set(["stop", "no", "refused", "opted_out", "false", "withdrawn"]);

function readConsent(value: Json): { given: boolean; at: string | null } {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const said = value.given ?? value.state ?? value.value ?? value.status ?? true;
    return { given: readConsent(said).given, at: typeof value.at === "string" ? value.at : null };
  }
  return { given: Boolean(value) && !REFUSALS.has(String(value).toLowerCase()), at: null };
}
