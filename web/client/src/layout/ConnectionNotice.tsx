import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useEffect, useState } from "react";
import { reconnect } from "../live/actions";
import { useConnection, useHalt } from "../live/hooks";
import type { Mark } from "../live/state";
import { clock } from "../ui/time";
import styles from "./ConnectionNotice.module.css";

const QUIET = 5_000; // ms; most losses are over before anybody reads of them

/** A quiet bar that says what the small mark has no room for. */
export function ConnectionNotice() {
  const { mark, since, waiting } = useConnection();
  const halted = useHalt() === "too_many_sessions";
  const lasting = useLasting(mark !== "live", since);
  if (!halted && !lasting) return null;
  return (
    <div className={styles.notice} role="status">
      <span>{halted ? <Trans>You are signed in at twenty places already, so this page waits.</Trans> : <Words mark={mark} since={since} />}</span>
      {waiting > 0 && (
        <span>
          <Plural value={waiting} one="# message waits here and goes out by itself." other="# messages wait here and go out by themselves." />
        </span>
      )}
      {(halted || mark === "offline") && (
        <button type="button" className={styles.again} onClick={reconnect}>
          {halted ? <Trans>Use this page</Trans> : <Trans>Try now</Trans>}
        </button>
      )}
    </div>
  );
}

function Words({ mark, since }: { mark: Mark; since: number | undefined }): ReactNode {
  const { i18n } = useLingui();
  const time = since === undefined ? "" : clock(since, i18n.locale);
  if (mark === "polling")
    return <Trans>This network blocks live connections. The page asks every few seconds instead, so things arrive a little later.</Trans>;
  if (mark === "offline") return <Trans>Offline since {time}. What you see may be out of date.</Trans>;
  return <Trans>Catching up since {time}.</Trans>;
}

/** True once it has been so for a while. */
function useLasting(so: boolean, since: number | undefined): boolean {
  const [lasted, setLasted] = useState<number | null>(null);
  useEffect(() => {
    if (!so || since === undefined) return;
    const timer = setTimeout(() => setLasted(since), Math.max(0, since + QUIET - Date.now()));
    return () => clearTimeout(timer);
  }, [so, since]);
  return so && lasted !== null && lasted === since;
}
