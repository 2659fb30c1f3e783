import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Ban, BookmarkPlus, CheckCheck, Copy, EllipsisVertical, Link2, type LucideIcon, PencilLine, Stamp, ThumbsDown, Trash2, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";

import { useMe } from "../../live/hooks";
import type { Id, Quotation, QuotationState } from "../../protocol";
import { IconButton } from "../../ui/IconButton";
import * as api from "../api";
import { Notice } from "../../ui/Notice";
import styles from "./Acts.module.css";
import { LinkDialog } from "./LinkDialog";
import { type Answer, ReasonDialog } from "./ReasonDialog";
import { TemplateNameDialog } from "./TemplateNameDialog";
import { useActing } from "../../live/useActing";

const ICON = 16; // px
const OPEN: readonly QuotationState[] = ["issued", "sent", "seen", "change_requested"]; // the customer may still say yes
const ANSWERED: readonly QuotationState[] = ["accepted", "declined", "change_requested", "void"];

interface ActsMenuProps {
  quotation: Quotation;
  before: () => Promise<void>;
  onBack: () => void;
  onOpen: (id: Id) => void;
}

type Asking = Answer | "link" | "template" | null;

/** Everything that may become of a quotation, for the state it is in. */
export function ActsMenu({ quotation, before, onBack, onOpen }: ActsMenuProps) {
  const { t } = useLingui();
  const { id, state, revision } = quotation;
  const [asking, setAsking] = useState<Asking>(null);
  const acting = useActing();
  const manages = useMe()?.role !== "agent";
  const run = (act: () => Promise<unknown>) => () => void acting.run(async () => (await before(), act()));
  const item = (Icon: LucideIcon, words: ReactNode, onClick: () => void) => (
    <Menu.Item leftSection={<Icon size={ICON} />} onClick={onClick}>
      {words}
    </Menu.Item>
  );
  const open = OPEN.includes(state);
  const copy = async () => onOpen((await api.act(id, "duplicate")).id);
  return (
    <>
      <Menu position="bottom-end" width={260} withinPortal>
        <Menu.Target>
          <IconButton label={t`More to do`} icon={<EllipsisVertical size={18} />} disabled={acting.busy} />
        </Menu.Target>
        <Menu.Dropdown>
          {open && (
            <>
              <Menu.Label>
                <Trans>The customer said</Trans>
              </Menu.Label>
              {item(CheckCheck, <Trans>Yes: accept for the customer</Trans>, () => setAsking("accept"))}
              {state !== "change_requested" && item(PencilLine, <Trans>Something else: a change is wanted</Trans>, () => setAsking("change"))}
              {item(ThumbsDown, <Trans>No: decline for the customer</Trans>, () => setAsking("decline"))}
              <Menu.Divider />
            </>
          )}
          {ANSWERED.includes(state) && item(Undo2, <Trans>Take the last answer back</Trans>, run(() => api.act(id, "undo")))}
          {state === "draft" && item(Stamp, <Trans>Issue without sending</Trans>, run(() => api.act(id, "issue")))}
          {open && item(Link2, <Trans>Link to the customer’s page</Trans>, () => setAsking("link"))}
          {state !== "draft" && state !== "accepted" && state !== "void" && item(PencilLine, <Trans>Revise</Trans>, run(() => api.act(id, "revise")))}
          {item(Copy, <Trans>Duplicate</Trans>, run(copy))}
          {manages && item(BookmarkPlus, <Trans>Keep as a template</Trans>, () => setAsking("template"))}
          {state !== "draft" && state !== "void" && item(Ban, <Trans>Make void</Trans>, () => setAsking("void"))}
          {state === "draft" &&
            item(Trash2, revision > 1 ? <Trans>Take the revision back</Trans> : <Trans>Delete the draft</Trans>, run(async () => (await api.remove(id), revision === 1 && onBack())))}
        </Menu.Dropdown>
      </Menu>
      {acting.problem && (
        <div className={styles.refused}>
          <Notice tone="bad" words={acting.problem.message}>
            <button type="button" onClick={acting.forget}>
              <Trans>All right</Trans>
            </button>
          </Notice>
        </div>
      )}
      {asking === "link" && <LinkDialog id={id} onClose={() => setAsking(null)} />}
      {asking === "template" && <TemplateNameDialog quotation={quotation} onClose={() => setAsking(null)} />}
      {asking && asking !== "link" && asking !== "template" && <ReasonDialog id={id} answer={asking} onClose={() => setAsking(null)} />}
    </>
  );
}
