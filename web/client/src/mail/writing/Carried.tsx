import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { fileSize } from "../../ui/time";
import { FILES_LIMIT, sum } from "../draft";
import styles from "./Writing.module.css";

/** How many files go in this one mail, and how much of what it carries they take. */
export function Carried({ sizes }: { sizes: readonly number[] }) {
  const { i18n } = useLingui();
  if (sizes.length === 0) return null;
  const total = sum(sizes);
  const [size, limit] = [fileSize(total, i18n.locale), fileSize(FILES_LIMIT, i18n.locale)];
  if (total > FILES_LIMIT) {
    return (
      <p className={styles.tooMuch} role="alert">
        <Trans>
          <b>{size}: a mail carries {limit}.</b> Leave a file out, make it smaller, or send a link to it.
        </Trans>
      </p>
    );
  }
  return (
    <p className={styles.carried}>
      <Plural value={sizes.length} one={`# file in this mail, ${size} of ${limit}`} other={`# files in this mail, ${size} of ${limit}`} />
    </p>
  );
}
