import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const Profile = lazy(() => spoken("settings", import("../settings/profile/ProfilePage")));
const Security = lazy(() => spoken("settings", import("../settings/security/SecurityPage")));
const Notifications = lazy(() => spoken("settings", import("../settings/notifications/NotificationsPage")));
const Devices = lazy(() => spoken("notifications", import("../notifications/Choices")));
const Appearance = lazy(() => spoken("settings", import("../settings/appearance/AppearancePage")));
const Replies = lazy(() => spoken("settings", import("../settings/replies/RepliesPage")));

const settings = createRoute({ getParentRoute: () => console, path: "/settings", component: Waiting });
const at = () => settings;
const profile = createRoute({ getParentRoute: at, path: "/", component: () => <Profile /> });
const security = createRoute({ getParentRoute: at, path: "/security", component: () => <Security /> });
const notifications = createRoute({ getParentRoute: at, path: "/notifications", component: () => <Notifications devices={<Devices />} /> });
const appearance = createRoute({ getParentRoute: at, path: "/appearance", component: () => <Appearance /> });
const replies = createRoute({ getParentRoute: at, path: "/replies", component: () => <Replies back="/settings" /> });

export const settingsRoutes = settings.addChildren([profile, security, notifications, appearance, replies]);
