import { createRoute } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";

import { console } from "./root";
import { NEW, spoken } from "./spoken";

const page = <Props,>(load: () => Promise<{ default: ComponentType<Props> }>) => lazy(() => spoken("administration", load()));

const Frame = page(() => import("../administration/AdministrationFrame"));
const Overview = page(() => import("../administration/OverviewPage"));
const People = page(() => import("../administration/people/PeoplePage"));
const Person = page(() => import("../administration/people/PersonPage"));
const Teams = page(() => import("../administration/people/TeamsPage"));
const Channels = page(() => import("../administration/channels/ChannelsPage"));
const Channel = page(() => import("../administration/channels/ChannelPage"));
const NewChannel = page(() => import("../administration/channels/NewChannelPage"));
const Company = page(() => import("../administration/config/CompanyPage"));
const Hours = page(() => import("../administration/config/HoursPage"));
const Automation = page(() => import("../administration/config/AutomationPage"));
const Quotations = page(() => import("../administration/config/QuotationsPage"));
const Campaigns = page(() => import("../administration/config/CampaignsPage"));
const Security = page(() => import("../administration/config/SecurityPage"));
const Endpoints = page(() => import("../administration/webhooks/EndpointsPage"));
const Endpoint = page(() => import("../administration/webhooks/EndpointPage"));
const Ledger = page(() => import("../administration/ledger/LedgerPage"));
const Entry = page(() => import("../administration/ledger/EntryPage"));
const Letters = page(() => import("../administration/ledger/LettersPage"));
const Activity = page(() => import("../administration/ledger/ActivityPage"));
const Health = page(() => import("../administration/health/HealthPage"));
const Replies = lazy(() => spoken("settings", import("../settings/replies/RepliesPage")));

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
