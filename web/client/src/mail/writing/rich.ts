/** A text after an edit, and what is selected in it then. */
export interface Edited {
  text: string;
  from: number;
  to: number;
}

/** The selection between two marks, or without them when it has them; nothing selected: the cursor between two new marks. */
export function marked(text: string, from: number, to: number, mark: string): Edited {
  const inner = text.slice(from, to);
  const [leading = "", , trailing = ""] = /^(\s*)(.*?)(\s*)$/su.exec(inner)?.slice(1) ?? [];
  const [start, end] = inner.trim() ? [from + leading.length, to - trailing.length] : [from, to];
  if (text[start - 1] === mark && text[end] === mark) return { text: text.slice(0, start - 1) + text.slice(start, end) + text.slice(end + 1), from: start - 1, to: end - 1 };
  return { text: text.slice(0, start) + mark + text.slice(start, end) + mark + text.slice(end), from: start + 1, to: end + 1 };
}

const ITEM = /^(?:- |• )/u;

/** The lines of the selection as items of a list, or as plain lines when they are items. */
export function listed(text: string, from: number, to: number): Edited {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  const items = lines.every((line) => ITEM.test(line));
  const made = lines.map((line) => (items ? line.replace(ITEM, "") : ITEM.test(line) ? line : `- ${line}`)).join("\n");
  return { text: text.slice(0, start) + made + text.slice(end), from: start + (lines.length === 1 ? made.length : 0), to: start + made.length };
}

export type Block = { kind: "list"; items: string[] } | { kind: "words"; text: string };

/** The blocks of a mail, as the server makes HTML of them: parted by empty lines, a list where every line is an item. */
export function blocksOf(text: string): Block[] {
  return text
    .replace(/^\n+|\n+$/gu, "")
    .split(/\n{2,}/u)
    .filter((block) => block !== "")
    .map((block) => {
      const lines = block.split("\n");
      return lines.every((line) => ITEM.test(line)) ? { kind: "list", items: lines.map((line) => line.replace(ITEM, "")) } : { kind: "words", text: block };
    });
}
