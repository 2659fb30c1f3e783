import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { Inbox, type LucideIcon, ReceiptText } from "lucide-react";
import type { Role, User } from "../protocol";

interface Destination {
  to: "/inbox" | "/quotations";
  icon: LucideIcon;
  name: MessageDescriptor;
  /** Who finds it in the rail; the server decides again what they may do there. */
  roles: readonly Role[];
}

const EVERYBODY: readonly Role[] = ["admin", "manager", "agent"];

const INBOX: Destination = { to: "/inbox", icon: Inbox, name: msg`Inbox`, roles: EVERYBODY };
const DESTINATIONS: readonly Destination[] = [
  INBOX,
  { to: "/quotations", icon: ReceiptText, name: msg`Quotations`, roles: EVERYBODY },
];

export function destinations(user: User | null): readonly Destination[] {
  return user ? DESTINATIONS.filter((destination) => destination.roles.includes(user.role)) : [];
}

/** What the page at this address belongs to. */
export function destinationAt(path: string): MessageDescriptor {
  return (DESTINATIONS.find(({ to }) => path === to || path.startsWith(`${to}/`)) ?? INBOX).name;
}
