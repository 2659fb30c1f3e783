import { createRootRoute, createRoute, createRouter, redirect, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { auth } from "./http/auth";
import { Broken } from "./layout/ErrorBoundary";
import { LiveMark } from "./layout/LiveMark";
import { NotFound } from "./layout/NotFound";
import { Shell } from "./layout/Shell";
import { FILTERS, type Filter } from "./live/filters";
import { ChoosePassword } from "./sign-in/ChoosePassword";
import { FirstAdmin } from "./sign-in/FirstAdmin";
import { SignIn } from "./sign-in/SignIn";
import { NothingOpen } from "./ui/NothingOpen";

const InboxPage = lazy(() => import("./inbox/InboxPage"));
const ConversationPage = lazy(() => import("./conversation/ConversationPage"));
const NewConversation = lazy(() => import("./conversation/start/NewConversation"));

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: ({ reset }) => <Broken onAgain={reset} /> });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ next }: { next?: unknown }): { next?: string } => (isOurs(next) ? { next } : {}),
  component: function SignInPage() {
    const { next } = signIn.useSearch();
    const router = useRouter();
    return <SignIn onSignedIn={() => router.history.replace(next ?? "/")} />;
  },
});

/** The one-time word stands behind the #, which a browser sends to nobody. */
const firstAdmin = createRoute({
  getParentRoute: () => root,
  path: "/first-admin",
  component: function FirstAdminPage() {
    const navigate = useNavigate();
    return <FirstAdmin token={location.hash.slice(1)} onSignedIn={() => void navigate({ to: "/inbox", replace: true })} />;
  },
});

const invitation = createRoute({ getParentRoute: () => root, path: "/invitation", component: () => <ByLink link="invitation" /> });
const newPassword = createRoute({ getParentRoute: () => root, path: "/new-password", component: () => <ByLink link="new-password" /> });

function ByLink({ link }: { link: "invitation" | "new-password" }) {
  const navigate = useNavigate();
  return (
    <ChoosePassword
      link={link}
      token={location.hash.slice(1)}
      onSignedIn={() => void navigate({ to: "/inbox", replace: true })}
      onChosen={() => void navigate({ to: "/sign-in", replace: true })}
    />
  );
}

const console = createRoute({
  getParentRoute: () => root,
  id: "console",
  beforeLoad: async ({ location }) => {
    if (auth.status === "unknown") await auth.token().catch(() => undefined); // the cookie of an earlier visit; offline it is asked again later
    if (auth.status === "signed_out") throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: Shell,
});

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
          {conversation ? <ConversationPage id={conversation} message={message} onBack={() => open(undefined)} onOpen={open} /> : <NothingOpen />}
        </Suspense>
        <Suspense fallback={null}>{start && <NewConversation onClose={() => open(conversation)} onStarted={open} />}</Suspense>
      </InboxPage>
    </Suspense>
  );
}

export const router = createRouter({
  routeTree: root.addChildren([signIn, firstAdmin, invitation, newPassword, console.addChildren([home, inboxHome, inbox])]),
  defaultPreload: false,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function toInbox(): never {
  throw redirect({ to: "/inbox/$filter/{-$conversation}", params: { filter: "mine" }, replace: true });
}

function filterOf(word: string): Filter {
  return FILTERS.find((filter) => filter === word) ?? "mine";
}

/** An address of this console; anything else after a sign-in would be a lure. */
function isOurs(next: unknown): next is string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next);
}
