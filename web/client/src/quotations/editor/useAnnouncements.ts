import type { Announcements, ScreenReaderInstructions, UniqueIdentifier } from "@dnd-kit/core";
import { useLingui } from "@lingui/react/macro";

import type { Row } from "./form";

/** What somebody who does not see the list hears while a line is moved. */
export function useAnnouncements(rows: readonly Row[]): { announcements: Announcements; instructions: ScreenReaderInstructions } {
  const { t } = useLingui();
  const count = rows.length;
  const place = (id: UniqueIdentifier | undefined) => rows.findIndex(({ key }) => key === id) + 1;
  return {
    announcements: {
      onDragStart: ({ active }) => t`Picked up line ${place(active.id)} of ${count}.`,
      onDragOver: ({ over }) => (over ? t`Now at place ${place(over.id)} of ${count}.` : t`Outside the list.`),
      onDragEnd: ({ over }) => (over ? t`Put down at place ${place(over.id)} of ${count}.` : t`Put back.`),
      onDragCancel: () => t`Put back.`,
    },
    instructions: { draggable: t`Press Space to pick the line up, the arrows to move it, Space again to put it down, Escape to put it back.` },
  };
}
