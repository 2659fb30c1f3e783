import { t } from "@lingui/core/macro";

import type { Message } from "../protocol";
import { textField } from "./content";

/** What became of a quotation, as a person would say it. */
export function quotationLine(message: Message): string {
  const number = textField(message, "number") ?? t`draft`;
  const revision = Number(message.content.revision ?? 1);
  const quotation = revision > 1 ? t`Quotation ${number} v${revision}` : t`Quotation ${number}`;
  const who = textField(message, "name") ?? "";
  const reason = textField(message, "reason");
  const said = message.content.undone === true ? undone(quotation, who) : (MOVES[textField(message, "to") ?? ""]?.(quotation, who, message) ?? quotation);
  return reason ? `${said}: “${reason}”` : said;
}

type Move = (quotation: string, who: string, message: Message) => string;

const MOVES: Record<string, Move> = {
  draft: (quotation, who) => t`${quotation} is being revised by ${who}`,
  issued: (quotation, who) => t`${quotation} issued by ${who}`,
  sent: (quotation, who, { content }) => (content.doer === "agent" ? t`${quotation} sent by ${who}` : t`${quotation} sent`),
  seen: (quotation) => t`${quotation} was seen by the customer`,
  accepted: (quotation, who) => t`${quotation} accepted by ${who}`,
  declined: (quotation, who) => t`${quotation} declined by ${who}`,
  change_requested: (quotation, who) => t`${quotation}: ${who} asks for a change`,
  expired: (quotation) => t`${quotation} has expired`,
  void: (quotation, who) => t`${quotation} made void by ${who}`,
};

function undone(quotation: string, who: string): string {
  return t`${quotation}: ${who} took the answer back`;
}

/** A manager's word on a discount: asked for, or given. */
export function approvalLine(message: Message): string {
  const who = textField(message, "name") ?? "";
  const percent = String(message.content.percent ?? "");
  const reason = textField(message, "reason");
  const states: Record<string, string> = {
    asked: t`${who} asks a manager to agree to ${percent} % off`,
    approved: t`${who} agreed to ${percent} % off`,
    refused: t`${who} refused ${percent} % off`,
  };
  const said = states[textField(message, "state") ?? ""] ?? t`Discount of ${percent} %`;
  return reason ? `${said}: “${reason}”` : said;
}

/** An answer that did not count, because the quotation moved on meanwhile. */
export function strayLine(message: Message): string {
  const number = textField(message, "number") ?? "";
  const who = textField(message, "name") ?? "";
  const why: Record<string, string> = {
    old_version: t`an earlier version of it`,
    revising: t`it while it is being revised`,
    expired: t`it after it expired`,
    void: t`it though it is void`,
    answered: t`it though it was answered before`,
  };
  return t`Quotation ${number}: ${who} answered ${why[textField(message, "why") ?? ""] ?? t`too late`}`;
}
