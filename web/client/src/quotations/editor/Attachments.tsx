import { Trans, useLingui } from "@lingui/react/macro";
import { Paperclip, Signature as SignatureIcon, X } from "lucide-react";
import { useRef, useState } from "react";

import { upload } from "../../live/actions";
import type { Id } from "../../protocol";
import { IconButton } from "../../ui/IconButton";
import { Button } from "../../ui/Button";
import styles from "./Attachments.module.css";

const MOST = 10;
const ICON = 15; // px

interface AttachmentsProps {
  files: readonly Id[];
  onChange: (files: readonly Id[]) => void;
}

/** Files that go along with the quotation. */
export function Attachments({ files, onChange }: AttachmentsProps) {
  const { t } = useLingui();
  const [names, setNames] = useState<Readonly<Record<Id, string>>>({});
  const uploading = useUploading(async (file) => {
    const { id, name } = await upload(file);
    setNames((held) => ({ ...held, [id]: name ?? file.name }));
    onChange([...files, id]);
  });
  return (
    <div className={styles.files}>
      <ul aria-label={t`Attachments`}>
        {files.map((id, place) => (
          <li key={id}>
            <Paperclip size={ICON} aria-hidden />
            <a href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
              {names[id] ?? t`Attachment ${place + 1}`}
            </a>
            <IconButton label={t`Take the attachment off`} icon={<X size={ICON} />} onClick={() => onChange(files.filter((one) => one !== id))} />
          </li>
        ))}
      </ul>
      <Button kind="quiet" disabled={uploading.busy || files.length >= MOST} onClick={uploading.choose}>
        <Paperclip size={ICON} aria-hidden />
        {uploading.busy ? <Trans>Uploading…</Trans> : <Trans>Attach a file</Trans>}
      </Button>
      <input {...uploading.input} aria-label={t`File to attach`} />
      {uploading.problem && <p role="alert">{uploading.problem}</p>}
    </div>
  );
}

/** A picture of the signature, printed above the name. */
export function SignaturePicture({ image, onChange }: { image: Id | null; onChange: (image: Id | null) => void }) {
  const { t } = useLingui();
  const uploading = useUploading(async (file) => onChange((await upload(file)).id));
  return (
    <div className={styles.files}>
      {image && (
        <span className={styles.picture}>
          <img src={`/api/v1/files/${image}`} alt={t`The signature`} />
          <IconButton label={t`Take the signature off`} icon={<X size={ICON} />} onClick={() => onChange(null)} />
        </span>
      )}
      <Button kind="quiet" disabled={uploading.busy} onClick={uploading.choose}>
        <SignatureIcon size={ICON} aria-hidden />
        {uploading.busy ? <Trans>Uploading…</Trans> : <Trans>Picture of the signature</Trans>}
      </Button>
      <input {...uploading.input} accept="image/png,image/jpeg,image/webp" aria-label={t`Picture of the signature`} />
      {uploading.problem && <p role="alert">{uploading.problem}</p>}
    </div>
  );
}

function useUploading(take: (file: File) => Promise<void>) {
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const onFile = (file: File | undefined): void => {
    if (!file) return;
    setBusy(true);
    setProblem("");
    take(file)
      .catch((refused: Error) => setProblem(refused.message))
      .finally(() => setBusy(false));
  };
  const input = {
    ref: field,
    type: "file",
    hidden: true,
    onChange: (event: { target: HTMLInputElement }) => {
      onFile(event.target.files?.[0]);
      event.target.value = "";
    },
  };
  return { busy, problem, input, choose: () => field.current?.click() };
}
