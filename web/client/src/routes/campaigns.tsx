import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import type { Step } from "../campaigns/writing/steps";
import type { Query } from "../campaigns/list/query";
import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const CampaignsPage = lazy(() => spoken("campaigns", () => import("../campaigns/CampaignsPage")));
const CalendarPage = lazy(() => spoken("campaigns", () => import("../campaigns/calendar/CalendarPage")));
const NewPage = lazy(() => spoken("campaigns", () => import("../campaigns/NewPage")));
const CampaignPage = lazy(() => spoken("campaigns", () => import("../campaigns/CampaignPage")));
const ComparePage = lazy(() => spoken("campaigns", () => import("../campaigns/comparing/ComparePage")));

const campaigns = createRoute({ getParentRoute: () => console, path: "/campaigns", component: Waiting });

const list = createRoute({
  getParentRoute: () => campaigns,
  path: "/",
  validateSearch: (search: Query): Query => search, // the page drops what it cannot read
  component: function CampaignList() {
    const query = list.useSearch();
    const navigate = list.useNavigate();
    return <CampaignsPage query={query} onQuery={(search) => void navigate({ to: ".", search, replace: true })} />;
  },
});

interface CalendarSearch {
  view?: "week";
  day?: string; // one that is shown, YYYY-MM-DD
}

const calendar = createRoute({
  getParentRoute: () => campaigns,
  path: "/calendar",
  validateSearch: ({ view, day }: CalendarSearch): CalendarSearch => ({ ...(view === "week" && { view }), ...(day && { day: String(day) }) }),
  component: function CampaignCalendar() {
    const search = calendar.useSearch();
    const navigate = calendar.useNavigate();
    return <CalendarPage {...search} onLook={(next) => void navigate({ to: ".", search: next, replace: true })} />;
  },
});

interface BeginningSearch {
  copy?: string; // an earlier campaign it begins as
  segment?: string; // whom it goes to
  list?: string;
  day?: string; // when it goes out
}

const beginning = createRoute({
  getParentRoute: () => campaigns,
  path: "/new",
  validateSearch: (search: BeginningSearch): BeginningSearch =>
    Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (["copy", "segment", "list", "day"].includes(name) && value ? [[name, String(value)]] : []))),
  component: function CampaignBeginning() {
    const search = beginning.useSearch();
    const navigate = beginning.useNavigate();
    return <NewPage {...search} onMade={(campaign) => void navigate({ to: "/campaigns/$campaign", params: { campaign }, search: {}, replace: true })} />;
  },
});

const comparison = createRoute({
  getParentRoute: () => campaigns,
  path: "/compare",
  validateSearch: ({ campaigns: given }: { campaigns?: string }): { campaigns?: string } => (given ? { campaigns: String(given) } : {}),
  component: function CampaignComparison() {
    const { campaigns: given } = comparison.useSearch();
    return <ComparePage ids={(given ?? "").split(".").filter(Boolean)} />;
  },
});

const one = createRoute({
  getParentRoute: () => campaigns,
  path: "/$campaign",
  validateSearch: ({ step }: { step?: Step }): { step?: Step } => (step ? { step } : {}),
  component: function CampaignOfId() {
    const { campaign } = one.useParams();
    const { step } = one.useSearch();
    const navigate = one.useNavigate();
    return (
      <CampaignPage
        key={campaign}
        id={campaign}
        step={step}
        onStep={(next) => void navigate({ to: ".", search: { step: next } })}
        onGone={() => void navigate({ to: "/campaigns", replace: true })}
      />
    );
  },
});

export const campaignsRoutes = campaigns.addChildren([list, calendar, beginning, comparison, one]);
