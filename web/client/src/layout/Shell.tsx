import { Trans } from "@lingui/react/macro";
import { Outlet, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { ConnectionNotice } from "./ConnectionNotice";
import { ErrorBoundary } from "./ErrorBoundary";
import { PaletteKey } from "./palette/PaletteKey";
import { Rail } from "./Rail";
import styles from "./Shell.module.css";
import { useSeenHeight } from "./useSeenHeight";
import { useTitle } from "./useTitle";

/** The frame around every page of the console. */
export function Shell({ bell }: { bell: ReactNode }) {
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
      <div className={styles.rail}>
        <Rail bell={bell} />
      </div>
      <main id="page" className={styles.page} tabIndex={-1}>
        <ErrorBoundary>
          <Outlet />
        </ErrorBoundary>
      </main>
      <PaletteKey />
    </div>
  );
}
