import { memo, useMemo } from "react";

import { isEmojiOnly, parse, type Piece } from "./formatting";
import styles from "./FormattedText.module.css";

/** A person's words with WhatsApp's own marks and links; markup in them stays text. */
export const FormattedText = memo(function FormattedText({ text }: { text: string }) {
  const pieces = useMemo(() => parse(text), [text]);
  const size = isEmojiOnly(text) ? styles.large : styles.text;
  return (
    <span className={size} dir="auto">
      <Pieces pieces={pieces} />
    </span>
  );
});

function Pieces({ pieces }: { pieces: Piece[] }) {
  return pieces.map((piece, index) => <One key={index} piece={piece} />);
}

function One({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "link":
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      );
    case "code":
      return <code className={piece.block ? styles.block : styles.code}>{piece.text}</code>;
    case "bold":
      return (
        <strong>
          <Pieces pieces={piece.children} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Pieces pieces={piece.children} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Pieces pieces={piece.children} />
        </s>
      );
  }
}
