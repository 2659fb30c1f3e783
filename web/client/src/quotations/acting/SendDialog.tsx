import { Trans, useLingui } from "@lingui/react/macro";
import { Send } from "lucide-react";
import { useMemo, useState } from "react";

import { useOutline } from "../../live/hooks";
import { useConversationsOf } from "../../live/useConversationsOf";
import type { Conversation, Quotation } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import { useNow } from "../../ui/now";
import { serviceWindow } from "../../ui/serviceWindow";
import { listTime } from "../../ui/time";
import * as api from "../api";
import type { Drafting } from "../editor/drafting";
import { money } from "../numbers/format";
import { Button } from "../../ui/Button";
import { Field, Growing, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import styles from "./Send.module.css";
import { DocumentTemplates, WindowTruth } from "./WindowTruth";
import { useActing } from "../../live/useActing";

const LONGEST = 700; // letters beside the buttons

interface SendDialogProps {
  quotation: Quotation | null;
  drafting?: Drafting | undefined;
  onClose: () => void;
}

/** Where it goes, how it can reach the customer now, and what is said with it. */
export function SendDialog({ quotation, drafting, onClose }: SendDialogProps) {
  const { t, i18n } = useLingui();
  const { channels } = useOutline();
  const conversations = useConversationsOf(quotation?.contact ?? drafting?.now.form.contact ?? "");
  const [picked, setPicked] = useState<string | null>(null);
  const chosen = useChosen(conversations, picked ?? quotation?.conversation ?? drafting?.now.form.conversation ?? null);
  const [text, setText] = useState("");
  const [template, setTemplate] = useState("");
  const acting = useActing();
  const now = useNow();
  const shut = chosen !== null && serviceWindow(chosen.window_closes_at, now).state === "closed" && channels.get(chosen.channel)?.kind === "whatsapp";
  const send = async (): Promise<void> => {
    await drafting?.save();
    const kept = drafting ? drafting.now.held : quotation;
    if (drafting?.now.problem) throw drafting.now.problem;
    if (!kept || !chosen || (drafting && !drafting.safe)) return;
    await api.send(kept.id, { conversation: chosen.id, ...(text.trim() && !shut && { text: text.trim() }), ...(template && shut && { template }) });
    onClose();
  };
  const name = quotation?.number ?? t`the quotation`;
  return (
    <Dialog title={t`Send ${name}`} width={520} onClose={onClose}>
      <form
        className={styles.send}
        onSubmit={(event) => {
          event.preventDefault();
          if (!acting.busy) void acting.run(send);
        }}
      >
        {quotation && (
          <p className={styles.what}>
            <b dir="auto">{quotation.customer_name}</b>
            <span>{money(quotation.total, i18n.locale)}</span>
          </p>
        )}
        {conversations.length === 0 ? (
          <Notice tone="mark" words={<Trans>There is no conversation with this customer yet. Start one from the inbox, then send it there.</Trans>} />
        ) : (
          <Field label={<Trans>In the conversation</Trans>}>
            <Select value={chosen?.id ?? ""} onChange={(event) => setPicked(event.target.value)}>
              {conversations.map((one) => (
                <option key={one.id} value={one.id}>
                  {`${channels.get(one.channel)?.name ?? ""} · ${listTime(one.last_message?.at ?? one.created_at, now, i18n.locale)}`}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {chosen && <WindowTruth conversation={chosen} channel={channels.get(chosen.channel)} />}
        {shut ? (
          <DocumentTemplates channel={chosen.channel} value={template} onChange={setTemplate} />
        ) : (
          <Field label={<Trans>Words with it</Trans>} hint={<Trans>Empty: “Here is our quotation … for …” in its language.</Trans>}>
            <Growing value={text} rows={2} maxLength={LONGEST} onChange={(event) => setText(event.target.value)} />
          </Field>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={!chosen || acting.busy}>
            <Send size={15} aria-hidden />
            {quotation?.number ? <Trans>Send now</Trans> : <Trans>Issue and send</Trans>}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The one named, else the newest. */
function useChosen(conversations: readonly Conversation[], id: string | null): Conversation | null {
  return useMemo(() => conversations.find((one) => one.id === id) ?? conversations[0] ?? null, [conversations, id]);
}
