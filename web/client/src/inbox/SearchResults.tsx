import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";

import { type Found, search as find } from "../live/actions";
import type { Place } from "../live/filters";
import { useConversation, useOutline } from "../live/hooks";
import type { Message } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { EmptyState } from "../ui/EmptyState";
import { TimeAgo } from "../ui/TimeAgo";
import type { ListSearch } from "./address";
import { ConversationRow } from "./ConversationRow";
import { Excerpt } from "./Excerpt";
import styles from "./Inbox.module.css";
import { NothingHere } from "./NothingHere";
import { useRowLink } from "./rowLink";

const PAUSE = 200; // ms after the last letter

interface SearchResultsProps {
  search: string;
  place: Place;
  address: ListSearch;
  current: string | null;
}

/** What was found: conversations by name or number, and the messages that hold the words. */
export function SearchResults({ search, place, address, current }: SearchResultsProps) {
  const { found, problem } = useSearch(search);
  const { channels } = useOutline();
  const link = useRowLink(place, address);
  if (problem) return <EmptyState title={<Trans>The search did not work.</Trans>}>{problem}</EmptyState>;
  if (!found) return <div className={styles.scroller} aria-busy />;
  if (found.conversations.length + found.messages.length === 0) return <NothingHere place={place} sought />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys are those of the links inside
    <div className={styles.scroller} data-results onKeyDown={walk}>
      {found.conversations.length > 0 && (
        <Group title={<Trans>Conversations</Trans>}>
          {found.conversations.map((conversation) => (
            <li key={conversation.id}>
              <ConversationRow conversation={conversation} channel={channels.get(conversation.channel)?.kind} link={link} current={conversation.id === current} />
            </li>
          ))}
        </Group>
      )}
      {found.messages.length > 0 && (
        <Group title={<Trans>Messages</Trans>}>
          {found.messages.map((message) => (
            <li key={message.id}>
              <FoundMessage message={message} search={search} place={place} address={address} />
            </li>
          ))}
        </Group>
      )}
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const next = links[links.findIndex((link) => link === document.activeElement) + step];
  event.preventDefault();
  event.stopPropagation();
  if (next) next.focus();
  else if (step < 0) event.currentTarget.closest("section")?.querySelector<HTMLInputElement>("input[type=search]")?.focus();
}

function Group({ title, children }: { title: React.ReactNode; children: React.ReactNode }) {
  return (
    <section className={styles.group}>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

interface FoundMessageProps {
  message: Message;
  search: string;
  place: Place;
  address: ListSearch;
}

function FoundMessage({ message, search, place, address }: FoundMessageProps) {
  const { t } = useLingui();
  const { conversation } = useConversation(message.conversation);
  const name = conversation?.contact.name ?? t`Customer`;
  return (
    <Link
      to="/inbox/$filter/{-$conversation}"
      params={{ filter: place, conversation: message.conversation }}
      search={{ ...address, message: message.id, find: search }}
      state={{ listed: true }}
      className={styles.found}
    >
      <Avatar id={conversation?.contact.id ?? message.conversation} name={name} size={28} />
      <b dir="auto">{name}</b>
      <TimeAgo at={message.sent_at} />
      <Excerpt text={message.text ?? ""} sought={search} />
    </Link>
  );
}

function useSearch(search: string): { found: Found | null; problem: string } {
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      find(search).then(
        (answer) => !gone && (setFound(answer), setProblem("")),
        (refused: Error) => !gone && setProblem(refused.message),
      );
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [search]);
  return { found, problem };
}
