import { Trans, useLingui } from "@lingui/react/macro";
import { Download } from "lucide-react";

import type { Attachment } from "../../protocol";
import { fileSize } from "../../ui/time";
import styles from "./kinds.module.css";
import { NotThere } from "./Picture";

export function DocumentCard({ file }: { file: Attachment }) {
  const { i18n, t } = useLingui();
  const type = extension(file);
  const size = file.size === null ? null : fileSize(file.size, i18n.locale);
  if (file.state === "failed") return <NotThere file={file} style={{ width: 320 }} />;
  const ready = file.state === "ready";
  return (
    <a className={styles.card} href={ready ? file.url : undefined} target="_blank" rel="noopener" aria-disabled={!ready}>
      <span className={styles.sheet} data-type={type} aria-hidden>
        {type.slice(0, 4)}
      </span>
      <span className={styles.title} title={file.name ?? undefined}>
        {file.name ?? t`Document`}
      </span>
      <Download className={styles.icon} size={17} aria-hidden />
      <span className={styles.small}>{ready ? [type, size].filter(Boolean).join(" · ") : <Trans>On its way…</Trans>}</span>
    </a>
  );
}

function extension(file: Attachment): string {
  const fromName = /\.([a-z0-9]{1,5})$/i.exec(file.name ?? "")?.[1];
  return (fromName ?? file.mime.split("/")[1] ?? "").toUpperCase().slice(0, 5);
}
