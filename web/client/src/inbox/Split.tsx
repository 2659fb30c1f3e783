import { useLingui } from "@lingui/react/macro";
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";

import { prefer, preferred } from "../ui/preference";
import styles from "./Inbox.module.css";

const NARROWEST = 280; // px
const WIDEST = 560;
const USUAL = 344;
const STEP = 16;

/** The list beside the thread; the line between them can be drawn, and stays where it was on this device. */
export function Split({ open, list, children }: { open: boolean; list: ReactNode; children: ReactNode }) {
  const { t } = useLingui();
  const [width, setWidth] = useState(() => fit(Number(preferred("list-width")) || USUAL));
  const drawn = useRef(false);
  const set = (wanted: number): void => {
    setWidth(fit(wanted));
    prefer("list-width", String(fit(wanted)));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drawn.current) return;
    const { left } = event.currentTarget.parentElement?.getBoundingClientRect() ?? { left: 0 };
    set(event.clientX - left);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: NARROWEST, End: WIDEST };
    const wanted = moves[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    set(wanted);
  };
  return (
    <div className={styles.inbox} data-open={open || undefined} style={{ "--list": `${width}px` } as CSSProperties}>
      {list}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that moves is a control */}
      <div
        className={styles.line}
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t`Width of the list`}
        aria-valuenow={width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        onKeyDown={onKeyDown}
        onDoubleClick={() => set(USUAL)}
        onPointerDown={(event) => {
          drawn.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drawn.current = false)}
      />
      <div className={styles.side}>{children}</div>
    </div>
  );
}

function fit(wanted: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, wanted)));
}
