import { FormattedText } from "../../ui/FormattedText";
import { blocksOf } from "./rich";
import styles from "./Writing.module.css";

/** The mail as its reader will see it. */
export function Preview({ words, signature }: { words: string; signature: string }) {
  return (
    <div className={styles.preview} aria-live="polite">
      <Blocks words={words} />
      {signature && (
        <div className={styles.signed}>
          <Blocks words={signature} />
        </div>
      )}
    </div>
  );
}

function Blocks({ words }: { words: string }) {
  return blocksOf(words).map((block, index) =>
    block.kind === "list" ? (
      <ul key={index}>
        {block.items.map((item, place) => (
          <li key={place}>
            <FormattedText text={item} />
          </li>
        ))}
      </ul>
    ) : (
      <p key={index}>
        <FormattedText text={block.text} />
      </p>
    ),
  );
}
