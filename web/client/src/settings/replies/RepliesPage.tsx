import { Trans, useLingui } from "@lingui/react/macro";
import { MessageSquareText, Plus, Trash2, Users } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { Back } from "../../layout/Back";
import { Shelf } from "../../layout/Shelf";
import styles from "../../layout/Shelf.module.css";
import { useMe } from "../../live/hooks";
import { useTable } from "../../live/useTable";
import type { Reply } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { Mark } from "../../ui/Panel";
import * as api from "../api";
import { ReplyDialog } from "./ReplyDialog";

/** Answers that are written once: one's own, and everybody's, which managers look after. */
export default function RepliesPage({ back }: { back: "/administration" | "/settings" }) {
  const { t } = useLingui();
  const manages = useMe()?.role !== "agent";
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const table = useTable<Reply>(api.replies, "replies", sought, ["reply.changed", "reply.removed"], ({ shortcut, text, owner }) => ({ shortcut, text, shared: owner === null }));
  const [edited, setEdited] = useState<Reply | "new" | null>(null);
  const add = (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New reply</Trans>
    </Button>
  );
  const empty = (
    <EmptyState icon={<MessageSquareText size={30} strokeWidth={1.3} />} title={sought ? <Trans>Nothing found</Trans> : <Trans>No canned reply yet</Trans>} action={!sought && add}>
      <Trans>In a conversation, type / and the first letters: the whole answer is there.</Trans>
    </EmptyState>
  );
  const title = t`Canned replies`;
  return (
    <>
      <Shelf
        title={title}
        back={<Back to={back} name={back === "/settings" ? t`My settings` : t`Administration`} />}
        table={table}
        search={search}
        onSearch={setSearch}
        nameOf={({ shortcut }) => `/${shortcut}`}
        adding={add}
        empty={empty}
      >
        {table.items?.map((reply) => {
          const may = manages || reply.owner !== null;
          return (
            <li key={reply.id} className={styles.entry}>
              <button type="button" disabled={!may} onClick={() => setEdited(reply)}>
                <code>{`/${reply.shortcut}`}</code>
                <b dir="auto">{reply.text}</b>
                {reply.owner === null && (
                  <Mark>
                    <Users size={13} aria-hidden />
                    <Trans>everybody’s</Trans>
                  </Mark>
                )}
              </button>
              {may && <IconButton label={t`Delete /${reply.shortcut}`} icon={<Trash2 size={16} />} onClick={() => table.remove(reply)} />}
            </li>
          );
        })}
      </Shelf>
      {edited && <ReplyDialog reply={edited === "new" ? null : edited} mayShare={manages} onClose={() => setEdited(null)} />}
    </>
  );
}
