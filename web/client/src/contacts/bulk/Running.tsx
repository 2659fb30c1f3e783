import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Progress } from "../parts/Progress";
import styles from "./Bulk.module.css";
import type { Many, ManyState } from "./useMany";

const MOST = 5; // refusals told one by one

/** How far it is, what became of it, and the way back. */
export function Running({ many: { state, stop, forget } }: { many: Many }) {
  if (!state) return null;
  if (state.busy) return <Busy state={state} onStop={stop} />;
  return (
    <div className={styles.told}>
      {state.problem && <Notice tone="bad" words={state.problem.message} />}
      <Notice words={state.undone ? <Trans>Taken back.</Trans> : <Done state={state} />}>
        {state.undo && (
          <Button onClick={state.undo}>
            <Trans>Undo</Trans>
          </Button>
        )}
        <Button kind="quiet" onClick={forget}>
          <Trans>All right</Trans>
        </Button>
      </Notice>
      {state.refused.length > 0 && (
        <Notice
          tone="mark"
          words={
            <>
              <Plural value={state.refused.length} one="# was left as it was:" other="# were left as they were:" />{" "}
              {state.refused.slice(0, MOST).map(({ message }) => message).join(" ")}
            </>
          }
        />
      )}
    </div>
  );
}

function Busy({ state, onStop }: { state: ManyState; onStop: () => void }) {
  const { t } = useLingui();
  return (
    <div className={styles.bar}>
      <Progress label={t`How far it is`} done={state.done} total={state.total} />
      <span>{state.total > 0 ? <Trans>{state.done} of {state.total}</Trans> : <Trans>Looking for everybody…</Trans>}</span>
      {!state.undone && (
        <Button kind="quiet" onClick={onStop}>
          <Trans>Stop</Trans>
        </Button>
      )}
    </div>
  );
}

function Done({ state: { wanted, done } }: { state: ManyState }) {
  switch (wanted.action) {
    case "tag":
      return <Plural value={done} one={`# contact has the tag ${wanted.tags[0]} now`} other={`# contacts have the tag ${wanted.tags[0]} now`} />;
    case "untag":
      return <Plural value={done} one={`The tag ${wanted.tags[0]} is off # contact`} other={`The tag ${wanted.tags[0]} is off # contacts`} />;
    case "owner":
      return <Plural value={done} one="# contact has its new owner" other="# contacts have their new owner" />;
    case "list":
      return <Plural value={done} one={`# contact is on the list ${wanted.list.name} now`} other={`# contacts are on the list ${wanted.list.name} now`} />;
    default:
      return <Plural value={done} one="# contact was deleted" other="# contacts were deleted" />;
  }
}
