import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { Inbox, type LucideIcon } from "lucide-react";
import type { Role, User } from "../protocol";

interface Destination {
  to: "/inbox";
  icon: LucideIcon;
  name: MessageDescriptor;
  /** Who finds it in the rail; the server decides again what they may do there. */
  roles: readonly Role[];
}

const EVERYBODY: readonly Role[] = ["admin", "manager", "agent"];

const DESTINATIONS: readonly Destination[] = [{ to: "/inbox", icon: Inbox, name: msg`Inbox`, roles: EVERYBODY }];

export function destinations(user: User | null): readonly Destination[] {
  return user ? DESTINATIONS.filter((destination) => destination.roles.includes(user.role)) : [];
}
