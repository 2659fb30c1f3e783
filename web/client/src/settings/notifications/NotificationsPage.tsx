import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { NotificationKind, NotificationSettings } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { Switch } from "../../ui/Switch";
import * as api from "../api";
import { Settings } from "../Settings";

/** What I am told of. `devices`: how it reaches me on this machine. */
export default function NotificationsPage({ devices }: { devices?: ReactNode }) {
  const { t } = useLingui();
  const { value, error, again, set } = useLoaded<NotificationSettings>("notification-settings", api.notifications.read);
  const { problem, run } = useActing();
  useHearing(["notifications.chosen"], again);
  const kinds: readonly (readonly [kind: NotificationKind, name: string, hint: string])[] = [
    ["mentioned", t`I am mentioned`, t`Somebody names me in a note.`],
    ["assigned_to_me", t`A conversation becomes mine`, t`A colleague gives it to me, or it is given out by itself.`],
    ["reply_in_mine", t`A customer answers me`, t`In a conversation that is mine.`],
    ["waiting", t`Somebody waits too long`, t`Longer than the office wants to let anybody wait.`],
    ["failed_send", t`A message was not sent`, t`One of mine, with the reason.`],
    ["quotation_answered", t`A quotation is answered`, t`The customer said yes, no or something else.`],
    ["quotation_approval", t`A discount needs a word`, t`One waits for a manager, or mine was decided.`],
    ["quotation_expiring", t`A quotation expires`, t`Nobody could remind the customer.`],
  ];
  const turn = (kind: NotificationKind, on: boolean): void => {
    if (!value) return;
    set({ ...value, [kind]: on }); // at once; taken back when it is refused
    void run(async () => set(await api.notifications.change({ [kind]: on }))).then((done) => done || again());
  };
  const told = problem ?? error;
  return (
    <Settings>
      {devices}
      <Panel title={<Trans>What I am told of</Trans>} words={<Trans>On every machine I use.</Trans>}>
        {told && (
          <Notice tone="bad" words={told.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        )}
        {!value && !error && <Skeleton width="60%" />}
        {value && kinds.map(([kind, name, hint]) => <Switch key={kind} label={name} hint={hint} checked={value[kind]} onChange={(on) => turn(kind, on)} />)}
      </Panel>
    </Settings>
  );
}
