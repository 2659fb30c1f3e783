import { Trans, useLingui } from "@lingui/react/macro";
import { CornerDownLeft, LayoutList, type LucideIcon, Mic, Paperclip, ReceiptText, ScrollText, Smile, StickyNote } from "lucide-react";
import { Suspense, useRef } from "react";

import { useOutline } from "../../live/hooks";
import type { Conversation } from "../../protocol";
import { Cost } from "../../ways/lazy";
import styles from "./Composer.module.css";
import { MoreMenu } from "./MoreMenu";
import type { Opened } from "./opened";
import type { Composing } from "./useComposer";
import { WindowNotice } from "./WindowNotice";

interface ComposerToolsProps {
  composing: Composing;
  conversation: Conversation;
  shut: boolean;
  onOpen: (what: Opened) => void;
  onQuotation?: (() => void) | undefined;
}

export function ComposerTools({ composing, conversation, shut, onOpen, onQuotation }: ComposerToolsProps) {
  const { t } = useLingui();
  const { draft, onMail, ready, change, submit, field } = composing;
  const kind = useOutline().channels.get(conversation.channel)?.kind;
  const [counted, templated] = [kind === "line", kind === "whatsapp"];
  const toggleNote = () => (change({ note: !draft.note, replyTo: null }), field.current?.focus());
  return (
    <div className={styles.tools}>
      {!draft.note && <AttachButton onFiles={composing.uploads.add} />}
      <Tool icon={Smile} label={t`Emoji`} onPress={() => onOpen("emoji")} spare />
      {!draft.note && (
        <>
          {templated && <Tool icon={ScrollText} label={t`Template`} onPress={() => onOpen("template")} spare />}
          {!onMail && <Tool icon={LayoutList} label={t`Buttons to choose from`} onPress={() => onOpen("buttons")} spare />}
          {onQuotation && <Tool icon={ReceiptText} label={t`Quotation`} onPress={onQuotation} spare={!onMail} />}
          {!onMail && <Tool icon={Mic} label={t`Voice message`} onPress={() => onOpen("voice")} />}
          {!onMail && <MoreMenu templated={templated} onOpen={onOpen} onQuotation={onQuotation} />}
        </>
      )}
      <Tool icon={StickyNote} label={t`Note to the team`} pressed={draft.note} onPress={toggleNote} />
      <span className={styles.space} />
      {draft.note ? (
        <span className={styles.unseen}>{shut ? <Trans>Only your team sees it</Trans> : <Trans>The customer does not see it</Trans>}</span>
      ) : counted ? (
        <Suspense fallback={null}>
          <Cost conversation={conversation} />
        </Suspense>
      ) : (
        <WindowNotice closesAt={conversation.window_closes_at} />
      )}
      <button type="button" className={styles.send} onClick={submit} disabled={!ready} title={onMail ? t`Ctrl + Enter sends` : undefined}>
        {draft.note ? <Trans>Add note</Trans> : <Trans>Send</Trans>}
        <CornerDownLeft size={14} aria-hidden />
      </button>
    </div>
  );
}

interface ToolProps {
  icon: LucideIcon;
  label: string;
  onPress: () => void;
  pressed?: boolean;
  spare?: boolean; // left out where there is little room
}

function Tool({ icon: Icon, label, onPress, pressed, spare }: ToolProps) {
  return (
    <button type="button" className={styles.tool} aria-label={label} title={label} aria-pressed={pressed} data-spare={spare || undefined} onClick={onPress}>
      <Icon size={18} strokeWidth={1.7} aria-hidden />
    </button>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tool icon={Paperclip} label={t`Attach files`} onPress={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t`Files`}
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </>
  );
}
