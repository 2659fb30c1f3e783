import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { ChartColumn, Inbox, LayoutDashboard, LayoutTemplate, type LucideIcon, Megaphone, ReceiptText, Settings, Users, Wrench } from "lucide-react";
import type { Role, User } from "../protocol";

export interface Destination {
  to: "/inbox" | "/dashboard" | "/contacts" | "/campaigns" | "/quotations" | "/templates" | "/reports" | "/administration" | "/settings";
  icon: LucideIcon;
  name: MessageDescriptor;
  /** Who finds it in the rail; the server decides again what they may do there. */
  roles: readonly Role[];
  /** Stands on the bar of a phone itself; the others behind "More". */
  near?: true;
  /** Reached from the own menu, not from the rail. */
  own?: true;
}

const EVERYBODY: readonly Role[] = ["admin", "manager", "agent"];
const MANAGERS: readonly Role[] = ["admin", "manager"];

const INBOX: Destination = { to: "/inbox", icon: Inbox, name: msg`Inbox`, roles: EVERYBODY, near: true };
const DESTINATIONS: readonly Destination[] = [
  INBOX,
  { to: "/dashboard", icon: LayoutDashboard, name: msg`Dashboard`, roles: EVERYBODY, near: true },
  { to: "/contacts", icon: Users, name: msg`Contacts`, roles: EVERYBODY, near: true },
  { to: "/quotations", icon: ReceiptText, name: msg`Quotations`, roles: EVERYBODY },
  { to: "/campaigns", icon: Megaphone, name: msg`Campaigns`, roles: MANAGERS },
  { to: "/templates", icon: LayoutTemplate, name: msg`Templates`, roles: EVERYBODY },
  { to: "/reports", icon: ChartColumn, name: msg`Reports`, roles: MANAGERS },
  { to: "/administration", icon: Wrench, name: msg`Administration`, roles: MANAGERS },
  { to: "/settings", icon: Settings, name: msg`My settings`, roles: EVERYBODY, own: true },
];

export function destinations(user: User | null): readonly Destination[] {
  return user ? DESTINATIONS.filter(({ roles, own }) => !own && roles.includes(user.role)) : [];
}

/** What the page at this address belongs to. */
export function destinationAt(path: string): MessageDescriptor {
  return (DESTINATIONS.find(({ to }) => path === to || path.startsWith(`${to}/`)) ?? INBOX).name;
}
