import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { AlarmClock } from "lucide-react";
import { useState } from "react";

import { reopen, snooze } from "../live/actions";
import type { Conversation } from "../protocol";
import { useNow } from "../ui/now";
import { upcoming } from "../ui/time";
import styles from "./Header.module.css";
import { snoozeTimes } from "./snoozeTimes";

/** Out of the way until a time, or wake it now. */
export function SnoozeMenu({ conversation, run }: { conversation: Conversation; run: (doing: Promise<unknown>) => void }) {
  const { i18n, t } = useLingui();
  const now = useNow();
  const [own, setOwn] = useState("");
  const words = { hour: t`In an hour`, evening: t`This evening`, tomorrow: t`Tomorrow morning`, monday: t`On Monday` };
  const chosen = own ? new Date(own) : null;
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target>
        <button type="button" className={styles.button} data-role="snooze">
          <AlarmClock className={styles.icon} size={18} strokeWidth={1.7} aria-hidden />
          <span>{conversation.snoozed_until ? <Trans>Until {upcoming(conversation.snoozed_until, now, i18n.locale)}</Trans> : <Trans>Snooze</Trans>}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {conversation.state === "snoozed" && (
          <Menu.Item onClick={() => run(reopen(conversation.id))}>
            <Trans>Wake it now</Trans>
          </Menu.Item>
        )}
        {snoozeTimes(new Date(now)).map(({ key, until }) => (
          <Menu.Item
            key={key}
            rightSection={<span className={styles.when}>{upcoming(until.getTime(), now, i18n.locale)}</span>}
            onClick={() => run(snooze(conversation.id, until))}
          >
            {words[key]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <div className={styles.own}>
          <input type="datetime-local" value={own} aria-label={t`Another time`} onChange={(event) => setOwn(event.target.value)} />
          <button type="button" disabled={!chosen || chosen.getTime() <= now} onClick={() => chosen && run(snooze(conversation.id, chosen))}>
            <Trans>Set</Trans>
          </button>
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}
