import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleX, Info } from "lucide-react";

import { usePaged } from "../../live/usePaged";
import type { ChannelNews, Id } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import styles from "./News.module.css";

const SIGNS = { info: Info, warning: CircleAlert, alarm: CircleX };
const ICON = 17; // px
const SHOWN = 5;
const NO_QUERY = new URLSearchParams();

/** What the provider said of the channel lately; nothing at all while it said nothing. */
export function NewsPanel({ channel }: { channel: Id }) {
  const { t } = useLingui();
  const { items, hasMore, more } = usePaged<ChannelNews>(NO_QUERY, api.channels.news(channel), ["channel.told"], SHOWN);
  const words = { info: t`for information`, warning: t`look at it`, alarm: t`alarm` };
  if (items.length === 0) return null;
  return (
    <Panel title={<Trans>News of this channel</Trans>}>
      <ul className={styles.news} aria-live="polite">
        {items.map((item) => {
          const Sign = SIGNS[item.severity];
          return (
            <li key={item.id} data-severity={item.severity}>
              <Sign size={ICON} role="img" aria-label={words[item.severity]} />
              <span dir="auto">{said(item.summary)}</span>
              <TimeAgo at={item.at} />
            </li>
          );
        })}
      </ul>
      {hasMore && (
        <Button kind="quiet" onClick={more}>
          <Trans>Earlier</Trans>
        </Button>
      )}
    </Panel>
  );
}
