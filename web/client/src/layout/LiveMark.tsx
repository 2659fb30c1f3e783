import { useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";
import { type ConnectionState, useConnection } from "../live/hooks";
import { clock } from "../ui/time";
import styles from "./LiveMark.module.css";

/** Always the truth about the connection, in a few letters. */
export function LiveMark() {
  const connection = useConnection();
  const words = useWords(connection);
  return (
    <span className={clsx(styles.mark, styles[connection.mark])} role="status">
      <span className={styles.dot} />
      {words}
    </span>
  );
}

function useWords({ mark, since, waiting }: ConnectionState): string {
  const { t, i18n } = useLingui();
  const time = since === undefined ? "" : clock(since, i18n.locale);
  if (mark === "live") return t`Live`;
  if (mark === "catching_up") return waiting > 0 ? t`Catching up (${waiting} waiting)` : t`Catching up`;
  if (mark === "polling") return t`Slow connection`;
  return waiting > 0 ? t`Offline since ${time} (${waiting} waiting)` : t`Offline since ${time}`;
}
