import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";

import type { Message } from "../../protocol";
import { Quoted } from "../Quote";
import styles from "./Composer.module.css";

export function ReplyBanner({ message, onDrop }: { message: Message; onDrop: () => void }) {
  const { t } = useLingui();
  return (
    <div className={styles.banner}>
      <span>
        <Quoted message={message} />
      </span>
      <button type="button" className={styles.tool} onClick={onDrop} aria-label={t`Do not answer this message`}>
        <X size={16} />
      </button>
    </div>
  );
}
