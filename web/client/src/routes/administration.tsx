import { createRoute } from "@tanstack/react-router";
import { type ComponentProps, type ComponentType, lazy, Suspense } from "react";

import type * as pages from "../administration/pages";
import { console } from "./root";
import { NEW, spoken } from "./spoken";

type Pages = typeof pages;
type Props<Name extends keyof Pages> = ComponentProps<Awaited<ReturnType<Pages[Name]>>["default"]>;

const page = <Name extends keyof Pages>(name: Name) =>
  lazy(async () => (await (await spoken("administration", () => import("../administration/pages")))[name]()) as { default: ComponentType<Props<Name>> });

const Frame = page("Frame");
const Overview = page("Overview");
const People = page("People");
const Person = page("Person");
const Teams = page("Teams");
const Channels = page("Channels");
const Channel = page("Channel");
const NewChannel = page("NewChannel");
const MailConsent = page("MailConsent");
const Company = page("Company");
const Hours = page("Hours");
const Automation = page("Automation");
const Quotations = page("Quotations");
const Campaigns = page("Campaigns");
const Security = page("Security");
const Endpoints = page("Endpoints");
const Endpoint = page("Endpoint");
const Ledger = page("Ledger");
const Entry = page("Entry");
const Letters = page("Letters");
const Activity = page("Activity");
const Health = page("Health");
const Replies = lazy(async () => (await spoken("settings", () => import("../settings/pages"))).Replies());

const administration = createRoute({
  getParentRoute: () => console,
  path: "/administration",
  component: () => (
    <Suspense fallback={null}>
      <Frame />
    </Suspense>
  ),
});
const at = () => administration;

const overview = createRoute({ getParentRoute: at, path: "/", component: () => <Overview /> });
const people = createRoute({ getParentRoute: at, path: "/people", component: () => <People /> });
const person = createRoute({
  getParentRoute: at,
  path: "/people/$person",
  component: function PersonOfId() {
    return <Person id={person.useParams().person} />;
  },
});
const teams = createRoute({ getParentRoute: at, path: "/teams", component: () => <Teams /> });
const channels = createRoute({ getParentRoute: at, path: "/channels", component: () => <Channels /> });
const channel = createRoute({
  getParentRoute: at,
  path: "/channels/$channel",
  component: function ChannelOfId() {
    const { channel: id } = channel.useParams();
    const navigate = channel.useNavigate();
    const open = (made: string): void => void navigate({ to: "/administration/channels/$channel", params: { channel: made }, replace: true });
    return id === NEW ? <NewChannel onDone={open} /> : <Channel key={id} id={id} onGone={() => void navigate({ to: "/administration/channels", replace: true })} />;
  },
});
const consent = createRoute({
  getParentRoute: at,
  path: "/channels/consent",
  component: function ConsentGiven() {
    const navigate = consent.useNavigate();
    return <MailConsent onDone={(made) => void navigate({ to: "/administration/channels/$channel", params: { channel: made }, replace: true })} />;
  },
});
const endpoint = createRoute({
  getParentRoute: at,
  path: "/webhooks/$endpoint",
  component: function EndpointOfId() {
    const { endpoint: id } = endpoint.useParams();
    const navigate = endpoint.useNavigate();
    const open = (made: string): void => void navigate({ to: "/administration/webhooks/$endpoint", params: { endpoint: made }, replace: true });
    return <Endpoint key={id} id={id === NEW ? null : id} onAdded={open} onGone={() => void navigate({ to: "/administration/webhooks", replace: true })} />;
  },
});
const entry = createRoute({
  getParentRoute: at,
  path: "/ledger/$entry",
  component: function EntryOfId() {
    return <Entry id={entry.useParams().entry} />;
  },
});
const replies = createRoute({ getParentRoute: at, path: "/replies", component: () => <Replies back="/administration" /> });
const company = createRoute({ getParentRoute: at, path: "/company", component: () => <Company /> });
const hours = createRoute({ getParentRoute: at, path: "/hours", component: () => <Hours /> });
const automation = createRoute({ getParentRoute: at, path: "/automation", component: () => <Automation /> });
const quotations = createRoute({ getParentRoute: at, path: "/quotations", component: () => <Quotations /> });
const campaigns = createRoute({ getParentRoute: at, path: "/campaigns", component: () => <Campaigns /> });
const security = createRoute({ getParentRoute: at, path: "/security", component: () => <Security /> });
const endpoints = createRoute({ getParentRoute: at, path: "/webhooks", component: () => <Endpoints /> });
const ledger = createRoute({ getParentRoute: at, path: "/ledger", component: () => <Ledger /> });
const letters = createRoute({ getParentRoute: at, path: "/letters", component: () => <Letters /> });
const activity = createRoute({ getParentRoute: at, path: "/activity", component: () => <Activity /> });
const health = createRoute({ getParentRoute: at, path: "/health", component: () => <Health /> });

export const administrationRoutes = administration.addChildren([
  overview,
  people,
  person,
  teams,
  channels,
  consent,
  channel,
  company,
  hours,
  replies,
  automation,
  quotations,
  campaigns,
  security,
  endpoints,
  endpoint,
  ledger,
  entry,
  letters,
  activity,
  health,
]);
