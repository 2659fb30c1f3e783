import { t } from "@lingui/core/macro";

import type { Message } from "../protocol";
import { playTime } from "../ui/time";
import { contentOf, type InteractiveContent, type LocationContent, type SharedContact, type TemplateContent } from "./content";

/** A message in one line, for a quotation of it or for those who hear the page. */
export function excerpt(message: Message): string {
  if (message.text) return message.text;
  const file = message.attachments[0];
  switch (message.kind) {
    case "image":
      return t`Photo`;
    case "video":
      return t`Video`;
    case "sticker":
      return t`Sticker`;
    case "voice":
      return file?.duration ? t`Voice message · ${playTime(file.duration)}` : t`Voice message`;
    case "audio":
      return file?.name ?? t`Audio`;
    case "document":
      return file?.name ?? t`Document`;
    case "location":
      return contentOf<LocationContent>(message).name ?? t`Location`;
    case "contacts":
      return contentOf<{ contacts: SharedContact[] }>(message).contacts?.[0]?.name ?? t`Contact`;
    case "template":
      return contentOf<TemplateContent>(message).body ?? t`Template`;
    case "interactive":
      return interactive(contentOf<InteractiveContent>(message));
    case "order":
      return t`Order`;
    case "call":
      return t`Call`;
    default:
      return t`Message`;
  }
}

function interactive(content: Partial<InteractiveContent>): string {
  return content.title ?? content.body ?? t`Choice`;
}
