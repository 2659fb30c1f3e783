import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { ProblemError } from "../http/problem";
import { useMe } from "../live/hooks";
import { useLoaded } from "../live/useLoaded";
import type { PushState } from "../protocol";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Switch } from "../ui/Switch";
import * as api from "./api";
import * as push from "./push";
import * as signals from "./signals";

/** How this browser says what one is told. */
export default function OnThisDevice() {
  return (
    <Panel title={<Trans>On this device</Trans>}>
      <Choices />
    </Panel>
  );
}

export function Choices() {
  return (
    <>
      <Signals />
      <Pushed />
    </>
  );
}

function Signals() {
  const { t } = useLingui();
  const [on, setOn] = useState({ sound: signals.wants("sound"), desktop: signals.wants("desktop") });
  const may = signals.permission();
  const choose = (signal: signals.Signal, wanted: boolean): void =>
    void signals.choose(signal, wanted).then((now) => setOn((before) => ({ ...before, [signal]: now })));
  const hints = { denied: t`The browser forbids it: allow notifications for this page beside its address.`, unsupported: t`This browser cannot.` };
  return (
    <>
      <Switch label={t`Sound`} hint={t`Two soft tones`} checked={on.sound} onChange={(wanted) => choose("sound", wanted)} />
      <Switch
        label={t`Desktop notifications`}
        hint={may === "denied" || may === "unsupported" ? hints[may] : t`While the console is open in another tab or behind something else`}
        checked={on.desktop}
        disabled={may === "denied" || may === "unsupported"}
        onChange={(wanted) => choose("desktop", wanted)}
      />
    </>
  );
}

function Pushed() {
  const { t, i18n } = useLingui();
  const me = useMe()?.id;
  const state = useLoaded<PushState>("push", () => api.pushState());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const may = push.support();
  const device = state.value?.device ?? null;
  const turn = (on: boolean, hideText: boolean): void => {
    if (!me) return;
    setBusy(true);
    setProblem(null);
    (on ? push.turnOn(me, i18n.locale, hideText) : push.turnOff())
      .then(
        (now) => on && now === false && setProblem(t`The browser forbids it: allow notifications for this page beside its address.`),
        (error: unknown) => setProblem(error instanceof ProblemError ? error.message : t`This browser could not reach its push service.`),
      )
      .finally(() => (setBusy(false), state.again()));
  };
  const hints = {
    ready: t`Also while no tab of the console is open`,
    denied: t`The browser forbids it: allow notifications for this page beside its address.`,
    unsupported: t`This browser cannot. On an iPhone, add the console to the home screen first.`,
  };
  return (
    <>
      <Switch label={t`Push to this device`} hint={hints[may]} checked={device !== null} disabled={busy || may !== "ready" || !state.value} onChange={(on) => turn(on, true)} />
      {device && (
        <Switch
          label={t`Show names and words`}
          hint={t`Off, a locked screen says that something came, not from whom and what`}
          checked={!device.hide_text}
          disabled={busy}
          onChange={(shown) => turn(true, !shown)}
        />
      )}
      {problem && <Notice tone="bad" words={problem} />}
    </>
  );
}
