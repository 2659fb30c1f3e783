import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleMinus, OctagonX } from "lucide-react";
import { useState } from "react";

import { useLoaded } from "../../../live/useLoaded";
import type { Campaign, Finding, Preflight } from "../../../protocol";
import { said } from "../../../said/said";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Panel";
import { Skeleton } from "../../../ui/Skeleton";
import { span } from "../../../ui/time";
import * as api from "../../api";
import { ContactLink } from "../../parts/ContactLink";
import { canaryOf } from "../../parts/figures";
import { CostTable } from "../../parts/CostTable";
import { findingWords } from "../../parts/findingWords";
import { useLanguageWord } from "../../parts/useLanguageWord";
import { useWayWord } from "../../parts/useWayWord";
import type { StepProps } from "../StepProps";
import { stepOfFinding, stepWord } from "../steps";
import styles from "./Review.module.css";
import { TestPanel } from "./TestPanel";

const USUAL = 80; // messages a second that a number may send, where nobody says less
const MINUTES = 5; // until the rest follows those who go first, where nobody says another

/** Everybody looked at before the first message: what will happen, in words. */
export function ReviewStep({ held, saved, fields, onStep }: StepProps) {
  const { value, error, again } = useLoaded(saved ? `${held.id}/${held.version}/preflight` : null, (signal) => api.preflight(held.id, signal));
  if (error) {
    return (
      <Notice tone="bad" words={error.message}>
        <Button onClick={again}>
          <Trans>Try again</Trans>
        </Button>
      </Notice>
    );
  }
  if (!value) {
    return (
      <Panel title={<Trans>Everybody is being looked at</Trans>}>
        <Skeleton height={34} width={220} />
        <Skeleton />
        <Skeleton width="80%" />
      </Panel>
    );
  }
  return (
    <>
      <Outlook report={value} held={held} onStep={onStep} onAgain={again} />
      {value.sends > 0 && (
        <Panel title={<Trans>What it costs</Trans>}>
          <CostTable cost={value.cost} />
        </Panel>
      )}
      {value.fallback.length > 0 && <Elsewhere report={value} />}
      {value.steps.length > 0 && <Later report={value} />}
      <TestPanel held={held} variants={fields.variants.map(({ name }) => name)} disabled={!held.template} />
    </>
  );
}

interface OutlookProps extends Pick<StepProps, "onStep"> {
  report: Preflight;
  held: Campaign;
  onAgain: () => void;
}

function Outlook({ report, held, onStep, onAgain }: OutlookProps) {
  const { i18n } = useLingui();
  const blocks = report.findings.filter(({ level }) => level === "error");
  const leftOut = report.findings.filter(({ level }) => level === "skip");
  const warnings = report.findings.filter(({ level }) => level === "warning");
  const [sends, people] = [i18n.number(report.sends), i18n.number(report.people)];
  return (
    <Panel
      title={<Trans>What will happen</Trans>}
      acts={
        <Button kind="quiet" onClick={onAgain}>
          <Trans>Look again</Trans>
        </Button>
      }
    >
      <p className={styles.outlook} data-blocked={!report.ok || undefined}>
        {report.people === report.sends ? <Trans>{sends} people get a message.</Trans> : <Trans>{sends} of {people} people get a message.</Trans>}{" "}
        {report.ok && report.sends > 0 && <Duration report={report} held={held} />}
        {!report.ok && <Trans>But it cannot be sent yet.</Trans>}
      </p>
      <Spread report={report} />
      <Findings icon="block" name={<Trans>In the way</Trans>} findings={blocks} held={held} onStep={onStep} />
      <Findings icon="skip" name={<Trans>Left out</Trans>} findings={leftOut} held={held} onStep={onStep} />
      <Findings icon="warn" name={<Trans>To be known</Trans>} findings={warnings} held={held} onStep={onStep} />
    </Panel>
  );
}

function Duration({ report, held }: { report: Preflight; held: Campaign }) {
  const rate = Math.min(USUAL, held.sending.per_second ?? USUAL);
  const waits = canaryOf(report.sends, held.canary) > 0 ? (held.canary?.minutes ?? MINUTES) * 60 : 0;
  const seconds = report.sends / rate + waits;
  const time = span(seconds * 1000);
  return (
    <>
      {seconds < 60 ? (
        <Trans>That takes less than a minute.</Trans>
      ) : (
        <Trans>
          That takes about {time} at {rate} a second.
        </Trans>
      )}{" "}
      {waits > 0 && <Trans>The first few are part of it.</Trans>} {held.sending.quiet_hours && <Trans>Quiet hours come on top.</Trans>}
    </>
  );
}

