import { useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

/** For a row of ways that scrolls sideways: the one to the page that is shown is in sight. */
export function useCurrentInSight(): RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const current = row.current?.querySelector("[aria-current=page]");
    if (!row.current || !current) return;
    const [seen, wanted] = [row.current.getBoundingClientRect(), current.getBoundingClientRect()];
    row.current.scrollLeft += wanted.left - seen.left - (seen.width - wanted.width) / 2;
  }, [pathname]);
  return row;
}
