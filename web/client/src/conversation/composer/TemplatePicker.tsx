import { Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useState } from "react";

import { send } from "../../live/actions";
import { useContact, useOutline } from "../../live/hooks";
import type { Conversation, Template } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import { type Filling, TemplateForm } from "./TemplateForm";
import { TemplateList } from "./TemplateList";
import { mediaOf } from "../../live/template";
import { isFilled, usable, filledIn } from "./templates";
import styles from "./Templates.module.css";
import { quietly } from "./useComposer";

const NOTHING: Filling = { values: {}, media: null };

/** Choose a template, fill it in, see it as the customer will, send it. */
export default function TemplatePicker({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useLingui();
  const { templates } = useOutline();
  const { contact } = useContact(conversation.contact.id);
  const language = contact?.language ?? null;
  const all = useMemo(() => usable(templates.values(), conversation.channel, language), [templates, conversation.channel, language]);
  const [chosen, setChosen] = useState<Template | null>(null);
  const [filling, setFilling] = useState(NOTHING);
  const [problem, setProblem] = useState("");
  const choose = (template: Template) => (setChosen(template), setFilling(NOTHING), setProblem(""));
  const ready = chosen && isFilled(chosen, filling.values) && (!mediaOf(chosen) || filling.media);
  const submit = () => {
    if (!chosen || !ready) return;
    quietly(send(conversation.id, { template: filledIn(chosen, filling.values, filling.media?.id ?? null) }));
    onClose();
  };
  return (
    <Dialog title={t`Send a template`} width={880} onClose={onClose}>
      <div className={styles.picker}>
        <TemplateList templates={all} chosen={chosen} onChoose={choose} />
        <div className={styles.side}>
          {chosen ? (
            <TemplateForm key={chosen.id} template={chosen} filling={filling} onChange={setFilling} onProblem={setProblem} />
          ) : (
            <p className={styles.hint}>
              <Trans>Choose a template to see it here.</Trans>
            </p>
          )}
          {problem && <p role="alert">{problem}</p>}
          <button type="button" className={styles.submit} disabled={!ready} onClick={submit}>
            <Trans>Send template</Trans>
          </button>
        </div>
      </div>
    </Dialog>
  );
}
