import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";

import type { Composing } from "../conversation/composer/useComposer";
import type { Conversation, Id, Route } from "../protocol";
import { clock } from "../ui/time";
import { type Better, better } from "./better";
import { goThere, tooLong } from "./goThere";
import { Sign } from "./Sign";
import { useAccountWords } from "./useAccountWords";
import { useLeft, useRouteWords, useSeenWords } from "./useRouteWords";
import { useRoutes } from "./useRoutes";
import { useSeconds } from "./useSeconds";
import styles from "./Ways.module.css";

interface WaysBarProps {
  conversation: Conversation;
  composing: Composing;
  onOpen: (conversation: Id) => void;
}

/** By which way one writes, which others there are, and which would be better now. Nothing, where there is one alone. */
export default function WaysBar({ conversation, composing, onOpen }: WaysBarProps) {
  const { t } = useLingui();
  const routes = useRoutes(conversation.contact.id);
  const now = useSeconds(routes.map(({ state, until }) => (state === "reply" ? until : null)));
  const nameOf = useAccountWords();
  const [trouble, setTrouble] = useState("");
  const here = routes.find((route) => route.channel === conversation.channel);
  if (!here || routes.length < 2) return null;
  const go = (route: Route) => {
    const { draft, uploads } = composing;
    const over = tooLong(draft.text, route.kind);
    const place = nameOf(route.channel, route.kind);
    if (over > 0) return setTrouble(t`Your text is ${over} characters too long for ${place}. Shorten it first.`);
    if (uploads.items.some((file) => !file.attachment && !file.error)) return setTrouble(t`Wait until your files are uploaded.`);
    goThere(route, conversation.contact.id, draft, uploads.items).then(left, (refused: Error) => setTrouble(refused.message));
  };
  const left = (there: Id): void => {
    composing.change({ text: "", replyTo: null });
    composing.uploads.clear();
    requestAnimationFrame(() => onOpen(there)); // what was carried along is not kept here as well
  };
  const found = better(routes, conversation.channel, now);
  return (
    <div className={styles.bar} role="group" aria-label={t`Ways to write`}>
      <Chooser routes={routes} here={here} now={now} onGo={go} />
      {found && (
        <span className={styles.better}>
          <Suggestion found={found} now={now} />
          <button type="button" className={styles.link} onClick={() => go(found.route)}>
            <Trans>Write there</Trans>
          </button>
        </span>
      )}
      {trouble && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

function Suggestion({ found: { route, why }, now }: { found: Better; now: number }) {
  const { i18n } = useLingui();
  const leftOf = useLeft();
  const place = useAccountWords()(route.channel, route.kind);
  if (route.state === "reply") {
    const left = leftOf(route.until, now);
    return <Trans>Free on {place} for {left}</Trans>;
  }
  if (why === "open") return <Trans>Not here now: {place} is open</Trans>;
  if (why === "free") return <Trans>{place} costs nothing</Trans>;
  const time = clock(route.last_seen_at ?? "", i18n.locale);
  return <Trans>Wrote on {place} at {time}</Trans>;
}

function Chooser({ routes, here, now, onGo }: { routes: readonly Route[]; here: Route; now: number; onGo: (route: Route) => void }) {
  const { t } = useLingui();
  const nameOf = useAccountWords();
  const wordsOf = useRouteWords();
  const seenOf = useSeenWords();
  const name = nameOf(here.channel, here.kind);
  return (
    <Menu position="top-start" width={300} withinPortal>
      <Menu.Target>
        <button type="button" className={styles.chooser} aria-label={t`Write on another channel. Now: ${name}`}>
          <Sign kind={here.kind} />
          <span>{name}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {routes.map((route) => (
          <Menu.Item
            key={route.channel}
            leftSection={<Sign kind={route.kind} />}
            rightSection={route.channel === here.channel ? <Check size={15} aria-label={t`Chosen`} /> : null}
            disabled={!route.compliant && route.channel !== here.channel}
            onClick={() => route.channel !== here.channel && onGo(route)}
          >
            <span className={styles.way}>
              {nameOf(route.channel, route.kind)}
              <small>{`${wordsOf(route, now)} · ${seenOf(route, now)}`}</small>
              {route.answers_may_cost && (
                <small>
                  <Trans>An answer may cost since October 2026; its price is not published.</Trans>
                </small>
              )}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
