import { ConversationRow } from "../inbox/ConversationRow";
import { Dragging } from "../inbox/dragging";
import type { Conversation, LastMessage } from "../protocol";
import { conversation, last } from "../testing/cast";
import styles from "./Gallery.module.css";

const LINK = { href: () => "#row", open: () => undefined };
const STILL = { carried: 0, begin: () => undefined, end: () => undefined, drop: () => undefined };
const AGO = new Date(Date.now() - 2 * 86_400_000).toISOString(); // its weekday is shown, whatever the hour
const message = (given: Partial<LastMessage> = {}): LastMessage => last({ at: AGO, ...given });
const ours: Partial<LastMessage> = { direction: "out", status: "read", author: { kind: "user", id: "omar", name: "Omar Haddad" } };

const ROWS: [string, Partial<Conversation>, object?][] = [
  ["Quiet", { last_message: message() }],
  ["Open now", { last_message: message() }, { current: true }],
  ["Chosen", { last_message: message() }, { chosen: true }],
  ["Unread", { unread: 3, last_message: message({ excerpt: "Are you free on Friday?" }) }],
  ["Unread, very", { unread: 240, last_message: message() }],
  ["Waits", { waiting_since: AGO, unread: 1, last_message: message() }],
  ["Low", { priority: 1, last_message: message() }],
  ["High", { priority: 2, last_message: message() }],
  ["Urgent", { priority: 3, last_message: message() }],
  ["Tagged", { tags: ["wedding", "vip"], last_message: message() }],
  ["A name that is far too long for one row of a list", { tags: ["a tag that is long as well"], last_message: message({ excerpt: "And words that go on and on beyond the edge" }) }],
  ["Failed", { last_message: message({ ...ours, status: "failed" }) }],
  ["Voice", { last_message: message({ kind: "voice", excerpt: "", duration: 24 }) }],
  ["Note", { last_message: message({ ...ours, kind: "note", excerpt: "He pays late" }) }],
  ["Nothing said", {}],
];

export function Rows() {
  return (
    <Dragging value={STILL}>
      <ul className={styles.rows} aria-label="Conversations">
        {ROWS.map(([name, given, more]) => (
          <li key={name}>
            <ConversationRow
              conversation={conversation({ id: name, contact: { id: name, name, picture: null }, created_at: AGO, ...given })}
              channel="whatsapp"
              link={LINK}
              current={false}
              onToggle={() => undefined}
              {...more}
            />
          </li>
        ))}
      </ul>
    </Dragging>
  );
}
