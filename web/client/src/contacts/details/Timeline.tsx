import { Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useState } from "react";

import { More } from "../../layout/More";
import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { usePaged } from "../../live/usePaged";
import type { Contact, Note } from "../../protocol";
import { Button } from "../../ui/Button";
import { Growing } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { useNow } from "../../ui/now";
import { dayKey, dayName } from "../../ui/time";
import * as api from "../api";
import type { Vocabulary } from "../parts/useVocabulary";
import { concerns, HEARD, keyOf, type Shown, sortOf, type TimelineEntry, TYPES } from "./entries";
import { Entry } from "./Entry";
import styles from "./Timeline.module.css";
import type { ContactNow } from "./useContactNow";

interface TimelineProps {
  contact: Contact;
  now: ContactNow;
  vocabulary: Vocabulary;
}

/** Everything that happened with somebody, the newest first, as it happens. */
export function Timeline({ contact, now, vocabulary }: TimelineProps) {
  const { t, i18n } = useLingui();
  const clock = useNow();
  const [shown, setShown] = useState<Shown | null>(null);
  const [removed, setRemoved] = useState<Note | null>(null);
  const query = useMemo(() => new URLSearchParams({ of: contact.id }), [contact.id]);
  const paged = usePaged<TimelineEntry>(query, (wanted, signal) => api.timeline(contact.id, withoutName(wanted), signal), NONE);
  useHearing(HEARD, (events) => events.some((event) => concerns(event, contact.id)) && paged.again());
  const entries = paged.items.filter((entry) => shown === null || sortOf(entry) === shown);
  const words: Record<Shown, string> = { note: t`Notes`, conversation: t`Conversations`, quotation: t`Quotations`, campaign: t`Campaigns`, consent: t`Consent`, change: t`Changes` };
  const undo = (note: Note): void => {
    setRemoved(null);
    void now.run(() => api.addNote(note.contact, note.text));
  };
  return (
    <Panel title={<Trans>What happened</Trans>}>
      <NewNote contact={contact} onAdded={paged.again} />
      <div className={styles.filters} role="group" aria-label={t`What is shown`}>
        <button type="button" aria-pressed={shown === null} onClick={() => setShown(null)}>
          <Trans>Everything</Trans>
        </button>
        {TYPES.map((type) => (
          <button key={type} type="button" aria-pressed={shown === type} onClick={() => setShown(type)}>
            {words[type]}
          </button>
        ))}
      </div>
      {removed && (
        <Notice words={<Trans>The note is gone.</Trans>}>
          <Button onClick={() => undo(removed)}>
            <Trans>Undo</Trans>
          </Button>
        </Notice>
      )}
      {paged.error && (
        <Notice tone="bad" words={paged.error.message}>
          <Button onClick={paged.again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {paged.first && <Waiting />}
      {!paged.first && entries.length === 0 && !paged.hasMore && (
        <p className={styles.nothing}>
          <Trans>Nothing yet.</Trans>
        </p>
      )}
      <ol className={styles.entries} aria-label={t`What happened`}>
        {entries.map((entry, place) => {
          const before = entries[place - 1];
          const newDay = !before || dayKey(before.at) !== dayKey(entry.at);
          return (
            <li key={`${entry.type}-${keyOf(entry)}`}>
              {newDay && <h3>{dayName(entry.at, clock, i18n.locale)}</h3>}
              <Entry entry={entry} now={now} vocabulary={vocabulary} onRemoved={setRemoved} onChanged={paged.again} />
            </li>
          );
        })}
      </ol>
      {paged.hasMore && <More onSeen={paged.more} />}
    </Panel>
  );
}

const NONE = [] as const;

/** `of` only tells two contacts' timelines apart. */
function withoutName(query: URLSearchParams): URLSearchParams {
  const wanted = new URLSearchParams(query);
  wanted.delete("of");
  return wanted;
}

function NewNote({ contact, onAdded }: { contact: Contact; onAdded: () => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const [text, setText] = useState("");
  const add = async (): Promise<void> => {
    await api.addNote(contact.id, text.trim());
    setText("");
    onAdded();
  };
  return (
    <form className={styles.composer} onSubmit={(event) => (event.preventDefault(), void acting.run(add))}>
      <Growing
        value={text}
        rows={1}
        maxLength={10_000}
        placeholder={t`Write a note for the team`}
        aria-label={t`New note`}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && text.trim() && void acting.run(add)}
      />
      {text.trim() && (
        <Button kind="main" type="submit" disabled={acting.busy}>
          <Trans>Keep the note</Trans>
        </Button>
      )}
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </form>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting} aria-hidden>
      {[72, 54, 64, 40].map((width) => (
        <div key={width}>
          <Skeleton width={22} height={22} round />
          <Skeleton width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
