import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";

import styles from "./DrawnLine.module.css";
import { prefer, preferred } from "./preference";

const STEP = 16; // px, by a key

/** All in px. */
export interface Widths {
  least: number;
  most: number;
  usual: number;
}

/** A width that stays as it was drawn on this device. */
export function useDrawnWidth(name: string, widths: Widths): [number, (wanted: number) => void] {
  const fit = (wanted: number) => Math.round(Math.min(widths.most, Math.max(widths.least, wanted)));
  const [width, setWidth] = useState(() => fit(Number(preferred(name)) || widths.usual));
  const set = (wanted: number): void => {
    setWidth(fit(wanted));
    prefer(name, String(fit(wanted)));
  };
  return [width, set];
}

interface DrawnLineProps {
  label: string;
  width: number;
  widths: Widths;
  /** On which side of the line lies what is drawn wider. */
  of: "left" | "right";
  onWidth: (wanted: number) => void;
}

/** The line between two parts of a page: drawn by hand, moved by the arrow keys, put back by a double click. */
export function DrawnLine({ label, width, widths, of, onWidth }: DrawnLineProps) {
  const drawn = useRef(false);
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drawn.current) return;
    const { left, right } = event.currentTarget.parentElement?.getBoundingClientRect() ?? { left: 0, right: 0 };
    onWidth(of === "left" ? event.clientX - left : right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [less, more] = of === "left" ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const moves: Record<string, number> = { [less]: width - STEP, [more]: width + STEP, Home: widths.least, End: widths.most };
    const wanted = moves[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onWidth(wanted);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that moves is a control
    <div
      className={styles.line}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={widths.least}
      aria-valuemax={widths.most}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onWidth(widths.usual)}
      onPointerDown={(event) => {
        drawn.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drawn.current = false)}
    />
  );
}
