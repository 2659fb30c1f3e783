import { useLingui } from "@lingui/react/macro";
import { useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { Bell as BellSign } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { auth } from "../http/auth";
import rail from "../layout/Rail.module.css";
import { useMe } from "../live/hooks";
import type { Notification } from "../protocol";
import styles from "./Bell.module.css";
import * as push from "./push";
import * as signals from "./signals";
import { useTold } from "./useTold";
import { addressOf, useWords } from "./useWords";
import { insist } from "../ui/insist";

const MOST = 99; // counted in figures

const Centre = lazy(() => insist(() => import("./Centre")));

/** How much this person was told and has not read; opens the rest. Speaks up in other ways where they asked for it. */
export default function Bell() {
  const { t, i18n } = useLingui();
  const me = useMe()?.id;
  const [open, setOpen] = useState(false);
  const words = useWords();
  const { conversation } = useParams({ strict: false });
  const navigate = useNavigate();
  const go = (notification: Notification): void => {
    if (!notification.read) told.setRead(notification, true);
    void navigate({ to: addressOf(notification) });
  };
  const [said, setSaid] = useState("");
  const told = useTold((notification) => {
    if (signals.isLookedAt() && notification.conversation !== null && notification.conversation === conversation) return told.setRead(notification, true);
    const { title, detail } = words(notification);
    setSaid(detail ? `${title}: ${detail}` : title);
    if (signals.wants("sound")) signals.chime();
    if (signals.wants("desktop") && !signals.isLookedAt()) signals.showWindow(notification.id, title, detail, () => go(notification));
  });
  useWorker(me, i18n.locale);
  const unread = told.unread.size;
  useEffect(() => signals.mark(unread > 0), [unread]);
  useEffect(() => () => signals.mark(false), []);
  const count = unread > MOST ? `${MOST}+` : String(unread);
  const label = unread > 0 ? t`Notifications, ${count} unread` : t`Notifications`;
  return (
    <>
      <button type="button" className={`${rail.link} ${styles.bell}`} aria-label={label} title={label} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <BellSign size={19} strokeWidth={1.7} aria-hidden />
        {unread > 0 && (
          <span className={styles.count} aria-hidden>
            {count}
          </span>
        )}
      </button>
      <span className="unseen" role="status">
        {said}
      </span>
      <Suspense fallback={null}>
        {open && (
          <Centre
            told={told}
            onClose={() => setOpen(false)}
            onOpen={(notification) => {
              setOpen(false);
              go(notification);
            }}
          />
        )}
      </Suspense>
    </>
  );
}

/** The service worker leads to what was clicked, and is told who is here. */
function useWorker(me: string | undefined, language: string): void {
  const router = useRouter();
  const latest = useRef({ me, language });
  useEffect(() => {
    latest.current = { me, language };
    if (me) void push.renew(me, language).catch(() => undefined); // the next time, then
  }, [me, language]);
  useEffect(() => {
    void push
      .register(({ type, url }) => {
        const { me: person, language: spoken } = latest.current;
        if (type === "open" && url && /^\/(?![/\\])/.test(url)) router.history.push(url);
        if (type === "resubscribe" && person) void push.renew(person, spoken).catch(() => undefined);
      })
      .catch(() => undefined); // a private window, or no secure origin: the console works without
    return auth.subscribe(() => {
      if (auth.status === "signed_out") void push.forget().catch(() => undefined);
    });
  }, [router]);
}
