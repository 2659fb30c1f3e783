import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const ReportsPage = lazy(() => spoken("reports", import("../reports/ReportsPage")));

const reports = createRoute({ getParentRoute: () => console, path: "/reports", component: Waiting });
const home = createRoute({ getParentRoute: () => reports, path: "/", component: () => <ReportsPage /> });

export const reportsRoutes = reports.addChildren([home]);
