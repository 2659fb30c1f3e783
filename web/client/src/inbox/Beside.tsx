import { useLingui } from "@lingui/react/macro";
import { PanelRightClose, PanelRightOpen } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";

import type { Id } from "../protocol";
import { IconButton } from "../ui/IconButton";
import { NothingOpen } from "../ui/NothingOpen";
import styles from "./Beside.module.css";

/** How a conversation stands beside another. */
export interface Place {
  /** The one that is worked in: it alone is read, hears the keys and shows its contact. */
  attended: boolean;
  acts: ReactNode;
}

interface BesideProps {
  first: Id | null;
  /** The one that is kept open while others are opened in the first place. */
  kept: Id | null;
  pane: (id: Id, place: Place) => ReactNode;
  onKeep: () => void;
  onClose: () => void;
}

/** On a very wide screen: the open conversation, and another one that stays. */
export default function Beside({ first, kept, pane, onKeep, onClose }: BesideProps) {
  const { t } = useLingui();
  const [worked, setWorked] = useState<"first" | "kept">("first");
  useEffect(() => setWorked("first"), [first]);
  const attended = !kept ? "first" : !first ? "kept" : worked;
  const place = (which: "first" | "kept", content: ReactNode) => (
    <div className={styles.place} data-attended={(kept && attended === which) || undefined} onFocusCapture={() => setWorked(which)} onPointerDownCapture={() => setWorked(which)}>
      {content}
    </div>
  );
  const keep = <IconButton label={t`Keep it open beside`} icon={<PanelRightOpen size={18} />} onClick={onKeep} />;
  const close = <IconButton label={t`Close the one beside`} icon={<PanelRightClose size={18} />} onClick={onClose} />;
  return (
    <>
      {place("first", first ? pane(first, { attended: attended === "first", acts: kept ? null : keep }) : <NothingOpen />)}
      {kept && place("kept", pane(kept, { attended: attended === "kept", acts: close }))}
    </>
  );
}
