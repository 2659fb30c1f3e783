import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { LANGUAGES, type Language, choose } from "../locales/language";
import styles from "./Card.module.css";

interface CardProps {
  title: ReactNode;
  words: ReactNode;
  /** What went wrong, as a sentence. */
  problem: string | null;
  children: ReactNode;
  onSubmit: () => void;
}

/** The one form on the page of somebody who is not signed in. */
export function Card({ title, words, problem, children, onSubmit }: CardProps) {
  return (
    <main className={styles.ground}>
      <div className={styles.column}>
        <form
          className={styles.card}
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <img className={styles.mark} src="/mark.svg" alt="" />
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.words}>{words}</p>
          {problem && (
            <p className={styles.problem} role="alert">
              {problem}
            </p>
          )}
          {children}
        </form>
        <Languages />
      </div>
    </main>
  );
}

function Languages() {
  const { i18n } = useLingui();
  return (
    <div className={styles.languages}>
      {Object.entries(LANGUAGES).map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={styles.language}
          aria-pressed={i18n.locale === language}
          onClick={() => void choose(language as Language)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
