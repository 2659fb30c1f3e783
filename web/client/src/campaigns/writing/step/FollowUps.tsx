import { Trans, useLingui } from "@lingui/react/macro";
import { Plus } from "lucide-react";

import type { Step as FollowUp } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Field, Input } from "../../../ui/Field";
import { Fields, Panel } from "../../../ui/Panel";
import { Switch } from "../../../ui/Switch";
import type { StepProps } from "../StepProps";
import { ContentEditor } from "./ContentEditor";
import styles from "./Step.module.css";

const MOST = 4;
const DAYS = 3;

/** What those get later who have not answered. */
export function FollowUpsStep({ fields, edit }: StepProps) {
  const { t } = useLingui();
  const { steps, template, channel } = fields;
  const put = (place: number, part: Partial<FollowUp>): void => edit({ steps: steps.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <>
      {steps.map((step, place) => (
        <Panel
          key={place}
          title={<Trans>Follow-up {place + 1}</Trans>}
          acts={
            <Button kind="quiet" aria-label={t`Remove follow-up ${place + 1}`} onClick={() => edit({ steps: steps.filter((_, at) => at !== place) })}>
              <Trans>Remove</Trans>
            </Button>
          }
        >
          <Fields>
            <Field label={<Trans>So many days after the message before it</Trans>}>
              <Input type="number" min={1} max={60} value={step.after_days} onChange={(event) => put(place, { after_days: Math.max(1, Math.min(60, Math.round(Number(event.target.value)) || 1)) })} />
            </Field>
          </Fields>
          <Switch
            label={<Trans>Not to those who clicked either</Trans>}
            hint={<Trans>Whoever answered or opted out gets none in any case.</Trans>}
            checked={step.unless_clicked}
            onChange={(unless_clicked) => put(place, { unless_clicked })}
          />
          <ContentEditor content={step.template} channel={channel} onChange={(next) => put(place, { template: next })} />
        </Panel>
      ))}
      <Panel
        title={steps.length === 0 ? <Trans>No follow-up</Trans> : undefined}
        words={steps.length === 0 && <Trans>Somebody who does not answer can get another message some days later. Who answers is left alone.</Trans>}
      >
        {!template && (
          <p className={styles.hint}>
            <Trans>Choose the first message before its follow-ups.</Trans>
          </p>
        )}
        {template && steps.length < MOST && (
          <div>
            <Button onClick={() => edit({ steps: [...steps, { after_days: DAYS, template, unless_clicked: false }] })}>
              <Plus size={15} aria-hidden />
              <Trans>Add a follow-up</Trans>
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}
