import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const SettingsPage = lazy(() => spoken("settings", import("../settings/SettingsPage")));

const settings = createRoute({ getParentRoute: () => console, path: "/settings", component: Waiting });
const home = createRoute({ getParentRoute: () => settings, path: "/", component: () => <SettingsPage /> });

export const settingsRoutes = settings.addChildren([home]);
