import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const pages = () => spoken("settings", () => import("../settings/pages"));
const Profile = lazy(async () => (await pages()).Profile());
const Security = lazy(async () => (await pages()).Security());
const Notifications = lazy(async () => (await pages()).Notifications());
const Devices = lazy(() => spoken("notifications", () => import("../notifications/Choices")));
const Appearance = lazy(async () => (await pages()).Appearance());
const Replies = lazy(async () => (await pages()).Replies());

const settings = createRoute({ getParentRoute: () => console, path: "/settings", component: Waiting });
const at = () => settings;
const profile = createRoute({ getParentRoute: at, path: "/", component: () => <Profile /> });
const security = createRoute({ getParentRoute: at, path: "/security", component: () => <Security /> });
const notifications = createRoute({ getParentRoute: at, path: "/notifications", component: () => <Notifications devices={<Devices />} /> });
const appearance = createRoute({ getParentRoute: at, path: "/appearance", component: () => <Appearance /> });
const replies = createRoute({ getParentRoute: at, path: "/replies", component: () => <Replies back="/settings" /> });

export const settingsRoutes = settings.addChildren([profile, security, notifications, appearance, replies]);
