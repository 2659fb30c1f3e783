import type { Violation } from "../../protocol";
import { said } from "../../said/said";
import styles from "./Editor.module.css";

/** Which rules are broken here. */
export function Wrong({ found }: { found: readonly Violation[] }) {
  if (found.length === 0) return null;
  return (
    <ul className={styles.wrong} role="alert">
      {found.map(({ message, level }) => (
        <li key={message} data-level={level}>
          {said(message)}
        </li>
      ))}
    </ul>
  );
}
