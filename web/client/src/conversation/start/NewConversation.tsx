import { Trans, useLingui } from "@lingui/react/macro";
import { Suspense, useMemo, useState } from "react";

import { start } from "../../live/actions";
import { useOutline } from "../../live/hooks";
import { NewMail } from "../../mail/lazy";
import type { ChannelKind, Contact, Template } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import { type Filling, TemplateForm } from "../composer/TemplateForm";
import { TemplateList } from "../composer/TemplateList";
import { mediaOf } from "../../live/template";
import { isFilled, usable, filledIn } from "../composer/templates";
import templateStyles from "../composer/Templates.module.css";
import { ChannelChoice } from "./ChannelChoice";
import { fromContact, type Recipient, RecipientField } from "./RecipientField";
import styles from "./NewConversation.module.css";

const NOTHING: Filling = { values: {}, media: null };
const BEGUN: readonly ChannelKind[] = ["whatsapp", "mail"]; // others are begun by customers alone

interface NewConversationProps {
  /** With whom, when it is begun from somebody's page. */
  contact?: Contact;
  onClose: () => void;
  onStarted: (conversation: string) => void;
}

/** To whom, from where, and what opens it: a mail, or the template without which WhatsApp lets no business begin. */
export default function NewConversation({ contact, onClose, onStarted }: NewConversationProps) {
  const { t } = useLingui();
  const { channels, templates } = useOutline();
  const [recipient, setRecipient] = useState<Recipient | null>(() => contact ? fromContact(contact) : null);
  const [leaning, setLeaning] = useState<ChannelKind | null>(null);
  const usableChannels = useMemo(() => {
    const kinds = recipient?.kinds ?? (leaning ? [leaning] : BEGUN);
    const active = [...channels.values()].filter(({ kind, state }) => BEGUN.includes(kind) && state === "active");
    const fitting = active.filter(({ kind }) => kinds.includes(kind));
    return recipient && "contact" in recipient.to && fitting.length === 0 ? active : fitting;
  }, [channels, recipient, leaning]);
  const [picked, setPicked] = useState<string | null>(null);
  const [template, setTemplate] = useState<Template | null>(null);
  const [filling, setFilling] = useState(NOTHING);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const sender = usableChannels.find(({ id }) => id === picked) ?? usableChannels[0];
  const channel = sender?.id ?? null;
  const choices = useMemo(() => (channel ? usable(templates.values(), channel, recipient?.language) : []), [templates, channel, recipient]);
  const onMail = sender?.kind === "mail";
  const ready = recipient && channel && template && isFilled(template, filling.values) && (!mediaOf(template) || filling.media) && !busy;
  const submit = () => {
    if (!ready) return;
    setBusy(true);
    start({ channel, template: filledIn(template, filling.values, filling.media?.id ?? null), ...recipient.to })
      .then(({ conversation }) => onStarted(conversation.id))
      .catch((refused: Error) => setProblem(refused.message))
      .finally(() => setBusy(false));
  };
  const choose = (chosen: Template) => (setTemplate(chosen), setFilling(NOTHING));

  return (
    <Dialog title={t`New conversation`} width={880} onClose={onClose}>
      <div className={styles.top}>
        <RecipientField value={recipient} onChange={setRecipient} onLean={setLeaning} />
        <ChannelChoice channels={usableChannels} value={channel} onChange={(id) => (setPicked(id), setTemplate(null))} />
      </div>
      {onMail ? (
        <Suspense fallback={null}>
          <NewMail channel={channel} to={recipient && !("phone" in recipient.to) ? recipient.to : null} onStarted={onStarted} />
        </Suspense>
      ) : (
        <div className={templateStyles.picker}>
          <TemplateList templates={choices} chosen={template} onChoose={choose} />
          <div className={templateStyles.side}>
            {template ? (
              <TemplateForm key={template.id} template={template} filling={filling} onChange={setFilling} onProblem={setProblem} />
            ) : (
              <p className={templateStyles.hint}>
                <Trans>WhatsApp lets a business open a conversation only with an approved template. Choose one to see it here.</Trans>
              </p>
            )}
            {problem && <p role="alert">{problem}</p>}
            <button type="button" className={templateStyles.submit} disabled={!ready} onClick={submit}>
              <Trans>Start the conversation</Trans>
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
