import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Ellipsis, Search } from "lucide-react";
import type { ReactNode } from "react";

import { useMe } from "../live/hooks";
import { type Destination, destinations } from "./navigation";
import { OwnMenu } from "./OwnMenu";
import { openPalette } from "./palette/opening";
import styles from "./Rail.module.css";

/** The ways to every page; on a phone a bar with the nearest ones, the others behind "More". */
export function Rail({ bell }: { bell: ReactNode }) {
  const { t, i18n } = useLingui();
  const all = destinations(useMe());
  const far = all.filter(({ near }) => !near);
  return (
    <nav className={styles.rail} aria-label={t`Main`}>
      <img className={styles.logo} src="/mark.svg" alt="" />
      <div className={styles.ways}>
        <button type="button" className={clsx(styles.link, styles.far)} aria-label={t`Go anywhere`} title={t`Go anywhere (Ctrl K)`} onClick={openPalette}>
          <Search size={19} strokeWidth={1.7} aria-hidden />
        </button>
        {all.map(({ to, icon: Icon, name, near }) => (
          <Link key={to} to={to} className={clsx(styles.link, !near && styles.far)} aria-label={i18n._(name)} title={i18n._(name)}>
            <Icon size={19} strokeWidth={1.7} />
          </Link>
        ))}
        {far.length > 0 && <Further destinations={far} />}
      </div>
      {bell}
      <OwnMenu />
    </nav>
  );
}

function Further({ destinations: far }: { destinations: readonly Destination[] }) {
  const { t, i18n } = useLingui();
  const { pathname } = useLocation();
  const inside = far.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <Menu position="top-end" withinPortal width={220}>
      <Menu.Target>
        <button type="button" className={clsx(styles.link, styles.further)} aria-current={inside ? "page" : undefined} aria-label={t`More pages`}>
          <Ellipsis size={19} strokeWidth={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Trans>More pages</Trans>
        </Menu.Label>
        {far.map(({ to, icon: Icon, name }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={16} />}>
            {i18n._(name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
