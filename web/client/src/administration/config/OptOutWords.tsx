import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Trash2 } from "lucide-react";

import type { OptOut } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Growing, Input } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { LanguageSelect } from "../../ui/LanguageSelect";
import { Panel } from "../../ui/Panel";
import styles from "./Config.module.css";
import { languagesOf, renamed, unusedLanguage, without, wordsOf } from "./optOut";

interface OptOutWordsProps {
  optOut: OptOut;
  wrong: string | undefined;
  onChange: (optOut: OptOut) => void;
}

/** How customers say that they want no more, language by language, and what they are answered. */
export function OptOutWords({ optOut, wrong, onChange }: OptOutWordsProps) {
  const { t } = useLingui();
  const languages = languagesOf(optOut);
  return (
    <Panel
      title={<Trans>Opting out</Trans>}
      words={<Trans>Who writes one of these words, and nothing beside it, gets no more campaigns.</Trans>}
      acts={
        <Button onClick={() => onChange({ ...optOut, words: { ...optOut.words, [unusedLanguage(optOut)]: [] } })}>
          <Plus size={16} aria-hidden />
          <Trans>Another language</Trans>
        </Button>
      }
    >
      <ul className={styles.lines}>
        {languages.map((language) => (
          <li key={language} className={`${styles.line} ${styles["words-of"]}`}>
            <LanguageSelect label={t`Language`} value={language} onChange={(next) => onChange(renamed(optOut, language, next))} />
            <div>
              <Field label={<Trans>Words, with commas between</Trans>}>
                <Words words={optOut.words[language] ?? []} onChange={(words) => onChange({ ...optOut, words: { ...optOut.words, [language]: words } })} />
              </Field>
              <Field label={<Trans>What is answered</Trans>}>
                <Growing
                  rows={1}
                  maxLength={1000}
                  placeholder={t`nothing`}
                  value={optOut.confirmation[language] ?? ""}
                  onChange={(event) =>
                    onChange({ ...optOut, confirmation: event.target.value ? { ...optOut.confirmation, [language]: event.target.value } : without(optOut.confirmation, language) })
                  }
                />
              </Field>
            </div>
            <IconButton
              label={t`Take this language away`}
              icon={<Trash2 size={16} />}
              onClick={() => onChange({ words: without(optOut.words, language), confirmation: without(optOut.confirmation, language) })}
            />
          </li>
        ))}
      </ul>
      {wrong && <p className={styles.wrong}>{wrong}</p>}
    </Panel>
  );
}

/** Kept as typed while it is being typed; the words are what stands between the commas. */
function Words({ words, onChange }: { words: readonly string[]; onChange: (words: string[]) => void }) {
  return <Input key={words.length === 0 ? "none" : "some"} dir="auto" defaultValue={words.join(", ")} onChange={(event) => onChange(wordsOf(event.target.value))} />;
}
