import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowDown, ArrowUp, Pencil, Plus, Rows3, Trash2 } from "lucide-react";
import { useState } from "react";

import page from "../../layout/Page.module.css";
import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import type { Field } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import { Frame } from "../parts/Frame";
import { NotRead } from "../parts/NotRead";
import { Sure } from "../parts/Sure";
import { useVocabulary } from "../parts/useVocabulary";
import { kindWord, manages } from "../parts/words";
import { FieldDialog } from "./FieldDialog";
import styles from "./Words.module.css";

/** What the office wants to know of every contact. */
export default function FieldsPage() {
  const { t } = useLingui();
  const all = manages(useMe()?.role);
  const { fields, unread } = useVocabulary();
  const acting = useActing();
  const [edited, setEdited] = useState<Field | "new" | null>(null);
  const [going, setGoing] = useState<Field | null>(null);
  /** The two change places; where positions are alike, all are numbered anew. */
  const move = async (place: number, step: 1 | -1): Promise<void> => {
    const order = [...fields];
    const [moved] = order.splice(place, 1);
    if (!moved) return;
    order.splice(place + step, 0, moved);
    for (const [position, field] of order.entries()) if (field.position !== position) await api.fields.change(field.id, { position }, field.version);
  };
  const add = all && (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New field</Trans>
    </Button>
  );
  return (
    <Frame actions={add}>
      {acting.problem && (
        <div className={page.problem}>
          <Notice tone="bad" words={acting.problem.message}>
            <Button onClick={acting.forget}>
              <Trans>All right</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={page.table}>
        {unread.fields ? (
          <NotRead unread={unread.fields} />
        ) : fields.length === 0 ? (
          <EmptyState icon={<Rows3 size={30} strokeWidth={1.3} />} title={<Trans>No field yet</Trans>} action={add}>
            {all ? <Trans>A birthday, a size, a branch: what you want to know of every contact, beside name and company.</Trans> : <Trans>A manager decides what is known of every contact beside name and company.</Trans>}
          </EmptyState>
        ) : (
          <ul aria-label={t`Fields`}>
            {fields.map((field, place) => (
              <li key={field.id} className={styles.entry}>
                <span className={styles.name}>
                  <div>
                    <b dir="auto">{field.name}</b>
                    <small>{[kindWord(field.kind), field.choices.join(", ")].filter(Boolean).join(" · ")}</small>
                  </div>
                </span>
                {all && (
                  <span className={styles.acts}>
                    <IconButton label={t`Move ${field.name} up`} icon={<ArrowUp size={15} />} disabled={place === 0 || acting.busy} onClick={() => void acting.run(() => move(place, -1))} />
                    <IconButton label={t`Move ${field.name} down`} icon={<ArrowDown size={15} />} disabled={place === fields.length - 1 || acting.busy} onClick={() => void acting.run(() => move(place, 1))} />
                    <IconButton label={t`Change ${field.name}`} icon={<Pencil size={15} />} onClick={() => setEdited(field)} />
                    <IconButton label={t`Delete ${field.name}`} icon={<Trash2 size={15} />} onClick={() => setGoing(field)} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {edited && <FieldDialog field={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {going && (
        <Sure title={t`Delete the field ${going.name}`} act={<Trans>Delete</Trans>} run={() => api.fields.remove(going.id)} onClose={() => setGoing(null)}>
          <p>
            <Trans>Its values go from every contact. This cannot be undone.</Trans>
          </p>
        </Sure>
      )}
    </Frame>
  );
}
