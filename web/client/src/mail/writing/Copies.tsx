import { Trans } from "@lingui/react/macro";

import styles from "./Writing.module.css";

/** Opens the fields of those who get a copy. */
export function Copies({ onOpen }: { onOpen: () => void }) {
  return (
    <button type="button" className={styles.more} onClick={onOpen}>
      <Trans>Cc, Bcc</Trans>
    </button>
  );
}
