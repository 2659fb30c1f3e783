import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Bell, KeyRound, type LucideIcon, MessageSquareText, Palette, UserRound } from "lucide-react";
import type { ReactNode } from "react";

import { Page } from "../layout/Page";
import { useCurrentInSight } from "../layout/useCurrentInSight";
import styles from "./Settings.module.css";

/** One part of my settings, under the way to the others. */
export function Settings({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const parts: readonly { to: "/settings" | "/settings/security" | "/settings/notifications" | "/settings/appearance" | "/settings/replies"; icon: LucideIcon; name: string }[] = [
    { to: "/settings", icon: UserRound, name: t`Profile` },
    { to: "/settings/security", icon: KeyRound, name: t`Signing in` },
    { to: "/settings/notifications", icon: Bell, name: t`Notifications` },
    { to: "/settings/appearance", icon: Palette, name: t`Language and looks` },
    { to: "/settings/replies", icon: MessageSquareText, name: t`Canned replies` },
  ];
  return (
    <Page title={<Trans>My settings</Trans>}>
      <nav ref={useCurrentInSight()} className={styles.parts} aria-label={t`Parts of my settings`}>
        {parts.map(({ to, icon: Icon, name }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }}>
            <Icon size={16} aria-hidden />
            {name}
          </Link>
        ))}
      </nav>
      <div className={styles.body}>{children}</div>
    </Page>
  );
}
