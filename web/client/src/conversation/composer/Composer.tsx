import { useLingui } from "@lingui/react/macro";
import { type Ref, Suspense, useImperativeHandle, useState } from "react";

import { useOutline } from "../../live/hooks";
import { send } from "../../live/actions";
import type { Draft } from "../../live/state";
import { begunOf, EMPTY_MAIL } from "../../mail/draft";
import { MailFrame } from "../../mail/lazy";
import type { Channel, Conversation, Message } from "../../protocol";
import { useNow } from "../../ui/now";
import { AnswerThere, WaysBar } from "../../ways/lazy";
import { serviceWindow } from "../../ui/serviceWindow";
import styles from "./Composer.module.css";
import { ComposerTools } from "./ComposerTools";
import { CardForm, EmojiPicker, InteractiveBuilder, PlaceForm, TemplatePicker, VoiceRecorder } from "./lazy";
import type { Opened } from "./opened";
import { ReplyBanner } from "./ReplyBanner";
import { Shut } from "./Shut";
import { TextField } from "./TextField";
import { UploadTray } from "./UploadTray";
import { framed, quietly, useComposer } from "./useComposer";

export interface ComposerHandle {
  focus(): void;
  note(): void;
  reply(message: Message): void;
  forward(message: Message): void;
  restore(draft: Draft | null): void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  conversation: Conversation;
  channel: Channel | undefined;
  find: (id: string) => Message | undefined;
  onOpen: (conversation: string) => void;
  onQuotation?: (() => void) | undefined;
}

/** Where one writes: to the customer, or a note to the others. */
export function Composer({ ref, conversation, channel, find, onOpen, onQuotation }: ComposerProps) {
  const { t } = useLingui();
  const { replies } = useOutline();
  const composing = useComposer(conversation, channel?.kind);
  const { draft, onMail, uploads, field, change, insert } = composing;
  const [opened, setOpened] = useState<Opened>(null);
  const [dragged, setDragged] = useState(false);
  const [elsewhere, setElsewhere] = useState<Message | null>(null); // a message of another channel that somebody wants to answer
  const window = serviceWindow(conversation.window_closes_at, useNow());
  const paused = channel !== undefined && channel.state !== "active";
  const shut = paused || (window.state === "closed" && channel?.kind === "whatsapp");
  const focus = () => {
    if (field.current) field.current.focus(); // at once: the next key belongs to the text already
    else requestAnimationFrame(() => field.current?.focus());
  };
  useImperativeHandle(ref, () => ({
    focus,
    note: () => (change({ note: true }), focus()),
    reply: (message) => {
      if (message.conversation !== conversation.id) return setElsewhere(message);
      setElsewhere(null);
      change({ replyTo: message.id, note: false });
      focus();
    },
    forward: (message) => change({ mail: { ...EMPTY_MAIL, forward: message.id }, replyTo: null, note: false }),
    restore: (draft) => (change({ text: draft?.text ?? "", mail: begunOf(draft?.mail), note: false }), focus()),
  }));
  const close = () => (setOpened(null), focus());
  const hand = (given: Draft) => (quietly(send(conversation.id, given)), close());
  const answered = draft.replyTo ? find(draft.replyTo) : undefined;
  const writing = (
    <>
      <UploadTray items={uploads.items} onRemove={uploads.remove} />
      <TextField conversation={conversation.id} composing={composing} replies={replies} />
    </>
  );

  return (
    <section
      className={styles.composer}
      data-note={draft.note || undefined}
      data-dragged={dragged || undefined}
      aria-label={draft.note ? t`Write a note` : t`Write a message`}
      onDragOver={(event) => (event.preventDefault(), setDragged(true))}
      onDragLeave={() => setDragged(false)}
      onDrop={(event) => (event.preventDefault(), setDragged(false), uploads.add(event.dataTransfer.files))}
    >
      <Suspense fallback={null}>{elsewhere && <AnswerThere message={elsewhere} composing={composing} onOpen={onOpen} onDrop={() => setElsewhere(null)} />}</Suspense>
      {answered && !elsewhere && !draft.note && <ReplyBanner message={answered} onDrop={() => change({ replyTo: null })} />}
      <Suspense fallback={null}>{!draft.note && <WaysBar conversation={conversation} composing={composing} onOpen={onOpen} />}</Suspense>
      {shut && !draft.note ? (
        <Shut channel={channel} window={window} onTemplate={() => setOpened("template")} onNote={() => (change({ note: true }), focus())} onQuotation={onQuotation} />
      ) : opened === "voice" ? (
        <Suspense fallback={null}>
          <VoiceRecorder onCancel={close} onDone={(file) => (uploads.add([file]), close())} />
        </Suspense>
      ) : (
        <>
          {onMail ? (
            <Suspense fallback={writing}>
              <MailFrame conversation={conversation} {...framed(composing)}>
                {writing}
              </MailFrame>
            </Suspense>
          ) : (
            writing
          )}
          <ComposerTools composing={composing} conversation={conversation} shut={shut} onOpen={setOpened} onQuotation={onQuotation} />
        </>
      )}
      <Suspense fallback={null}>
        {opened === "emoji" && <EmojiPicker onPick={insert} onClose={close} />}
        {opened === "template" && <TemplatePicker conversation={conversation} onClose={close} />}
        {opened === "buttons" && (
          <InteractiveBuilder text={draft.text} onClose={close} onSend={(interactive) => (hand({ interactive }), change({ text: "" }))} />
        )}
        {opened === "place" && <PlaceForm onClose={close} onSend={(location) => hand({ location })} />}
        {opened === "card" && <CardForm onClose={close} onSend={(contacts) => hand({ contacts })} />}
      </Suspense>
    </section>
  );
}
