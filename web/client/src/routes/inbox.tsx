import { createRoute, redirect } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import { LiveMark } from "../layout/LiveMark";
import { FILTERS, type Filter } from "../live/filters";
import { NothingOpen } from "../ui/NothingOpen";
import { console } from "./root";
import { NEW, spoken } from "./spoken";

const InboxPage = lazy(() => import("../inbox/InboxPage"));
const ConversationPage = lazy(() => import("../conversation/ConversationPage"));
const NewConversation = lazy(() => import("../conversation/start/NewConversation"));
const QuotationsOf = lazy(() => spoken("quotations", import("../quotations/aside/QuotationsOf")));

const home = createRoute({ getParentRoute: () => console, path: "/", beforeLoad: () => toInbox() });
const inboxHome = createRoute({ getParentRoute: () => console, path: "/inbox", beforeLoad: () => toInbox() });

const inbox = createRoute({
  getParentRoute: () => console,
  path: "/inbox/$filter/{-$conversation}",
  params: {
    parse: ({ filter, ...rest }) => ({ filter: filterOf(filter), ...rest }),
    stringify: (params) => params,
  },
  validateSearch: ({ message, start }: InboxSearch): InboxSearch => ({ ...(message ? { message: String(message) } : {}), ...(start ? { start: true } : {}) }),
  component: Inbox,
});

interface InboxSearch {
  message?: string; // the one to lead to
  start?: true; // a new conversation is being begun
}

/** Joins the list, the open conversation and the beginning of a new one. */
function Inbox() {
  const { filter, conversation } = inbox.useParams();
  const { message, start } = inbox.useSearch();
  const navigate = inbox.useNavigate();
  const open = (id: string | undefined): void => void navigate({ to: ".", params: { filter, conversation: id }, search: {} });
  return (
    <Suspense fallback={null}>
      <InboxPage filter={filter} current={conversation ?? null} mark={<LiveMark />} onNew={() => void navigate({ to: ".", search: { start: true } })}>
        <Suspense fallback={null}>
          {conversation ? (
            <ConversationPage
              id={conversation}
              message={message}
              onBack={() => open(undefined)}
              onOpen={open}
              onQuotation={() => void navigate({ to: "/quotations/$quotation", params: { quotation: NEW }, search: { conversation } })}
              aside={
                <Suspense fallback={null}>
                  <QuotationsOf conversation={conversation} />
                </Suspense>
              }
            />
          ) : (
            <NothingOpen />
          )}
        </Suspense>
        <Suspense fallback={null}>{start && <NewConversation onClose={() => open(conversation)} onStarted={open} />}</Suspense>
      </InboxPage>
    </Suspense>
  );
}

export const inboxRoutes = [home, inboxHome, inbox];

function toInbox(): never {
  throw redirect({ to: "/inbox/$filter/{-$conversation}", params: { filter: "mine" }, replace: true });
}

function filterOf(word: string): Filter {
  return FILTERS.find((filter) => filter === word) ?? "mine";
}
