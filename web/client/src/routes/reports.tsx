import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import type { Search } from "../reports/range";
import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const ReportsPage = lazy(() => spoken("reports", () => import("../reports/ReportsPage")));

const reports = createRoute({ getParentRoute: () => console, path: "/reports", component: Waiting });
const home = createRoute({
  getParentRoute: () => reports,
  path: "/",
  validateSearch: (search: Search): Search => search, // the page drops what it cannot read
  component: function Reports() {
    const search = home.useSearch();
    const navigate = home.useNavigate();
    return <ReportsPage search={search} onSearch={(next) => void navigate({ to: ".", search: next, replace: true })} />;
  },
});

export const reportsRoutes = reports.addChildren([home]);
