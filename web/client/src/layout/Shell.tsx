import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Outlet, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useMe } from "../live/hooks";
import { ConnectionNotice } from "./ConnectionNotice";
import { ErrorBoundary } from "./ErrorBoundary";
import { destinations } from "./navigation";
import { OwnMenu } from "./OwnMenu";
import styles from "./Shell.module.css";
import { useSeenHeight } from "./useSeenHeight";
import { useTitle } from "./useTitle";

/** The frame around every page of the console. */
export function Shell() {
  useTitle();
  useSeenHeight();
  const { conversation, quotation } = useParams({ strict: false });
  return (
    <div className={clsx(styles.shell, (conversation || quotation) && styles.reading)}>
      <a className={clsx("unseen", styles.skip)} href="#page">
        <Trans>Skip to the page</Trans>
      </a>
      <div className={styles.notice}>
        <ConnectionNotice />
      </div>
      <Rail />
      <main id="page" className={styles.page} tabIndex={-1}>
        <ErrorBoundary>
          <Outlet />
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Rail() {
  const { t, i18n } = useLingui();
  const me = useMe();
  return (
    <nav className={styles.rail} aria-label={t`Main`}>
      <img className={styles.logo} src="/mark.svg" alt="" />
      {destinations(me).map(({ to, icon: Icon, name }) => (
        <Link key={to} to={to} className={styles.link} aria-label={i18n._(name)} title={i18n._(name)}>
          <Icon size={19} strokeWidth={1.7} />
        </Link>
      ))}
      <div className={styles.space} />
      <OwnMenu />
    </nav>
  );
}
