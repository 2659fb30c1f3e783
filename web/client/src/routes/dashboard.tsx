import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const DashboardPage = lazy(() => spoken("dashboard", import("../dashboard/DashboardPage")));

const dashboard = createRoute({ getParentRoute: () => console, path: "/dashboard", component: Waiting });
const home = createRoute({ getParentRoute: () => dashboard, path: "/", component: () => <DashboardPage /> });

export const dashboardRoutes = dashboard.addChildren([home]);
