import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { Activity, Bot, Building2, CalendarClock, FileClock, HeartPulse, type LucideIcon, MailWarning, Megaphone, MessageSquareText, Plug, ReceiptText, ShieldCheck, Users, UsersRound, Waypoints } from "lucide-react";

import type { Role } from "../protocol";

export interface Section {
  to:
    | "/administration/people"
    | "/administration/teams"
    | "/administration/channels"
    | "/administration/company"
    | "/administration/hours"
    | "/administration/replies"
    | "/administration/automation"
    | "/administration/quotations"
    | "/administration/campaigns"
    | "/administration/webhooks"
    | "/administration/ledger"
    | "/administration/letters"
    | "/administration/activity"
    | "/administration/health"
    | "/administration/security";
  icon: LucideIcon;
  name: MessageDescriptor;
  words: MessageDescriptor;
  /** Managers find it too. */
  shared?: true;
}

export interface Group {
  name: MessageDescriptor;
  sections: readonly Section[];
}

export const GROUPS: readonly Group[] = [
  {
    name: msg`Team`,
    sections: [
      { to: "/administration/people", icon: Users, name: msg`People`, words: msg`Who works here, and what they may do`, shared: true },
      { to: "/administration/teams", icon: UsersRound, name: msg`Teams`, words: msg`People under one name, to assign to`, shared: true },
    ],
  },
  {
    name: msg`Talking to customers`,
    sections: [
      { to: "/administration/channels", icon: Plug, name: msg`Channels`, words: msg`Numbers and addresses customers write to`, shared: true },
      { to: "/administration/hours", icon: CalendarClock, name: msg`Hours and away replies`, words: msg`When you answer, and what is said when you do not`, shared: true },
      { to: "/administration/replies", icon: MessageSquareText, name: msg`Canned replies`, words: msg`Answers that are written once`, shared: true },
      { to: "/administration/automation", icon: Bot, name: msg`Automation`, words: msg`What happens by itself`, shared: true },
    ],
  },
  {
    name: msg`Company`,
    sections: [
      { to: "/administration/company", icon: Building2, name: msg`Company and branding`, words: msg`Name, logo, address, time zone`, shared: true },
      { to: "/administration/quotations", icon: ReceiptText, name: msg`Quotations`, words: msg`Numbers, taxes, payment and the look of the paper`, shared: true },
      { to: "/administration/campaigns", icon: Megaphone, name: msg`Campaigns`, words: msg`How often, what it costs, how people opt out`, shared: true },
      { to: "/administration/security", icon: ShieldCheck, name: msg`Security and data`, words: msg`Two-step sign-in, how long things are kept, legal holds`, shared: true },
    ],
  },
  {
    name: msg`Behind the scenes`,
    sections: [
      { to: "/administration/health", icon: HeartPulse, name: msg`Health`, words: msg`How the product fares right now`, shared: true },
      { to: "/administration/letters", icon: MailWarning, name: msg`Dead letters`, words: msg`What failed and nobody tries any more`, shared: true },
      { to: "/administration/webhooks", icon: Waypoints, name: msg`Webhooks and router`, words: msg`Other systems that hear what happens here` },
      { to: "/administration/ledger", icon: FileClock, name: msg`Ledger`, words: msg`Every webhook as it came, and what became of it` },
      { to: "/administration/activity", icon: Activity, name: msg`Activity log`, words: msg`Who changed what, before and after` },
    ],
  },
];

/** The groups this person finds something in. */
export function groupsFor(role: Role | undefined): readonly Group[] {
  if (role !== "admin" && role !== "manager") return [];
  const groups = GROUPS.map((group) => ({ ...group, sections: group.sections.filter(({ shared }) => role === "admin" || shared) }));
  return groups.filter(({ sections }) => sections.length > 0);
}
