import { Plural, Trans } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import type { TwoStep, TwoStepSetup } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Acts, Mark, Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import styles from "../Settings.module.css";
import { CodeForm } from "./CodeForm";
import { RecoveryCodes } from "./RecoveryCodes";
import { SetupForm } from "./SetupForm";

type Doing = { setup: TwoStepSetup } | { codes: readonly string[] } | "off" | "renew" | null;

/** The second step of a sign-in: an authenticator app on the telephone. */
export function TwoStepPanel() {
  const { value: state, error, again } = useLoaded<TwoStep>("two-step", api.twoStep.state);
  const [doing, setDoing] = useState<Doing>(null);
  const { busy, problem, run } = useActing();
  const begin = () => void run(async () => setDoing({ setup: await api.twoStep.begin() }));
  const done = () => (setDoing(null), again());
  if (!state) {
    return (
      <Panel title={<Trans>Two-step sign-in</Trans>}>
        {error ? (
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        ) : (
          <Skeleton width="60%" />
        )}
      </Panel>
    );
  }
  return (
    <Panel
      title={<Trans>Two-step sign-in</Trans>}
      words={<Trans>Beside the password a code of an authenticator app: a stolen password alone lets nobody in.</Trans>}
      acts={<span>{state.on ? <Mark tone="good"><Trans>On</Trans></Mark> : <Mark><Trans>Off</Trans></Mark>}</span>}
    >
      {problem && <Notice tone="bad" words={problem.message} />}
      {doing === null && !state.on && (
        <Acts>
          <Button kind="main" disabled={busy} onClick={begin}>
            <Trans>Set it up</Trans>
          </Button>
        </Acts>
      )}
      {doing === null && state.on && <WhenOn state={state} onOff={() => setDoing("off")} onRenew={() => setDoing("renew")} />}
      {doing !== null && typeof doing === "object" && "setup" in doing && <SetupForm setup={doing.setup} onCancel={done} onOn={(codes) => (setDoing({ codes }), again())} />}
      {doing !== null && typeof doing === "object" && "codes" in doing && <RecoveryCodes codes={doing.codes} onKept={done} />}
      {doing === "off" && <CodeForm words={<Trans>To turn it off, type a code of the app or a recovery code.</Trans>} button={<Trans>Turn it off</Trans>} send={api.twoStep.off} onCancel={done} onDone={done} />}
      {doing === "renew" && (
        <CodeForm
          words={<Trans>The codes you have become worthless. Type a code of the app to get new ones.</Trans>}
          button={<Trans>Make new codes</Trans>}
          send={api.twoStep.renew}
          onCancel={done}
          onDone={({ recovery_codes: codes }) => setDoing({ codes })}
        />
      )}
    </Panel>
  );
}

function WhenOn({ state, onOff, onRenew }: { state: TwoStep; onOff: () => void; onRenew: () => void }) {
  const { recovery_codes_left: left } = state;
  return (
    <>
      <p className={styles.words}>
        <Plural value={left} one="# recovery code is left for the day your telephone is lost." other="# recovery codes are left for the day your telephone is lost." />
      </p>
      {state.required && (
        <p className={styles.words}>
          <Trans>It is required of everybody here and cannot be turned off.</Trans>
        </p>
      )}
      <Acts>
        {!state.required && (
          <Button onClick={onOff}>
            <Trans>Turn it off</Trans>
          </Button>
        )}
        <Button onClick={onRenew}>
          <Trans>New recovery codes</Trans>
        </Button>
      </Acts>
    </>
  );
}
