import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const AdministrationPage = lazy(() => spoken("administration", import("../administration/AdministrationPage")));

const administration = createRoute({ getParentRoute: () => console, path: "/administration", component: Waiting });
const home = createRoute({ getParentRoute: () => administration, path: "/", component: () => <AdministrationPage /> });

export const administrationRoutes = administration.addChildren([home]);
