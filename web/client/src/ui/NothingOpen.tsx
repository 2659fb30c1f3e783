import { Trans } from "@lingui/react/macro";
import { MessagesSquare } from "lucide-react";

import { EmptyState } from "./EmptyState";

/** Beside the list, before a conversation is chosen. */
export function NothingOpen() {
  return (
    <EmptyState icon={<MessagesSquare size={32} strokeWidth={1.3} />} title={<Trans>Choose a conversation</Trans>}>
      <Trans>j and k walk through the list, / searches, ? shows all keys.</Trans>
    </EmptyState>
  );
}
