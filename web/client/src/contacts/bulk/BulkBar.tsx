import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ListPlus, Tag as TagIcon, Trash2, UserRound, X } from "lucide-react";
import { useState } from "react";

import { useMe } from "../../live/hooks";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import type { Query } from "../list/query";
import type { Vocabulary } from "../parts/useVocabulary";
import { manages } from "../parts/words";
import styles from "./Bulk.module.css";
import { Deleting } from "./Deleting";
import { ExportChosen } from "./ExportChosen";
import { ListDialog } from "./ListDialog";
import { OwnerDialog } from "./OwnerDialog";
import { Running } from "./Running";
import type { Selection } from "./selection";
import { TagDialog } from "./TagDialog";
import { useMany } from "./useMany";

interface BulkBarProps {
  selection: Selection;
  count: number;
  query: Query;
  vocabulary: Vocabulary;
  onDone: () => void;
}

const ICON = 16; // px

/** What can be done with everybody who is chosen, and what became of the last time. */
export function BulkBar({ selection, count, query, vocabulary, onDone }: BulkBarProps) {
  const { t } = useLingui();
  const all = manages(useMe()?.role);
  const many = useMany(query);
  const [asking, setAsking] = useState<"tag" | "untag" | "owner" | "list" | "delete" | null>(null);
  const close = (): void => setAsking(null);
  const run: typeof many.run = (...what) => (close(), onDone(), many.run(...what));
  return (
    <>
      {many.state && <Running many={many} />}
      {count > 0 && !many.state?.busy && (
        <div className={styles.bar} role="toolbar" aria-label={t`With those who are chosen`}>
          <b aria-live="polite">
            <Plural value={count} one="# chosen" other="# chosen" />
          </b>
          <Button kind="quiet" onClick={() => setAsking("tag")}>
            <TagIcon size={ICON} aria-hidden />
            <Trans>Tag</Trans>
          </Button>
          <Button kind="quiet" onClick={() => setAsking("untag")}>
            <Trans>Take a tag off</Trans>
          </Button>
          <Button kind="quiet" onClick={() => setAsking("owner")}>
            <UserRound size={ICON} aria-hidden />
            <Trans>Owner</Trans>
          </Button>
          {all && (
            <>
              <Button kind="quiet" onClick={() => setAsking("list")}>
                <ListPlus size={ICON} aria-hidden />
                <Trans>Put on a list</Trans>
              </Button>
              <ExportChosen selection={selection} query={query} many={many} />
              <Button kind="quiet" onClick={() => setAsking("delete")}>
                <Trash2 size={ICON} aria-hidden />
                <Trans>Delete</Trans>
              </Button>
            </>
          )}
          <IconButton label={t`Choose nobody`} icon={<X size={ICON} />} onClick={onDone} />
        </div>
      )}
      {(asking === "tag" || asking === "untag") && <TagDialog action={asking} count={count} vocabulary={vocabulary} onClose={close} onChosen={(tag) => run(selection, { action: asking, tags: [tag] })} />}
      {asking === "owner" && <OwnerDialog count={count} onClose={close} onChosen={(owner) => run(selection, { action: "owner", owner })} />}
      {asking === "list" && <ListDialog count={count} onClose={close} onChosen={(list) => run(selection, { action: "list", list })} />}
      {asking === "delete" && <Deleting count={count} onClose={close} onSure={(messages) => run(selection, { action: "erase", messages })} />}
    </>
  );
}
