import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ClipboardList, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";

import page from "../../layout/Page.module.css";
import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { AudienceList } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { Field, Input } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { Frame } from "../parts/Frame";
import form from "../parts/Form.module.css";
import { Sure } from "../parts/Sure";
import styles from "../words/Words.module.css";

const EVERY = new URLSearchParams({ limit: "200" });

/** People put on lists by hand or by an import. */
export default function ListsPage() {
  const { t } = useLingui();
  const { value, error, again } = useLoaded("lists", (signal) => api.lists.list(EVERY, signal));
  useHearing(["list.changed", "list.removed", "contacts.imported"], again);
  const [edited, setEdited] = useState<AudienceList | "new" | null>(null);
  const [going, setGoing] = useState<AudienceList | null>(null);
  const add = (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New list</Trans>
    </Button>
  );
  const remove = async (list: AudienceList): Promise<void> => {
    await api.lists.remove(list.id);
    again();
  };
  return (
    <Frame actions={add}>
      {error && (
        <div className={page.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={page.table}>
        {!value && !error && <Skeleton height={140} />}
        {value?.items.length === 0 && (
          <EmptyState icon={<ClipboardList size={30} strokeWidth={1.3} />} title={<Trans>No list yet</Trans>} action={add}>
            <Trans>A list holds exactly whom you put on it. Choose people among the contacts, or name a list while you import.</Trans>
          </EmptyState>
        )}
        {value && value.items.length > 0 && (
          <ul aria-label={t`Lists`}>
            {value.items.map((list) => (
              <li key={list.id} className={styles.entry}>
                <span className={styles.name}>
                  <Link to="/contacts/lists/$list" params={{ list: list.id }} dir="auto">
                    {list.name}
                  </Link>
                </span>
                <span className={styles.count}>
                  <Plural value={list.members} one="# contact" other="# contacts" />
                </span>
                <span className={styles.acts}>
                  <IconButton label={t`Rename ${list.name}`} icon={<Pencil size={15} />} onClick={() => setEdited(list)} />
                  <IconButton label={t`Delete ${list.name}`} icon={<Trash2 size={15} />} onClick={() => setGoing(list)} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {edited && <NameDialog list={edited === "new" ? null : edited} onClose={() => setEdited(null)} onSaved={again} />}
      {going && (
        <Sure title={t`Delete the list ${going.name}`} act={<Trans>Delete</Trans>} run={() => remove(going)} onClose={() => setGoing(null)}>
          <p>
            <Trans>The people stay, the list goes; campaigns and segments that name it mean nobody by it from then on. This cannot be undone.</Trans>
          </p>
        </Sure>
      )}
    </Frame>
  );
}

function NameDialog({ list, onClose, onSaved }: { list: AudienceList | null; onClose: () => void; onSaved: () => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const [name, setName] = useState(list?.name ?? "");
  const save = async (): Promise<void> => {
    await (list ? api.lists.change(list.id, { name: name.trim() }, list.version) : api.lists.add({ name: name.trim() }));
    onSaved();
    onClose();
  };
  return (
    <Dialog title={list ? t`Rename the list` : t`New list`} width={400} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        <Field label={<Trans>Name</Trans>}>
          <Input data-autofocus dir="auto" value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        </Field>
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={form.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !name.trim()}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
