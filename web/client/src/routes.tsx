import { createRootRoute, createRoute, createRouter, Outlet, redirect, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { auth } from "./http/auth";
import { Broken } from "./layout/ErrorBoundary";
import { LiveMark } from "./layout/LiveMark";
import { NotFound } from "./layout/NotFound";
import { Shell } from "./layout/Shell";
import { FILTERS, type Filter } from "./live/filters";
import { ChoosePassword } from "./sign-in/ChoosePassword";
import { FirstAdmin } from "./sign-in/FirstAdmin";
import { learn, type Part } from "./locales/language";
import type { Query } from "./quotations/list/query";
import { SignIn } from "./sign-in/SignIn";
import { NothingOpen } from "./ui/NothingOpen";

const InboxPage = lazy(() => import("./inbox/InboxPage"));
const ConversationPage = lazy(() => import("./conversation/ConversationPage"));
const NewConversation = lazy(() => import("./conversation/start/NewConversation"));
const ListPage = lazy(() => spoken("quotations", import("./quotations/list/ListPage")));
const QuotationPage = lazy(() => spoken("quotations", import("./quotations/QuotationPage")));
const PricesPage = lazy(() => spoken("quotations", import("./quotations/prices/PricesPage")));
const TemplatesPage = lazy(() => spoken("quotations", import("./quotations/templates/TemplatesPage")));
const TemplatePage = lazy(() => spoken("quotations", import("./quotations/templates/TemplatePage")));
const QuotationsOf = lazy(() => spoken("quotations", import("./quotations/aside/QuotationsOf")));

/** A page comes with its words. */
async function spoken<Page>(part: Part, page: Promise<Page>): Promise<Page> {
  await learn(part);
  return page;
}

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

const quotations = createRoute({
  getParentRoute: () => console,
  path: "/quotations",
  component: () => (
    <Suspense fallback={null}>
      <Outlet />
    </Suspense>
  ),
});

const quotationList = createRoute({
  getParentRoute: () => quotations,
  path: "/",
  validateSearch: (search: Query): Query => search, // the page drops what it cannot read
  component: function QuotationList() {
    const query = quotationList.useSearch();
    const navigate = quotationList.useNavigate();
    const list = (search: Query): void => void navigate({ to: ".", search, replace: true });
    return <ListPage query={query} onQuery={list} onNew={() => void navigate({ to: "/quotations/$quotation", params: { quotation: NEW } })} mark={<LiveMark />} />;
  },
});

const NEW = "new"; // where an id stands else

interface BeginningSearch {
  conversation?: string; // with the customer it is for
  contact?: string;
  template?: string;
}

const quotation = createRoute({
  getParentRoute: () => quotations,
  path: "/$quotation",
  validateSearch: ({ conversation, contact, template }: BeginningSearch): BeginningSearch => ({
    ...(conversation && { conversation: String(conversation) }),
    ...(contact && { contact: String(contact) }),
    ...(template && { template: String(template) }),
  }),
  component: function QuotationOfId() {
    const { quotation: id } = quotation.useParams();
    const search = quotation.useSearch();
    const navigate = quotation.useNavigate();
    const open = (other: string, replace = false): void => void navigate({ to: "/quotations/$quotation", params: { quotation: other }, search: {}, replace });
    return (
      <QuotationPage id={id === NEW ? null : id} {...search} onBack={() => void navigate({ to: "/quotations" })} onAdded={(made) => open(made, true)} onOpen={open} mark={<LiveMark />} />
    );
  },
});

const prices = createRoute({ getParentRoute: () => quotations, path: "/prices", component: () => <PricesPage mark={<LiveMark />} /> });
const templates = createRoute({ getParentRoute: () => quotations, path: "/templates", component: () => <TemplatesPage mark={<LiveMark />} /> });

const template = createRoute({
  getParentRoute: () => quotations,
  path: "/templates/$template",
  component: function TemplateOfId() {
    const { template: id } = template.useParams();
    const navigate = template.useNavigate();
    const use = (chosen: string): void => void navigate({ to: "/quotations/$quotation", params: { quotation: NEW }, search: { template: chosen } });
    return <TemplatePage id={id === NEW ? null : id} onBack={() => void navigate({ to: "/quotations/templates" })} onUse={use} mark={<LiveMark />} />;
  },
});

export const router = createRouter({
  routeTree: root.addChildren([signIn, firstAdmin, invitation, newPassword, console.addChildren([home, inboxHome, inbox, quotations.addChildren([quotationList, prices, templates, template, quotation])])]),
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
