import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const DashboardPage = lazy(() => spoken("dashboard", import("../dashboard/DashboardPage")));

const dashboard = createRoute({ getParentRoute: () => console, path: "/dashboard", component: Waiting });
const home = createRoute({
  getParentRoute: () => dashboard,
  path: "/",
  component: function Dashboard() {
    const navigate = home.useNavigate();
    return <DashboardPage onContact={() => void navigate({ to: "/contacts" })} onInvite={() => void navigate({ to: "/administration/people" })} />;
  },
});

export const dashboardRoutes = dashboard.addChildren([home]);
