import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Endpoint, EndpointMade } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import type { useChanges } from "../parts/useChanges";
import people from "../people/People.module.css";

interface EndpointActsProps {
  endpoint: Endpoint;
  changes: ReturnType<typeof useChanges>;
  onSecret: (made: EndpointMade) => void;
  onGone: () => void;
}

/** Paused, given another secret, taken away. */
export function EndpointActs({ endpoint, changes, onSecret, onGone }: EndpointActsProps) {
  const { t } = useLingui();
  const { id, name, active, kind, secret_overlaps_until: overlap } = endpoint;
  const { busy, change } = changes;
  const [sure, setSure] = useState(false);
  const turn = (on: boolean) => () => api.endpoints.change(id, { active: on });
  return (
    <Panel title={<Trans>This endpoint</Trans>}>
      <ul className={people.acts}>
        <li>
          <span>
            <b>{active ? <Trans>Pause</Trans> : <Trans>Resume</Trans>}</b>
            <small>
              <Trans>A paused endpoint keeps its queue; what is older than seven days then is a dead letter.</Trans>
            </small>
          </span>
          {active ? (
            <Button disabled={busy} onClick={() => void change(turn(false), t`${name} is paused.`, turn(true))}>
              <Trans>Pause</Trans>
            </Button>
          ) : (
            <Button disabled={busy} onClick={() => void change(turn(true), t`${name} gets webhooks again.`, turn(false))}>
              <Trans>Resume</Trans>
            </Button>
          )}
        </li>
        {kind === "events" && (
          <li>
            <span>
              <b>
                <Trans>New secret</Trans>
              </b>
              <small>
                {overlap ? (
                  <Trans>
                    The one before signs, too, until <TimeAgo at={overlap} />.
                  </Trans>
                ) : (
                  <Trans>For a day the one before signs, too, so that nothing is refused meanwhile.</Trans>
                )}
              </small>
            </span>
            <Button disabled={busy} onClick={() => void change(async () => onSecret(await api.endpoints.rotate(id)))}>
              <Trans>Make a new secret</Trans>
            </Button>
          </li>
        )}
        <li>
          <span>
            <b>
              <Trans>Remove</Trans>
            </b>
            <small>
              <Trans>It goes with its queue and its secret.</Trans>
            </small>
          </span>
          <Button disabled={busy} aria-expanded={sure} onClick={() => setSure(!sure)}>
            <Trans>Remove</Trans>
          </Button>
        </li>
      </ul>
      {sure && (
        <Notice tone="bad" words={<Trans>What waits for {name} is lost, and its secret cannot be brought back.</Trans>}>
          <Button onClick={() => setSure(false)}>
            <Trans>Keep it</Trans>
          </Button>
          <Button disabled={busy} onClick={() => void change(() => api.endpoints.remove(id)).then((done) => done && onGone())}>
            <Trans>Remove it for good</Trans>
          </Button>
        </Notice>
      )}
    </Panel>
  );
}
