import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Outlet } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { Suspense } from "react";

import { useMe } from "../live/hooks";
import { EmptyState } from "../ui/EmptyState";
import styles from "./Administration.module.css";
import { groupsFor } from "./sections";

/** The sections beside the one that is open; on a small screen they stand on the overview. */
export default function AdministrationFrame() {
  const { t, i18n } = useLingui();
  const role = useMe()?.role;
  if (role === "agent") {
    return (
      <EmptyState icon={<Lock size={30} strokeWidth={1.3} />} title={<Trans>This is for managers and administrators</Trans>}>
        <Trans>Ask one of them for what you need here.</Trans>
      </EmptyState>
    );
  }
  return (
    <div className={styles.frame}>
      <nav className={styles.menu} aria-label={t`Sections of the administration`}>
        <Link to="/administration" activeOptions={{ exact: true }} className={styles.overview}>
          <Trans>Overview</Trans>
        </Link>
        {groupsFor(role).map(({ name, sections }) => (
          <div key={name.id} role="group" aria-label={i18n._(name)}>
            <span aria-hidden>{i18n._(name)}</span>
            {sections.map(({ to, icon: Icon, name: section }) => (
              <Link key={to} to={to}>
                <Icon size={16} aria-hidden />
                {i18n._(section)}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className={styles.open}>
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
