import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { Page } from "../../layout/Page";
import { Back } from "../../layout/Back";
import { useMe } from "../../live/hooks";
import { useLoaded } from "../../live/useLoaded";
import type { Analytics, Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { CostTable } from "../parts/CostTable";
import { runsCampaigns } from "../parts/rights";
import { StateMark } from "../parts/StateMark";
import { Acting } from "./Acting";
import { Buttons } from "./Buttons";
import { Causes } from "./Causes";
import { Chart } from "./Chart";
import { Funnel, type Stage } from "./Funnel";
import styles from "./Outcome.module.css";
import { Progress } from "./Progress";
import { ReachedBy } from "./ReachedBy";
import { ALL, Recipients } from "./Recipients";
import { Sequence } from "./Sequence";
import { useControl } from "./useControl";
import { Variants } from "./Variants";
import { WhyNotice } from "./WhyNotice";

interface OutcomeProps {
  campaign: Campaign;
  /** A newer version than the page has. */
  onTold: (campaign: Campaign) => void;
  left: ReactNode;
}

/** A campaign on its way and afterwards: how far it is, what became of it, and what stops it. */
export default function Outcome({ campaign, onTold, left }: OutcomeProps) {
  const { t } = useLingui();
  const mayRun = runsCampaigns(useMe());
  const control = useControl(campaign, onTold);
  const numbers = useNumbers(campaign);
  const [wanted, setWanted] = useState(ALL);
  const people = useRef<HTMLDivElement>(null);
  const show = (part: Partial<typeof ALL>): void => {
    setWanted({ ...ALL, ...part });
    people.current?.scrollIntoView({ block: "start" });
    people.current?.querySelector<HTMLElement>("input[type=search]")?.focus({ preventScroll: true });
  };
  const title = (
    <span className={styles.title}>
      <b dir="auto">{campaign.name}</b>
      <StateMark state={campaign.state} />
    </span>
  );
  return (
    <Page title={title} back={<Back to="/campaigns" name={t`All campaigns`} />} actions={mayRun && <Acting campaign={campaign} control={control} />} actionsName={t`For this campaign`}>
      <div className={styles.body}>
        {left}
        {control.problem && (
          <Notice tone="bad" words={control.problem.message}>
            <Button kind="quiet" onClick={control.forget}>
              <Trans>All right</Trans>
            </Button>
          </Notice>
        )}
        <WhyNotice campaign={campaign} />
        <Progress campaign={campaign} pausing={control.pausing} />
        {numbers.error && !numbers.value && (
          <Notice tone="bad" words={numbers.error.message}>
            <Button onClick={numbers.again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        )}
        {!numbers.value && !numbers.error && (
          <Panel>
            <Skeleton height={220} />
          </Panel>
        )}
        {numbers.value && <Numbers campaign={campaign} numbers={numbers.value} mayRun={mayRun} onTold={onTold} onShow={show} />}
        <div ref={people}>{mayRun && <Recipients campaign={campaign} causes={numbers.value?.causes ?? []} wanted={wanted} onWanted={setWanted} />}</div>
      </div>
    </Page>
  );
}

interface NumbersProps {
  campaign: Campaign;
  numbers: Analytics;
  mayRun: boolean;
  onTold: (campaign: Campaign) => void;
  onShow: (part: Partial<typeof ALL>) => void;
}

function Numbers({ campaign, numbers, mayRun, onTold, onShow }: NumbersProps) {
  return (
    <>
      <div className={styles.two}>
        <Funnel numbers={numbers} onShow={mayRun ? (stage) => onShow(ofStage(stage)) : undefined} />
        <Chart series={numbers.series} />
      </div>
      {numbers.contest && numbers.variants.length > 1 && <Variants numbers={numbers} contest={numbers.contest} />}
      <Causes campaign={campaign} causes={numbers.causes} mayRun={mayRun} onTold={onTold} />
      <div className={styles.two}>
        {(numbers.fallback.length > 0 || campaign.fallback.length > 0) && <ReachedBy numbers={numbers} onShow={mayRun ? (by) => onShow({ by }) : undefined} />}
        {numbers.buttons.length > 0 && <Buttons buttons={numbers.buttons} several={numbers.variants.length > 1} />}
        <Panel title={<Trans>What it cost</Trans>}>
          <CostTable cost={numbers.cost} past />
        </Panel>
        {numbers.steps.length > 1 && <Sequence steps={numbers.steps} current={campaign.id} />}
      </div>
      <p className={styles.notes}>
        <Trans>
          “Read” is the least it can be: people can turn read receipts off. Delivered is told of those sent; read, replied and clicked of those delivered. Rest on a rate to see how sure it is.
        </Trans>
      </p>
    </>
  );
}

function ofStage(stage: Stage): Partial<typeof ALL> {
  return stage === "clicked" ? { did: stage } : { state: stage };
}

const APART = 2_000; // ms: the numbers are counted anew no more often

/** What became of it, counted anew while it is told of. */
function useNumbers(campaign: Campaign) {
  const [asked, setAsked] = useState(campaign.version);
  const last = useRef(0);
  useEffect(() => {
    const wait = campaign.state === "running" ? Math.max(0, last.current + APART - Date.now()) : 0;
    const timer = setTimeout(() => {
      last.current = Date.now();
      setAsked(campaign.version);
    }, wait);
    return () => clearTimeout(timer);
  }, [campaign.version, campaign.state]);
  const numbers = useLoaded(`${campaign.id}/${asked}`, (signal) => api.analytics(campaign.id, signal));
  const [held, setHeld] = useState<Analytics | null>(null);
  useEffect(() => {
    if (numbers.value) setHeld(numbers.value);
  }, [numbers.value]);
  return { ...numbers, value: numbers.value ?? held };
}
