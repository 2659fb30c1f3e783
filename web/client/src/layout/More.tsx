import { useEffect, useRef } from "react";

import { Skeleton } from "../ui/Skeleton";
import styles from "./Page.module.css";

const AHEAD = "600px"; // how far below the seen part the next page is asked for

/** The end of a list that has more: the next page comes when it is near. */
export function More({ onSeen }: { onSeen: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && onSeen(), { rootMargin: AHEAD });
    seen.observe(element);
    return () => seen.disconnect();
  }, [onSeen]);
  return (
    <div ref={end} className={styles.more}>
      <Skeleton width={120} />
    </div>
  );
}
