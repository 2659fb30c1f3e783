import { Message } from "../conversation/Message";
import { ThreadProvider } from "../conversation/threadContext";
import type { ThreadItem } from "../live/thread";
import type { Message as Shape, MessageStatus } from "../protocol";
import { message } from "../testing/cast";
import styles from "./Gallery.module.css";

const nothing = () => undefined;
export const PORT = { me: "dana", contact: "k1", contactName: "Pim Srisai", find: nothing, nameOf: () => "Omar Haddad", reply: nothing, forward: nothing, react: nothing, retry: nothing, discard: nothing, trace: nothing, jumpTo: nothing, look: nothing };
const OURS: Partial<Shape> = { direction: "out", author: { kind: "user", id: "omar", name: "Omar Haddad" } };
const STATUSES: MessageStatus[] = ["queued", "sending", "accepted", "sent", "delivered", "read", "played", "failed", "unknown"];

const SAID: Partial<Shape>[] = [
  { text: "Are you free on Friday?" },
  { text: "*Bold*, _slanted_, ~struck~ and `code`, and https://example.com/a" },
  { text: "สวัสดีครับ อยากทราบราคาวงดนตรีสำหรับงานแต่งงาน" },
  { text: "🎷" },
  { text: "An answer", reactions: [{ emoji: "👍", by: "pim", by_kind: "customer" }] },
  { text: "Written anew", content: { edited_at: "2026-11-22T08:00:00.000Z" } },
  { text: "Gone", content: { revoked_at: "2026-11-22T08:00:00.000Z" } },
  { text: null, kind: "unsupported", content: { type: "poll" } },
  { text: null, kind: "location", content: { latitude: 13.73, longitude: 100.54, name: "Lumphini Park", address: "Rama IV Rd, Bangkok" } },
  ...STATUSES.map((status) => ({ ...OURS, text: status, status, error: status === "failed" ? { code: "131026", message: "WhatsApp cannot deliver to this person.", advice: "Call, or write by e-mail." } : null })),
  { ...OURS, kind: "note", text: "He pays late" },
];

export function Talk() {
  return (
    <ThreadProvider value={PORT}>
      <div className={styles.talk}>
        {SAID.map((given, place) => (
          <Message key={place} item={itemOf(given, place)} first last flashed={false} />
        ))}
      </div>
    </ThreadProvider>
  );
}

function itemOf(given: Partial<Shape>, place: number): ThreadItem {
  const { order: _, ...rest } = given;
  const shape = message({ order: place + 1, ...rest });
  return { key: shape.id, message: shape, pending: null };
}
