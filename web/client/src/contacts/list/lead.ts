import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, useMemo } from "react";

import type { Id } from "../../protocol";

/** Where the rows lead. Worked out once for all of them: a row that asked the router itself would cost most of its drawing. */
export interface Lead {
  href: (contact: Id) => string;
  open: (event: MouseEvent, contact: Id) => void;
}

export function useLead(): Lead {
  const router = useRouter();
  return useMemo(() => {
    const { href } = router.buildLocation({ to: "/contacts" });
    return {
      href: (contact) => `${href}/${encodeURIComponent(contact)}`,
      open: (event, contact) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return; // a tab of its own
        event.preventDefault();
        void router.navigate({ to: "/contacts/$contact", params: { contact } });
      },
    };
  }, [router]);
}
