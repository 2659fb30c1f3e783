import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Upload } from "lucide-react";
import { useRef } from "react";

import { upload } from "../../live/actions";
import { useActing } from "../../live/useActing";
import type { Attachment } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Input, Select } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import styles from "./Editor.module.css";
import { gapsOf, type HeaderKind, nextGap } from "./form";
import type { Told } from "./told";
import { at } from "./violations";
import { Wrong } from "./Wrong";

const MOST = 60; // characters
const ACCEPTED: Partial<Record<HeaderKind, string>> = { image: "image/jpeg,image/png", video: "video/mp4", document: "application/pdf" };

interface HeaderSectionProps extends Told {
  sample: Attachment | null;
  onSample: (sample: Attachment | null) => void;
}

/** What stands above the text: a line, a file, or a map. */
export function HeaderSection({ form, edit, freedom, violations, sample, onSample }: HeaderSectionProps) {
  const { t } = useLingui();
  const words: Record<HeaderKind, string> = { none: t`Nothing`, text: t`A line of text`, image: t`A picture`, video: t`A film`, document: t`A document`, location: t`A map` };
  const choose = (header: HeaderKind): void => {
    onSample(null);
    edit({ header, sample: null });
  };
  return (
    <Panel title={<Trans>Header</Trans>}>
      <Select aria-label={t`What stands above the text`} value={form.header} disabled={!freedom.content} onChange={(event) => choose(event.target.value as HeaderKind)}>
        {Object.entries(words).map(([kind, word]) => (
          <option key={kind} value={kind}>
            {word}
          </option>
        ))}
      </Select>
      {form.header === "text" && (
        <Field label={<Trans>Line</Trans>}>
          <Input dir="auto" value={form.headerText} maxLength={MOST + 40} disabled={!freedom.content} onChange={(event) => edit({ headerText: event.target.value })} />
          <Wrong found={at(violations, "header.text")} />
        </Field>
      )}
      {form.header === "text" && freedom.content && gapsOf(form.headerText).length === 0 && (
        <div className={styles.tools}>
          <button type="button" onClick={() => edit({ headerText: `${form.headerText}{{${nextGap(form, form.headerText)}}}` })}>
            <Plus size={14} aria-hidden />
            <Trans>Place for a value</Trans>
          </button>
        </div>
      )}
      {ACCEPTED[form.header] && <Sample form={form} edit={edit} freedom={freedom} violations={violations} sample={sample} onSample={onSample} />}
      {form.header === "location" && (
        <p className={styles.hint}>
          <Trans>Whoever sends it chooses the place on the map.</Trans>
        </p>
      )}
    </Panel>
  );
}

function Sample({ form, edit, freedom, violations, sample, onSample }: HeaderSectionProps) {
  const { t } = useLingui();
  const acting = useActing();
  const field = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined): void => {
    if (!file) return;
    void acting.run(async () => {
      const held = await upload(file);
      onSample(held);
      edit({ sample: held.id });
    });
  };
  return (
    <>
      <div className={styles.upload}>
        <Button disabled={!freedom.content || acting.busy} onClick={() => field.current?.click()}>
          <Upload size={15} aria-hidden />
          {acting.busy ? <Trans>Uploading…</Trans> : form.sample ? <Trans>Another sample</Trans> : <Trans>Upload a sample</Trans>}
        </Button>
        <span dir="auto">{sample?.name ?? (form.sample ? <Trans>A sample is there.</Trans> : <Trans>The reviewers look at it; each send has its own file.</Trans>)}</span>
        <input ref={field} type="file" hidden aria-label={t`Sample`} accept={ACCEPTED[form.header]} onChange={(event) => (take(event.target.files?.[0]), (event.target.value = ""))} />
      </div>
      {acting.problem && <Wrong found={[{ field: "sample", message: acting.problem.message, level: "error" }]} />}
      <Wrong found={at(violations, "sample")} />
    </>
  );
}
