import { Trans, useLingui } from "@lingui/react/macro";

import type { Quotation } from "../../protocol";
import { Skeleton } from "../../ui/Skeleton";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import editor from "../editor/Editor.module.css";
import { money } from "../numbers/format";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { StateMark } from "../parts/StateMark";
import { useLoaded } from "../../live/useLoaded";
import styles from "./Sealed.module.css";

interface HistoryProps {
  quotation: Quotation;
  /** An earlier version whose paper is looked at. */
  shown: number | null;
  onShow: (revision: number | null) => void;
}

/** Its versions, and every state it was in: who, when, how and why. */
export function History({ quotation, shown, onShow }: HistoryProps) {
  const { t } = useLingui();
  const { id, version, revision } = quotation;
  const moves = useLoaded(`${id}/${version}`, () => api.history(id));
  return (
    <section className={editor.card} aria-label={t`History`}>
      {revision > 1 && <Versions quotation={quotation} shown={shown} onShow={onShow} />}
      <h2>
        <Trans>What became of it</Trans>
      </h2>
      {moves.error && (
        <Notice tone="bad" words={moves.error.message}>
          <Button onClick={moves.again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {!moves.value && !moves.error && <Skeleton height={64} />}
      <ol className={styles.moves}>
        {moves.value?.items.map((move) => (
          <li key={move.id} data-undone={move.undone_at !== null || undefined}>
            <StateMark state={move.to_state} />
            <span dir="auto">
              {move.by === "system" ? <Trans>by itself</Trans> : move.name}
              {move.revision > 1 && ` · v${move.revision}`}
              {move.undone_at && (
                <>
                  {" · "}
                  <Trans>taken back</Trans>
                </>
              )}
            </span>
            <TimeAgo at={move.at} />
            {move.reason && <q dir="auto">{move.reason}</q>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Versions({ quotation, shown, onShow }: HistoryProps) {
  const { t, i18n } = useLingui();
  const { id, version, revision } = quotation;
  const versions = useLoaded(`${id}/${version}`, () => api.versions(id));
  return (
    <div className={styles.versions} role="group" aria-label={t`Versions`}>
      {versions.value?.items.map((one) => {
        const newest = one.revision === revision;
        return (
          <button key={one.revision} type="button" aria-pressed={newest ? shown === null : shown === one.revision} onClick={() => onShow(newest ? null : one.revision)}>
            <b>{`v${one.revision}`}</b>
            {money(one.quotation.total, i18n.locale)}
          </button>
        );
      })}
    </div>
  );
}
