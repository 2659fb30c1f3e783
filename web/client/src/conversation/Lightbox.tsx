import { useLingui } from "@lingui/react/macro";
import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { useEffect, useRef } from "react";

import type { Attachment } from "../protocol";
import styles from "./Lightbox.module.css";

interface LightboxProps {
  files: readonly Attachment[];
  shown: Attachment;
  onShow: (file: Attachment) => void;
  onClose: () => void;
}

/** A photo at its full size over the page; arrows lead to the conversation's others, Escape back. */
export function Lightbox({ files, shown, onShow, onClose }: LightboxProps) {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const at = files.findIndex((file) => file.id === shown.id);
  const go = (by: number) => {
    const next = files[at + by];
    if (next) onShow(next);
  };
  return (
    <dialog
      ref={dialog}
      className={styles.box}
      aria-label={shown.name ?? t`Photo`}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") go(-1);
        if (event.key === "ArrowRight") go(1);
      }}
    >
      <img src={shown.url} alt={shown.name ?? t`Photo`} width={shown.width ?? undefined} height={shown.height ?? undefined} />
      <div className={styles.bar}>
        <a href={shown.url} download={shown.name ?? true} aria-label={t`Save`} title={t`Save`}>
          <Download size={20} />
        </a>
        <button type="button" onClick={onClose} aria-label={t`Close`} title={t`Close`}>
          <X size={22} />
        </button>
      </div>
      {at > 0 && (
        <button type="button" className={styles.before} onClick={() => go(-1)} aria-label={t`The photo before`}>
          <ChevronLeft size={26} />
        </button>
      )}
      {at < files.length - 1 && (
        <button type="button" className={styles.after} onClick={() => go(1)} aria-label={t`The next photo`}>
          <ChevronRight size={26} />
        </button>
      )}
    </dialog>
  );
}
