import { useLingui } from "@lingui/react/macro";
import { useMantineColorScheme } from "@mantine/core";
import { useParams, useRouter } from "@tanstack/react-router";
import { BellOff, Check, Keyboard, Languages, LogOut, type LucideIcon, MessageSquare, Moon, ReceiptText, SquarePen, Sun, User, UserRoundCheck } from "lucide-react";
import { useEffect, useState } from "react";

import { assign, type Found, resolve, search, signOut, snooze } from "../../live/actions";
import { useConversation, useMe } from "../../live/hooks";
import { choose, LANGUAGES, type Language } from "../../locales/language";
import { destinations } from "../navigation";

export interface Entry {
  key: string;
  name: string;
  detail?: string;
  icon: LucideIcon;
  run: () => void;
}

export interface Group {
  name: string;
  entries: readonly Entry[];
}

const PAUSE = 150; // ms after the last letter
const FOUND = 6; // of each kind
const LEAST = 2; // letters before anybody is sought

/** What fits the letters: first where one can go and what can be done, then whom the server found. */
export function useEntries(typed: string): readonly Group[] {
  const { t } = useLingui();
  const words = typed.trim();
  const pages = usePages();
  const here = useHere();
  const acts = useActs();
  const found = useFound(words);
  const groups = [
    { name: t`This conversation`, entries: here.filter(fits(words)) },
    { name: t`Pages`, entries: pages.filter(fits(words)) },
    { name: t`Conversations`, entries: found.conversations },
    { name: t`Contacts`, entries: found.contacts },
    { name: t`To do`, entries: acts.filter(fits(words)) },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

/** Every word stands somewhere in the name. */
function fits(words: string): (entry: Entry) => boolean {
  const sought = words.toLocaleLowerCase().split(/\s+/u);
  return ({ name }) => sought.every((word) => name.toLocaleLowerCase().includes(word));
}

function usePages(): readonly Entry[] {
  const { i18n, t } = useLingui();
  const { history } = useRouter();
  const all = destinations(useMe()).map(({ to, name, icon }) => ({ key: to, name: i18n._(name), icon, run: () => history.push(to) }));
  return [...all, { key: "/settings", name: t`My settings`, icon: User, run: () => history.push("/settings") }];
}

/** What can become of the conversation that is open. */
function useHere(): readonly Entry[] {
  const { t } = useLingui();
  const { conversation: id = "" } = useParams({ strict: false });
  const me = useMe();
  const { conversation } = useConversation(id);
  if (!conversation || !me || !id) return [];
  const quietly = (doing: Promise<unknown>): void => void doing.catch(() => undefined); // the page shows how it is
  const entries: Entry[] = [];
  if (conversation.assignee !== me.id) entries.push({ key: "mine", name: t`Take it myself`, icon: UserRoundCheck, run: () => quietly(assign(id, me.id)) });
  if (conversation.state !== "resolved") {
    entries.push({ key: "resolve", name: t`Resolve it`, icon: Check, run: () => quietly(resolve(id)) });
    entries.push({ key: "snooze", name: t`Snooze it until tomorrow morning`, icon: BellOff, run: () => quietly(snooze(id, tomorrow())) });
  }
  return entries;
}

function tomorrow(): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
}

function useActs(): readonly Entry[] {
  const { i18n, t } = useLingui();
  const { history } = useRouter();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else a <style> element, which the policy forbids
  const others = (Object.keys(LANGUAGES) as Language[]).filter((language) => language !== i18n.locale);
  return [
    { key: "conversation", name: t`New conversation`, icon: SquarePen, run: () => history.push("/inbox/mine?start=true") },
    { key: "quotation", name: t`New quotation`, icon: ReceiptText, run: () => history.push("/quotations/new") },
    { key: "keys", name: t`Show all keys`, icon: Keyboard, run: () => void document.dispatchEvent(new KeyboardEvent("keydown", { key: "?" })) },
    { key: "light", name: t`Light appearance`, icon: Sun, run: () => setColorScheme("light") },
    { key: "dark", name: t`Dark appearance`, icon: Moon, run: () => setColorScheme("dark") },
    ...others.map((language) => ({ key: language, name: LANGUAGES[language], icon: Languages, run: () => void choose(language) })),
    { key: "leave", name: t`Sign out`, icon: LogOut, run: () => void signOut().catch(() => undefined) },
  ];
}

function useFound(words: string): { conversations: readonly Entry[]; contacts: readonly Entry[] } {
  const { history } = useRouter();
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      if (words.length < LEAST) return setFound(null);
      search(words, FOUND).then(
        (answer) => !gone && setFound(answer),
        () => undefined, // what needs no server is still there
      );
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [words]);
  const current = words.length < LEAST ? null : found;
  return {
    conversations: (current?.conversations ?? []).map(({ id, contact, last_message: last }) => ({
      key: id,
      name: contact.name,
      ...(last?.excerpt && { detail: last.excerpt }),
      icon: MessageSquare,
      run: () => history.push(`/inbox/all/${id}`),
    })),
    contacts: (current?.contacts ?? []).map(({ id, name, company }) => ({ key: id, name, ...(company && { detail: company }), icon: User, run: () => history.push(`/contacts/${id}`) })),
  };
}
