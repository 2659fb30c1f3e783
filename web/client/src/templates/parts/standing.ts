import { t } from "@lingui/core/macro";

import type { Template } from "../../protocol";
import { said } from "../../said/said";
import { categoryWord, type Tone } from "./words";

export interface Standing {
  tone: Tone;
  /** What is so. */
  words: string;
  /** What to do about it. */
  advice?: string;
}

/** Where a template stands with WhatsApp, said in sentences; nothing while all is well. */
export function standingOf(template: Template): Standing[] {
  return [onItsWay(template), reviewed(template), recategorised(template)].filter((one) => one !== null);
}

function onItsWay({ state, error }: Template): Standing | null {
  switch (state) {
    case "submitting":
      return { tone: "plain", words: t`It is on its way to WhatsApp’s review.` };
    case "editing":
      return { tone: "plain", words: t`The change is on its way to WhatsApp’s review. Until then the former text is sent.` };
    case "deleting":
      return { tone: "plain", words: t`It is being deleted at WhatsApp. It goes here once it is gone there.` };
    case "unknown":
      return { tone: "mark", words: t`WhatsApp did not answer, so it is not known whether it took the template. It is being looked up; nothing is submitted twice.` };
    case "failed":
      return { tone: "bad", words: error ? said(error.message) : t`WhatsApp did not take it.`, ...(error?.advice && { advice: said(error.advice) }) };
    default:
      return null;
  }
}

function reviewed({ status, reason, state }: Template): Standing | null {
  const why = reason === null ? null : said(reason);
  switch (status.toUpperCase()) {
    case "DRAFT":
      return state === "kept" ? { tone: "plain", words: t`WhatsApp does not have it yet.`, advice: t`Submit it for review when it is ready.` } : null;
    case "PENDING":
      return { tone: "mark", words: t`WhatsApp reviews it, mostly within minutes, sometimes for a day. You are told here as soon as it is decided.` };
    case "IN_APPEAL":
      return { tone: "mark", words: t`The rejection was appealed; WhatsApp looks at it again.` };
    case "REJECTED":
      return { tone: "bad", words: why ?? t`WhatsApp rejected it and gave no reason.`, advice: t`Change what is at fault and submit it again, or appeal in WhatsApp Manager.` };
    case "PAUSED":
      return { tone: "mark", words: why ?? t`WhatsApp paused it because customers blocked or reported it.`, advice: t`It comes back by itself after some hours. Send it to fewer people, or change its text: paused a third time it is disabled.` };
    case "DISABLED":
      return { tone: "bad", words: why ?? t`WhatsApp disabled it: it can be neither sent nor changed.`, advice: t`Write a new template that customers are glad to get.` };
    case "LIMIT_EXCEEDED":
      return { tone: "bad", words: t`The account has as many templates as WhatsApp allows.`, advice: t`Delete some that are not used any more.` };
    default:
      return null;
  }
}

function recategorised({ correct_category, category }: Template): Standing | null {
  if (!correct_category || correct_category === category) return null;
  const other = categoryWord(correct_category);
  return { tone: "mark", words: t`WhatsApp will move it to the category ${other}, and with it to that price.`, advice: t`Change its text if that is not what it is for.` };
}
