import { t } from "@lingui/core/macro";

import type { Message } from "../protocol";
import { upcoming } from "../ui/time";
import { textField } from "./content";
import { LINE } from "./lineEvents";
import { approvalLine, quotationLine, strayLine } from "./quotationLine";

/** How a person is named by id; null for somebody who is not known here. */
export type NameOf = (user: string | null) => string | null;

/** What happened to a conversation, as a person would say it. An event this program does not know keeps its own words. */
export function systemLine(message: Message, nameOf: NameOf, locale: string): string {
  const event = textField(message, "event") ?? "";
  const by = textField(message, "by");
  return LINES[event]?.({ message, by, actor: nameOf(by), nameOf, locale }) ?? message.text ?? event.replaceAll("_", " ");
}

export interface Told {
  message: Message;
  by: string | null; // the user who did it; null when it happened by itself
  actor: string | null;
  nameOf: NameOf;
  locale: string;
}

const LINES: Record<string, (told: Told) => string> = {
  assigned,
  unassigned: ({ actor }) => (actor ? t`${actor} gave it back to the queue` : t`Back in the queue`),
  resolved: ({ actor }) => (actor ? t`Resolved by ${actor}` : t`Resolved`),
  reopened: ({ actor }) => (actor ? t`Reopened by ${actor}` : t`Reopened by the customer’s message`),
  snoozed,
  woken: ({ actor }) => (actor ? t`Woken by ${actor}` : t`Snooze is over`),
  tagged,
  prioritized,
  schedule_cancelled: ({ actor }) => (actor ? t`${actor} took a scheduled message back` : t`A scheduled message was taken back`),
  started: ({ actor }) => (actor ? t`Started by ${actor}` : t`Started`),
  window_opened: () => t`The customer opened the chat`,
  welcome_requested: () => t`The customer opened the chat for the first time`,
  number_changed: ({ message }) => {
    const number = textField(message, "to") ?? textField(message, "number");
    return number ? t`The customer’s number is now ${number}` : t`The customer changed their number`;
  },
  user_id_changed: () => t`WhatsApp gave the customer a new identity`,
  identity_changed: () => t`The customer’s security code changed: a new phone, or somebody else’s`,
  quotation: ({ message }) => quotationLine(message),
  quotation_approval: ({ message }) => approvalLine(message),
  quotation_stray: ({ message }) => strayLine(message),
  delivery_delayed: ({ message }) => {
    const reason = textField(message, "reason");
    return reason ? t`The mail has not arrived yet; its server goes on trying: ${reason}` : t`The mail has not arrived yet; its server goes on trying`;
  },
  stopped_marketing: () => t`The customer wants no more offers`,
  resumed_marketing: () => t`The customer wants offers again`,
  ...LINE,
};

function assigned({ message, by, actor, nameOf }: Told): string {
  const to = textField(message, "to") ?? textField(message, "assignee");
  const who = textField(message, "to_name") ?? nameOf(to);
  if (!to) return actor ? t`${actor} gave it back to the queue` : t`Back in the queue`;
  if (!who) return t`Assigned`;
  if (textField(message, "rule") === "round_robin") return t`Assigned to ${who} by round robin`;
  if (actor && by === to) return t`${actor} took it`;
  return actor ? t`Assigned to ${who} by ${actor}` : t`Assigned to ${who}`;
}

function snoozed({ message, actor, locale }: Told): string {
  const until = textField(message, "until") ?? textField(message, "snoozed_until");
  if (!until) return actor ? t`Snoozed by ${actor}` : t`Snoozed`;
  const time = upcoming(until, Date.parse(message.sent_at), locale);
  return actor ? t`Snoozed until ${time} by ${actor}` : t`Snoozed until ${time}`;
}

function prioritized({ message, actor }: Told): string {
  const names = [t`No priority`, t`Low priority`, t`High priority`, t`Urgent`];
  const priority = names[Number(message.content.priority)] ?? t`Another priority`;
  return actor ? t`${priority}, set by ${actor}` : priority;
}

function tagged({ message, actor }: Told): string {
  const tags = (name: string) => {
    const value = message.content[name];
    return Array.isArray(value) ? value.filter((tag) => typeof tag === "string").join(", ") : "";
  };
  const added = tags("added") || tags("tags");
  const removed = tags("removed");
  if (!added && !removed) return actor ? t`Tags taken off by ${actor}` : t`Tags taken off`;
  const what = [added && `+ ${added}`, removed && `− ${removed}`].filter(Boolean).join("  ");
  return actor ? t`Tags ${what} by ${actor}` : t`Tags ${what}`;
}
