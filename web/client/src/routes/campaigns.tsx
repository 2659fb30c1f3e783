import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const CampaignsPage = lazy(() => spoken("campaigns", import("../campaigns/CampaignsPage")));

const campaigns = createRoute({ getParentRoute: () => console, path: "/campaigns", component: Waiting });
const home = createRoute({ getParentRoute: () => campaigns, path: "/", component: () => <CampaignsPage /> });

export const campaignsRoutes = campaigns.addChildren([home]);
