import { useLingui } from "@lingui/react/macro";
import { FileText, Film, Music, X } from "lucide-react";

import { fileSize } from "../../ui/time";
import styles from "./UploadTray.module.css";
import type { Upload } from "./carried";

/** What will be sent along: each with its picture, its way so far, or what is wrong with it. */
export function UploadTray({ items, onRemove }: { items: readonly Upload[]; onRemove: (key: string) => void }) {
  const { t } = useLingui();
  if (items.length === 0) return null;
  return (
    <ul className={styles.tray} aria-label={t`Attachments`}>
      {items.map((item) => (
        <li key={item.key} className={styles.item} data-failed={item.error ? true : undefined}>
          <Thumbnail item={item} />
          <span className={styles.words}>
            <b title={item.file.name}>{item.file.name}</b>
            <Progress item={item} />
          </span>
          <button type="button" onClick={() => onRemove(item.key)} aria-label={t`Leave out ${item.file.name}`}>
            <X size={15} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Thumbnail({ item }: { item: Upload }) {
  if (item.preview) return <img className={styles.thumbnail} src={item.preview} alt="" />;
  const Icon = item.file.type.startsWith("video/") ? Film : item.file.type.startsWith("audio/") ? Music : FileText;
  return (
    <span className={styles.thumbnail}>
      <Icon size={18} aria-hidden />
    </span>
  );
}

function Progress({ item }: { item: Upload }) {
  const { i18n, t } = useLingui();
  if (item.error) return <small role="alert">{item.error}</small>;
  if (item.attachment) return <small>{fileSize(item.file.size, i18n.locale)}</small>;
  return <progress value={item.progress} max={1} aria-label={t`Upload`} />;
}
