import { Trans, useLingui } from "@lingui/react/macro";

import type { Category, ParameterFormat } from "../../protocol";
import { Field, Input, Select } from "../../ui/Field";
import { Fields, Panel } from "../../ui/Panel";
import { useTemplateChannels } from "../parts/useChannels";
import { CATEGORY_CODES, categoryWord, languageName, LANGUAGES } from "../parts/words";
import styles from "./Editor.module.css";
import type { Told } from "./told";
import { at } from "./violations";
import { Wrong } from "./Wrong";

const EXAMPLE = "order_ready"; // Latin letters in every language

/** What it is called, for whom and what for. */
export function HeadSection({ form, edit, freedom, violations, isNew }: Told & { isNew: boolean }) {
  const { t, i18n } = useLingui();
  const channels = useTemplateChannels();
  const purposes: Record<Category, string> = {
    UTILITY: t`About something the customer ordered or asked for: confirmations, reminders, changes.`,
    MARKETING: t`Offers, news, invitations: anything that is not about an order. It costs more, and only those who did not refuse get it.`,
    AUTHENTICATION: t`A code to sign in. WhatsApp writes the words itself.`,
  };
  return (
    <Panel title={<Trans>Name and purpose</Trans>}>
      <Fields>
        <Field label={<Trans>Name</Trans>} hint={<Trans>Small letters, digits and underscores</Trans>}>
          <Input value={form.name} maxLength={512} disabled={!freedom.identity} placeholder={EXAMPLE} onChange={(event) => edit({ name: event.target.value.toLowerCase().replaceAll(/[\s-]+/g, "_") })} />
          <Wrong found={at(violations, "name")} />
        </Field>
        <Field label={<Trans>Language</Trans>}>
          <Select value={form.language} disabled={!freedom.identity} onChange={(event) => edit({ language: event.target.value })}>
            {LANGUAGES.map((code) => (
              <option key={code} value={code}>
                {`${languageName(code, i18n.locale)} (${code})`}
              </option>
            ))}
            {!LANGUAGES.includes(form.language) && <option value={form.language}>{form.language}</option>}
          </Select>
          <Wrong found={at(violations, "language")} />
        </Field>
        <Field label={<Trans>Category</Trans>}>
          <Select value={form.category} disabled={!freedom.category} onChange={(event) => edit({ category: event.target.value as Category })}>
            {CATEGORY_CODES.map((code) => (
              <option key={code} value={code}>
                {categoryWord(code)}
              </option>
            ))}
          </Select>
        </Field>
        {(channels.length > 1 || !isNew) && (
          <Field label={<Trans>Number</Trans>}>
            <Select value={form.channel} disabled={!isNew} onChange={(event) => edit({ channel: event.target.value })}>
              {channels.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {form.category !== "AUTHENTICATION" && (
          <Field label={<Trans>Places are called by</Trans>}>
            <Select value={form.format} disabled={!freedom.identity} onChange={(event) => edit({ format: event.target.value as ParameterFormat })}>
              <option value="positional">{t`Numbers: ${"{{1}}"}`}</option>
              <option value="named">{t`Names: ${"{{first_name}}"}`}</option>
            </Select>
          </Field>
        )}
      </Fields>
      <p className={styles.hint}>{purposes[form.category]}</p>
      {!freedom.identity && freedom.content && (
        <p className={styles.hint}>
          <Trans>WhatsApp never changes name, language and kind of places. An approved template takes one change a day and ten in thirty days.</Trans>
        </p>
      )}
    </Panel>
  );
}
