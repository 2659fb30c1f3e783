import { Trans, useLingui } from "@lingui/react/macro";
import type { CSSProperties, ReactNode } from "react";

import type { Attachment } from "../../protocol";
import { useSaid } from "../../said/useSaid";
import { useThread } from "../threadContext";
import styles from "./kinds.module.css";

const WIDTH = 320; // px of a bubble's picture
const TALLEST = 380;

/** A photo or video in its reserved place. */
export function Picture({ file }: { file: Attachment }) {
  const { t } = useLingui();
  const { look } = useThread();
  const style = reserve(file);
  if (file.state !== "ready") return <NotThere file={file} style={style} />;
  if (file.kind === "video") {
    return (
      <span className={styles.frame} style={style}>
        {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a customer's video brings no captions */}
        <video src={file.url} poster={file.thumbnail_url ?? undefined} controls preload="metadata" playsInline />
      </span>
    );
  }
  return (
    <button type="button" className={styles.frame} style={style} onClick={() => look(file)} aria-label={t`Open the photo`}>
      <img src={file.thumbnail_url ?? file.url} alt={file.name ?? t`Photo`} loading="lazy" decoding="async" />
    </button>
  );
}

/** `said`: its meaning in words, which also stand for a picture that never comes. */
export function Sticker({ file, said }: { file: Attachment; said: string }) {
  const { t } = useLingui();
  const words = said ? t`Sticker: ${said}` : t`Sticker`;
  if (file.state === "failed" && said) return <span className={styles.title}>{words}</span>;
  if (file.state !== "ready") return <NotThere file={file} style={{ width: 144, height: 144 }} />;
  return <img className={styles.sticker} src={file.url} alt={words} loading="lazy" width={144} height={144} />;
}

/** A file on its way, or one that will never come, and why. */
export function NotThere({ file, style, children }: { file: Attachment; style?: CSSProperties; children?: ReactNode }) {
  const say = useSaid();
  if (file.state === "pending") {
    return (
      <span className={styles.frame} style={style}>
        <span className={styles.waiting}>
          <Trans>On its way…</Trans>
        </span>
        {children}
      </span>
    );
  }
  return (
    <span className={styles.frame} style={{ width: style?.width }}>
      <span className={styles.broken}>
        <b>{file.error ? say(file.error.message) : <Trans>The file could not be fetched.</Trans>}</b>
        <span>{file.error?.advice ? say(file.error.advice) : <Trans>Ask for it to be sent again.</Trans>}</span>
      </span>
    </span>
  );
}

/** The place a picture will take, known before it loads; an unknown one gets 4:3. */
export function reserve(file: Attachment): CSSProperties {
  const ratio = file.width && file.height ? file.width / file.height : 4 / 3;
  const width = Math.min(WIDTH, Math.max(140, Math.round(TALLEST * ratio)));
  return { width, aspectRatio: String(Math.max(ratio, width / TALLEST)) };
}
