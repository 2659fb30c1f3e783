import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import { note as sendNote, send, typing } from "../../live/actions";
import type { Conversation } from "../../protocol";
import { type Draft, EMPTY, keepDraft, loadDraft } from "./drafts";
import { type Uploads, useUploads } from "./useUploads";

const TALLEST = 240; // px

export interface Composing {
  draft: Draft;
  uploads: Uploads;
  field: RefObject<HTMLTextAreaElement | null>;
  ready: boolean;
  change: (part: Partial<Draft>) => void;
  write: (text: string) => void;
  insert: (text: string) => void;
  submit: () => void;
}

/** What is being written in one conversation: kept as a draft, sent or noted. */
export function useComposer(conversation: Conversation): Composing {
  const { id } = conversation;
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(() => loadDraft(id));
  const uploads = useUploads();
  useEffect(() => keepDraft(id, draft), [id, draft]);
  useGrowing(field, draft.text);

  const change = useCallback((part: Partial<Draft>) => setDraft((held) => ({ ...held, ...part })), []);
  const write = (text: string) => {
    change({ text });
    if (text && !draft.note) typing(id);
  };
  const insert = (text: string) => {
    const at = field.current?.selectionStart ?? draft.text.length;
    const end = field.current?.selectionEnd ?? at;
    write(draft.text.slice(0, at) + text + draft.text.slice(end));
    requestAnimationFrame(() => field.current?.setSelectionRange(at + text.length, at + text.length));
  };
  const ready = isReady(draft, uploads);
  const submit = () => {
    if (!ready) return;
    hand(id, draft, uploads);
    uploads.clear();
    setDraft({ ...EMPTY, note: false });
    field.current?.focus();
  };
  return { draft, uploads, field, ready, change, write, insert, submit };
}

function isReady(draft: Draft, uploads: Uploads): boolean {
  if (draft.note) return draft.text.trim() !== "";
  const uploaded = uploads.items.every((item) => item.attachment);
  return uploaded && (draft.text.trim() !== "" || uploads.items.length > 0);
}

/** One message for the words and the first file, one for each further file: WhatsApp carries one file a message. */
function hand(conversation: string, draft: Draft, uploads: Uploads): void {
  const text = draft.text.trim();
  if (draft.note) return quietly(sendNote(conversation, text));
  const files = uploads.items.flatMap((item) => item.attachment ?? []);
  const captioned = files[0] === undefined || ["image", "video", "document"].includes(files[0].kind);
  const words = text ? { text } : {};
  const answering = draft.replyTo ? { reply_to: draft.replyTo } : {};
  if (!captioned && text) quietly(send(conversation, { ...words, ...answering }));
  const [first, ...rest] = files;
  if (captioned || first) {
    quietly(send(conversation, { ...(captioned ? words : {}), ...answering, ...(first ? { attachments: [first] } : {}) }));
  }
  for (const file of rest) quietly(send(conversation, { attachments: [file] }));
}

/** What is refused stands in the thread with its reason; there is nothing to add here. */
export function quietly(sending: Promise<unknown>): void {
  sending.catch(() => undefined);
}

function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(TALLEST, element.scrollHeight)}px`;
    element.style.overflowY = element.scrollHeight > TALLEST ? "auto" : "hidden";
  }, [field, text]);
}
