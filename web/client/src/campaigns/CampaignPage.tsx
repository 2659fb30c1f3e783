import { Trans } from "@lingui/react/macro";
import { lazy, Suspense, useState } from "react";

import { keep, kept } from "../live/belongings";
import { useMe } from "../live/hooks";
import type { Id } from "../protocol";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Notice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import styles from "./CampaignPage.module.css";
import { runsCampaigns } from "./parts/rights";
import { UNSENT } from "./parts/stateWord";
import { useCampaign } from "./useCampaign";
import { type Step, stepOf } from "./writing/steps";
import { shelfName } from "./writing/useDrafting";
import { insist } from "../ui/insist";

const Writing = lazy(() => insist(() => import("./writing/Writing")));
const Outcome = lazy(() => insist(() => import("./running/Outcome")));

interface CampaignPageProps {
  id: Id;
  step: string | undefined;
  onStep: (step: Step) => void;
  onGone: () => void;
}

/** One campaign: written while it is not sent, and what becomes of it afterwards. */
export default function CampaignPage({ id, step, onStep, onGone }: CampaignPageProps) {
  const { value, error, again, set, gone } = useCampaign(id);
  const me = useMe();
  const waiting = <PageSkeleton />;
  if (gone || (error && !value)) {
    return (
      <EmptyState
        title={<Trans>This campaign is not here</Trans>}
        action={
          <>
            {!gone && (
              <Button onClick={again}>
                <Trans>Try again</Trans>
              </Button>
            )}{" "}
            <Button kind="main" onClick={onGone}>
              <Trans>All campaigns</Trans>
            </Button>
          </>
        }
      >
        {gone ? <Trans>It was removed.</Trans> : error?.message}
      </EmptyState>
    );
  }
  if (!value || !me) return waiting;
  if (UNSENT.includes(value.state) && runsCampaigns(me)) {
    return (
      <Suspense fallback={waiting}>
        <Writing campaign={value} step={stepOf(step) ?? (value.state === "scheduled" ? "review" : "audience")} onStep={onStep} onTold={set} onGone={onGone} />
      </Suspense>
    );
  }
  return (
    <Suspense fallback={waiting}>
      <Outcome campaign={value} onTold={set} left={<LeftOver owner={me.id} id={id} />} />
    </Suspense>
  );
}

/** What was written while it went out is not in it; that is said, not hidden. */
function LeftOver({ owner, id }: { owner: Id; id: Id }) {
  const [left, setLeft] = useState(() => kept(owner, shelfName(id)) !== null);
  if (!left) return null;
  const forget = (): void => {
    keep(owner, shelfName(id), null);
    setLeft(false);
  };
  return (
    <Notice tone="mark" words={<Trans>It started while you were changing it. What you wrote last is not in it.</Trans>}>
      <Button onClick={forget}>
        <Trans>All right</Trans>
      </Button>
    </Notice>
  );
}

function PageSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden>
      <Skeleton width={260} height={24} />
      <Skeleton height={110} />
      <div>
        <Skeleton height={320} />
        <Skeleton height={320} />
      </div>
    </div>
  );
}
