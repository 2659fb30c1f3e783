import { useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useEffect, useRef } from "react";

import { EMOJI_GROUPS } from "./emoji";
import styles from "./EmojiPicker.module.css";

const COLUMNS = 9;
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

/** A small set of emoji; arrows walk it, Enter takes one, Escape leaves. */
export default function EmojiPicker({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), []);
  useEffect(() => {
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose();
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [onClose]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    const step = STEPS[event.key];
    if (!step || !box.current) return;
    event.preventDefault();
    const all = [...box.current.querySelectorAll("button")];
    const next = all.findIndex((one) => one === document.activeElement) + step;
    all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
  };
  return (
    <div className={styles.picker} ref={box} role="dialog" tabIndex={-1} aria-label={t`Emoji`} onKeyDown={onKeyDown}>
      {EMOJI_GROUPS.map((group) => (
        <section key={group.icon} aria-label={i18n._(group.name)}>
          <h4>{i18n._(group.name)}</h4>
          <div className={styles.grid} style={{ gridTemplateColumns: `repeat(${COLUMNS}, 1fr)` }}>
            {group.emoji.map((emoji) => (
              <button type="button" key={emoji} onClick={() => onPick(emoji)}>
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
