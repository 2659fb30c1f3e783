import { Trans, useLingui } from "@lingui/react/macro";
import { ImageUp, X } from "lucide-react";
import { useRef, useState } from "react";

import { uploadFile } from "../../http/upload";
import type { Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import styles from "./Logo.module.css";

const PICTURES = "image/png,image/jpeg,image/webp";

interface LogoProps {
  logo: Id | null;
  wrong: string | undefined;
  onChange: (logo: Id | null) => void;
}

/** The company's logo, on light and on dark, as it will stand there. */
export function Logo({ logo, wrong, onChange }: LogoProps) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const take = (file: File | undefined): void => {
    if (!file) return;
    setBusy(true);
    setProblem("");
    uploadFile(file)
      .then(({ id }) => onChange(id))
      .catch((refused: Error) => setProblem(refused.message))
      .finally(() => setBusy(false));
  };
  const words = problem || wrong;
  return (
    <div className={styles.logo}>
      <div className={styles.shown} data-on="light">
        {logo ? <img src={`/api/v1/files/${logo}`} alt={t`The logo on light ground`} /> : <Trans>No logo yet</Trans>}
      </div>
      <div className={styles.shown} data-on="dark">
        {logo ? <img src={`/api/v1/files/${logo}`} alt={t`The logo on dark ground`} /> : <Trans>No logo yet</Trans>}
      </div>
      <div className={styles.acts}>
        <Button disabled={busy} onClick={() => field.current?.click()}>
          <ImageUp size={16} aria-hidden />
          {busy ? <Trans>Uploading…</Trans> : logo ? <Trans>Another logo</Trans> : <Trans>Upload a logo</Trans>}
        </Button>
        {logo && (
          <Button kind="quiet" onClick={() => onChange(null)}>
            <X size={16} aria-hidden />
            <Trans>Take it away</Trans>
          </Button>
        )}
        <small>
          <Trans>PNG, JPEG or WebP; a wide one with little margin looks best.</Trans>
        </small>
      </div>
      <input
        ref={field}
        type="file"
        hidden
        accept={PICTURES}
        aria-label={t`Picture of the logo`}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {words && <Notice tone="bad" words={words} />}
    </div>
  );
}
