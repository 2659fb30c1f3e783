import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";

import { Back } from "../../layout/Back";
import { NotLoaded } from "../../layout/NotLoaded";
import page from "../../layout/Page.module.css";
import { useMe } from "../../live/hooks";
import type { Contact, Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import { useVocabulary } from "../parts/useVocabulary";
import { manages } from "../parts/words";
import { ConsentCard } from "./ConsentCard";
import styles from "./ContactPage.module.css";
import { Facts } from "./Facts";
import { Head } from "./Head";
import { HeldNotice } from "./HeldNotice";
import { Identities } from "./Identities";
import { Timeline } from "./Timeline";
import { useContactNow } from "./useContactNow";

interface ContactPageProps {
  id: Id;
  /** Another one is meant: this one became part of it. */
  onBecame: (contact: Id) => void;
  onBack: () => void;
  /** Begins a conversation; given by whoever joins the pages. */
  starting: (contact: Contact, onClose: () => void) => ReactNode;
}

/** One person: how they are reached, what is known of them, and everything that happened. */
export default function ContactPage({ id, onBecame, onBack, starting }: ContactPageProps) {
  const { t } = useLingui();
  const now = useContactNow(id);
  const vocabulary = useVocabulary();
  const all = manages(useMe()?.role);
  const { contact } = now;
  useEffect(() => {
    if (contact && contact.id !== id) onBecame(contact.id);
    // oxlint-disable-next-line react/exhaustive-deps -- only who is meant decides
  }, [contact?.id, id]);
  if (now.gone) {
    return (
      <EmptyState
        title={<Trans>This contact was deleted</Trans>}
        action={
          <Link to="/contacts" className={parts.button}>
            <Trans>All contacts</Trans>
          </Link>
        }
      >
        <Trans>Or moved to where you cannot see it.</Trans>
      </EmptyState>
    );
  }
  if (!contact && now.error) {
    return (
      <NotLoaded
        error={now.error}
        missing={<Trans>This contact is not here</Trans>}
        onAgain={now.again}
        back={
          <Link to="/contacts" className={parts.button}>
            <Trans>All contacts</Trans>
          </Link>
        }
      />
    );
  }
  if (!contact) return <Skeletons />;
  return (
    <article className={page.page} aria-label={t`Contact`}>
      <Head contact={contact} now={now} all={all} back={<Back to="/contacts" name={t`All contacts`} />} starting={starting} onErased={onBack} />
      <div className={styles.told}>
        {now.error && (
          <Notice tone="bad" words={now.error.message}>
            <Button onClick={now.forget}>
              <Trans>All right</Trans>
            </Button>
          </Notice>
        )}
        {contact.blocked && (
          <Notice tone="bad" words={<Trans>Blocked: nothing can be sent, and what they write notifies nobody.</Trans>} />
        )}
        {all && <HeldNotice id={contact.id} />}
      </div>
      <div className={styles.columns}>
        <div className={styles.side}>
          <Facts contact={contact} now={now} vocabulary={vocabulary} />
          <Identities contact={contact} now={now} />
          <ConsentCard contact={contact} now={now} />
        </div>
        <Timeline contact={contact} now={now} vocabulary={vocabulary} />
      </div>
    </article>
  );
}

function Skeletons() {
  return (
    <div className={page.page} aria-hidden>
      <div className={styles.waiting}>
        <Skeleton width={56} height={56} round />
        <Skeleton width="30%" height={20} />
      </div>
      <div className={styles.columns}>
        <div className={styles.side}>
          <Skeleton height={240} />
          <Skeleton height={120} />
        </div>
        <Skeleton height={360} />
      </div>
    </div>
  );
}
