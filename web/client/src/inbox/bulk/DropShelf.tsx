import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { useMe, usePresence } from "../../live/hooks";
import type { User } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { useDrop } from "../dragging";
import { usePeople, useTeams } from "../vocabulary";
import styles from "./DropShelf.module.css";

/** While conversations are carried: the colleagues to drop them on, by their teams. The tabs and the saved lists take them too. */
export default function DropShelf({ carried }: { carried: number }) {
  const { t } = useLingui();
  const people = usePeople();
  const teams = useTeams();
  const grouped = new Set(teams.flatMap(({ members }) => members));
  const others = people.filter(({ id }) => !grouped.has(id));
  return (
    <aside className={styles.shelf} aria-label={t`Assign`}>
      <h2>
        <Plural value={carried} one="Assign it to" other="Assign # to" />
      </h2>
      {teams.map(({ id, name, members }) => (
        <Group key={id} name={name} people={people.filter((user) => members.includes(user.id))} />
      ))}
      {others.length > 0 && <Group name={teams.length > 0 ? <Trans>Others</Trans> : null} people={others} />}
    </aside>
  );
}

function Group({ name, people }: { name: React.ReactNode; people: readonly User[] }) {
  if (people.length === 0) return null;
  return (
    <section>
      {name && <h3 dir="auto">{name}</h3>}
      <ul>
        {people.map((user) => (
          <Target key={user.id} user={user} />
        ))}
      </ul>
    </section>
  );
}

function Target({ user }: { user: User }) {
  const { t } = useLingui();
  const me = useMe();
  const presence = usePresence();
  const state = user.id === me?.id ? "online" : (presence.get(user.id)?.state ?? "offline");
  return (
    <li {...useDrop({ action: "assign", to: user.id })}>
      <Avatar id={user.id} name={user.name} size={28} {...(state !== "offline" && { presence: state })} />
      <span dir="auto">{user.id === me?.id ? t`Me` : user.name}</span>
    </li>
  );
}
