const BEFORE = 28; // letters kept in front of what was found
const LENGTH = 140;

/** The part of a text around what was sought, with it marked. */
export function Excerpt({ text, sought }: { text: string; sought: string }) {
  const at = text.toLowerCase().indexOf(sought.toLowerCase());
  if (at < 0) return <span>{text.slice(0, LENGTH)}</span>;
  const from = Math.max(0, at - BEFORE);
  return (
    <span>
      {from > 0 && "…"}
      {text.slice(from, at)}
      <mark>{text.slice(at, at + sought.length)}</mark>
      {text.slice(at + sought.length, from + LENGTH)}
    </span>
  );
}
