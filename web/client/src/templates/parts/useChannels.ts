import { useMemo } from "react";

import { useOutline } from "../../live/hooks";
import type { Channel } from "../../protocol";

/** Numbers that can have templates. */
export function useTemplateChannels(): readonly Channel[] {
  const { channels } = useOutline();
  return useMemo(() => [...channels.values()].filter(({ kind, state }) => kind === "whatsapp" && state !== "unconfigured" && state !== "deactivated"), [channels]);
}
