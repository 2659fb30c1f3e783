import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Trash2 } from "lucide-react";

import { Button } from "../../ui/Button";
import { Field, Growing } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { LanguageSelect } from "../../ui/LanguageSelect";
import styles from "./Config.module.css";
import { without } from "./optOut";

const LONGEST = 1000; // letters of a reply
const OFFERED = ["th", "en", "zh", "ja"];

interface OtherWordsProps {
  reply: string;
  replies: Readonly<Record<string, string>>;
  wrong: string | undefined;
  onChange: (replies: Record<string, string>) => void;
}

/** The away reply for customers whose language is known. */
export function OtherWords({ reply, replies, wrong, onChange }: OtherWordsProps) {
  const { t } = useLingui();
  const add = (): void => {
    const language = OFFERED.find((code) => !(code in replies));
    if (language) onChange({ ...replies, [language]: reply }); // to be put into that language
  };
  return (
    <>
      <ul className={styles.lines} aria-label={t`In other languages`}>
        {Object.entries(replies).map(([language, words]) => (
          <li key={language} className={`${styles.line} ${styles["words-of"]}`}>
            <LanguageSelect label={t`Language`} value={language} onChange={(next) => onChange({ ...without(replies, language), [next]: words })} />
            <div>
              <Field label={<Trans>What is said</Trans>}>
                <Growing rows={2} dir="auto" maxLength={LONGEST} value={words} onChange={(event) => onChange({ ...replies, [language]: event.target.value })} />
              </Field>
            </div>
            <IconButton label={t`Take this language away`} icon={<Trash2 size={16} />} onClick={() => onChange(without(replies, language))} />
          </li>
        ))}
      </ul>
      {wrong && <p className={styles.wrong}>{wrong}</p>}
      <div>
        <Button onClick={add}>
          <Plus size={16} aria-hidden />
          <Trans>Another language</Trans>
        </Button>
      </div>
    </>
  );
}
