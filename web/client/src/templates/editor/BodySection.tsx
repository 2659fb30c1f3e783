import { Trans, useLingui } from "@lingui/react/macro";
import { Bold, Code, Italic, Plus, Strikethrough } from "lucide-react";
import { useRef } from "react";

import { Panel } from "../../ui/Panel";
import parts from "../../ui/parts.module.css";
import styles from "./Editor.module.css";
import { nextGap } from "./form";
import type { Told } from "./told";
import { at } from "./violations";
import { Wrong } from "./Wrong";
import { wrapped } from "./wrapped";

const MOST = 1024; // characters
const MARKS = [
  ["*", Bold],
  ["_", Italic],
  ["~", Strikethrough],
  ["```", Code],
] as const;

/** The text, with places for values and WhatsApp's own marks. */
export function BodySection({ form, edit, freedom, violations }: Told) {
  const { t, i18n } = useLingui();
  const field = useRef<HTMLTextAreaElement>(null);
  const names: Record<string, string> = { "*": t`Bold`, _: t`Italic`, "~": t`Struck out`, "```": t`Typewriter` };
  /** Puts something around what is chosen, and the cursor behind it. */
  const put = (before: string, after: string): void => {
    const element = field.current;
    if (!element) return;
    const { text, cursor } = wrapped(form.body, element.selectionStart, element.selectionEnd, before, after);
    edit({ body: text });
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(cursor, cursor);
    });
  };
  return (
    <Panel title={<Trans>Text</Trans>}>
      {freedom.content && (
        <div className={styles.tools} role="toolbar" aria-label={t`Marks and places`}>
          {MARKS.map(([mark, Icon]) => (
            <button key={mark} type="button" aria-label={names[mark]} title={names[mark]} onClick={() => put(mark, mark)}>
              <Icon size={15} />
            </button>
          ))}
          <button type="button" onClick={() => put(`{{${nextGap(form, form.body)}}}`, "")}>
            <Plus size={14} aria-hidden />
            <Trans>Place for a value</Trans>
          </button>
        </div>
      )}
      <textarea
        ref={field}
        className={`${parts.input} ${styles.body}`}
        dir="auto"
        rows={6}
        aria-label={t`Text`}
        value={form.body}
        disabled={!freedom.content}
        maxLength={4096}
        onChange={(event) => edit({ body: event.target.value })}
      />
      <span className={styles.count}>
        {i18n.number(form.body.length)} / {i18n.number(MOST)}
      </span>
      <Wrong found={at(violations, "body", "body.text")} />
    </Panel>
  );
}
