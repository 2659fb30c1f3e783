import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Search, ShieldCheck, UserPlus } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { More } from "../../layout/More";
import page from "../../layout/Page.module.css";
import { usePresence } from "../../live/hooks";
import { usePaged } from "../../live/usePaged";
import type { PresentColleague, Role } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Select } from "../../ui/Field";
import { Mark } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import { useRoleWord } from "../../ui/useRoleWord";
import * as api from "../api";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { InviteDialog } from "./InviteDialog";
import own from "./People.module.css";

type Who = "active" | "inactive";

/** Everybody who works here. */
export default function PeoplePage() {
  const { t } = useLingui();
  const role = useRoleWord();
  const [search, setSearch] = useState("");
  const [wanted, setWanted] = useState<Role | "">("");
  const [who, setWho] = useState<Who>("active");
  const [inviting, setInviting] = useState(false);
  const sought = useDeferredValue(search.trim());
  const query = new URLSearchParams({ active: String(who === "active"), ...(sought && { q: sought }), ...(wanted && { role: wanted }) });
  const { items, first, error, again, hasMore, more } = usePaged<PresentColleague>(query, api.people.list, ["user.changed"]);
  return (
    <Section
      broad
      title={<Trans>People</Trans>}
      actions={
        <Button kind="main" onClick={() => setInviting(true)}>
          <UserPlus size={16} aria-hidden />
          <Trans>Invite somebody</Trans>
        </Button>
      }
    >
      <div className={styles.filters} role="search">
        <label className={page.search}>
          <Search size={15} aria-hidden />
          <input type="search" value={search} maxLength={200} placeholder={t`Name or e-mail address`} aria-label={t`Search`} onChange={(event) => setSearch(event.target.value)} />
        </label>
        <Select aria-label={t`Role`} value={wanted} onChange={(event) => setWanted(event.target.value as Role | "")}>
          <option value="">{t`Every role`}</option>
          {(["admin", "manager", "agent"] as const).map((each) => (
            <option key={each} value={each}>
              {role(each)}
            </option>
          ))}
        </Select>
        <Select aria-label={t`Who`} value={who} onChange={(event) => setWho(event.target.value as Who)}>
          <option value="active">{t`Who work here`}</option>
          <option value="inactive">{t`Deactivated`}</option>
        </Select>
      </div>
      {(first || error) && <Waiting error={error} again={again} />}
      {!first && !error && items.length === 0 && (
        <EmptyState title={<Trans>Nobody is like that</Trans>}>
          <Trans>Take a filter away, or look for a part of the name.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t`People`}>
          {items.map((person) => (
            <li key={person.id}>
              <PersonRow person={person} />
            </li>
          ))}
        </ul>
      )}
      {hasMore && <More onSeen={more} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Section>
  );
}

function PersonRow({ person }: { person: PresentColleague }) {
  const { t } = useLingui();
  const role = useRoleWord();
  const here = usePresence().get(person.id)?.state ?? person.presence;
  return (
    <Link to="/administration/people/$person" params={{ person: person.id }} className={`${styles.row} ${own.person}`}>
      <span className={styles.who}>
        <Avatar id={person.id} name={person.name} size={34} presence={here === "offline" ? undefined : here} />
        <span>
          <b dir="auto">{person.name}</b>
          <small>{person.email}</small>
        </span>
      </span>
      <span>{role(person.role)}</span>
      <span className={styles.marks}>
        {person.invited && person.active && (
          <Mark tone="mark">
            <Trans>Invited</Trans>
          </Mark>
        )}
        {!person.active && (
          <Mark>
            <Trans>Deactivated</Trans>
          </Mark>
        )}
        {person.two_step && (
          <Mark tone="good">
            <ShieldCheck size={13} aria-hidden />
            <Trans>Two-step</Trans>
          </Mark>
        )}
      </span>
      <span className={`${styles.quiet} ${styles.end}`}>
        {here === "online" ? t`online` : here === "away" ? t`away` : person.seen_at ? <TimeAgo at={person.seen_at} /> : t`never here`}
      </span>
    </Link>
  );
}
