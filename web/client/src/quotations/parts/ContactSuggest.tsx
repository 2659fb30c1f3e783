import { searchContacts } from "../../live/actions";
import type { Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Suggest } from "../../ui/Suggest";

const MOST = 8;

interface ContactSuggestProps {
  label: string;
  placeholder: string;
  onPick: (contact: Contact) => void;
  focused?: boolean;
  className?: string | undefined;
}

/** Finds a customer by a part of the name or the number. */
export function ContactSuggest(props: ContactSuggestProps) {
  return (
    <Suggest
      {...props}
      from={2}
      find={(typed) => searchContacts(typed, MOST)}
      keyOf={({ id }) => id}
      renderItem={(contact) => (
        <>
          <Avatar id={contact.id} name={contact.name} size={26} />
          <b dir="auto">{contact.name}</b>
          <span>{contact.company ?? contact.identities.find(({ kind }) => kind === "phone")?.display ?? contact.identities[0]?.display}</span>
        </>
      )}
    />
  );
}
