import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Bold, Eye, Italic, List, type LucideIcon } from "lucide-react";
import type { RefObject } from "react";

import type { MailDraft as Begun } from "../../protocol";
import { Carried } from "./Carried";
import { type Edited, listed, marked } from "./rich";
import styles from "./Writing.module.css";

interface MailFootProps {
  words: string;
  field: RefObject<HTMLTextAreaElement | null>;
  write: (text: string) => void;
  /** Bytes of each file that goes along. */
  sizes: readonly number[];
  begun: Begun | null;
  /** The mail is shown as it will look, instead of its field. */
  preview: boolean;
  onPreview: (shown: boolean) => void;
}

/** How the mail will look: its marks, its signature, and how much of what a mail carries is used. */
export function MailFoot({ words, field, write, sizes, begun, preview, onPreview }: MailFootProps) {
  const { t } = useLingui();
  const signature = begun?.signature ?? null;
  const edit = (how: (text: string, from: number, to: number) => Edited): void => {
    const area = field.current;
    if (!area) return;
    const { text, from, to } = how(words, area.selectionStart, area.selectionEnd);
    write(text);
    requestAnimationFrame(() => (area.focus(), area.setSelectionRange(from, to)));
  };
  return (
    <div className={styles.foot}>
      {!preview && signature && (
        <div className={styles.signature} dir="auto">
          {signature}
        </div>
      )}
      <Carried sizes={sizes} />
      <div className={styles.marks} role="toolbar" aria-label={t`How it looks`}>
        {!preview && <Mark icon={Bold} label={t`Bold`} onPress={() => edit((text, from, to) => marked(text, from, to, "*"))} />}
        {!preview && <Mark icon={Italic} label={t`Italic`} onPress={() => edit((text, from, to) => marked(text, from, to, "_"))} />}
        {!preview && <Mark icon={List} label={t`List`} onPress={() => edit(listed)} />}
        <Mark icon={Eye} label={t`Preview`} pressed={preview} onPress={() => onPreview(!preview)} />
        {signature !== null && (
          <Link to="/settings" className={styles.change}>
            {signature ? <Trans>Change the signature</Trans> : <Trans>Add a signature</Trans>}
          </Link>
        )}
      </div>
    </div>
  );
}

function Mark({ icon: Icon, label, pressed, onPress }: { icon: LucideIcon; label: string; pressed?: boolean; onPress: () => void }) {
  return (
    <button type="button" aria-label={label} title={label} aria-pressed={pressed} onClick={onPress}>
      <Icon size={16} strokeWidth={1.8} aria-hidden />
    </button>
  );
}
