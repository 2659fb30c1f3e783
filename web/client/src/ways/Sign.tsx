import type { ChannelKind } from "../protocol";
import styles from "./Ways.module.css";

const SIGNS: Record<ChannelKind, string> = { whatsapp: "W", line: "L", mail: "@" };

/** The mark of a kind of channel, beside its name. */
export function Sign({ kind }: { kind: ChannelKind }) {
  return (
    <span className={styles.sign} data-kind={kind} aria-hidden>
      {SIGNS[kind]}
    </span>
  );
}
