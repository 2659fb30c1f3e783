import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { Button } from "../ui/Button";
import styles from "./Conflict.module.css";
import type { Draft, Keeper } from "./draft";

interface ConflictProps<Name extends string> {
  keeper: Keeper<Name>;
  found: NonNullable<Draft<Name>["conflict"]>;
  fieldWord: (name: Name) => string;
  /** What stands in a field, short enough to choose by. */
  inWords: (name: Name, whose: "mine" | "theirs") => string;
}

/** Two people changed the same: each difference with both versions, and the choice. */
export function Conflict<Name extends string>({ keeper, found, fieldWord, inWords }: ConflictProps<Name>) {
  const { t } = useLingui();
  const { both, theirs } = found;
  const [mine, setMine] = useState<ReadonlySet<Name>>(new Set(both));
  const choose = (name: Name, own: boolean): void => {
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
          <Version name={name} word={<Trans>Yours</Trans>} said={inWords(name, "mine")} chosen={mine.has(name)} onChoose={() => choose(name, true)} />
          <Version name={name} word={<Trans>Theirs</Trans>} said={inWords(name, "theirs")} chosen={!mine.has(name)} onChoose={() => choose(name, false)} />
        </fieldset>
      ))}
      {theirs.length > 0 && (
        <p>
          <Trans>Also changed, and taken: {theirs.map(fieldWord).join(", ")}</Trans>
        </p>
      )}
      <div className={styles.acts}>
        <Button kind="main" onClick={() => keeper.settle([...mine])}>
          <Trans>Save it so</Trans>
        </Button>
        <Button onClick={() => keeper.discard()}>
          <Trans>Drop all of mine</Trans>
        </Button>
      </div>
    </section>
  );
}

function Version({ name, word, said, chosen, onChoose }: { name: string; word: ReactNode; said: string; chosen: boolean; onChoose: () => void }) {
  return (
    <label>
      <input type="radio" name={`choice-${name}`} checked={chosen} onChange={onChoose} />
      <span>{word}</span>
      <q dir="auto">{said}</q>
    </label>
  );
}

/** It went out of hand while it was written: what was written since cannot be kept. */
export function TooLate({ title, words, act, onAct }: { title: ReactNode; words: ReactNode; act: ReactNode; onAct: () => void }) {
  return (
    <section className={styles.panel} role="alert">
      <h2>{title}</h2>
      <p>{words}</p>
      <Button kind="main" onClick={onAct}>
        {act}
      </Button>
    </section>
  );
}
