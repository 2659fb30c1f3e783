import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Plus, Waypoints } from "lucide-react";

import { More } from "../../layout/More";
import { usePaged } from "../../live/usePaged";
import type { Endpoint } from "../../protocol";
import { EmptyState } from "../../ui/EmptyState";
import parts from "../../ui/parts.module.css";
import * as api from "../api";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { EndpointMark } from "./EndpointMark";
import own from "./Webhooks.module.css";

const EVERY = new URLSearchParams();

/** Other systems that hear what happens here, or Meta's webhooks as they came. */
export default function EndpointsPage() {
  const { t } = useLingui();
  const { items, first, error, again, hasMore, more } = usePaged<Endpoint>(EVERY, api.endpoints.list, ["endpoint.changed", "endpoint.removed"]);
  const add = (
    <Link to="/administration/webhooks/$endpoint" params={{ endpoint: "new" }} className={parts.button} data-main>
      <Plus size={16} aria-hidden />
      <Trans>Add an endpoint</Trans>
    </Link>
  );
  return (
    <Section broad title={<Trans>Webhooks and router</Trans>} actions={add}>
      {(first || error) && <Waiting error={error} again={again} />}
      {!first && !error && items.length === 0 && (
        <EmptyState icon={<Waypoints size={30} strokeWidth={1.3} />} title={<Trans>Nobody is told yet</Trans>} action={add}>
          <Trans>An endpoint is an address of another system. It gets events of this office, signed, or Meta’s webhooks byte for byte.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t`Endpoints`}>
          {items.map((endpoint) => (
            <li key={endpoint.id}>
              <Link to="/administration/webhooks/$endpoint" params={{ endpoint: endpoint.id }} className={`${styles.row} ${own.endpoint}`}>
                <span className={styles.name}>
                  <b dir="auto">{endpoint.name}</b>
                  <small>{endpoint.url}</small>
                </span>
                <span className={styles.quiet}>{endpoint.kind === "events" ? <Trans>Events</Trans> : <Trans>Router</Trans>}</span>
                <span className={styles.marks}>
                  <EndpointMark endpoint={endpoint} />
                </span>
                <span className={`${styles.quiet} ${styles.end}`}>
                  {endpoint.health.waiting > 0 && <Trans>{endpoint.health.waiting} wait</Trans>} {endpoint.health.dead > 0 && <Trans>{endpoint.health.dead} dead</Trans>}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {hasMore && <More onSeen={more} />}
    </Section>
  );
}
