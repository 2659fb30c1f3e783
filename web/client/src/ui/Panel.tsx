import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

import styles from "./Panel.module.css";

interface PanelProps {
  title?: ReactNode;
  /** What this is about, in a sentence. */
  words?: ReactNode;
  /** What can be done with all of it, beside the title. */
  acts?: ReactNode;
  className?: string | undefined;
  children?: ReactNode;
}

/** Things that belong together, under their name. */
export function Panel({ title, words, acts, className, children }: PanelProps) {
  const name = useId();
  return (
    <section className={clsx(styles.panel, className)} aria-labelledby={title ? name : undefined}>
      {title && (
        <header className={styles.head}>
          <h2 id={name}>{title}</h2>
          {acts && <div className={styles.acts}>{acts}</div>}
        </header>
      )}
      {words && <p className={styles.words}>{words}</p>}
      {children}
    </section>
  );
}

/** Fields beside each other where there is room. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className={styles.fields}>{children}</div>;
}

/** Buttons in a row, the main one last. */
export function Acts({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** A name and what it is, line by line. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type Tone = "good" | "mark" | "bad" | "plain";

/** A state in one word. */
export function Mark({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.mark} data-tone={tone}>
      {children}
    </span>
  );
}

export const wide = styles.wide;
