import { useLingui } from "@lingui/react/macro";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "./Button";
import styles from "./CopyField.module.css";

const SHOWN = 2_000; // ms

interface CopyFieldProps {
  /** What it is, as the screens of others call it. */
  label: string;
  value: string;
}

/** Something to carry elsewhere, letter by letter. */
export function CopyField({ label, value }: CopyFieldProps) {
  const { t } = useLingui();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => void navigator.clipboard.writeText(value).then(() => setCopied(true), () => undefined);
  return (
    <div className={styles.field}>
      <span className={styles.label}>{label}</span>
      <input readOnly aria-label={label} value={value} onFocus={(event) => event.target.select()} />
      <Button onClick={copy} aria-label={t`Copy: ${label}`}>
        {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
        <span aria-live="polite">{copied ? t`Copied` : t`Copy`}</span>
      </Button>
    </div>
  );
}
