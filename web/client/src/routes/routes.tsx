import { createRouter } from "@tanstack/react-router";

import { administrationRoutes } from "./administration";
import { campaignsRoutes } from "./campaigns";
import { contactsRoutes } from "./contacts";
import { dashboardRoutes } from "./dashboard";
import { inboxRoutes } from "./inbox";
import { quotationRoutes } from "./quotations";
import { reportsRoutes } from "./reports";
import { console, root } from "./root";
import { settingsRoutes } from "./settings";
import { signInRoutes } from "./signIn";
import { templatesRoutes } from "./templates";

export const router = createRouter({
  routeTree: root.addChildren([
    ...signInRoutes,
    console.addChildren([
      ...inboxRoutes,
      dashboardRoutes,
      contactsRoutes,
      templatesRoutes,
      campaignsRoutes,
      quotationRoutes,
      reportsRoutes,
      administrationRoutes,
      settingsRoutes,
    ]),
  ]),
  defaultPreload: false,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
