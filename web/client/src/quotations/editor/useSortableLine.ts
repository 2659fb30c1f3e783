import { useSortable } from "@dnd-kit/sortable";
import type { ComponentProps } from "react";

/** What a line and its handle need to be moved. */
export function useSortableLine(key: string): { line: ComponentProps<"li">; handle: ComponentProps<"button"> } {
  const { setNodeRef, setActivatorNodeRef, transform, transition, isDragging, attributes, listeners } = useSortable({ id: key });
  const style = { transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined, transition };
  return {
    line: { ref: setNodeRef, style, ...{ "data-moving": isDragging || undefined } },
    handle: { ref: setActivatorNodeRef, ...attributes, role: "button", ...listeners },
  };
}
