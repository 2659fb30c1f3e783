import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { usePaged } from "../../live/usePaged";
import type { Endpoint, Forward, ForwardState } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Field";
import { Mark, Panel } from "../../ui/Panel";
import { Check } from "../../ui/Switch";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import section from "../parts/Section.module.css";
import { Failed } from "../parts/Waiting";
import type { useChanges } from "../parts/useChanges";
import styles from "./Webhooks.module.css";

interface DeliveriesProps {
  endpoint: Endpoint;
  changes: ReturnType<typeof useChanges>;
}

/** What went there, waits or is dead; any of it goes again. */
export function Deliveries({ endpoint, changes }: DeliveriesProps) {
  const { t } = useLingui();
  const [state, setState] = useState<ForwardState | "">(endpoint.health.dead > 0 ? "dead" : "");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const query = new URLSearchParams(state ? { state } : {});
  const { items, first, error, again, hasMore, more } = usePaged<Forward>(query, api.endpoints.deliveries(endpoint.id), ["endpoint.changed"]);
  const replay = (ids: readonly string[]) =>
    void changes.change(() => api.endpoints.replay(endpoint.id, { ids }), <Trans>They go once more.</Trans>).then((done) => done && (setChosen([]), again()));
  return (
    <Panel
      title={<Trans>Deliveries</Trans>}
      acts={
        <>
          <Select aria-label={t`Which deliveries`} value={state} onChange={(event) => (setState(event.target.value as ForwardState | ""), setChosen([]))}>
            <option value="">{t`All`}</option>
            <option value="waiting">{t`Waiting`}</option>
            <option value="dead">{t`Dead`}</option>
            <option value="done">{t`Taken`}</option>
          </Select>
          <Button disabled={changes.busy || chosen.length === 0} onClick={() => replay(chosen)}>
            <Trans>Send again</Trans>
          </Button>
        </>
      }
    >
      {error && <Failed error={error} again={again} />}
      {!first && !error && items.length === 0 && (
        <p className={styles.words}>
          <Trans>Nothing here. What was taken is kept for a day, dead letters for thirty.</Trans>
        </p>
      )}
      <ul className={section.list} aria-label={t`Deliveries`} hidden={items.length === 0}>
        {items.map((item) => (
          <li key={item.id} className={`${section.row} ${styles.delivery}`}>
            <Check label={<span className="unseen">{t`Choose ${item.topic}`}</span>} checked={chosen.includes(item.id)} onChange={(on) => setChosen(on ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))} />
            <span className={section.name}>
              <b>{item.topic}</b>
              <small>{item.webhook_id}</small>
            </span>
            <DeliveryMark item={item} />
            <span className={styles.error}>{item.error ? said(item.error) : (item.tries > 1 ? <Trans>tried {item.tries} times</Trans> : null)}</span>
            <span className={`${section.quiet} ${section.end}`}>
              <TimeAgo at={item.queued_at} />
            </span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button kind="quiet" className={section.more} onClick={more}>
          <Trans>More</Trans>
        </Button>
      )}
    </Panel>
  );
}

function DeliveryMark({ item }: { item: Forward }) {
  if (item.state === "done") {
    return (
      <Mark tone="good">
        <Trans>Taken</Trans>
      </Mark>
    );
  }
  return item.state === "dead" ? (
    <Mark tone="bad">
      <Trans>Dead</Trans>
    </Mark>
  ) : (
    <Mark tone="mark">
      <Trans>Waiting</Trans>
    </Mark>
  );
}
