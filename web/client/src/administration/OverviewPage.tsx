import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";

import { Page } from "../layout/Page";
import { useMe, useOutline, usePresence } from "../live/hooks";
import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import type { Health, NumberHealth } from "../protocol";
import { said } from "../said/said";
import { Mark, Panel } from "../ui/Panel";
import * as api from "./api";
import { standing } from "./channels/standing";
import { useStandingWords } from "./channels/useStandingWords";
import { Checklist } from "./first/Checklist";
import styles from "./Overview.module.css";
import section from "./parts/Section.module.css";
import { groupsFor } from "./sections";

/** What needs somebody now, and the way to every section. */
export default function OverviewPage() {
  const { i18n } = useLingui();
  const role = useMe()?.role;
  const { value: health, again } = useLoaded<Health>("health", api.health);
  useHearing(["channel.changed", "channel.removed"], again);
  return (
    <Page title={<Trans>Administration</Trans>}>
      <div className={`${section.body} ${section.broad} ${styles.body}`}>
        {role === "admin" && <Checklist />}
        <Now health={health} />
        <div className={styles.groups}>
          {groupsFor(role).map(({ name, sections }) => (
            <section key={name.id} aria-labelledby={`group-${name.id}`}>
              <h2 id={`group-${name.id}`}>{i18n._(name)}</h2>
              <ul>
                {sections.map(({ to, icon: Icon, name: title, words }) => (
                  <li key={to}>
                    <Link to={to}>
                      <Icon size={18} aria-hidden />
                      <span>
                        <b>{i18n._(title)}</b>
                        <small>{i18n._(words)}</small>
                      </span>
                      <ChevronRight size={16} aria-hidden />
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </Page>
  );
}

/** The office at this moment, in a few lines. */
function Now({ health }: { health: Health | null }) {
  const { users } = useOutline();
  const presence = usePresence();
  const online = [...presence.values()].filter(({ state }) => state === "online").length;
  const all = [...users.values()].filter(({ active }) => active).length;
  const wrong = health?.parts.filter(({ state }) => state !== "ok") ?? [];
  const troubled = health?.numbers.filter((number) => !["works", "deactivated"].includes(standing(number, number).is)) ?? [];
  if (!health) return null;
  return (
    <Panel title={<Trans>Now</Trans>}>
      <ul className={styles.now}>
        <li>
          <Link to="/administration/people">
            <Mark tone={online > 0 ? "good" : "plain"}>
              <Trans>
                {online} of {all} people online
              </Trans>
            </Mark>
          </Link>
        </li>
        {wrong.map((part) => (
          <li key={part.name}>
            <Link to="/administration/health">
              <Mark tone={part.state === "failed" ? "bad" : "mark"}>{said(part.finding)}</Mark>
            </Link>
          </li>
        ))}
        {troubled.map((number) => (
          <Trouble key={number.channel} number={number} />
        ))}
        {wrong.length === 0 && troubled.length === 0 && (
          <li>
            <Link to="/administration/health">
              <Mark tone="good">
                <Trans>Everything works</Trans>
              </Mark>
            </Link>
          </li>
        )}
      </ul>
    </Panel>
  );
}

function Trouble({ number }: { number: NumberHealth }) {
  const { tone, words } = useStandingWords(standing(number, number));
  return (
    <li>
      <Link to="/administration/channels/$channel" params={{ channel: number.channel }}>
        <Mark tone={tone}>
          {number.name}: {words}
        </Mark>
      </Link>
    </li>
  );
}
