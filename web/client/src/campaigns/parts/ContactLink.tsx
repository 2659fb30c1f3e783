import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Id } from "../../protocol";

/** Leads to a person. */
export function ContactLink({ id, children }: { id: Id; children: ReactNode }) {
  return (
    <Link to="/contacts/$contact" params={{ contact: id }} dir="auto">
      {children}
    </Link>
  );
}
