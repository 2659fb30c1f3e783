import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Check } from "lucide-react";
import type { ReactNode } from "react";

import { useOutline } from "../../live/hooks";
import { useSelect } from "../../live/select";
import { Panel } from "../../ui/Panel";
import styles from "./Checklist.module.css";
import { type StepName, steps } from "./steps";

/** Leads a new office through its first steps; gone when all of them are done. */
export function Checklist() {
  const { t } = useLingui();
  const { channels, users, templates } = useOutline();
  const company = useSelect((state) => (state.settings.get("company") as { name: string } | undefined)?.name ?? null);
  if (company === null) return null; // not known yet
  const list = steps({ company, channels: channels.values(), users: users.values(), templates: templates.values() });
  const left = list.filter(({ done }) => !done);
  const [next] = left;
  if (!next) return null;
  const count = list.length - left.length;
  const all = list.length;
  return (
    <Panel title={<Trans>Getting started</Trans>} acts={<span className={styles.count}>{t`${count} of ${all} done`}</span>}>
      <ol className={styles.steps}>
        {list.map(({ name, done }) => (
          <li key={name} data-done={done || undefined} data-next={name === next.name || undefined}>
            <span className={styles.sign} role="img" aria-label={done ? t`done` : t`to do`}>
              {done && <Check size={15} aria-hidden />}
            </span>
            <StepLink name={name} done={done} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const ADDRESSES = {
  company: "/administration/company",
  channel: "/administration/channels",
  people: "/administration/people",
  template: "/templates",
} as const;

function StepLink({ name, done }: { name: StepName; done: boolean }) {
  const words: Record<StepName, readonly [ReactNode, ReactNode]> = {
    company: [<Trans key="c">Say who you are</Trans>, <Trans key="d">Name, address and logo of the company: they stand on every quotation.</Trans>],
    channel: [<Trans key="c">Connect a channel</Trans>, <Trans key="d">Your WhatsApp number, led through step by step and tested.</Trans>],
    people: [<Trans key="c">Invite your colleagues</Trans>, <Trans key="d">By mail or by a link; each sees the channels you name.</Trans>],
    template: [<Trans key="c">Have a first template approved</Trans>, <Trans key="d">With it you may write first, and after 24 hours.</Trans>],
  };
  const [title, hint] = words[name];
  return (
    <Link to={ADDRESSES[name]} className={styles.step}>
      <span>
        <b>{title}</b>
        {!done && <small>{hint}</small>}
      </span>
      {!done && <ArrowRight size={17} aria-hidden />}
    </Link>
  );
}
