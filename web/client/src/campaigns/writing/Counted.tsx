import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { useLoaded } from "../../live/useLoaded";
import type { Audience, Campaign } from "../../protocol";
import { said } from "../../said/said";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { namesSomebody } from "./rows";
import styles from "./step/Step.module.css";

const PAUSE = 250; // ms after the last choice
const SHOWN = 8; // people

/** How many people are meant now, and some of them. */
export function Counted({ audience, held, saved }: { audience: Audience; held: Campaign; saved: boolean }) {
  const { i18n } = useLingui();
  const somebody = namesSomebody(audience);
  const asked = useLater(JSON.stringify(audience));
  const { value, error, again } = useLoaded(somebody ? asked : null, (signal) => api.count(JSON.parse(asked) as Audience, signal));
  const [last, setLast] = useState(0);
  useEffect(() => {
    if (value) setLast(value.contacts);
  }, [value]);
  const count = somebody ? (value?.contacts ?? last) : 0;
  return (
    <>
      <Panel>
        <p className={styles.count} role="status" data-behind={(somebody && !value) || undefined}>
          <b>{i18n.number(count)}</b>
          <span>
            <Plural value={count} one="person is meant now" other="people are meant now" />
          </span>
        </p>
        {error && (
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        )}
        <p className={styles.hint}>
          {somebody ? <Trans>The number follows your contacts until the campaign starts; then it is frozen. Nobody gets it twice.</Trans> : <Trans>Choose tags, segments, lists, people or an earlier campaign, or everyone.</Trans>}
        </p>
      </Panel>
      {somebody && count > 0 && <Some held={held} saved={saved} />}
    </>
  );
}

/** The first of them, each with what stands in the way. */
function Some({ held, saved }: { held: Campaign; saved: boolean }) {
  const { value } = useLoaded(saved ? `${held.id}/${held.version}/people` : null, (signal) => api.preview(held.id, { limit: SHOWN }, signal));
  const [people, setPeople] = useState(value);
  useEffect(() => {
    if (value) setPeople(value);
  }, [value]);
  return (
    <Panel title={<Trans>Some of them</Trans>}>
      {!people && (
        <>
          <Skeleton />
          <Skeleton width="70%" />
        </>
      )}
      <ul className={styles.people}>
        {people?.map((person) => (
          <li key={person.contact}>
            <Avatar id={person.contact} name={person.name} size={28} />
            <span>
              <b dir="auto">{person.name}</b>
              {held.template && person.problem && <small>{said(person.problem)}</small>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A value a moment after it came to rest. */
function useLater(value: string): string {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}
