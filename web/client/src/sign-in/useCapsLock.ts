import { type KeyboardEvent, useState } from "react";

/** Whether Caps Lock is on, as far as the last key tells; put `keys` on the field. */
export function useCapsLock(): { on: boolean; keys: { onKeyDown: (event: KeyboardEvent) => void; onKeyUp: (event: KeyboardEvent) => void; onBlur: () => void } } {
  const [on, setOn] = useState(false);
  const look = (event: KeyboardEvent): void => setOn(event.getModifierState("CapsLock"));
  return { on, keys: { onKeyDown: look, onKeyUp: look, onBlur: () => setOn(false) } };
}
