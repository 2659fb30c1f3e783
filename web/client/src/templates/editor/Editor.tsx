import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { Page } from "../../layout/Page";
import { Back } from "../../layout/Back";
import { useOutline } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import type { Attachment, Id, Template } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Mark } from "../../ui/Panel";
import * as api from "../api";
import { standingOf } from "../parts/standing";
import { titleOf } from "../../live/template";
import { qualityWord, statusWord, toneOf } from "../parts/words";
import { Phone } from "../phone/Phone";
import { BodySection } from "./BodySection";
import { ButtonsSection } from "./ButtonsSection";
import { CodeSection } from "./CodeSection";
import styles from "./Editor.module.css";
import { EditorActs } from "./EditorActs";
import { FooterSection } from "./FooterSection";
import { type Form, formOf, isWritable } from "./form";
import { HeadSection } from "./HeadSection";
import { HeaderSection } from "./HeaderSection";
import { PlacesSection } from "./PlacesSection";
import { PreviewFor } from "./PreviewFor";
import { changesOf, freedomOf, givenOf } from "./saving";
import { useLook } from "./useLook";
import { generalOf } from "./violations";

interface EditorProps {
  template: Template | null;
  begun: Form;
  manages: boolean;
  onMade: (id: Id) => void;
  onDuplicate: (id: Id) => void;
  onBack: () => void;
}

/** The form beside the phone; every rule that is broken is told where it is broken. */
export function Editor({ template, begun, manages, onMade, onDuplicate, onBack }: EditorProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const [form, setForm] = useState<Form>(() => (template ? formOf(template) : begun));
  const [touched, setTouched] = useState(false);
  const [sample, setSample] = useState<Attachment | null>(null);
  const [contact, setContact] = useState<Id | null>(null);
  const [base, setBase] = useState(template);
  const acting = useActing();
  const seen = useRef(template?.version);
  useEffect(() => {
    if (!template || template.version === seen.current) return;
    seen.current = template.version;
    if (touched) return; // what one types stays; saving tells when it is about another text
    setBase(template);
    setForm(formOf(template));
  }, [template, touched]);

  const writable = !template || isWritable(template);
  const freedom = freedomOf(template, manages && writable);
  const { shown, violations } = useLook(form, contact, manages);
  const changes = changesOf(base, form);
  const wrong = touched ? violations.filter(({ level }) => level === "error") : [];
  const edit = (part: Partial<Form>): void => {
    setForm((held) => ({ ...held, ...part }));
    setTouched(true);
  };
  const save = async (): Promise<void> => {
    const made = base && template ? await api.change(template.id, changes.given, template.version) : await api.add(givenOf(form));
    setBase(made);
    setTouched(false);
    if (!template) onMade(made.id);
  };
  const told = { form, edit, freedom, violations: touched || template?.status === "REJECTED" ? violations : [] };
  const standing = template ? standingOf(template) : [];
  const quality = qualityWord(template?.quality ?? null);
  return (
    <Page
      title={
        <>
          <span dir="auto">{form.name ? titleOf(form.name) : t`New template`}</span>
          {template && <Mark tone={toneOf(template.status)}>{statusWord(template.status)}</Mark>}
          {quality && <Mark tone={template?.quality?.toUpperCase() === "RED" ? "bad" : "plain"}>{quality}</Mark>}
        </>
      }
      back={<Back to="/templates" name={t`All templates`} />}
      actionsName={t`For this template`}
      actions={manages && <EditorActs template={template} changes={changes} touched={touched} wrong={wrong.length} freedom={freedom} acting={acting} onSave={() => void acting.run(save)} onDuplicate={onDuplicate} onGone={onBack} />}
    >
      <div className={styles.columns}>
        <div className={styles.form}>
          {acting.problem && (
            <Notice tone="bad" words={acting.problem.message}>
              <Button onClick={acting.forget}>
                <Trans>All right</Trans>
              </Button>
            </Notice>
          )}
          {standing.map(({ tone, words, advice }) => (
            <Notice key={words} tone={tone} words={advice ? `${words} ${advice}` : words} />
          ))}
          {!writable && <Notice tone="mark" words={<Trans>It has parts that are made in WhatsApp Manager only. Here it can be looked at and bound.</Trans>} />}
          {touched &&
            generalOf(violations).map(({ field, message, level }) => <Notice key={`${field} ${message}`} tone={level === "error" ? "bad" : "mark"} words={said(message)} />)}
          <HeadSection {...told} isNew={!template} />
          {form.category === "AUTHENTICATION" ? (
            <CodeSection {...told} />
          ) : (
            <>
              <HeaderSection {...told} sample={sample} onSample={setSample} />
              <BodySection {...told} />
              <FooterSection {...told} />
              <ButtonsSection {...told} />
            </>
          )}
          <PlacesSection {...told} manages={manages} />
        </div>
        <aside className={styles.look} aria-label={t`Preview`}>
          <Phone sender={channels.get(form.channel)?.name ?? t`Your office`} shown={shown} sample={sample} />
          {manages && <PreviewFor onContact={setContact} />}
        </aside>
      </div>
    </Page>
  );
}
