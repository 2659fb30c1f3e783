import { Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";

import type { Contact, Field } from "../../protocol";
import { Input } from "../../ui/Field";
import { LanguageSelect } from "../../ui/LanguageSelect";
import { Panel } from "../../ui/Panel";
import { FieldInput, readTyped, typedOf } from "../parts/FieldInput";
import { OwnerSelect } from "../parts/OwnerSelect";
import { Tag } from "../parts/Tag";
import type { Vocabulary } from "../parts/useVocabulary";
import styles from "./ContactPage.module.css";
import { EditableText } from "./EditableText";
import type { ContactNow } from "./useContactNow";

interface FactsProps {
  contact: Contact;
  now: ContactNow;
  vocabulary: Vocabulary;
}

/** What is known of somebody, each fact changed where it stands. */
export function Facts({ contact, now, vocabulary }: FactsProps) {
  const { t } = useLingui();
  return (
    <Panel title={<Trans>Details</Trans>}>
      <dl className={styles.facts}>
        <dt>{t`Name`}</dt>
        <dd>
          <EditableText label={t`Name`} value={contact.name} needed onSave={(name) => now.change({ name })} />
        </dd>
        <dt>{t`Company`}</dt>
        <dd>
          <EditableText label={t`Company`} value={contact.company ?? ""} onSave={(company) => now.change({ company: company || null })} />
        </dd>
        <dt>{t`Owner`}</dt>
        <dd className={styles.plain}>
          <OwnerSelect value={contact.owner} onChange={(owner) => now.change({ owner })} />
        </dd>
        <dt>{t`Language`}</dt>
        <dd className={styles.plain}>
          <LanguageSelect label={t`Language`} value={contact.language} none={t`Not known`} onChange={(language) => now.change({ language: language || null })} />
        </dd>
        <dt>{t`Tags`}</dt>
        <dd>
          <Tags tags={contact.tags} vocabulary={vocabulary} onChange={(tags) => now.change({ tags })} />
        </dd>
        {vocabulary.fields.map((field) => (
          <OwnField key={field.id} field={field} contact={contact} onSave={(value) => now.change({ fields: { [field.key]: value } })} />
        ))}
      </dl>
    </Panel>
  );
}

function Tags({ tags, vocabulary, onChange }: { tags: readonly string[]; vocabulary: Vocabulary; onChange: (tags: string[]) => void }) {
  const { t } = useLingui();
  const known = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const colours = new Map(vocabulary.tags.map((tag) => [tag.name, tag.colour]));
  const add = (): void => {
    const word = typed?.trim();
    if (word && !tags.some((tag) => tag.toLowerCase() === word.toLowerCase())) onChange([...tags, word]);
    setTyped(null);
  };
  return (
    <div className={styles.tags}>
      {tags.map((tag) => (
        <Tag key={tag} name={tag} colour={colours.get(tag)} onDrop={() => onChange(tags.filter((one) => one !== tag))} />
      ))}
      {typed === null ? (
        <button type="button" className={styles.add} aria-label={t`Add a tag`} onClick={() => setTyped("")}>
          <Trans>+ add</Trans>
        </button>
      ) : (
        <>
          <Input
            ref={(field) => field?.focus()}
            list={known}
            dir="auto"
            value={typed}
            maxLength={40}
            aria-label={t`New tag`}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.nativeEvent.isComposing) add();
              if (event.key === "Escape") setTyped(null);
            }}
          />
          <datalist id={known}>
            {vocabulary.tags.map(({ id, name }) => (
              <option key={id}>{name}</option>
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}

/** A field of the office: chosen ones are kept at once, typed ones when one leaves them. */
function OwnField({ field, contact, onSave }: { field: Field; contact: Contact; onSave: (value: string | number | boolean | null) => void }) {
  const { t } = useLingui();
  const kept = typedOf(contact.fields[field.key]);
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const typing = field.kind === "number" || field.kind === "date";
  const keep = (text: string): void => {
    const value = readTyped(field.kind, text);
    setWrong(value === undefined);
    if (value === undefined) return;
    setTyped(null);
    if (typedOf(value) !== kept) onSave(value);
  };
  return (
    <>
      <dt>{field.name}</dt>
      <dd className={styles.plain} onBlur={() => typing && typed !== null && keep(typed)} onKeyDown={(event) => event.key === "Enter" && typing && typed !== null && keep(typed)}>
        {field.kind === "text" ? (
          <EditableText label={field.name} value={kept} most={5000} onSave={keep} />
        ) : (
          <FieldInput field={field} value={typed ?? kept} nothing={t`Not known`} onChange={(value) => (typing ? setTyped(value) : keep(value))} />
        )}
        {wrong && (
          <small role="alert">
            <Trans>A number, please</Trans>
          </small>
        )}
      </dd>
    </>
  );
}
