import { useEffect, useState } from "react";

import { searchContacts } from "../../live/actions";
import type { Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import styles from "./NewConversation.module.css";

const PAUSE = 180; // ms after the last letter
const MOST = 6;

interface FoundContactsProps {
  sought: string;
  onPick: (contact: Contact) => void;
}

/** The people whose name or number is being typed. */
export function FoundContacts({ sought, onPick }: FoundContactsProps) {
  const found = useFound(sought);
  if (found.length === 0) return null;
  return (
    <ul className={styles.found}>
      {found.map((contact) => (
        <li key={contact.id}>
          <button type="button" onClick={() => onPick(contact)}>
            <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={28} />
            <b>{contact.name}</b>
            <span>{displayOf(contact)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function displayOf(contact: Contact): string {
  return contact.identities.find((one) => one.kind === "phone")?.display ?? contact.identities[0]?.display ?? "";
}

function useFound(typed: string): readonly Contact[] {
  const [found, setFound] = useState<readonly Contact[]>([]);
  const sought = typed.trim();
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      if (sought.length < 2) return setFound([]);
      searchContacts(sought, MOST).then(
        (contacts) => !gone && setFound(contacts),
        () => undefined, // what is sought can still be typed
      );
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [sought]);
  return found;
}
