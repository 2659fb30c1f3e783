import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import styles from "./Conflict.module.css";
import { contentOf } from "./content";
import type { Drafted, Drafting } from "./drafting";
import { type FieldName, fieldsOf } from "./fields";
import { fieldWord, inWords } from "./fieldWords";

/** Two people changed the same: each difference with both versions, and the choice. */
export function ConflictPanel({ drafting, now }: { drafting: Drafting; now: Drafted }) {
  const { t, i18n } = useLingui();
  const [mine, setMine] = useState<ReadonlySet<FieldName>>(new Set(now.conflict?.both));
  if (!now.conflict) return null;
  const { current, both, theirs } = now.conflict;
  const [own, other] = [contentOf(now.form).fields, fieldsOf(current)];
  if (current.state !== "draft") {
    return (
      <section className={styles.panel} role="alert">
        <h2>
          <Trans>This quotation was issued meanwhile</Trans>
        </h2>
        <p>
          <Trans>What you wrote since is not in it, and an issued quotation cannot be changed. Revise it to offer something else.</Trans>
        </p>
        <Button kind="main" onClick={() => drafting.discard()}>
          <Trans>Show it as it was issued</Trans>
        </Button>
      </section>
    );
  }
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
            <q dir="auto">{inWords(name, own, i18n.locale)}</q>
          </label>
          <label>
            <input type="radio" name={`choice-${name}`} checked={!mine.has(name)} onChange={() => choose(name, false)} />
            <span>
              <Trans>Theirs</Trans>
            </span>
            <q dir="auto">{inWords(name, other, i18n.locale)}</q>
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
