import { createContext, type DragEvent, useCallback, useContext, useMemo, useRef, useState } from "react";

import type { Id } from "../protocol";
import type { Act } from "./bulk/bulk";

export interface DraggingState {
  /** How many conversations are being carried now. */
  carried: number;
  begin: (event: DragEvent, id: Id) => void;
  end: () => void;
  drop: (act: Act | null) => void;
}

const DraggingContext = createContext<DraggingState | null>(null);
export const Dragging = DraggingContext.Provider;

/** Carries a conversation, or all that are chosen, to where it is dropped. By keys the same is done with x and the bar below the list. */
export function useDragging(chosen: ReadonlySet<Id>, onDrop: (act: Act, ids: readonly Id[]) => void): DraggingState {
  const [carried, setCarried] = useState<readonly Id[]>([]);
  const held = useRef<readonly Id[]>([]);
  const begin = useCallback(
    (event: DragEvent, id: Id) => {
      held.current = chosen.has(id) ? [...chosen] : [id];
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("application/x-bma-conversations", JSON.stringify(held.current));
      setTimeout(() => setCarried(held.current)); // a page that changes while the browser takes its picture stops the drag
    },
    [chosen],
  );
  const end = useCallback(() => setCarried([]), []);
  const drop = useCallback(
    (act: Act | null) => {
      if (act && held.current.length > 0) onDrop(act, held.current);
      setCarried([]);
    },
    [onDrop],
  );
  return useMemo(() => ({ carried: carried.length, begin, end, drop }), [carried, begin, end, drop]);
}

export function useCarrying(): DraggingState {
  const dragging = useContext(DraggingContext);
  if (!dragging) throw new Error("Something is dragged outside the inbox");
  return dragging;
}

/** What makes an element a place to drop on; nothing where there is nothing to do. */
export function useDrop(act: Act | null) {
  const { carried, drop } = useCarrying();
  const [over, setOver] = useState(false);
  if (carried === 0 || !act) return {};
  return {
    "data-over": over || undefined,
    "data-target": true,
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDragEnter: () => setOver(true),
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      drop(act);
    },
  };
}
