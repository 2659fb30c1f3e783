export const NEAR_END = 80; // px
const GESTURES = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
const HAND = 300; // ms after a gesture, or after the scrolling it began, in which what moves is moved by the reader

/**
 * Keeps a scrolled element at its end as long as `pinned` says so, and tells whether the end is in sight. A hand that scrolls away or comes back
 * changes `pinned`; what grows or shrinks does not. Where the place and the sizes change together, the browser has moved it, unless a hand is there.
 */
export function watchEnd(at: HTMLElement, pinned: { current: boolean }, toEnd: () => void, tell: (atEnd: boolean) => void) {
  let hand = -HAND;
  let sizes = "";
  function look(moved: boolean): void {
    const now = performance.now();
    const touched = now - hand < HAND;
    const distance = at.scrollHeight - at.clientHeight - at.scrollTop;
    const near = distance <= NEAR_END;
    const before = sizes;
    sizes = `${at.scrollHeight} ${at.clientHeight}`;
    if (touched || (moved && sizes === before)) pinned.current = near;
    else if (pinned.current && distance > 1) toEnd();
    if (touched && moved) hand = now;
    tell(near || pinned.current);
  }
  const touch = () => (hand = performance.now());
  const scrolled = () => look(true);
  const resized = () => look(false);
  const sizing = new ResizeObserver(resized);
  for (const gesture of GESTURES) at.addEventListener(gesture, touch, { passive: true });
  at.addEventListener("scroll", scrolled, { passive: true });
  sizing.observe(at);
  function stop(): void {
    for (const gesture of GESTURES) at.removeEventListener(gesture, touch);
    at.removeEventListener("scroll", scrolled);
    sizing.disconnect();
  }
  return { resized, stop };
}
