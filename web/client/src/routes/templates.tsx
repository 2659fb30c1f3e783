import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const TemplatesPage = lazy(() => spoken("templates", import("../templates/TemplatesPage")));

const templates = createRoute({ getParentRoute: () => console, path: "/templates", component: Waiting });
const home = createRoute({ getParentRoute: () => templates, path: "/", component: () => <TemplatesPage /> });

export const templatesRoutes = templates.addChildren([home]);
