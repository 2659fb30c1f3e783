import { useLingui as useLanguage } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { type LucideIcon, Megaphone, Merge, MessageSquare, PencilLine, ReceiptText, ShieldCheck, StickyNote } from "lucide-react";
import { type ReactNode, useState } from "react";

import { useMe, useOutline } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import type { ContactMerge, Note, TimelineCampaign, TimelineConsent, TimelineConversation, TimelineQuotation } from "../../protocol";
import { Button } from "../../ui/Button";
import { useChannelWords } from "../../ui/useChannelWords";
import { Growing } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { clock, exactly } from "../../ui/time";
import * as api from "../api";
import type { Vocabulary } from "../parts/useVocabulary";
import { channelWord, howWord } from "../parts/words";
import { Changes } from "./Changes";
import type { TimelineEntry } from "./entries";
import { quotationWord, recipientWord } from "./entryWords";
import styles from "./Timeline.module.css";
import type { ContactNow } from "./useContactNow";

interface EntryProps {
  entry: TimelineEntry;
  now: ContactNow;
  vocabulary: Vocabulary;
  onRemoved: (note: Note) => void;
  onChanged: () => void;
}

/** One thing that happened. */
export function Entry({ entry, now, vocabulary, onRemoved, onChanged }: EntryProps) {
  switch (entry.type) {
    case "note":
      return (
        <Line icon={StickyNote} at={entry.at}>
          <NoteWords note={entry.note} now={now} onRemoved={onRemoved} onChanged={onChanged} />
        </Line>
      );
    case "conversation":
      return (
        <Line icon={MessageSquare} at={entry.at}>
          <Talk conversation={entry.conversation} />
        </Line>
      );
    case "quotation":
      return (
        <Line icon={ReceiptText} at={entry.at}>
          <Quoted entry={entry} />
        </Line>
      );
    case "campaign":
      return (
        <Line icon={Megaphone} at={entry.at}>
          <Sent entry={entry} />
        </Line>
      );
    case "consent":
      return (
        <Line icon={ShieldCheck} at={entry.at}>
          <Said consent={entry.consent} />
        </Line>
      );
    case "merge":
      return (
        <Line icon={Merge} at={entry.at}>
          <Merged merge={entry.merge} now={now} onChanged={onChanged} />
        </Line>
      );
    case "change":
      return (
        <Line icon={PencilLine} at={entry.at}>
          <Changes history={entry.change} fields={vocabulary.fields} />
        </Line>
      );
  }
}

function Line({ icon: Icon, at, children }: { icon: LucideIcon; at: string; children: ReactNode }) {
  const { i18n } = useLingui();
  return (
    <div className={styles.entry}>
      <span className={styles.icon} aria-hidden>
        <Icon size={14} />
      </span>
      <div className={styles.words}>{children}</div>
      <time dateTime={at} title={exactly(at, i18n.locale)}>
        {clock(at, i18n.locale)}
      </time>
    </div>
  );
}

function Talk({ conversation }: { conversation: TimelineConversation["conversation"] }) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const states = { open: t`open`, snoozed: t`snoozed`, resolved: t`resolved`, quiet: t`quiet` };
  const where = useChannelWords(channels.get(conversation.channel)) || t`a channel`;
  return (
    <>
      <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: conversation.id }}>
        <Trans>Conversation on {where}</Trans>
      </Link>
      <small dir="auto">{[states[conversation.state], conversation.last_message?.excerpt].filter(Boolean).join(" · ")}</small>
    </>
  );
}

function Quoted({ entry: { move, quotation } }: { entry: TimelineQuotation }) {
  useLanguage(); // said anew in another language
  const name = quotation.number ?? "–";
  return (
    <>
      <Link to="/quotations/$quotation" params={{ quotation: quotation.id }}>
        <Trans>Quotation {name}</Trans>
      </Link>{" "}
      {quotationWord(move.to_state)}
      {move.reason && <small dir="auto">{move.reason}</small>}
    </>
  );
}

function Sent({ entry }: { entry: TimelineCampaign }) {
  useLanguage(); // said anew in another language
  return (
    <>
      <Trans>Campaign {entry.name}</Trans>
      <small>{[recipientWord(entry.state), entry.by && channelWord(entry.by)].filter(Boolean).join(" · ")}</small>
    </>
  );
}

function Said({ consent }: { consent: TimelineConsent["consent"] }) {
  const { users } = useOutline();
  useLanguage(); // said anew in another language
  const by = consent.user ? users.get(consent.user)?.name : undefined;
  const channel = channelWord(consent.channel);
  return (
    <>
      {consent.wanted ? <Trans>Said yes to marketing: {channel}</Trans> : <Trans>Said no to marketing: {channel}</Trans>}
      <small dir="auto">{[howWord(consent.how), consent.text, consent.source, by].filter(Boolean).join(" · ")}</small>
    </>
  );
}

function Merged({ merge, now, onChanged }: { merge: ContactMerge; now: ContactNow; onChanged: () => void }) {
  const { users } = useOutline();
  const by = merge.user ? users.get(merge.user)?.name : undefined;
  const back = (): void => void now.run(() => api.unmerge(merge.goes)).then((done) => done && (now.again(), onChanged()));
  return (
    <>
      {merge.user ? <Trans>{merge.goes_name} became part of this contact</Trans> : <Trans>{merge.goes_name} turned out to be the same person</Trans>}
      <small>
        {by} {merge.undone_at && <Trans>taken back</Trans>}
      </small>
      {!merge.undone_at && (
        <Button onClick={back}>
          <Trans>Part them again</Trans>
        </Button>
      )}
    </>
  );
}

function NoteWords({ note, now, onRemoved, onChanged }: { note: Note; now: ContactNow; onRemoved: (note: Note) => void; onChanged: () => void }) {
  const me = useMe();
  const acting = useActing();
  const [text, setText] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    await api.editNote(note, (text ?? "").trim());
    setText(null);
    onChanged();
  };
  const remove = (): void => void now.run(() => api.removeNote(note)).then((done) => done && (onRemoved(note), onChanged()));
  if (text !== null) {
    return (
      <form className={styles.edit} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        <Growing value={text} rows={2} maxLength={10_000} onChange={(event) => setText(event.target.value)} />
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div>
          <Button onClick={() => setText(null)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !text.trim()}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div className={styles.note}>
      <span dir="auto">{note.text}</span>
      <footer>
        {note.author_name}
        {note.edited_at && (
          <span>
            <Trans>edited</Trans>
          </span>
        )}
        {note.author === me?.id && (
          <>
            <button type="button" onClick={() => setText(note.text)}>
              <Trans>Edit</Trans>
            </button>
            <button type="button" onClick={remove}>
              <Trans>Delete</Trans>
            </button>
          </>
        )}
      </footer>
    </div>
  );
}
