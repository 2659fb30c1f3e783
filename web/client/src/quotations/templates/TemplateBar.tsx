import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";

import { IconButton } from "../../ui/IconButton";
import editor from "../editor/Editor.module.css";
import { Button } from "../../ui/Button";

interface TemplateBarProps {
  name: string;
  mark: ReactNode;
  saved: boolean;
  busy: boolean;
  canSave: boolean;
  onSave: () => void;
  onBack: () => void;
  /** Begins a quotation with it; null while it is not saved. */
  onUse: (() => void) | null;
}

/** Which template, whether it is kept, and what may be done with it. */
export function TemplateBar({ name, mark, saved, busy, canSave, onSave, onBack, onUse }: TemplateBarProps) {
  const { t } = useLingui();
  return (
    <header className={editor.bar}>
      <IconButton label={t`Back to the templates`} icon={<ArrowLeft size={19} />} onClick={onBack} />
      <h1>
        <b dir="auto">{name || t`New template`}</b>
      </h1>
      {!saved && (
        <span className={editor.mark} data-saving="unsaved" role="status">
          <Trans>Unsaved</Trans>
        </span>
      )}
      <span className={editor.space} />
      <span className={editor.mark} data-wide>
        {mark}
      </span>
      {onUse && (
        <Button onClick={onUse}>
          <Trans>Write a quotation</Trans>
        </Button>
      )}
      <Button kind="main" disabled={busy || saved || !canSave} onClick={onSave}>
        <Trans>Save</Trans>
      </Button>
    </header>
  );
}
