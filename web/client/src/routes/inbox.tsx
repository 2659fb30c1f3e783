import { useMediaQuery } from "@mantine/hooks";
import { createRoute, redirect, retainSearchParams, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";

import { LiveMark } from "../layout/LiveMark";
import type { ConversationPageProps } from "../conversation/ConversationPage";
import { type ListSearch, listingAt, listSearch, placeOf, searchOf } from "../inbox/address";
import type { Listing } from "../live/filters";
import { NothingOpen } from "../ui/NothingOpen";
import { console } from "./root";
import { NEW, spoken } from "./spoken";
import { insist } from "../ui/insist";

const InboxPage = lazy(() => insist(() => import("../inbox/InboxPage")));
const ConversationPage = lazy(() => insist(() => import("../conversation/ConversationPage")));
const Beside = lazy(() => insist(() => import("../inbox/Beside")));
const NewConversation = lazy(() => insist(() => import("../conversation/start/NewConversation")));
const QuotationsOf = lazy(() => spoken("quotations", () => import("../quotations/aside/QuotationsOf")));

const VERY_WIDE = "(min-width: 1800px)"; // room for a list, two threads and a contact

const home = createRoute({ getParentRoute: () => console, path: "/", beforeLoad: () => toInbox() });
const inboxHome = createRoute({ getParentRoute: () => console, path: "/inbox", beforeLoad: () => toInbox() });

const inbox = createRoute({
  getParentRoute: () => console,
  path: "/inbox/$filter/{-$conversation}",
  params: {
    parse: ({ filter, ...rest }) => ({ filter: placeOf(filter), ...rest }),
    stringify: (params) => params,
  },
  validateSearch: (given: InboxSearch & Record<string, unknown>): InboxSearch => ({
    ...listSearch(given),
    ...(given.message ? { message: String(given.message) } : {}),
    ...(given.find ? { find: String(given.find) } : {}),
    ...(given.start ? { start: true } : {}),
    ...(given.beside ? { beside: String(given.beside) } : {}),
  }),
  search: { middlewares: [retainSearchParams<InboxSearch>(["beside"])] },
  component: Inbox,
});

interface InboxSearch extends ListSearch {
  message?: string; // the one to lead to
  find?: string; // the words that led there
  start?: true; // a new conversation is being begun
  beside?: string; // a second conversation, where the screen is very wide
}

/** Joins the list, the open conversation and the beginning of a new one. */
function Inbox() {
  const { filter, conversation } = inbox.useParams();
  const { message, find, start, beside, ...address } = inbox.useSearch();
  const wide = useMediaQuery(VERY_WIDE, false, { getInitialValueInEffect: false });
  const navigate = inbox.useNavigate();
  const back = useBack();
  useListBehind(conversation);
  const open = (id: string | undefined): void => void navigate({ to: ".", params: { filter, conversation: id }, search: address });
  const lead = (id: string | undefined): void => void navigate({ to: ".", search: { ...address, ...(id && { message: id }), ...(find && { find }) }, replace: true });
  const show = (listing: Listing, view?: string): void =>
    void navigate({ to: ".", params: { filter: listing.place, conversation }, search: searchOf(listing, view), replace: true });
  const keep = (id: string | undefined): void =>
    void navigate({ to: ".", params: { filter, conversation: id && id === conversation ? undefined : conversation }, search: { ...address, beside: id } });
  const pane = (id: string, more: Partial<ConversationPageProps> & Pick<ConversationPageProps, "onBack">) => (
    <ConversationPage
      id={id}
      onLead={(message) => void navigate({ to: ".", params: { filter, conversation: id }, search: { ...address, message } })}
      onFound={() => undefined}
      onOpen={open}
      onQuotation={() => void navigate({ to: "/quotations/$quotation", params: { quotation: NEW }, search: { conversation: id } })}
      aside={
        <Suspense fallback={null}>
          <QuotationsOf conversation={id} />
        </Suspense>
      }
      {...more}
    />
  );
  const first = (id: string, more: Partial<ConversationPageProps> = {}) =>
    pane(id, {
      message,
      find,
      onLead: lead,
      onFound: () => void navigate({ to: ".", search: address, replace: true }),
      onBack: () => back(() => void navigate({ to: ".", params: { filter, conversation: undefined }, search: address, replace: true })),
      ...more,
    });
  return (
    <Suspense fallback={null}>
      <InboxPage
        listing={listingAt(filter, address)}
        view={address.view}
        current={conversation ?? null}
        mark={<LiveMark />}
        onNew={() => void navigate({ to: ".", search: { ...address, start: true } })}
        onListing={show}
      >
        <Suspense fallback={null}>
          {wide ? (
            <Beside
              first={conversation ?? null}
              kept={beside && beside !== conversation ? beside : null}
              pane={(id, place) => (id === conversation ? first(id, place) : pane(id, { ...place, onBack: () => keep(undefined) }))}
              onKeep={() => keep(conversation)}
              onClose={() => keep(undefined)}
            />
          ) : conversation ? (
            first(conversation)
          ) : (
            <NothingOpen />
          )}
        </Suspense>
        <Suspense fallback={null}>{start && <NewConversation onClose={() => open(conversation)} onStarted={open} />}</Suspense>
      </InboxPage>
    </Suspense>
  );
}

/** From a thread to the list it was opened from, which is one step back; the list takes the place of a thread that was opened by its address. */
function useBack(): (otherwise: () => void) => void {
  const router = useRouter();
  return (otherwise) => {
    if (router.history.location.state.listed && narrow()) router.history.back();
    else otherwise();
  };
}

/** On a phone a thread fills the page, so the way back from one that was opened by its address must lead to the list, not out of the console. */
function useListBehind(conversation: string | undefined): void {
  const { history } = useRouter();
  const first = useRef(conversation);
  useEffect(() => {
    if (!first.current || !narrow() || history.canGoBack()) return;
    const { href, pathname } = history.location;
    history.replace(pathname.split("/").slice(0, 3).join("/"));
    history.flush(); // or the two would become one step
    history.push(href, { listed: true });
  }, [history]);
}

function narrow(): boolean {
  return matchMedia("(max-width: 700px)").matches;
}

export const inboxRoutes = [home, inboxHome, inbox];

function toInbox(): never {
  throw redirect({ to: "/inbox/$filter/{-$conversation}", params: { filter: "mine" }, replace: true });
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    listed?: boolean; // the list it was opened from is the entry before
  }
}
