import { useLingui } from "@lingui/react/macro";
import { useCallback } from "react";

import { useOutline } from "../live/hooks";
import type { Id, Route } from "../protocol";

/** What an account is called in a sentence: `LINE`, and with its name where there are several of a kind. */
export function useAccountWords(): (channel: Id, kind: Route["kind"]) => string {
  const { t } = useLingui();
  const { channels } = useOutline();
  return useCallback(
    (id, kind) => {
      const kinds = { whatsapp: t`WhatsApp`, line: t`LINE`, mail: t`E-mail` };
      const alike = [...channels.values()].filter((channel) => channel.kind === kind && channel.state !== "deactivated");
      const name = channels.get(id)?.name;
      return alike.length > 1 && name ? `${kinds[kind]} · ${name}` : kinds[kind];
    },
    [channels, t],
  );
}
