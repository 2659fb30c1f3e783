import { Trans } from "@lingui/react/macro";
import { type ReactNode, Suspense } from "react";

import { MailBody } from "../mail/lazy";
import type { Attachment, Message, MessageKind } from "../protocol";
import styles from "./Bubble.module.css";
import { isSet, stickerWords, textField } from "./content";
import { FormattedText } from "../ui/FormattedText";
import { AudioPlayer } from "./kinds/AudioPlayer";
import { Interactive, Picked, TemplateCard } from "./kinds/Choices";
import { DocumentCard } from "./kinds/DocumentCard";
import { Call, Order, Unsupported } from "./kinds/Others";
import { Picture, Sticker } from "./kinds/Picture";
import { Place, SharedContacts } from "./kinds/Place";

/** The kinds that draw their own words; all others are their files with the text below. */
const OWN_WORDS: Partial<Record<MessageKind, (message: Message) => ReactNode>> = {
  template: (message) => <TemplateCard message={message} />,
  interactive: (message) => <Interactive message={message} />,
  button: (message) => <Picked choice={{ title: message.text ?? textField(message, "text") ?? textField(message, "payload") ?? "" }} />,
  location: (message) => <Place message={message} />,
  contacts: (message) => <SharedContacts message={message} />,
  order: (message) => <Order message={message} />,
  reaction: (message) => <FormattedText text={message.text ?? textField(message, "emoji") ?? ""} />,
  call: (message) => <Call message={message} />,
  unsupported: (message) => <Unsupported message={message} />,
};

export function Body({ message }: { message: Message }) {
  const own = OWN_WORDS[message.kind];
  if (isSet(message, "mail")) {
    return (
      <Suspense fallback={<Words message={message} />}>
        <MailBody message={message} />
      </Suspense>
    );
  }
  return (
    <>
      {message.attachments.map((file) => (
        <File key={file.id} file={file} message={message} />
      ))}
      {own ? own(message) : <Words message={message} />}
    </>
  );
}

function Words({ message }: { message: Message }) {
  if (!message.text) return null;
  return (
    <>
      <FormattedText text={message.text} />
      {isSet(message, "truncated") && (
        <span className={styles.label}>
          <Trans>The rest was too long to show.</Trans>
        </span>
      )}
    </>
  );
}

function File({ file, message }: { file: Attachment; message: Message }) {
  switch (file.kind) {
    case "image":
    case "video":
      return <Picture file={file} />;
    case "audio":
    case "voice":
      return <AudioPlayer file={file} />;
    case "sticker":
      return <Sticker file={file} said={stickerWords(message)} />;
    default:
      return <DocumentCard file={file} />;
  }
}
