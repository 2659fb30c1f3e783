import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ImageOff } from "lucide-react";
import { useState } from "react";

import type { Attachment } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import type { MailContent } from "../content";
import styles from "./Mail.module.css";

interface DesignProps {
  original: Attachment;
  mail: MailContent;
  onClose: () => void;
}

/** The mail as its sender designed it, in a frame that may do nothing but open links outside. Pictures from elsewhere tell their owner that
 * and where the mail is read, so they come only when somebody asks for them. */
export default function Design({ original, mail, onClose }: DesignProps) {
  const { t } = useLingui();
  const [every, setEvery] = useState(false);
  const elsewhere = mail.elsewhere ?? 0;
  return (
    <Dialog title={mail.subject || t`A mail without a subject`} width={900} onClose={onClose}>
      {elsewhere > 0 && !every && (
        <div className={styles.withheld}>
          <ImageOff size={16} aria-hidden />
          <span>
            <Plural
              value={elsewhere}
              one="One picture from elsewhere is not shown: it would tell its sender that you read the mail."
              other="# pictures from elsewhere are not shown: they would tell their sender that you read the mail."
            />
          </span>
          <button type="button" onClick={() => setEvery(true)}>
            <Trans>Show pictures from elsewhere</Trans>
          </button>
        </div>
      )}
      <iframe
        key={String(every)}
        className={styles.paper}
        title={t`The mail as it was designed`}
        src={`${original.url}/design${every ? "?pictures=every" : ""}`}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
      />
    </Dialog>
  );
}
