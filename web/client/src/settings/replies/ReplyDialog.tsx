import { Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";

import { useMe } from "../../live/hooks";
import { useSelect } from "../../live/select";
import { useActing } from "../../live/useActing";
import type { Reply } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Growing, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import * as api from "../api";
import styles from "../Settings.module.css";
import { PLACEHOLDERS, filled, inserted, unknown } from "./placeholders";

interface ReplyDialogProps {
  reply: Reply | null;
  /** Managers write for everybody. */
  mayShare: boolean;
  onClose: () => void;
}

/** One canned reply, as it is written and as it will read. */
export function ReplyDialog({ reply, mayShare, onClose }: ReplyDialogProps) {
  const { t } = useLingui();
  const me = useMe();
  const id = useId();
  const company = useSelect((state) => (state.settings.get("company") as { name: string } | undefined)?.name ?? "");
  const [form, setForm] = useState({ shortcut: reply?.shortcut ?? "", text: reply?.text ?? "", shared: reply ? reply.owner === null : false });
  const { busy, problem, run } = useActing();
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const name = me?.name ?? "";
  const examples = {
    "contact.name": t`Pim Srisai`,
    "contact.first_name": t`Pim`,
    "contact.company": t`Siam Sound`,
    "agent.name": name,
    "agent.first_name": name.split(" ")[0] ?? "",
    company: company || t`your company`,
  };
  const names: Record<(typeof PLACEHOLDERS)[number], string> = {
    "contact.name": t`Customer’s name`,
    "contact.first_name": t`First name`,
    "contact.company": t`Customer’s company`,
    "agent.name": t`My name`,
    "agent.first_name": t`My first name`,
    company: t`Our company`,
  };
  const put = (placeholder: string): void => {
    const field = document.querySelector<HTMLTextAreaElement>(`#${CSS.escape(id)}`);
    const next = inserted(form.text, field?.selectionStart ?? form.text.length, placeholder);
    set({ text: next.text });
    requestAnimationFrame(() => (field?.focus(), field?.setSelectionRange(next.at, next.at)));
  };
  const stray = unknown(form.text);
  const shortcut = form.shortcut.trim().replace(/^\//, "");
  const save = () => {
    const given = { shortcut, text: form.text.trim() };
    return reply ? api.replies.change(reply.id, given, reply.version) : api.replies.add({ ...given, shared: form.shared });
  };
  return (
    <Dialog title={reply ? t`Change the reply` : t`New reply`} width={560} onClose={onClose}>
      <form
        className={styles.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          void run(save).then((done) => done && onClose());
        }}
      >
        <Field label={<Trans>Shortcut</Trans>} hint={<Trans>Typed after / in a conversation</Trans>} wrong={problem?.field === "shortcut" && problem.message}>
          <Input data-autofocus required maxLength={41} value={form.shortcut} onChange={(event) => set({ shortcut: event.target.value })} />
        </Field>
        <Field label={<Trans>Text</Trans>} wrong={problem?.field === "text" && problem.message}>
          <Growing id={id} rows={4} required maxLength={4096} value={form.text} onChange={(event) => set({ text: event.target.value })} />
        </Field>
        <div className={styles.chips} role="group" aria-label={t`Put in what is filled in later`}>
          {PLACEHOLDERS.map((placeholder) => (
            <button key={placeholder} type="button" onClick={() => put(placeholder)}>
              {names[placeholder]}
            </button>
          ))}
        </div>
        {stray.length > 0 && <Notice tone="mark" words={<Trans>Nobody can fill in: {stray.join(", ")}</Trans>} />}
        {form.text.trim() && (
          <Field label={<Trans>As it will read</Trans>}>
            <span className={styles.preview} dir="auto">
              {filled(form.text, examples)}
            </span>
          </Field>
        )}
        {mayShare && !reply && <Switch label={<Trans>For everybody</Trans>} hint={<Trans>Else it is yours alone.</Trans>} checked={form.shared} onChange={(shared) => set({ shared })} />}
        {problem && !["shortcut", "text"].includes(problem.field ?? "") && <Notice tone="bad" words={problem.message} />}
        <Acts>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={busy || !shortcut || !form.text.trim()}>
            <Trans>Save</Trans>
          </Button>
        </Acts>
      </form>
    </Dialog>
  );
}
