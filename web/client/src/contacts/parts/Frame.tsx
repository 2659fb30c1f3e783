import { Trans, useLingui } from "@lingui/react/macro";
import { Link, type LinkProps } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ReactNode } from "react";

import { LiveMark } from "../../layout/LiveMark";
import page from "../../layout/Page.module.css";
import { useCurrentInSight } from "../../layout/useCurrentInSight";
import { useMe } from "../../live/hooks";
import styles from "./Frame.module.css";
import { manages } from "./words";

interface FrameProps {
  actions?: ReactNode;
  /** The page itself does not scroll: its list does. */
  still?: boolean;
  children: ReactNode;
}

/** Every page about contacts: its name, what can be done here, and the way to the others. */
export function Frame({ actions, still = false, children }: FrameProps) {
  const { t } = useLingui();
  return (
    <div className={clsx(page.page, still && styles.still)}>
      <header className={clsx(page.head, styles.head)}>
        <h1>
          <Trans>Contacts</Trans>
          <span className={page.mark}>
            <LiveMark />
          </span>
        </h1>
        {actions && <nav aria-label={t`For contacts`}>{actions}</nav>}
      </header>
      <Sections />
      {children}
    </div>
  );
}

function Sections() {
  const { t } = useLingui();
  const all = manages(useMe()?.role);
  const way = (to: LinkProps["to"], words: ReactNode, exact = false) => (
    <Link to={to} activeOptions={{ exact, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
      {words}
    </Link>
  );
  return (
    <nav ref={useCurrentInSight()} className={styles.sections} aria-label={t`Sections of contacts`}>
      {way("/contacts", <Trans>People</Trans>, true)}
      {way("/contacts/segments", <Trans>Segments</Trans>)}
      {all && way("/contacts/lists", <Trans>Lists</Trans>)}
      {way("/contacts/duplicates", <Trans>Duplicates</Trans>)}
      {way("/contacts/tags", <Trans>Tags</Trans>)}
      {way("/contacts/fields", <Trans>Fields</Trans>)}
      {all && way("/contacts/import", <Trans>Imports</Trans>)}
    </nav>
  );
}
