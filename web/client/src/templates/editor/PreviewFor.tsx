import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useState } from "react";

import { searchContacts } from "../../live/actions";
import type { Contact, Id } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Suggest } from "../../ui/Suggest";
import styles from "./Editor.module.css";

const MOST = 6;

/** For whom it is looked at: bound places show that person's values. */
export function PreviewFor({ onContact }: { onContact: (contact: Id | null) => void }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<Contact | null>(null);
  const choose = (contact: Contact | null): void => {
    setChosen(contact);
    onContact(contact?.id ?? null);
  };
  if (chosen) {
    return (
      <Button onClick={() => choose(null)}>
        <Trans>As {chosen.name} gets it</Trans>
        <X size={14} aria-hidden />
      </Button>
    );
  }
  return (
    <div className={styles.form}>
      <Suggest
        label={t`See it as somebody gets it`}
        placeholder={t`See it as somebody gets it: a name`}
        from={2}
        find={(typed) => searchContacts(typed, MOST)}
        keyOf={({ id }) => id}
        renderItem={(contact) => (
          <>
            <Avatar id={contact.id} name={contact.name} size={26} />
            <b dir="auto">{contact.name}</b>
          </>
        )}
        onPick={choose}
      />
    </div>
  );
}
