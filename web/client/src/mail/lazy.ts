import { type ComponentType, lazy, type LazyExoticComponent } from "react";

import { learn } from "../locales/language";
import { insist } from "../ui/insist";

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a part takes
type Part = ComponentType<any>;

/** What only mail needs comes with the first mail somebody sees, and its words with it. */
function spoken<Given extends Part>(load: () => Promise<{ default: Given }>): LazyExoticComponent<Given> {
  return lazy(async () => {
    const [, part] = await Promise.all([insist(() => learn("mail")), insist(load)]);
    return part;
  });
}

export const MailBody = spoken(() => import("./thread/MailBody"));
export const MailFrame = spoken(() => import("./writing/MailFrame"));
export const NewMail = spoken(() => import("./writing/NewMail"));
