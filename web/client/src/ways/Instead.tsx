import { Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";

import { request } from "../http/request";
import { useOutline } from "../live/hooks";
import type { Id, Message, Route } from "../protocol";
import { insteadOf } from "./better";
import { useAccountWords } from "./useAccountWords";
import { useRoutes } from "./useRoutes";
import { useSeconds } from "./useSeconds";
import styles from "./Ways.module.css";

const MOST = 2; // ways offered beside one failed message
const SUBJECT = 60; // characters

interface InsteadProps {
  message: Message;
  contact: Id;
}

/** The other ways for what could not be sent: one press, words and files go along. */
export default function Instead({ message, contact }: InsteadProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const nameOf = useAccountWords();
  const routes = useRoutes(contact);
  const now = useSeconds([]);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const client = useRef(crypto.randomUUID()); // pressed twice, it goes once
  const { replaced_on: on } = message.content;
  if (typeof on === "string") {
    const place = nameOf(on, channels.get(on)?.kind ?? "whatsapp");
    return <b>{t`Sent on ${place} instead.`}</b>;
  }
  const send = (route: Route) => {
    setBusy(true);
    setTrouble("");
    const json = { channel: route.channel, client_id: client.current, ...(route.kind === "mail" && { mail: { subject: subjectOf(message) } }) };
    request<Message>(`/api/v1/messages/${message.id}/replacement`, { method: "POST", json })
      .catch((refused: Error) => setTrouble(refused.message))
      .finally(() => setBusy(false));
  };
  return (
    <span className={styles.instead}>
      {insteadOf(routes, message.channel, now)
        .slice(0, MOST)
        .map((route) => {
          const place = nameOf(route.channel, route.kind);
          return (
            <button key={route.channel} type="button" disabled={busy} onClick={() => send(route)}>
              <Trans>Send on {place}</Trans>
            </button>
          );
        })}
      {trouble && <span role="alert">{trouble}</span>}
    </span>
  );
}

/** The first line, as the subject of a mail. */
function subjectOf({ text }: Message): string | null {
  const [line = ""] = (text ?? "").trim().split("\n");
  return line.length > SUBJECT ? `${line.slice(0, SUBJECT - 1).trimEnd()}…` : line || null;
}
