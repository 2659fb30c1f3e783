import { createRoute } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const DashboardPage = lazy(() => spoken("dashboard", () => import("../dashboard/DashboardPage")));
const NewContact = lazy(async () => ({ default: (await spoken("contacts", () => import("../contacts/list/NewContact"))).NewContact }));
const InviteDialog = lazy(async () => ({ default: (await spoken("administration", () => import("../administration/people/InviteDialog"))).InviteDialog }));

const dashboard = createRoute({ getParentRoute: () => console, path: "/dashboard", component: Waiting });
const home = createRoute({
  getParentRoute: () => dashboard,
  path: "/",
  component: function Dashboard() {
    const navigate = home.useNavigate();
    const [asking, setAsking] = useState<"contact" | "invite" | null>(null);
    const close = (): void => setAsking(null);
    return (
      <>
        <DashboardPage onContact={() => setAsking("contact")} onInvite={() => setAsking("invite")} />
        <Suspense fallback={null}>
          {asking === "contact" && <NewContact onClose={close} onAdded={(contact) => void navigate({ to: "/contacts/$contact", params: { contact } })} />}
          {asking === "invite" && <InviteDialog onClose={close} />}
        </Suspense>
      </>
    );
  },
});

export const dashboardRoutes = dashboard.addChildren([home]);
