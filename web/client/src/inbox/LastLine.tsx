import { Trans } from "@lingui/react/macro";
import { FileText, Image, type LucideIcon, MapPin, Mic, Music, Phone, ScrollText, Smile, StickyNote, TriangleAlert, User, Video } from "lucide-react";

import type { LastMessage, MessageKind } from "../protocol";
import { kindWord } from "../ui/kindWord";
import styles from "./ConversationRow.module.css";

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
export function LastLine({ message }: { message: LastMessage }) {
  const failed = message.direction === "out" && message.status === "failed";
  const words = message.excerpt || kindWord(message.kind);
  const Icon = failed ? TriangleAlert : ICONS[message.kind];
  return (
    <span data-failed={failed || undefined} className={styles.words}>
      {Icon && <Icon size={13} aria-hidden />}
      {message.direction === "out" && message.kind !== "note" ? (
        <Trans>You: {words}</Trans>
      ) : (
        <bdi>{words}</bdi>
      )}
    </span>
  );
}
