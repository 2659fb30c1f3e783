import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";

import type { ThreadRow } from "./threadRows";

const FLASH = 1500; // ms
const PAGES = 50; // long pages asked for before a search for a message is given up

interface Seeking {
  rows: readonly ThreadRow[];
  sought: string | null;
  hasOlder: boolean;
  loading: boolean;
  older: (far?: boolean) => void;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  leave: () => void;
  onFound: () => void;
}

/** Leads to a message, asking for older pages until it is there, and marks it for a moment. Returns the one that is marked. */
export function useSeek({ rows, sought, hasOlder, loading, older, virtualizer, leave, onFound }: Seeking): string | null {
  const [flashed, setFlashed] = useState<string | null>(null);
  const pages = useRef(0);
  useEffect(() => {
    if (!sought || loading) return;
    const index = rows.findIndex((row) => row.kind === "message" && row.item.message.id === sought);
    if (index < 0 && hasOlder && pages.current < PAGES) {
      pages.current += 1;
      older(true);
      return;
    }
    pages.current = 0;
    if (index >= 0) {
      leave();
      virtualizer.scrollToIndex(index, { align: "center" });
      setFlashed(sought);
    }
    onFound();
  }, [rows, sought, hasOlder, loading, older, virtualizer, leave, onFound]);
  useEffect(() => {
    if (!flashed) return;
    const timer = setTimeout(() => setFlashed(null), FLASH);
    return () => clearTimeout(timer);
  }, [flashed]);
  return flashed;
}