/** By language and variant. */
function Spread({ report }: { report: Preflight }) {
  const { i18n, t } = useLingui();
  const languageWord = useLanguageWord();
  const languages = Object.entries(report.languages).filter(([language]) => language);
  const variants = Object.entries(report.variants);
  const parts = [
    ...(languages.length > 1 ? languages.map(([language, count]) => `${languageWord(language)} ${i18n.number(count)}`) : []),
    ...(variants.length > 1 ? variants.map(([variant, count]) => t`variant ${variant || "A"} ${i18n.number(count)}`) : []),
  ];
  return parts.length > 0 ? <p className={styles.spread}>{parts.join(" · ")}</p> : null;
}

const ICONS = { block: OctagonX, skip: CircleMinus, warn: CircleAlert };

interface FindingsProps extends Pick<StepProps, "onStep" | "held"> {
  icon: keyof typeof ICONS;
  name: React.ReactNode;
  findings: readonly Finding[];
}

function Findings({ icon, name, findings, held, onStep }: FindingsProps) {
  const Icon = ICONS[icon];
  if (findings.length === 0) return null;
  return (
    <section className={styles.findings} data-kind={icon}>
      <h3>{name}</h3>
      <ul>
        {findings.map((finding, place) => {
          const step = stepOfFinding(finding);
          return (
            <li key={`${finding.code}/${place}`}>
              <Icon size={17} aria-hidden />
              <div>
                {findingWords(finding)}
                {finding.contacts.length > 0 && <Who finding={finding} held={held} />}
              </div>
              {step && icon !== "skip" && (
                <Button kind="quiet" onClick={() => onStep(step)}>
                  <Trans>To “{stepWord(step)}”</Trans>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Some of those it is about, by name. */
function Who({ finding, held }: { finding: Finding; held: Campaign }) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(false);
  const { value } = useLoaded(open ? finding.contacts.join() : null, () => api.preview(held.id, { contacts: finding.contacts }));
  const more = finding.count - finding.contacts.length;
  if (!open) {
    return (
      <button type="button" className={styles.who} onClick={() => setOpen(true)}>
        <Trans>Who?</Trans>
      </button>
    );
  }
  return (
    <p className={styles.names}>
      {value?.map((person) => (
        <span key={person.contact} title={person.problem ? said(person.problem) : undefined}>
          <ContactLink id={person.contact}>{person.name}</ContactLink>
        </span>
      ))}
      {!value && <Skeleton width={160} />}
      {more > 0 && (
        <span>
          <Trans>and {i18n.number(more)} more</Trans>
        </span>
      )}
    </p>
  );
}

/** How many may get it another way, and what that takes. */
function Elsewhere({ report }: { report: Preflight }) {
  const { i18n } = useLingui();
  const wayWord = useWayWord();
  return (
    <Panel title={<Trans>When it does not arrive</Trans>} words={<Trans>At most, if nobody is reached by WhatsApp:</Trans>}>
      <ul className={styles.later}>
        {report.fallback.map(({ channel, kind, most, sure, left }) => (
          <li key={channel}>
            <Trans>
              {wayWord(kind)}: {i18n.number(most)} people
            </Trans>
            {sure > 0 && (
              <small>
                {" · "}
                <Trans>{i18n.number(sure)} have no WhatsApp number and get it there</Trans>
              </small>
            )}
            {left !== null && (
              <small>
                {" · "}
                <Trans>{i18n.number(left)} messages left this month</Trans>
              </small>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Later({ report }: { report: Preflight }) {
  const { i18n } = useLingui();
  return (
    <Panel title={<Trans>Follow-ups</Trans>} words={<Trans>At most, if nobody answers:</Trans>}>
      <ul className={styles.later}>
        {report.steps.map(({ step, after_days, most, cost }) => (
          <li key={step}>
            <Trans>
              After {after_days} days: {i18n.number(most)} people, about {cost.currency} {cost.amount}
            </Trans>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
