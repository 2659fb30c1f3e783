import { Trans, useLingui } from "@lingui/react/macro";

import { upload } from "../../live/actions";
import type { Attachment, Template } from "../../protocol";
import { FormattedText } from "../../ui/FormattedText";
import { TemplateButtons } from "../kinds/Choices";
import { mediaOf } from "../../live/template";
import { type Field, fieldsOf, keyOf, preview, type Values } from "./templates";
import styles from "./Templates.module.css";

export interface Filling {
  values: Values;
  media: Attachment | null;
}

interface TemplateFormProps {
  template: Template;
  filling: Filling;
  onChange: (filling: Filling) => void;
  onProblem: (words: string) => void;
}

/** The gaps of a template to be filled in, and beside them what the customer will read. */
export function TemplateForm({ template, filling, onChange, onProblem }: TemplateFormProps) {
  const fields = fieldsOf(template);
  const media = mediaOf(template);
  const set = (field: Field, value: string) => onChange({ ...filling, values: { ...filling.values, [keyOf(field)]: value } });
  return (
    <div className={styles.form}>
      <div className={styles.fields}>
        {media && <MediaField media={media} held={filling.media} onProblem={onProblem} onMedia={(held) => onChange({ ...filling, media: held })} />}
        {fields.map((field, index) => (
          <GapField key={keyOf(field)} field={field} first={index === 0} value={filling.values[keyOf(field)] ?? ""} onChange={(value) => set(field, value)} />
        ))}
        {fields.length === 0 && !media && (
          <p className={styles.hint}>
            <Trans>Nothing to fill in: it goes out as it is.</Trans>
          </p>
        )}
      </div>
      <Preview template={template} filling={filling} />
    </div>
  );
}

function GapField({ field, first, value, onChange }: { field: Field; first: boolean; value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  const number = Number(field.part.split(".")[1] ?? 0) + 1;
  const place = field.part === "header" ? t`Heading` : field.part === "body" ? t`Text` : t`Button ${number}`;
  const name = /^\d+$/.test(field.name) ? t`${place}, gap ${field.name}` : field.name.replaceAll("_", " ");
  return (
    <label className={styles.field}>
      <span>{name}</span>
      <input
        value={value}
        data-autofocus={first || undefined}
        placeholder={field.example}
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

interface MediaFieldProps {
  media: "image" | "video" | "document";
  held: Attachment | null;
  onMedia: (held: Attachment) => void;
  onProblem: (words: string) => void;
}

const ACCEPTED = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", document: ".pdf,application/pdf" };

function MediaField({ media, held, onMedia, onProblem }: MediaFieldProps) {
  const { t } = useLingui();
  const label = { image: t`Picture above the text`, video: t`Film above the text`, document: t`Document above the text` };
  const take = (file: File | undefined) => file && upload(file).then(onMedia, (problem: Error) => onProblem(problem.message));
  return (
    <label className={styles.field}>
      <span>{label[media]}</span>
      <input type="file" accept={ACCEPTED[media]} onChange={(event) => void take(event.target.files?.[0])} />
      {held && <small>{held.name}</small>}
    </label>
  );
}

function Preview({ template, filling }: { template: Template; filling: Filling }) {
  const { t } = useLingui();
  const shown = preview(template, filling.values);
  const picture = filling.media?.thumbnail_url ?? (filling.media?.kind === "image" ? filling.media.url : null);
  return (
    <div className={styles.stage} aria-label={t`What the customer will read`} role="group">
      <div className={styles.bubble}>
        {picture && <img src={picture} alt="" />}
        {shown.header?.text && <b className={styles.heading}>{shown.header.text}</b>}
        <FormattedText text={shown.body ?? ""} />
        {shown.footer && <small>{shown.footer}</small>}
        <TemplateButtons buttons={shown.buttons} />
      </div>
    </div>
  );
}
