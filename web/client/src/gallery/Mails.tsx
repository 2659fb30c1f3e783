import { Message } from "../conversation/Message";
import { ThreadProvider } from "../conversation/threadContext";
import type { Attachment, Message as Shape } from "../protocol";
import { message } from "../testing/cast";
import styles from "./Gallery.module.css";
import { PORT } from "./Talk";

const PIM = { address: "pim@example.com", name: "Pim Srisai" };
const OFFICE = { address: "office@example.com", name: "Office" };
const FILE: Attachment = {
  id: "f1",
  kind: "document",
  mime: "application/pdf",
  name: "stage-plan.pdf",
  size: 48_000,
  state: "ready",
  url: "#",
  thumbnail_url: null,
  width: null,
  height: null,
  duration: null,
  animated: false,
  error: null,
  cid: null,
};
const ORIGINAL: Attachment = { ...FILE, id: "f2", name: "original.eml", mime: "message/rfc822" };

const MAILS: Partial<Shape>[] = [
  {
    text: "Could you send us a price for the garden stage on 12 December?",
    attachments: [FILE, ORIGINAL],
    content: { mail: { subject: "Price for the garden stage", from: PIM, to: [OFFICE], cc: [{ address: "ken@example.com" }, { address: "mali@example.com" }], html: true, quoted: "-- \nPim" } },
  },
  { text: "Please pay 12,000 THB today.", content: { mail: { subject: "Invoice", from: PIM, to: [OFFICE], verdicts: { dmarc: "fail", dkim: "fail" } } } },
  { text: "ขณะนี้ไม่อยู่ที่สำนักงาน", content: { mail: { subject: "ไม่อยู่", from: PIM, to: [OFFICE], automatic: "reply" } } },
  {
    text: "It costs *12,000 baht*.",
    direction: "out",
    author: { kind: "user", id: "dana", name: "Dana Rossi" },
    status: "failed",
    error: { code: "5.1.1", message: "There is no such mailbox.", advice: "Check the address, or call." },
    content: { mail: { subject: "Re: Price for the garden stage", from: OFFICE, to: [PIM], signature: "Dana" } },
  },
];

/** Mails as a thread draws them. */
export function Mails() {
  return (
    <ThreadProvider value={PORT}>
      <div className={styles.talk}>
        {MAILS.map((given, place) => {
          const shape = { ...message({ order: place + 1, provider_id: `p${place}` }), ...given };
          return <Message key={shape.id} item={{ key: shape.id, message: shape, pending: null }} first last flashed={false} />;
        })}
      </div>
    </ThreadProvider>
  );
}
