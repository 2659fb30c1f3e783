import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Template } from "../../protocol";
import { titleOf } from "../../live/template";
import { preview } from "./templates";
import styles from "./Templates.module.css";

interface TemplateListProps {
  templates: readonly Template[];
  chosen: Template | null;
  onChoose: (template: Template) => void;
}

/** All templates one may send, found by a word of their name or text. */
export function TemplateList({ templates, chosen, onChoose }: TemplateListProps) {
  const { t } = useLingui();
  const [sought, setSought] = useState("");
  const words = sought.toLowerCase();
  const found = templates.filter((template) => `${titleOf(template.name)} ${preview(template, {}).body}`.toLowerCase().includes(words));
  return (
    <div className={styles.list}>
      <input
        type="search"
        value={sought}
        data-autofocus
        placeholder={t`Find a template`}
        aria-label={t`Find a template`}
        onChange={(event) => setSought(event.target.value)}
      />
      <div className={styles.rows}>
        {found.map((template) => (
          <button type="button" key={template.id} aria-pressed={template.id === chosen?.id} onClick={() => onChoose(template)}>
            <b>{titleOf(template.name)}</b>
            <i>{`${template.language} · ${template.category.toLowerCase()}`}</i>
            <span>{preview(template, {}).body}</span>
          </button>
        ))}
        {found.length === 0 && (
          <p className={styles.hint}>
            {templates.length === 0 ? (
              <Trans>No approved template is there for this number yet. They are made in WhatsApp Manager and appear here by themselves.</Trans>
            ) : (
              <Trans>No template has these words.</Trans>
            )}
          </p>
        )}
      </div>
    </div>
  );
}
