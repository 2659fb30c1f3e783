import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { FileText, Image, type LucideIcon, MapPin, Mic, Music, Phone, ScrollText, Smile, StickyNote, TriangleAlert, User, Video } from "lucide-react";

import type { Id, LastMessage, MessageKind } from "../protocol";
import { kindWord } from "./kindWord";
import { playTime } from "./time";
import styles from "./LastLine.module.css";

const ICONS: Partial<Record<MessageKind, LucideIcon>> = {
  image: Image,
  video: Video,
  audio: Music,
  voice: Mic,
  document: FileText,
  sticker: Smile,
  location: MapPin,
  contacts: User,
  template: ScrollText,
  note: StickyNote,
  call: Phone,
};

/** The last message in one line, with a sign of what it was and whether it failed. */
export function LastLine({ message, me }: { message: LastMessage; me: Id | undefined }) {
  const failed = message.direction === "out" && message.status === "failed";
  const words = wordsOf(message);
  const author = message.direction === "out" && message.kind !== "note" ? message.author : null;
  const Icon = failed ? TriangleAlert : message.taken_back ? undefined : ICONS[message.kind];
  return (
    <span data-failed={failed || undefined} className={styles.words}>
      {Icon && <Icon size={13} aria-hidden />}
      {author?.kind !== "user" ? <bdi>{words}</bdi> : author.id === me ? <Trans>You: {words}</Trans> : <Trans>{firstName(author)}: {words}</Trans>}
    </span>
  );
}

function wordsOf({ kind, excerpt, duration, taken_back }: LastMessage): string {
  if (taken_back) return t`Message taken back`;
  const words = excerpt || kindWord(kind);
  return duration === null || excerpt ? words : `${words} · ${playTime(duration)}`;
}

function firstName({ name }: LastMessage["author"]): string {
  return name?.split(" ")[0] ?? "";
}
