import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { UNSENT } from "../parts/stateWord";
import styles from "./Conflict.module.css";
import type { Drafted, Drafting } from "./drafting";
import { fieldWord, inWords } from "./fieldWord";
import { type FieldName, fieldsOf } from "./fields";

/** What stands in the way of keeping it, or what a colleague changed. */
export function Told({ drafting, now }: { drafting: Drafting; now: Drafted }) {
  if (now.conflict) return <ConflictPanel key={now.conflict.current.version} drafting={drafting} now={now} />;
  if (now.problem) {
    return (
      <Notice tone="bad" words={now.problem.message}>
        <Button onClick={() => void drafting.save()}>
          <Trans>Try again</Trans>
        </Button>
      </Notice>
    );
  }
  if (now.news.length === 0) return null;
  return (
    <Notice tone="mark" words={<Trans>A colleague changed: {now.news.map(fieldWord).join(", ")}. You see it as it is now.</Trans>}>
      <Button kind="quiet" onClick={() => drafting.dismissNews()}>
        <Trans>All right</Trans>
      </Button>
    </Notice>
  );
}

/** Two people changed the same: each difference with both versions, and the choice. */
function ConflictPanel({ drafting, now }: { drafting: Drafting; now: Drafted }) {
  const { t } = useLingui();
  const [mine, setMine] = useState<ReadonlySet<FieldName>>(new Set(now.conflict?.both));
  if (!now.conflict) return null;
  const { current, both, theirs } = now.conflict;
  if (!UNSENT.includes(current.state)) {
    return (
      <section className={styles.panel} role="alert">
        <h2>
          <Trans>This campaign has started meanwhile</Trans>
        </h2>
        <p>
          <Trans>What you wrote last is not in it, and what is sent cannot be changed.</Trans>
        </p>
        <Button kind="main" onClick={() => drafting.discard()}>
          <Trans>Show it as it is sent</Trans>
        </Button>
      </section>
    );
  }
  const other = fieldsOf(current);
  const choose = (name: FieldName, own: boolean): void => {
    const next = new Set(mine);
    if (own) next.add(name);
    else next.delete(name);
    setMine(next);
  };
  return (
    <section className={styles.panel} role="alert" aria-label={t`Changed by somebody else`}>
      <h2>
        <Trans>Somebody changed this while you were writing</Trans>
      </h2>
      <p>
        <Trans>Choose what holds. Nothing is saved before.</Trans>
      </p>
      {both.map((name) => (
        <fieldset key={name} className={styles.choice}>
          <legend>{fieldWord(name)}</legend>
          <label>
            <input type="radio" name={`choice-${name}`} checked={mine.has(name)} onChange={() => choose(name, true)} />
            <span>
              <Trans>Yours</Trans>
            </span>
            <q dir="auto">{inWords(name, now.fields)}</q>
          </label>
          <label>
            <input type="radio" name={`choice-${name}`} checked={!mine.has(name)} onChange={() => choose(name, false)} />
            <span>
              <Trans>Theirs</Trans>
            </span>
            <q dir="auto">{inWords(name, other)}</q>
          </label>
        </fieldset>
      ))}
      {theirs.length > 0 && (
        <p>
          <Trans>Also changed, and taken: {theirs.map(fieldWord).join(", ")}</Trans>
        </p>
      )}
      <div className={styles.acts}>
        <Button kind="main" onClick={() => drafting.settle([...mine])}>
          <Trans>Save it so</Trans>
        </Button>
        <Button onClick={() => drafting.discard()}>
          <Trans>Drop all of mine</Trans>
        </Button>
      </div>
    </section>
  );
}
