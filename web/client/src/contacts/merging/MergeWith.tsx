import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { searchContacts } from "../../live/actions";
import type { Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { Suggest } from "../../ui/Suggest";
import form from "../parts/Form.module.css";
import { reachOf } from "../parts/reach";
import styles from "./Merging.module.css";

const MOST = 8;

/** Who else this one is. */
export function MergeWith({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const find = async (typed: string) => (await searchContacts(typed, MOST)).filter(({ id }) => id !== contact.id);
  return (
    <Dialog title={t`Merge with somebody`} width={460} onClose={onClose}>
      <div className={`${form.form} ${styles.room}`}>
        <p>
          <Trans>Find the other contact of the same person. Next you see both beside each other.</Trans>
        </p>
        <Suggest
          label={t`The other contact`}
          placeholder={t`A name or a number`}
          from={2}
          find={find}
          keyOf={({ id }) => id}
          focused
          renderItem={(found) => (
            <>
              <Avatar id={found.id} name={found.name} size={26} />
              <b dir="auto">{found.name}</b>
              <span>{reachOf(found)}</span>
            </>
          )}
          onPick={({ id }) => void navigate({ to: "/contacts/merge", search: { stays: contact.id, goes: id } })}
        />
      </div>
    </Dialog>
  );
}
