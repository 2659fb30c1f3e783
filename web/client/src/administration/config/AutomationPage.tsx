import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { Field, Input } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import parts from "../../ui/parts.module.css";
import styles from "./Config.module.css";
import { SectionForm } from "./SectionForm";
import { useSections } from "./useSections";

/** What the office lets happen by itself. */
export default function AutomationPage() {
  const editing = useSections("round_robin", "waiting_minutes", "away_reply");
  const { set, wrong } = editing;
  return (
    <SectionForm title={<Trans>Automation</Trans>} editing={editing}>
      {({ round_robin: round, waiting_minutes: minutes, away_reply: reply }) => (
        <>
          <Panel title={<Trans>New conversations</Trans>}>
            <Switch
              label={<Trans>Give them out by themselves</Trans>}
              hint={<Trans>To who is online, on duty and has the fewest open conversations. With nobody there it waits for the first who comes.</Trans>}
              checked={round}
              onChange={(on) => set({ round_robin: on })}
            />
          </Panel>
          <Panel title={<Trans>Customers who wait</Trans>}>
            <Field label={<Trans>Remind after so many minutes</Trans>} hint={<Trans>Whose conversation it is gets a notification; if it is nobody’s, everybody on that number.</Trans>} wrong={wrong("waiting_minutes")}>
              <Input type="number" min={1} max={1440} value={minutes} onChange={(event) => set({ waiting_minutes: Math.min(1440, Math.max(1, Math.round(Number(event.target.value)) || 1)) })} />
            </Field>
          </Panel>
          <Panel title={<Trans>Away reply</Trans>}>
            <p className={styles.words} dir="auto">
              {reply ?? <Trans>Nothing is said while you are closed.</Trans>}
            </p>
            <div>
              <Link to="/administration/hours" className={parts.button}>
                <Trans>Hours and away replies</Trans>
              </Link>
            </div>
          </Panel>
        </>
      )}
    </SectionForm>
  );
}
