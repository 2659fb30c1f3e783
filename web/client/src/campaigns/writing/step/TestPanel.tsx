import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { searchContacts } from "../../../live/actions";
import { useOutline } from "../../../live/hooks";
import { useActing } from "../../../live/useActing";
import type { Campaign, FallbackKind, Message } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Field, Select } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Fields, Panel } from "../../../ui/Panel";
import { Suggest } from "../../../ui/Suggest";
import * as api from "../../api";
import { Chips } from "../../parts/Chips";
import { useWayWord } from "../../parts/useWayWord";
import styles from "./Step.module.css";

interface TestPanelProps {
  held: Campaign;
  variants: readonly string[];
  disabled: boolean;
}

/** The real message to a few, oneself first of all. */
export function TestPanel({ held, variants, disabled }: TestPanelProps) {
  const { t } = useLingui();
  const acting = useActing();
  const [to, setTo] = useState<readonly { id: string; name: string; number: boolean }[]>([]);
  const [variant, setVariant] = useState("");
  const [step, setStep] = useState(held.step);
  const followUps = held.steps.map((_, place) => held.step + place + 1);
  const [way, setWay] = useState(0);
  const wayWord = useWayWord();
  const { channels } = useOutline();
  const [sent, setSent] = useState<readonly Message[]>([]);
  const choose = (which: string): void => {
    const other = /^way (\d)$/.exec(which)?.[1];
    setWay(Number(other ?? 0));
    setStep(other ? held.step : Number(which));
  };
  const send = (): void =>
    void acting.run(async () => {
      const contacts = to.filter(({ number }) => !number).map(({ id }) => id);
      const numbers = to.filter(({ number }) => number).map(({ name }) => name);
      setSent(await api.test(held.id, { contacts, numbers, step, way, ...(variant && step === held.step && { variant }) }));
      setTo([]);
    });
  const add = (one: { id: string; name: string; number: boolean }): void => setTo([...to.filter(({ id }) => id !== one.id), one].slice(-10));
  return (
    <Panel title={<Trans>Try it first</Trans>} words={<Trans>Send the real message to yourself or a colleague. It counts for nothing else.</Trans>}>
      <Chips names={to} onDrop={(id) => setTo(to.filter((one) => one.id !== id))} />
      <Fields>
        <Suggest
          label={t`Who gets the test`}
          placeholder={t`A name, or a number and Enter`}
          from={2}
          find={(typed) => searchContacts(typed, 6)}
          keyOf={({ id }) => id}
          renderItem={(contact) => (
            <>
              <b dir="auto">{contact.name}</b>
              <span>{contact.identities[0]?.display}</span>
            </>
          )}
          onPick={({ id, name }) => add({ id, name, number: false })}
          onFree={(typed) => /\d{5}/.test(typed.replace(/[\s()+-]/g, "")) && add({ id: typed, name: typed, number: true })}
        />
        {(followUps.length > 0 || held.fallback.length > 0) && (
          <Field label={<Trans>Which message</Trans>}>
            <Select value={way > 0 ? `way ${way}` : step} onChange={(event) => choose(event.target.value)}>
              <option value={held.step}>{t`The campaign itself`}</option>
              {followUps.map((number) => (
                <option key={number} value={number}>
                  {t`Follow-up ${number - held.step}`}
                </option>
              ))}
              {held.fallback.map(({ channel }, place) => (
                <option key={channel} value={`way ${place + 1}`}>
                  {t`Where it does not arrive: ${wayWord((channels.get(channel)?.kind ?? "line") as FallbackKind)}`}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {variants.length > 0 && step === held.step && way === 0 && (
          <Field label={<Trans>Variant</Trans>}>
            <Select value={variant} onChange={(event) => setVariant(event.target.value)}>
              <option value="">{t`As each is drawn`}</option>
              {variants.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </Fields>
      <div>
        <Button disabled={disabled || acting.busy || to.length === 0} onClick={send}>
          <Trans>Send the test</Trans>
        </Button>
      </div>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
      {sent.length > 0 && (
        <Notice tone="good" words={<Plural value={sent.length} one="The test is on its way to # person." other="The test is on its way to # people." />}>
          {sent.slice(0, 3).map((message) => (
            <Link key={message.id} to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: message.conversation }} search={{ message: message.id }} className={styles.linked}>
              <Trans>Look at it</Trans>
            </Link>
          ))}
        </Notice>
      )}
    </Panel>
  );
}
