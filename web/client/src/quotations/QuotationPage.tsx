import { Trans } from "@lingui/react/macro";
import { type ReactNode, useEffect, useState } from "react";

import { useConversation } from "../live/hooks";
import { useSelect } from "../live/select";
import type { ProblemError } from "../http/problem";
import type { Id, Quotation } from "../protocol";
import { NotLoaded } from "../layout/NotLoaded";
import { Skeleton } from "../ui/Skeleton";
import * as api from "./api";
import { Editor } from "./editor/Editor";
import styles from "./QuotationPage.module.css";
import { Button } from "../ui/Button";
import { Sealed } from "./sealed/Sealed";
import { useLoaded } from "../live/useLoaded";
import { useSettings } from "./useSettings";

export interface QuotationPageProps {
  /** null: a new one. */
  id: Id | null;
  contact?: Id | undefined;
  conversation?: Id | undefined;
  template?: Id | undefined;
  mark: ReactNode;
  onBack: () => void;
  /** A new one was kept: it has an address now. */
  onAdded: (id: Id) => void;
  onOpen: (id: Id) => void;
}

/** One quotation: written while it is a draft, and as it stands afterwards. A new one stays what it is when it gets its address. */
export default function QuotationPage(props: QuotationPageProps) {
  const [fresh, setFresh] = useState<{ run: number; made: Id | null; last: Id | null }>({ run: 0, made: null, last: props.id });
  if (fresh.last !== props.id) setFresh(props.id === null ? { run: fresh.run + 1, made: null, last: null } : { ...fresh, last: props.id });
  const onAdded = (id: Id): void => {
    setFresh((held) => ({ ...held, made: id }));
    props.onAdded(id);
  };
  if (props.id === null || props.id === fresh.made) return <Fresh key={`new-${fresh.run}`} {...props} onAdded={onAdded} />;
  return <Existing key={props.id} {...props} id={props.id} />;
}

function Fresh(props: QuotationPageProps) {
  const settings = useSettings();
  const [made, setMade] = useState<Quotation | null>(null);
  const [{ conversation, contact, template }] = useState(props); // its address says them no more once it has one of its own
  const state = useSelect((all) => (made ? (all.quotations.get(made.id)?.state ?? made.state) : "draft"));
  if (made && state !== "draft") return <Existing {...props} id={made.id} />;
  if (conversation) return <InConversation {...props} template={template} conversation={conversation} onMade={setMade} />;
  if (!settings) return <PageSkeleton />;
  return <Editor {...props} quotation={null} contact={contact ?? null} conversation={null} template={template} onAdded={(quotation) => (setMade(quotation), props.onAdded(quotation.id))} />;
}

function InConversation({ onMade, ...props }: QuotationPageProps & { conversation: Id; onMade: (quotation: Quotation) => void }) {
  const { conversation, error, again } = useConversation(props.conversation);
  const settings = useSettings();
  if (error) return <NotThere error={error} onAgain={again} onBack={props.onBack} />;
  if (!conversation || !settings) return <PageSkeleton />;
  return <Editor {...props} quotation={null} contact={null} conversation={conversation} onAdded={(quotation) => (onMade(quotation), props.onAdded(quotation.id))} />;
}

function Existing({ id, ...props }: QuotationPageProps & { id: Id }) {
  const { value, error, again } = useLoaded(id, () => api.one(id));
  const heard = useSelect((state) => state.quotations.get(id)?.version ?? 0);
  const state = useSelect((all) => all.quotations.get(id)?.state);
  const held = value?.version ?? 0;
  const stale = value !== null && heard > held && !(value.state === "draft" && state === "draft"); // a draft being written reads for itself
  useEffect(() => {
    if (stale) again();
  }, [stale, heard, again]);
  if (!value) return error ? <NotThere error={error} onAgain={again} onBack={props.onBack} /> : <PageSkeleton />;
  if (value.state === "draft") return <Editor {...props} key={value.revision} quotation={value} contact={null} conversation={null} onAdded={() => undefined} />;
  return <Sealed key={value.revision} quotation={value} {...props} />;
}

function NotThere({ error, onAgain, onBack }: { error: ProblemError; onAgain: () => void; onBack: () => void }) {
  return (
    <NotLoaded
      error={error}
      missing={<Trans>This quotation is not here</Trans>}
      onAgain={onAgain}
      back={
        <Button kind="main" onClick={onBack}>
          <Trans>All quotations</Trans>
        </Button>
      }
    />
  );
}

function PageSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden>
      <Skeleton width={220} height={24} />
      <div>
        <div>
          <Skeleton height={84} />
          <Skeleton height={150} />
          <Skeleton height={260} />
        </div>
        <Skeleton height={520} />
      </div>
    </div>
  );
}
