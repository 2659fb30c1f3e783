import { t } from "@lingui/core/macro";

import type { MessageKind } from "../protocol";

const WORDS: Partial<Record<MessageKind, () => string>> = {
  image: () => t`Photo`,
  video: () => t`Video`,
  audio: () => t`Audio`,
  voice: () => t`Voice message`,
  document: () => t`Document`,
  sticker: () => t`Sticker`,
  location: () => t`Location`,
  contacts: () => t`Contact`,
  template: () => t`Template`,
  interactive: () => t`Choice`,
  order: () => t`Order`,
  call: () => t`Call`,
};

/** What a message without words is called. */
export function kindWord(kind: MessageKind): string {
  return WORDS[kind]?.() ?? t`Message`;
}
