/** A sentence with places in it, as the catalogue has them: `{name}`, or `{=name}` for what is said again itself. */
export interface Form {
  /** The text around the places: one more than there are places. */
  around: string[];
  places: string[];
  /** How much of the sentence is its own. */
  weight: number;
  words: Words;
}

/** What it is in the other language: texts and the places among them. */
export type Words = (string | Place)[];

interface Place {
  name: string;
  again: boolean;
}

const PLACE = /(?<!\\)\{(=?)(\w+)\}/;

export function formOf(form: string, words: string): Form {
  const pieces = form.split(PLACE);
  const around = pieces.filter((_, at) => at % 3 === 0).map(plain);
  return { around, places: pieces.filter((_, at) => at % 3 === 2), weight: around.join("").length, words: wordsOf(words) };
}

function wordsOf(words: string): Words {
  const pieces = words.split(PLACE);
  const out: Words = [];
  for (let at = 0; at < pieces.length; at += 3) {
    if (pieces[at]) out.push(plain(pieces[at] ?? ""));
    if (at + 2 < pieces.length) out.push({ again: pieces[at + 1] === "=", name: pieces[at + 2] ?? "" });
  }
  return out;
}

function plain(text: string): string {
  return text.replaceAll("\\{", "{");
}

/** What stands in the places of `text`, when it has this form; in time linear to its length, whatever the values hold. */
export function valuesOf({ around, places }: Form, text: string): Map<string, string> | null {
  const [first = "", ...rest] = around;
  const last = rest.pop();
  if (last === undefined) return text === first ? new Map() : null;
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const values = new Map<string, string>();
  let from = first.length;
  const until = text.length - last.length;
  for (const [at, name] of places.entries()) {
    const next = rest[at];
    const to = next === undefined ? until : text.indexOf(next, from + 1);
    if (to <= from || to > until) return null;
    const value = text.slice(from, to);
    if ((values.get(name) ?? value) !== value) return null;
    values.set(name, value);
    from = to + (next?.length ?? 0);
  }
  return values;
}
