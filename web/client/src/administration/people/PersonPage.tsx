import { Trans, useLingui } from "@lingui/react/macro";

import { Back } from "../../layout/Back";
import { useMe, usePresence } from "../../live/hooks";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Id, PresentColleague } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Mark, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import { useRoleWord } from "../../ui/useRoleWord";
import * as api from "../api";
import { Section } from "../parts/Section";
import section from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import styles from "./People.module.css";
import { PersonActs } from "./PersonActs";
import { PersonForm } from "./PersonForm";

/** One of the team: who they are here, and what can be done for them. */
export default function PersonPage({ id }: { id: Id }) {
  const { t } = useLingui();
  const { value: person, error, again } = useLoaded<PresentColleague>(`person/${id}`, () => api.people.one(id));
  useHearing(["user.changed", "channel.changed"], (events) => events.some((event) => event.type === "channel.changed" || (event.type === "user.changed" && event.user.id === id)) && again());
  const me = useMe();
  const changes = useChanges(again);
  const may = me?.role === "admin" || (me?.role === "manager" && person?.role === "agent");
  return (
    <Section title={person?.name ?? <Trans>People</Trans>} back={<Back to="/administration/people" name={t`All people`} />}>
      {!person && <Waiting error={error} again={again} />}
      {person && (
        <>
          <Panel>
            <Head person={person} />
          </Panel>
          {changes.told}
          {may && <PersonForm key={`${person.id}/${person.version}`} person={person} changes={changes} />}
          {may && <PersonActs person={person} changes={changes} />}
        </>
      )}
    </Section>
  );
}

function Head({ person }: { person: PresentColleague }) {
  const role = useRoleWord();
  const here = usePresence().get(person.id)?.state ?? person.presence;
  return (
    <div className={styles.head}>
      <Avatar id={person.id} name={person.name} size={48} presence={here === "offline" ? undefined : here} />
      <span>
        <b dir="auto">{person.name}</b>
        <small>
          {person.email} · {role(person.role)}
        </small>
        <span className={section.marks}>
          {here === "online" && (
            <Mark tone="good">
              <Trans>Online</Trans>
            </Mark>
          )}
          {here === "away" && (
            <Mark tone="mark">
              <Trans>Away</Trans>
            </Mark>
          )}
          {here === "offline" && person.seen_at && (
            <Mark>
              <Trans>
                Last here <TimeAgo at={person.seen_at} />
              </Trans>
            </Mark>
          )}
          {person.two_step ? (
            <Mark tone="good">
              <Trans>Two-step sign-in</Trans>
            </Mark>
          ) : (
            <Mark>
              <Trans>Password alone</Trans>
            </Mark>
          )}
          {person.invited && (
            <Mark tone="mark">
              <Trans>Has not come in yet</Trans>
            </Mark>
          )}
          {!person.active && (
            <Mark tone="bad">
              <Trans>Deactivated</Trans>
            </Mark>
          )}
        </span>
      </span>
    </div>
  );
}
