import { Plural, Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { useMe, useOutline, usePresence } from "../live/hooks";
import type { PersonPresence, User } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { Panel } from "../ui/Panel";
import styles from "./Dashboard.module.css";

/** Who of the team is at the console now, and what they look at. */
export function Online() {
  const { users } = useOutline();
  const presence = usePresence();
  const me = useMe()?.id;
  const here = [...presence.values()]
    .flatMap((person) => (person.state === "offline" ? [] : [{ person, user: users.get(person.id) }]))
    .filter((each): each is { person: PersonPresence; user: User } => each.user !== undefined)
    .sort((one, other) => Number(one.person.state === "away") - Number(other.person.state === "away") || one.user.name.localeCompare(other.user.name));
  const online = here.filter(({ person }) => person.state === "online").length;
  return (
    <Panel
      title={<Trans>Who is here</Trans>}
      acts={
        <span className={styles.meta}>
          <Plural value={online} one="# online" other="# online" />
        </span>
      }
    >
      <ul className={styles.people}>
        {here.map(({ person, user }) => (
          <li key={user.id}>
            <Avatar id={user.id} name={user.name} size={30} presence={person.state === "online" ? "online" : "away"} />
            <span className={styles.words}>
              <b dir="auto">
                {user.name}
                {user.id === me && (
                  <>
                    {" "}
                    <Trans>(you)</Trans>
                  </>
                )}
              </b>
              <Doing person={person} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Doing({ person }: { person: PersonPresence }) {
  if (person.viewing)
    return (
      <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: person.viewing }} className={styles.viewing}>
        <Trans>in a conversation</Trans>
      </Link>
    );
  return <span>{person.state === "online" ? <Trans>at the console</Trans> : <Trans>away for a moment</Trans>}</span>;
}
