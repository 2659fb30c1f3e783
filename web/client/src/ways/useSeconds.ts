import { useEffect, useState } from "react";

import { useNow } from "../ui/now";
import { MINUTE } from "../ui/time";

/** The time, each second while one of these moments is near, else as everywhere. */
export function useSeconds(moments: readonly (string | null)[]): number {
  const slow = useNow();
  const [now, setNow] = useState(() => Date.now());
  const near = moments.some((moment) => {
    const left = moment ? Date.parse(moment) - Math.max(now, slow) : -1;
    return left > 0 && left < 2 * MINUTE;
  });
  useEffect(() => {
    if (!near) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [near]);
  return Math.max(now, slow);
}
