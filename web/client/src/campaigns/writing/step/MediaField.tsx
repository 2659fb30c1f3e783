import { Trans, useLingui } from "@lingui/react/macro";
import { Upload } from "lucide-react";
import { useState } from "react";

import { upload } from "../../../live/actions";
import { useActing } from "../../../live/useActing";
import type { Attachment, Id } from "../../../protocol";
import { Notice } from "../../../ui/Notice";
import parts from "../../../ui/parts.module.css";
import styles from "./Step.module.css";

const ACCEPTED = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", document: ".pdf,application/pdf" };

interface MediaFieldProps {
  kind: keyof typeof ACCEPTED;
  media: Id | null;
  onMedia: (media: Id) => void;
}

/** The file above the text, the same for everybody. */
export function MediaField({ kind, media, onMedia }: MediaFieldProps) {
  const { t } = useLingui();
  const acting = useActing();
  const [file, setFile] = useState<Attachment | null>(null);
  const label = { image: t`Picture above the text`, video: t`Film above the text`, document: t`Document above the text` }[kind];
  const take = (given: File | undefined): void => {
    if (!given) return;
    void acting.run(async () => {
      const taken = await upload(given);
      setFile(taken);
      onMedia(taken.id);
    });
  };
  return (
    <div className={styles.media}>
      {kind === "image" && media && <img src={`/api/v1/files/${encodeURIComponent(media)}`} alt="" />}
      <span className={styles.upload}>
        <span className={parts.button}>
          <Upload size={15} aria-hidden />
          {acting.busy ? <Trans>Sending…</Trans> : media ? <Trans>Another file</Trans> : <Trans>Choose a file</Trans>}
        </span>
        <input type="file" accept={ACCEPTED[kind]} aria-label={label} disabled={acting.busy} onChange={(event) => take(event.target.files?.[0])} />
      </span>
      <span>{file?.name ?? (media ? <Trans>A file is chosen.</Trans> : label)}</span>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </div>
  );
}
