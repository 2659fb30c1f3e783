import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../../live/useActing";
import type { ChannelSetup } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Field, Input } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Acts, Fields } from "../../../ui/Panel";
import * as api from "../../api";
import styles from "../Channels.module.css";
import type { GuideProps } from "../GuideProps";
import { Step } from "../Step";
import { LastSteps } from "./LastSteps";

const EMPTY = { name: "", access_token: "", channel_secret: "" };

/** A LINE official account, step by step. Which one it is, LINE says itself: nobody copies ids. */
export default function LineGuide({ onDone }: GuideProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(EMPTY);
  const [saved, setSaved] = useState<ChannelSetup | null>(null);
  const { busy, problem, run } = useActing();
  const field = (name: keyof typeof EMPTY) => ({
    value: draft[name],
    "aria-invalid": problem?.field === name,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  const secret = (name: keyof typeof EMPTY) => ({ ...field(name), type: "password", autoComplete: "off" });
  const whole = draft.access_token.trim() !== "" && draft.channel_secret.trim() !== "";
  const save = (): void =>
    void run(async () => {
      const { name, access_token, channel_secret } = draft;
      const given = { access_token: access_token.trim(), channel_secret: channel_secret.trim(), ...(name.trim() && { name: name.trim() }) };
      const kept = await api.channels.addLine(given);
      setSaved(await api.channels.setup(kept.id));
    });
  return (
    <ol className={styles.steps} aria-label={t`Steps of the set-up`}>
      <Step title={<Trans>The channel secret</Trans>} done={draft.channel_secret.trim() !== ""} path={<Trans>LINE Developers › your channel › Basic settings › Channel secret</Trans>}>
        <p className={styles.words}>
          <Trans>
            You need a LINE official account whose <b>Messaging API</b> is switched on, in LINE Official Account Manager under Settings. By the secret we know that a message comes from LINE and from nobody
            else.
          </Trans>
        </p>
        <Field label={<Trans>Channel secret</Trans>}>
          <Input maxLength={1024} {...secret("channel_secret")} />
        </Field>
      </Step>
      <Step title={<Trans>A token that lasts</Trans>} done={draft.access_token.trim() !== ""} path={<Trans>LINE Developers › your channel › Messaging API › Channel access token (long-lived) › Issue</Trans>}>
        <Fields>
          <Field label={<Trans>Channel access token</Trans>} wrong={problem?.field === "access_token" ? problem.message : null}>
            <Input maxLength={4096} {...secret("access_token")} />
          </Field>
          <Field label={<Trans>What you call it</Trans>} hint={<Trans>Left empty, it is called as on LINE</Trans>}>
            <Input dir="auto" maxLength={120} {...field("name")} />
          </Field>
        </Fields>
      </Step>
      {!saved && (
        <li>
          {problem && problem.field !== "access_token" && <Notice tone="bad" words={problem.message} />}
          <Acts>
            <Button kind="main" disabled={busy || !whole} onClick={save}>
              <Trans>Save and go on</Trans>
            </Button>
          </Acts>
        </li>
      )}
      {saved && <LastSteps setup={saved} onDone={() => onDone(saved.id)} />}
    </ol>
  );
}
