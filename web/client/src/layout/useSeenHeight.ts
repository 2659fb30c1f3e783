import { useEffect } from "react";

/** Keeps the page as high as what can be seen of it: on iPhones the keyboard covers the page instead of making it smaller. */
export function useSeenHeight(): void {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return;
    const fit = (): void => {
      const covered = seen.scale === 1 && seen.height < window.innerHeight - 1;
      if (covered) document.documentElement.style.setProperty("--seen", `${seen.height}px`);
      else document.documentElement.style.removeProperty("--seen");
      if (covered) window.scrollTo(0, 0); // the browser moved the page up to show the field; now there is room
    };
    seen.addEventListener("resize", fit);
    return () => seen.removeEventListener("resize", fit);
  }, []);
}
