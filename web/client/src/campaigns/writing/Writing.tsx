import { Trans, useLingui } from "@lingui/react/macro";
import { Check, ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";

import { SavedMark } from "../../drafting/SavedMark";
import { Told } from "../../drafting/Told";
import { Back } from "../../layout/Back";
import { LiveMark } from "../../layout/LiveMark";
import { useOutline } from "../../live/hooks";
import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/now";
import { StateMark } from "../parts/StateMark";
import { ConflictPanel } from "./ConflictPanel";
import { Counted } from "./Counted";
import { fieldWord } from "./fieldWord";
import { MoreMenu } from "./MoreMenu";
import { Previewed } from "./Previewed";
import { problemsOf } from "./problems";
import { ScheduledNotice } from "./ScheduledNotice";
import { SendButton } from "./SendButton";
import type { StepProps } from "./StepProps";
import { AudienceStep } from "./step/Audience";
import { ContentStep } from "./step/Content";
import { FollowUpsStep } from "./step/FollowUps";
import { OtherWaysStep } from "./step/OtherWays";
import { RepliesStep } from "./step/Replies";
import { ReviewStep } from "./step/Review";
import { SendingStep } from "./step/Sending";
import { type Step, STEPS, stepWord } from "./steps";
import { useDrafting } from "./useDrafting";
import styles from "./Writing.module.css";

interface WritingProps {
  campaign: Campaign;
  step: Step;
  onStep: (step: Step) => void;
  /** A newer version than the page has. */
  onTold: (campaign: Campaign) => void;
  onGone: () => void;
}

const PAGES: Record<Step, (props: StepProps) => React.ReactNode> = {
  audience: AudienceStep,
  content: ContentStep,
  other_ways: OtherWaysStep,
  follow_ups: FollowUpsStep,
  replies: RepliesStep,
  sending: SendingStep,
  review: ReviewStep,
};

/** Where a campaign is written, step by step; each can be left and come back to. */
export default function Writing({ campaign, step, onStep, onTold, onGone }: WritingProps) {
  const { t } = useLingui();
  const { drafting, now } = useDrafting(campaign);
  const { templates } = useOutline();
  const time = useNow();
  const { fields, held } = now;
  const problems = problemsOf(fields, templates.values(), time);
  const saved = now.saving === "saved";
  const props: StepProps = { fields, edit: (part) => drafting.change(part), held, saved, drafting, onStep };
  const Page = PAGES[step];
  const next = STEPS[STEPS.indexOf(step) + 1];
  const sheet = useTopOf(step);
  const send = <SendButton drafting={drafting} schedule={fields.schedule} state={held.state} blocked={Object.keys(problems).length > 0} onSent={onTold} />;
  return (
    <article className={styles.page} aria-label={t`Campaign`}>
      <header className={styles.bar}>
        <h1>
          <Back to="/campaigns" name={t`All campaigns`} />
          <b dir="auto">{fields.name.trim() || t`Without a name`}</b>
          <StateMark state={held.state} />
        </h1>
        <SavedMark saving={now.saving} onSave={() => drafting.save()} />
        <span className={styles.space} />
        <span className={styles.live}>
          <LiveMark />
        </span>
        <MoreMenu campaign={held} drafting={drafting} onGone={onGone} />
      </header>
      <Steps step={step} problems={problems} onStep={onStep} />
      <div className={styles.body} ref={sheet}>
        <div className={styles.sheet}>
          <Told keeper={drafting} draft={now} fieldWord={fieldWord}>
            <ConflictPanel drafting={drafting} now={now} />
          </Told>
          {held.state === "scheduled" && <ScheduledNotice campaign={held} onTold={onTold} />}
          {problems[step] && <p className={styles.problem}>{problems[step]}</p>}
          <Page {...props} />
          <div className={styles.end}>{next ? <NextButton next={next} onStep={onStep} /> : send}</div>
        </div>
        <Beside step={step} props={props} />
      </div>
    </article>
  );
}

function NextButton({ next, onStep }: { next: Step; onStep: (step: Step) => void }) {
  return (
    <Button kind="main" onClick={() => onStep(next)}>
      <Trans>Next: {stepWord(next)}</Trans>
      <ChevronRight size={16} aria-hidden />
    </Button>
  );
}

function Steps({ step, problems, onStep }: { step: Step; problems: Partial<Record<Step, string>>; onStep: (step: Step) => void }) {
  const { t } = useLingui();
  return (
    <nav className={styles.steps} aria-label={t`Steps`}>
      <ol>
        {STEPS.map((one, place) => {
          const problem = problems[one];
          return (
            <li key={one}>
              <button type="button" aria-current={one === step ? "step" : undefined} data-problem={problem ? true : undefined} title={problem} onClick={() => onStep(one)}>
                <span className={styles.number} aria-hidden>
                  {problem ? "!" : one === "review" ? place + 1 : <Check size={13} />}
                </span>
                <span>
                  {stepWord(one)}
                  {problem && <span className="unseen">{`: ${problem}`}</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** What a step does to people, beside it. */
function Beside({ step, props }: { step: Step; props: StepProps }) {
  const { t } = useLingui();
  const { fields, held, saved } = props;
  const elsewhere = step === "other_ways" && fields.fallback.length > 0;
  const shows = step === "content" || step === "follow_ups" || step === "review" || elsewhere;
  if (!shows && step !== "audience") return null;
  return (
    <aside className={styles.beside} aria-label={step === "audience" ? t`Who is meant` : t`Preview`}>
      {step === "audience" && <Counted audience={fields.audience} held={held} saved={saved} />}
      {(step === "content" || step === "review") && <Previewed held={held} saved={saved} step={1} />}
      {elsewhere && <Previewed held={held} saved={saved} step={1} elsewhere />}
      {step === "follow_ups" && fields.steps.map((_, place) => <Previewed key={place} held={held} saved={saved && held.steps.length > place} step={place + 2} />)}
    </aside>
  );
}

/** Another step begins at its top. */
function useTopOf(step: Step) {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (sheet.current) sheet.current.scrollTop = 0;
  }, [step]);
  return sheet;
}
