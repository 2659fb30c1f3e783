import { Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../live/hooks";
import type { Statistics } from "../protocol";
import { said } from "../said/said";
import { Panel } from "../ui/Panel";
import { Skeleton } from "../ui/Skeleton";
import styles from "./Reports.module.css";
import { Scroll } from "./Scroll";

/** What was not sent, and why. */
export function Failures({ now }: { now: Statistics | null }) {
  const { t, i18n } = useLingui();
  const { channels } = useOutline();
  return (
    <Panel title={<Trans>Not sent</Trans>}>
      {!now && <Skeleton height={60} />}
      {now?.failures.length === 0 && (
        <p className={styles.none}>
          <Trans>Everything was sent.</Trans>
        </p>
      )}
      {now && now.failures.length > 0 && (
        <Scroll name={t`Not sent`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Why</Trans>
                </th>
                <th scope="col">
                  <Trans>Number</Trans>
                </th>
                <th scope="col">
                  <Trans>Messages</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {now.failures.map(({ channel, code, reason, count }) => (
                <tr key={`${channel} ${code}`}>
                  <th scope="row" className={styles.why}>
                    <span dir="auto">{reason && said(reason)}</span> <small>{code}</small>
                  </th>
                  <td>{channels.get(channel)?.name}</td>
                  <td>{count.toLocaleString(i18n.locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
