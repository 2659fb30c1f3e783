import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import { note as sendNote, send, typing } from "../../live/actions";
import { isMailReady, type MailDraft, sendOf } from "../../mail/draft";
import type { ChannelKind, Conversation } from "../../protocol";
import { type Draft, EMPTY, keepDraft, loadDraft, wordsOf } from "./drafts";
import { type Uploads, useUploads } from "./useUploads";

const TALLEST = 240; // px
const LETTER = 420; // a mail is written longer

export interface Composing {
  draft: Draft;
  words: string;
  /** A mail is written, which has a subject and more than one reader. */
  onMail: boolean;
  uploads: Uploads;
  field: RefObject<HTMLTextAreaElement | null>;
  ready: boolean;
  change: (part: Partial<Draft>) => void;
  write: (text: string) => void;
  insert: (text: string) => void;
  submit: () => void;
}

/** What is being written in one conversation: kept as a draft, sent or noted. */
export function useComposer(conversation: Conversation, kind: ChannelKind | undefined): Composing {
  const { id } = conversation;
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(() => loadDraft(id));
  const uploads = useUploads(id);
  useEffect(() => keepDraft(id, draft), [id, draft]);
  const words = wordsOf(draft);
  const onMail = kind === "mail" && !draft.note;
  useGrowing(field, words, onMail ? LETTER : TALLEST);

  const change = useCallback((part: Partial<Draft>) => setDraft((held) => ({ ...held, ...part })), []);
  const write = (text: string) => {
    change(draft.note ? { aside: text } : { text });
    if (text && !draft.note) typing(id);
  };
  const insert = (text: string) => {
    const at = field.current?.selectionStart ?? words.length;
    const end = field.current?.selectionEnd ?? at;
    write(words.slice(0, at) + text + words.slice(end));
    requestAnimationFrame(() => field.current?.setSelectionRange(at + text.length, at + text.length));
  };
  const ready = isReady(draft, uploads) && (!onMail || isMailReady(draft.mail, sizesOf(uploads)));
  const submit = () => {
    if (!ready) return;
    if (onMail) post(id, draft, uploads);
    else hand(id, draft, uploads);
    if (!draft.note) uploads.clear();
    setDraft(draft.note ? { ...draft, aside: "", note: false } : { ...EMPTY, aside: draft.aside });
    field.current?.focus();
  };
  return { draft, words, onMail, uploads, field, ready, change, write, insert, submit };
}

function isReady(draft: Draft, uploads: Uploads): boolean {
  const words = wordsOf(draft).trim();
  if (draft.note) return words !== "";
  const uploaded = uploads.items.every((item) => item.attachment);
  return uploaded && (words !== "" || uploads.items.length > 0 || draft.mail.forward !== null);
}

/** One message for the words and the first file, one for each further file: WhatsApp carries one file a message. */
function hand(conversation: string, draft: Draft, uploads: Uploads): void {
  const text = wordsOf(draft).trim();
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

/** Everything in one mail. */
function post(conversation: string, draft: Draft, uploads: Uploads): void {
  const text = draft.text.trim();
  const attachments = uploads.items.flatMap((item) => item.attachment ?? []);
  const answering = draft.replyTo && !draft.mail.forward ? { reply_to: draft.replyTo } : {};
  quietly(send(conversation, { ...(text && { text }), ...answering, ...(attachments.length > 0 && { attachments }), mail: sendOf(draft.mail) }));
}

function sizesOf(uploads: Uploads): number[] {
  return uploads.items.map(({ file }) => file.size);
}

/** What the letter around the words needs to know. */
export function framed({ draft, words, field, write, change, uploads }: Composing) {
  return { mail: draft.mail, words, answers: draft.replyTo, field, write, onChange: (mail: MailDraft) => change({ mail }), sizes: sizesOf(uploads) };
}

/** What is refused stands in the thread with its reason; there is nothing to add here. */
export function quietly(sending: Promise<unknown>): void {
  sending.catch(() => undefined);
}

function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string, tallest: number): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    const around = element.parentElement as HTMLElement;
    around.style.minHeight = `${around.offsetHeight}px`; // as the field is asked for its height, the thread above must not move
    element.style.height = "auto";
    const height = element.scrollHeight;
    element.style.height = `${Math.min(tallest, height)}px`;
    element.style.overflowY = height > tallest ? "auto" : "hidden";
    around.style.minHeight = "";
  }, [field, text, tallest]);
}
