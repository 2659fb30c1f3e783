import { createRootRoute, createRoute, redirect } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import { auth } from "../http/auth";
import { Broken } from "../layout/ErrorBoundary";
import { NotFound } from "../layout/NotFound";
import { BellPlace } from "../layout/BellPlace";
import { Shell } from "../layout/Shell";
import { spoken } from "./spoken";

const Bell = lazy(() => spoken("notifications", () => import("../notifications/Bell")));

export const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: ({ reset }) => <Broken onAgain={reset} /> });

/** Everything that stands behind the sign-in. */
export const console = createRoute({
  getParentRoute: () => root,
  id: "console",
  beforeLoad: async ({ location }) => {
    if (auth.status === "unknown") await auth.token().catch(() => undefined); // the cookie of an earlier visit; offline it is asked again later
    if (auth.status === "signed_out") throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: () => (
    <Shell
      bell={
        <Suspense fallback={<BellPlace />}>
          <Bell />
        </Suspense>
      }
    />
  ),
});
