import { t } from "@lingui/core/macro";

import type { Message } from "../protocol";
import { kindWord } from "../ui/kindWord";
import { playTime } from "../ui/time";
import { contentOf, type InteractiveContent, type LocationContent, type SharedContact, type TemplateContent } from "./content";

/** A message in one line, for a quotation of it or for those who hear the page. */
export function excerpt(message: Message): string {
  if (message.content.revoked_at) return t`Message taken back`;
  return message.text || (contentOf<{ mail: { subject?: string } }>(message).mail?.subject || (ownWords(message) ?? kindWord(message.kind)));
}

function ownWords(message: Message): string | undefined {
  const file = message.attachments[0];
  switch (message.kind) {
    case "voice":
      return file?.duration ? t`Voice message · ${playTime(file.duration)}` : undefined;
    case "audio":
    case "document":
      return file?.name ?? undefined;
    case "location":
      return contentOf<LocationContent>(message).name;
    case "contacts":
      return contentOf<{ contacts: SharedContact[] }>(message).contacts?.[0]?.name;
    case "template":
      return contentOf<TemplateContent>(message).body;
    case "interactive": {
      const { title, body } = contentOf<InteractiveContent>(message);
      return title ?? body;
    }
    default:
      return undefined;
  }
}
