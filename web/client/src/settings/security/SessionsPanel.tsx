import { Trans, useLingui } from "@lingui/react/macro";

import { useActing } from "../../live/useActing";
import { usePaged } from "../../live/usePaged";
import type { LoginSession } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Mark, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import styles from "../Settings.module.css";
import { device } from "./device";

const EVERY = new URLSearchParams();

/** Where I am signed in. */
export function SessionsPanel() {
  const { t } = useLingui();
  const { items, error, again, hasMore, more } = usePaged<LoginSession>(EVERY, api.sessions.list, []);
  const { busy, problem, run } = useActing();
  const act = (doing: () => Promise<unknown>) => () => void run(doing).then(again);
  return (
    <Panel
      title={<Trans>Where I am signed in</Trans>}
      acts={
        items.length > 1 && (
          <Button disabled={busy} onClick={act(api.sessions.endOthers)}>
            <Trans>Sign out everywhere else</Trans>
          </Button>
        )
      }
    >
      {(problem ?? error) && <Notice tone="bad" words={(problem ?? error)?.message} />}
      <ul className={styles.lines} aria-label={t`Where I am signed in`}>
        {items.map((session) => (
          <li key={session.id}>
            <span>
              <b title={session.client}>{device(session.client) || <Trans>Unknown</Trans>}</b>
              <small>
                {session.address} ·{" "}
                <Trans>
                  last used <TimeAgo at={session.used_at} />
                </Trans>
              </small>
            </span>
            {session.current ? (
              <Mark tone="good">
                <Trans>here</Trans>
              </Mark>
            ) : (
              <Button kind="quiet" disabled={busy} onClick={act(() => api.sessions.end(session.id))}>
                <Trans>Sign out</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button kind="quiet" onClick={more}>
          <Trans>More</Trans>
        </Button>
      )}
    </Panel>
  );
}
