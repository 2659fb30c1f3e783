import { Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../../../live/hooks";
import type { CampaignContent, Id, Template, Translation } from "../../../protocol";
import { Field, Select } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Fields } from "../../../ui/Panel";
import { Check, Switch } from "../../../ui/Switch";
import { useLanguageWord } from "../../parts/useLanguageWord";
import { mediaOf, titleOf } from "../../../live/template";
import { bodyOf, placesOf, templateOf, usable } from "../../parts/template";
import { MediaField } from "./MediaField";
import { PlaceFields } from "./PlaceFields";
import styles from "./Step.module.css";

interface ContentEditorProps {
  content: CampaignContent | null;
  channel: Id;
  onChange: (content: CampaignContent) => void;
}

/** A template in its languages, with what fills its gaps. */
export function ContentEditor({ content, channel, onChange }: ContentEditorProps) {
  const { t } = useLingui();
  const languageWord = useLanguageWord();
  const templates = [...useOutline().templates.values()];
  const choices = usable(templates, channel);
  const languages = choices.find(([name]) => name === content?.name)?.[1] ?? [];
  const template = content && templateOf(templates, channel, content);
  const choose = (name: string): void => {
    const [first] = choices.find(([one]) => one === name)?.[1] ?? [];
    if (first) onChange({ name, language: first.language, parameters: {}, media: null, translations: [], language_field: content?.language_field ?? "language" });
  };
  const set = (part: Partial<CampaignContent>): void => {
    if (content) onChange({ ...content, ...part });
  };
  if (choices.length === 0 && !content) {
    return <Notice tone="mark" words={<Trans>No approved template is there for this number yet. Write one under Templates, or in WhatsApp Manager; it appears here by itself.</Trans>} />;
  }
  return (
    <div className={styles.stack}>
      <Fields>
        <Field label={<Trans>Template</Trans>} wrong={content && !template && <Trans>This template is not there any more.</Trans>}>
          <Select value={content?.name ?? ""} onChange={(event) => choose(event.target.value)}>
            {!content && <option value="">{t`Choose a template`}</option>}
            {content && !choices.some(([name]) => name === content.name) && <option value={content.name}>{titleOf(content.name)}</option>}
            {choices.map(([name, [first]]) => (
              <option key={name} value={name}>
                {`${titleOf(name)} · ${first?.category.toLowerCase()}`}
              </option>
            ))}
          </Select>
        </Field>
        {content && languages.length > 1 && (
          <Field label={<Trans>Language of whoever has none of the others</Trans>}>
            <Select value={content.language} onChange={(event) => set({ language: event.target.value, translations: content.translations.filter(({ language }) => language !== event.target.value) })}>
              {languages.map(({ language }) => (
                <option key={language} value={language}>
                  {languageWord(language)}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </Fields>
      {content && template && (
        <>
          <p className={styles.template} dir="auto">
            {bodyOf(template)}
          </p>
          <Filling template={template} parameters={content.parameters} media={content.media} onParameters={(parameters) => set({ parameters })} onMedia={(media) => set({ media })} />
          <Translations content={content} languages={languages} onChange={(translations) => set({ translations })} />
        </>
      )}
    </div>
  );
}

interface FillingProps {
  template: Template;
  parameters: CampaignContent["parameters"];
  media: Id | null;
  onParameters: (parameters: CampaignContent["parameters"]) => void;
  onMedia: (media: Id) => void;
}

function Filling({ template, parameters, media, onParameters, onMedia }: FillingProps) {
  const kind = mediaOf(template);
  const places = placesOf(template);
  return (
    <>
      {kind && <MediaField kind={kind} media={media} onMedia={onMedia} />}
      {places.length > 0 && <PlaceFields template={template} places={places} parameters={parameters} onChange={onParameters} />}
      {places.length === 0 && !kind && (
        <p className={styles.hint}>
          <Trans>Nothing to fill in: everybody gets the same words.</Trans>
        </p>
      )}
    </>
  );
}

interface TranslationsProps {
  content: CampaignContent;
  languages: readonly Template[];
  onChange: (translations: Translation[]) => void;
}

/** Whoever reads another language gets the template in it. */
function Translations({ content, languages, onChange }: TranslationsProps) {
  const { t } = useLingui();
  const languageWord = useLanguageWord();
  const others = languages.filter(({ language }) => language !== content.language);
  if (others.length === 0) return null;
  const of = (language: string): Translation | undefined => content.translations.find((one) => one.language === language);
  const put = (language: string, part: Partial<Translation>): void => onChange(content.translations.map((one) => (one.language === language ? { ...one, ...part } : one)));
  const turn = (language: string, on: boolean): void =>
    onChange(on ? [...content.translations, { language, name: null, parameters: null, media: null }] : content.translations.filter((one) => one.language !== language));
  return (
    <div className={styles.stack} role="group" aria-label={t`Other languages`}>
      <p className={styles.hint}>
        <Trans>Whose field “language” says one of these gets it in that language:</Trans>
      </p>
      {others.map((template) => {
        const { language } = template;
        const translation = of(language);
        return (
          <div key={language}>
            <Check label={languageWord(language)} checked={Boolean(translation)} onChange={(on) => turn(language, on)} />
            {translation && (
              <div className={styles.sub}>
                <p className={styles.template} dir="auto">
                  {bodyOf(template)}
                </p>
                <Switch
                  label={<Trans>Filled in another way</Trans>}
                  hint={<Trans>Otherwise its gaps are filled as in the first language.</Trans>}
                  checked={translation.parameters !== null}
                  onChange={(own) => put(language, { parameters: own ? content.parameters : null, media: own ? translation.media : null })}
                />
                {translation.parameters && (
                  <Filling
                    template={template}
                    parameters={translation.parameters}
                    media={translation.media ?? content.media}
                    onParameters={(parameters) => put(language, { parameters })}
                    onMedia={(media) => put(language, { media })}
                  />
                )}
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}
