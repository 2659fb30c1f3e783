import { createRoute, useNavigate, useRouter } from "@tanstack/react-router";

import { ChoosePassword } from "../sign-in/ChoosePassword";
import { FirstAdmin } from "../sign-in/FirstAdmin";
import { SignIn } from "../sign-in/SignIn";
import { root } from "./root";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ next }: { next?: unknown }): { next?: string } => (isOurs(next) ? { next } : {}),
  component: function SignInPage() {
    const { next } = signIn.useSearch();
    const router = useRouter();
    return <SignIn onSignedIn={() => router.history.replace(next ?? "/")} />;
  },
});

/** The one-time word stands behind the #, which a browser sends to nobody. */
const firstAdmin = createRoute({
  getParentRoute: () => root,
  path: "/first-admin",
  component: function FirstAdminPage() {
    const navigate = useNavigate();
    return <FirstAdmin token={location.hash.slice(1)} onSignedIn={() => void navigate({ to: "/administration", replace: true })} />; // where the first steps stand
  },
});

const invitation = createRoute({ getParentRoute: () => root, path: "/invitation", component: () => <ByLink link="invitation" /> });
const newPassword = createRoute({ getParentRoute: () => root, path: "/new-password", component: () => <ByLink link="new-password" /> });

function ByLink({ link }: { link: "invitation" | "new-password" }) {
  const navigate = useNavigate();
  return (
    <ChoosePassword
      link={link}
      token={location.hash.slice(1)}
      onSignedIn={() => void navigate({ to: "/inbox", replace: true })}
      onChosen={() => void navigate({ to: "/sign-in", replace: true })}
    />
  );
}

export const signInRoutes = [signIn, firstAdmin, invitation, newPassword];

/** An address of this console; anything else after a sign-in would be a lure. */
function isOurs(next: unknown): next is string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next);
}
