import { lazy, Suspense, useEffect, useState } from "react";

import { OPEN_PALETTE } from "./opening";
import { insist } from "../../ui/insist";

const Palette = lazy(() => insist(() => import("./Palette")));

/** Ctrl or ⌘ with K leads anywhere, from everywhere. */
export function PaletteKey() {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const open = () => setOpened(true);
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener(OPEN_PALETTE, open);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener(OPEN_PALETTE, open);
    };
  }, []);
  return <Suspense fallback={null}>{opened && <Palette onClose={() => setOpened(false)} />}</Suspense>;
}
