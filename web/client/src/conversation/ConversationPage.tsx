import { Trans, useLingui } from "@lingui/react/macro";
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";

import { useConversation, useMessages, useOutline } from "../live/hooks";
import type { Conversation } from "../protocol";
import { Announcer } from "./Announcer";
import { CampaignLine } from "./CampaignLine";
import { Composer, type ComposerHandle } from "./composer/Composer";
import styles from "./ConversationPage.module.css";
import { Header } from "./Header";
import { Lightbox } from "./Lightbox";
import { ContactPanel } from "./panel/ContactPanel";
import { ThreadSkeleton } from "./Skeletons";
import { Thread } from "./Thread";
import { withoutReactions } from "./threadRows";
import { ThreadProvider } from "./threadContext";
import { useAttention } from "./useAttention";
import { useConversationKeys } from "./useConversationKeys";
import { useNewLine } from "./useNewLine";
import { useThreadPort } from "./useThreadPort";
import { insist } from "../ui/insist";
import { PersonLine } from "../ways/lazy";
import { WholeThread } from "../ways/lazyThread";

const FindBar = lazy(() => insist(() => import("./FindBar")));
const TraceDialog = lazy(() => insist(() => import("./TraceDialog")));

export interface ConversationPageProps {
  id: string;
  /** Shown first and marked; from a search. */
  message?: string | undefined;
  /** The words that led to it: the way to the other messages that hold them. */
  find?: string | undefined;
  onLead: (message: string) => void;
  onFound: () => void;
  onBack: () => void;
  onOpen: (conversation: string) => void;
  /** More about the conversation, from other parts of the console. */
  aside?: ReactNode;
  /** Begins a quotation for this customer. */
  onQuotation?: () => void;
  /** Of two that are open: the one that is worked in. */
  attended?: boolean;
  /** What can be done with its place on the screen. */
  acts?: ReactNode;
}

/** One conversation: its thread, where one answers, and who it is with. */
export default function ConversationPage(props: ConversationPageProps) {
  const { conversation, loading, error } = useConversation(props.id);
  if (conversation) return <Opened key={props.id} conversation={conversation} {...props} />;
  return (
    <section className={styles.page}>
      {loading ? <ThreadSkeleton /> : <NotThere words={error?.message} onBack={props.onBack} />}
    </section>
  );
}

function Opened({ conversation, message, find, onLead, onFound, onBack, onOpen, aside, onQuotation, attended = true, acts }: ConversationPageProps & { conversation: Conversation }) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const channel = channels.get(conversation.channel);
  const { items: all, loading, error, hasOlder, older } = useMessages(conversation.id);
  const items = useMemo(() => withoutReactions(all), [all]);
  const composer = useRef<ComposerHandle>(null);
  const [panel, setPanel] = useState(false);
  const [whole, setWhole] = useState(false);
  const [assigning, setAssigning] = useState(false);
  const [problem, setProblem] = useState("");
  const run = (doing: Promise<unknown>) => void doing.then(() => setProblem(""), (refused: Error) => setProblem(refused.message));
  const { port, sought, found, looked, traced, look, trace } = useThreadPort(conversation, items, composer, run, message);
  const newFrom = useNewLine(conversation, items, loading);
  const onReading = useAttention(conversation, attended);
  const pictures = useMemo(() => items.flatMap((item) => item.message.attachments.filter((file) => file.kind === "image" && file.state === "ready")), [items]);
  useConversationKeys({ attended, conversation, items, composer, port, onAssign: () => setAssigning(true), onQuotation, onBack, run });
  const first = loading && items.length === 0;

  return (
    <ThreadProvider value={port}>
      <section className={styles.page} aria-label={t`Conversation with ${conversation.contact.name}`}>
        <Header
          conversation={conversation}
          channel={channel}
          assigning={assigning}
          onAssigning={setAssigning}
          onBack={onBack}
          onPanel={() => setPanel(!panel)}
          run={run}
          acts={acts}
        />
        <Suspense fallback={null}>
          <PersonLine conversation={conversation} whole={whole} onWhole={setWhole} onOpen={onOpen} />
        </Suspense>
        {conversation.campaign && <CampaignLine campaign={conversation.campaign} />}
        <Suspense fallback={null}>{find && <FindBar conversation={conversation.id} words={find} message={message} onLead={onLead} onClose={onFound} />}</Suspense>
        {(problem || error) && (
          <p className={styles.problem} role="alert">
            {problem || error?.message}
            <button type="button" onClick={() => (problem ? setProblem("") : older())}>
              {problem ? <Trans>All right</Trans> : <Trans>Try again</Trans>}
            </button>
          </p>
        )}
        {first ? (
          <ThreadSkeleton />
        ) : whole && !sought ? (
          <Suspense fallback={<ThreadSkeleton />}>
            <WholeThread conversation={conversation} items={items} newFrom={newFrom} onReading={onReading} />
          </Suspense>
        ) : (
          <Thread
            items={items}
            newFrom={newFrom}
            hasOlder={hasOlder}
            loading={loading}
            older={older}
            sought={sought}
            onFound={found}
            onReading={onReading}
          />
        )}
        <Announcer items={items} name={conversation.contact.name} />
        <Composer ref={composer} conversation={conversation} channel={channel} find={port.find} onOpen={onOpen} onQuotation={onQuotation} />
      </section>
      {attended && (
        <ContactPanel conversation={conversation} channel={channel} shown={panel} onClose={() => setPanel(false)} onOpen={onOpen} run={run} aside={aside} />
      )}
      {looked && <Lightbox files={pictures} shown={looked} onShow={look} onClose={() => look(null)} />}
      <Suspense fallback={null}>{traced && <TraceDialog message={traced} onClose={() => trace(null)} />}</Suspense>
    </ThreadProvider>
  );
}

function NotThere({ words, onBack }: { words: string | undefined; onBack: () => void }) {
  return (
    <div className={styles.empty}>
      <b>{words ?? <Trans>This conversation is not here.</Trans>}</b>
      <p>
        <Trans>It may belong to a number you do not look after, or it was removed.</Trans>
      </p>
      <button type="button" onClick={onBack}>
        <Trans>Back to the list</Trans>
      </button>
    </div>
  );
}
