import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, useNavigate, useRouter } from "@tanstack/react-router";
import { auth } from "./http/auth";
import { Broken } from "./layout/ErrorBoundary";
import { NotFound } from "./layout/NotFound";
import { Shell } from "./layout/Shell";
import { FILTERS, type Filter } from "./live/filters";
import { FirstAdmin } from "./sign-in/FirstAdmin";
import { SignIn } from "./sign-in/SignIn";

const InboxPage = lazyRouteComponent(() => import("./inbox/InboxPage"), "InboxPage");

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
  component: function Inbox() {
    const { filter, conversation } = inbox.useParams();
    return <InboxPage filter={filter} conversation={conversation ?? null} />;
  },
});

export const router = createRouter({
  routeTree: root.addChildren([signIn, firstAdmin, console.addChildren([home, inboxHome, inbox])]),
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
