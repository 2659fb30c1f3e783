import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { QuickActions, type Ways } from "./Actions";
import * as api from "./api";
import styles from "./Dashboard.module.css";
import { Feed } from "./Feed";
import { Last } from "./Last";
import { Online } from "./Online";
import { Longest, WaitTiles } from "./Waits";
import { Today } from "./Today";
import { useLive } from "./useLive";

const CONVERSATIONS = ["conversation.created", "conversation.changed", "conversation.removed"] as const;

/** The office at a glance: who waits, how the day goes, who is here, what happens. */
export default function DashboardPage(ways: Ways) {
  const { value, error, again } = useLive("dashboard", api.figures, CONVERSATIONS);
  return (
    <Page title={<Trans>Dashboard</Trans>} actions={<QuickActions {...ways} />}>
      {error && !value && (
        <div className={styles.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={styles.page}>
        <WaitTiles waits={value?.waiting ?? null} />
        <div className={styles.columns}>
          <div className={styles.main}>
            <Longest waits={value?.waiting ?? null} />
            <Today figures={value} />
            <Last />
          </div>
          <div className={styles.side}>
            <Online />
            <Feed />
          </div>
        </div>
      </div>
    </Page>
  );
}
