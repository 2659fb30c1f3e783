import { Trans } from "@lingui/react/macro";
import { Send } from "lucide-react";
import { useState } from "react";

import type { Quotation } from "../../protocol";
import type { Drafting } from "../editor/drafting";
import { Button } from "../../ui/Button";
import { SendDialog } from "./SendDialog";

const ICON = 15; // px

interface SendButtonProps {
  quotation: Quotation | null;
  /** What is written is kept first. */
  drafting?: Drafting;
  empty?: boolean;
}

/** Leads to sending; a draft that offers nothing cannot go. */
export function SendButton({ quotation, drafting, empty = false }: SendButtonProps) {
  const [open, setOpen] = useState(false);
  const again = quotation !== null && ["sent", "seen"].includes(quotation.state);
  return (
    <>
      <Button kind={again ? "plain" : "main"} disabled={empty || (quotation === null && !drafting)} onClick={() => setOpen(true)}>
        <Send size={ICON} aria-hidden />
        {again ? <Trans>Send again</Trans> : <Trans>Send</Trans>}
      </Button>
      {open && <SendDialog quotation={quotation} drafting={drafting} onClose={() => setOpen(false)} />}
    </>
  );
}
