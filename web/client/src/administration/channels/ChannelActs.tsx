import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Channel } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Growing, Input } from "../../ui/Field";
import { Acts, Panel } from "../../ui/Panel";
import * as api from "../api";
import section from "../parts/Section.module.css";
import type { useChanges } from "../parts/useChanges";
import people from "../people/People.module.css";
import styles from "./Channels.module.css";

interface ChannelActsProps {
  channel: Channel;
  changes: ReturnType<typeof useChanges>;
  onGone: () => void;
}

/** Paused and resumed, named otherwise, taken out of use. */
export function ChannelActs({ channel, changes, onGone }: ChannelActsProps) {
  const { t } = useLingui();
  const { id, name, state, from_environment: fixed } = channel;
  const { busy, change } = changes;
  const [asking, setAsking] = useState<"pause" | "name" | "remove" | null>(null);
  const close = () => setAsking(null);
  const resume = () => api.channels.resume(id);
  return (
    <Panel title={<Trans>This channel</Trans>}>
      <ul className={people.acts}>
        {!fixed && state !== "deactivated" && (
          <li>
            <span>
              <b>
                <Trans>Name</Trans>
              </b>
              <small dir="auto">{name}</small>
            </span>
            <Button disabled={busy} onClick={() => setAsking("name")}>
              <Trans>Rename</Trans>
            </Button>
          </li>
        )}
        {(state === "active" || state === "paused") && (
          <li>
            <span>
              <b>{state === "paused" ? <Trans>Resume</Trans> : <Trans>Pause</Trans>}</b>
              <small>{state === "paused" ? <Trans>What waits is sent then.</Trans> : <Trans>Messages still come in; nothing goes out until it is resumed.</Trans>}</small>
            </span>
            {state === "paused" ? (
              <Button disabled={busy} onClick={() => void change(resume, t`It sends again.`, () => api.channels.pause(id, channel.reason ?? t`Paused in the administration`))}>
                <Trans>Resume</Trans>
              </Button>
            ) : (
              <Button disabled={busy} onClick={() => setAsking("pause")}>
                <Trans>Pause</Trans>
              </Button>
            )}
          </li>
        )}
        {!fixed && state !== "deactivated" && (
          <li>
            <span>
              <b>
                <Trans>Take out of use</Trans>
              </b>
              <small>
                <Trans>Without a history it is deleted; else its secrets are forgotten, agents see it no more, and what waits fails. Take it away at Meta, too.</Trans>
              </small>
            </span>
            <Button disabled={busy} onClick={() => setAsking("remove")}>
              <Trans>Take out of use</Trans>
            </Button>
          </li>
        )}
      </ul>
      {asking === "pause" && (
        <Asking title={t`Pause ${name}`} label={t`Why`} button={t`Pause`} onClose={close} onGiven={(reason) => void change(() => api.channels.pause(id, reason), t`${name} is paused.`, resume)} />
      )}
      {asking === "name" && (
        <Asking
          title={t`Rename ${name}`}
          label={t`Name`}
          button={t`Save`}
          given={name}
          onClose={close}
          onGiven={(next) => void change(() => api.channels.change(id, { name: next }), t`Renamed.`, () => api.channels.change(id, { name }))}
        />
      )}
      {asking === "remove" && (
        <Asking
          title={t`Take ${name} out of use`}
          label={t`Type the name of the channel: its secrets cannot be brought back`}
          button={t`Take out of use`}
          mustBe={name}
          onClose={close}
          onGiven={() => void change(() => api.channels.remove(id)).then((done) => done && onGone())}
        />
      )}
    </Panel>
  );
}

interface AskingProps {
  title: string;
  label: string;
  button: string;
  given?: string;
  mustBe?: string;
  onGiven: (words: string) => void;
  onClose: () => void;
}

function Asking({ title, label, button, given = "", mustBe, onGiven, onClose }: AskingProps) {
  const [words, setWords] = useState(given);
  const said = words.trim();
  const ready = mustBe === undefined ? said !== "" : said === mustBe.trim();
  const field = { value: words, "data-autofocus": true, onChange: (event: { target: { value: string } }) => setWords(event.target.value) };
  return (
    <Dialog title={title} width={440} onClose={onClose}>
      <form
        className={section.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onGiven(said);
          onClose();
        }}
      >
        {mustBe && (
          <p className={styles.words}>
            <b dir="auto">{mustBe}</b>
          </p>
        )}
        <Field label={label}>{mustBe === undefined && !given ? <Growing rows={2} maxLength={500} {...field} /> : <Input dir="auto" maxLength={120} {...field} />}</Field>
        <Acts>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={!ready}>
            {button}
          </Button>
        </Acts>
      </form>
    </Dialog>
  );
}
