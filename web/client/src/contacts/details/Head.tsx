import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { MessageSquarePlus, ReceiptText } from "lucide-react";
import { type ReactNode, useState } from "react";

import { LiveMark } from "../../layout/LiveMark";
import type { Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import parts from "../../ui/parts.module.css";
import { reachOf } from "../parts/reach";
import { ActsMenu } from "./ActsMenu";
import styles from "./ContactPage.module.css";
import type { ContactNow } from "./useContactNow";

interface HeadProps {
  contact: Contact;
  now: ContactNow;
  all: boolean;
  back: ReactNode;
  starting: (contact: Contact, onClose: () => void) => ReactNode;
  onErased: () => void;
}

/** Who it is, and what can be begun with them. */
export function Head({ contact, now, all, back, starting, onErased }: HeadProps) {
  const { t } = useLingui();
  const [begun, setBegun] = useState(false);
  return (
    <header className={styles.head}>
      {back}
      <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={52} />
      <div className={styles.who}>
        <h1>
          <span dir="auto">{contact.name}</span>
          <span className={styles.mark}>
            <LiveMark />
          </span>
        </h1>
        <p>{[reachOf(contact), contact.company].filter(Boolean).join(" · ")}</p>
      </div>
      <nav className={styles.acts} aria-label={t`With this contact`}>
        <Button kind="main" disabled={contact.blocked} onClick={() => setBegun(true)}>
          <MessageSquarePlus size={16} aria-hidden />
          <Trans>Conversation</Trans>
        </Button>
        <Link to="/quotations/$quotation" params={{ quotation: "new" }} search={{ contact: contact.id }} className={parts.button}>
          <ReceiptText size={16} aria-hidden />
          <Trans>Quotation</Trans>
        </Link>
        <ActsMenu contact={contact} now={now} all={all} onErased={onErased} />
      </nav>
      {begun && starting(contact, () => setBegun(false))}
    </header>
  );
}
