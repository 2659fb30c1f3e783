import { t } from "@lingui/core/macro";

import { titleOf } from "../../live/template";
import type { FieldName, Fields } from "./fields";

const WORDS: Record<FieldName, () => string> = {
  name: () => t`Name`,
  channel: () => t`Number`,
  template: () => t`Message`,
  variants: () => t`Variants`,
  audience: () => t`Audience`,
  schedule: () => t`Time`,
  canary: () => t`Who goes first`,
  sending: () => t`Sending`,
  replies: () => t`Replies`,
  steps: () => t`Follow-ups`,
  fallback: () => t`Other ways`,
};

export function fieldWord(name: FieldName): string {
  return WORDS[name]();
}

/** What stands in a field, short enough to choose by. */
export function inWords(name: FieldName, fields: Fields): string {
  const { template, audience, schedule, variants, steps } = fields;
  if (name === "name" || name === "channel") return fields[name];
  if (name === "template") return template ? titleOf(template.name) : t`no template`;
  if (name === "schedule") return schedule ? `${schedule.at.replace("T", " ")} ${schedule.time_zone ?? ""}` : t`when Send is pressed`;
  if (name === "variants") return variants.map((variant) => `${variant.name} ${variant.share} %`).join(", ") || "–";
  if (name === "steps") return steps.map((step) => t`after ${step.after_days} days: ${titleOf(step.template.name)}`).join(", ") || "–";
  if (name === "fallback") return fields.fallback.map(({ subject, text }) => subject || text.slice(0, 60)).join(", ") || "–";
  if (name === "audience") return audience.everyone ? t`everyone` : [...audience.tags, ...[audience.segments, audience.lists, audience.contacts, audience.campaigns].flatMap((some) => (some.length > 0 ? [`+${some.length}`] : []))].join(", ") || "–";
  return JSON.stringify(fields[name], (_, value: unknown) => value ?? undefined).replace(/[{}"]/g, "").replaceAll(",", ", ").replaceAll("_", " ");
}
