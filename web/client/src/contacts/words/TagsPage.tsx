import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Pencil, Plus, Tags as TagsIcon, Trash2 } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import page from "../../layout/Page.module.css";
import { useMe } from "../../live/hooks";
import type { TagUse } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import * as api from "../api";
import { Frame } from "../parts/Frame";
import { NotRead } from "../parts/NotRead";
import { Sure } from "../parts/Sure";
import { Tag } from "../parts/Tag";
import { useVocabulary } from "../parts/useVocabulary";
import { manages } from "../parts/words";
import { TagDialog } from "./TagDialog";
import styles from "./Words.module.css";

/** The words contacts and conversations are marked with. */
export default function TagsPage() {
  const { t } = useLingui();
  const all = manages(useMe()?.role);
  const { tags, unread } = useVocabulary();
  const [edited, setEdited] = useState<TagUse | "new" | null>(null);
  const [going, setGoing] = useState<TagUse | null>(null);
  const add = all && (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New tag</Trans>
    </Button>
  );
  return (
    <Frame actions={add}>
      <div className={page.table}>
        {unread.tags ? (
          <NotRead unread={unread.tags} />
        ) : tags.length === 0 ? (
          <EmptyState icon={<TagsIcon size={30} strokeWidth={1.3} />} title={<Trans>No tag yet</Trans>}>
            <Trans>A word becomes a tag by being used on a contact or a conversation.</Trans>
          </EmptyState>
        ) : (
          <ul aria-label={t`Tags`}>
            {tags.map((tag) => (
              <li key={tag.id} className={styles.entry}>
                <span className={styles.name}>
                  <Tag name={tag.name} colour={tag.colour} />
                </span>
                {tag.contacts !== null && (
                  <Link to="/contacts" search={{ tag: tag.name }} className={styles.count}>
                    <Plural value={tag.contacts} one="# contact" other="# contacts" />
                  </Link>
                )}
                {tag.conversations !== null && (
                  <span className={styles.count}>
                    <Plural value={tag.conversations} one="# conversation" other="# conversations" />
                  </span>
                )}
                {all && (
                  <span className={styles.acts}>
                    <IconButton label={t`Change ${tag.name}`} icon={<Pencil size={15} />} onClick={() => setEdited(tag)} />
                    <IconButton label={t`Delete ${tag.name}`} icon={<Trash2 size={15} />} onClick={() => setGoing(tag)} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {edited && <TagDialog tag={edited === "new" ? null : edited} tags={tags} onClose={() => setEdited(null)} />}
      {going && (
        <Sure title={t`Delete the tag ${going.name}`} act={<Trans>Delete</Trans>} run={() => api.tags.remove(going.id)} onClose={() => setGoing(null)}>
          <p>
            <Plural value={going.contacts ?? 0} one="It comes off # contact" other="It comes off # contacts" />
            {", "}
            <Plural value={going.conversations ?? 0} one="and # conversation. This cannot be undone." other="and # conversations. This cannot be undone." />
          </p>
        </Sure>
      )}
    </Frame>
  );
}
