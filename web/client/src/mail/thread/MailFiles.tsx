import { useLingui } from "@lingui/react/macro";

import { DocumentCard } from "../../conversation/kinds/DocumentCard";
import { useThread } from "../../conversation/threadContext";
import type { Attachment } from "../../protocol";
import styles from "./Mail.module.css";

/** The files of a mail: pictures small, side by side, as mails carry many; all else as cards. */
export function MailFiles({ files }: { files: readonly Attachment[] }) {
  const { t } = useLingui();
  const { look } = useThread();
  const pictures = files.filter(isPicture);
  return (
    <>
      {files
        .filter((file) => !isPicture(file))
        .map((file) => (
          <DocumentCard key={file.id} file={file} />
        ))}
      {pictures.length > 0 && (
        <ul className={styles.pictures} aria-label={t`Pictures`}>
          {pictures.map((file) => (
            <li key={file.id}>
              <button type="button" onClick={() => look(file)} aria-label={file.name ? t`Open ${file.name}` : t`Open the photo`} title={file.name ?? undefined}>
                <img src={file.thumbnail_url ?? file.url} alt="" loading="lazy" decoding="async" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function isPicture({ kind, state }: Attachment): boolean {
  return kind === "image" && state === "ready";
}
