import { dated } from "./dated";
import type { Entry } from "./entries";
import { type Form, formOf, valuesOf } from "./form";
import type { Sayer } from "./said";

const MOST_SENTENCES = 12; // in one text; what follows is taken for one
const MOST_KEPT = 500; // texts
const DEEPEST = 3; // sentences within sentences
const END = /[.?!…][”)"]?\s+/g;

interface Told {
  /** Letters no form knows. */
  unknown: number;
  weight: number;
  said: string;
}

const NOTHING: Told = { unknown: 0, weight: 0, said: "" };

/** Finds the form each sentence of a text has, and says it in the catalogue's language with the values put in. */
export function sayerOf(entries: Entry[], locale: string): Sayer {
  const sentences = new Forms(entries.filter(([kind]) => kind === ""));
  const parts = new Forms(entries.filter(([kind]) => kind === "part"));
  const kept = new Map<string, string>();

  function again(value: string, deep: number): string {
    const part = parts.find(value) ?? parts.find(value.toLowerCase()) ?? sentences.find(value);
    if (part) return filled(part, deep);
    return deep < DEEPEST ? whole(value, deep) : value;
  }

  function filled([form, values]: [Form, Map<string, string>], deep: number): string {
    return form.words
      .map((piece) => {
        if (typeof piece === "string") return piece;
        const value = values.get(piece.name) ?? "";
        return dated(value, locale) ?? (piece.again ? again(value, deep + 1) : value);
      })
      .reduce((before, piece) => (meet(before, piece) ? `${before} ${piece}` : before + piece), "");
  }

  /** Of all ways to part a text into sentences the one that leaves least unknown; a value may look like sentences itself. */
  function whole(text: string, deep: number): string {
    const ends = [0, ...[...text.matchAll(END)].slice(0, MOST_SENTENCES).map((end) => end.index + end[0].length), text.length];
    const best: Told[] = ends.map(() => NOTHING);
    for (let from = ends.length - 2; from >= 0; from -= 1) {
      let chosen: Told | null = null;
      for (let to = from + 1; to < ends.length; to += 1) {
        const piece = text.slice(ends[from], ends[to]);
        const bare = piece.trimEnd();
        const found = sentences.find(bare) ?? sentences.find(`${bare}.`);
        const rest = best[to] ?? NOTHING;
        const unknown = rest.unknown + (found ? 0 : bare.length);
        const weight = rest.weight + (found?.[0].weight ?? 0);
        if (chosen && (chosen.unknown - unknown || weight - chosen.weight) <= 0) continue;
        chosen = { unknown, weight, said: (found ? filled(found, deep) : bare) + piece.slice(bare.length) + rest.said };
      }
      if (chosen) best[from] = chosen;
    }
    return best[0]?.said ?? text;
  }

  return (sentence) => {
    let words = kept.get(sentence);
    if (words === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(sentence, (words = whole(sentence, 0)));
    }
    return words;
  };
}

/** Forms by the word they begin with; the one that has most of a text itself comes first. */
class Forms {
  #plain = new Map<string, Form>();
  #begun = new Map<string, Form[]>();
  #open: Form[] = [];

  constructor(entries: Entry[]) {
    for (const [, text, words] of entries) {
      const form = formOf(text, words);
      const [first = ""] = form.around;
      if (form.places.length === 0) this.#plain.set(first, form);
      else if (first.includes(" ")) this.#of(wordOf(first)).push(form);
      else this.#open.push(form);
    }
    for (const forms of [...this.#begun.values(), this.#open]) forms.sort((one, other) => other.weight - one.weight);
  }

  #of(word: string): Form[] {
    let forms = this.#begun.get(word);
    if (!forms) this.#begun.set(word, (forms = []));
    return forms;
  }

  find(text: string): [Form, Map<string, string>] | null {
    const plain = this.#plain.get(text);
    if (plain) return [plain, new Map()];
    const begun = first(this.#begun.get(wordOf(text)) ?? [], text);
    const open = first(this.#open, text);
    return begun && open ? (begun[0].weight >= open[0].weight ? begun : open) : (begun ?? open);
  }
}

/** Thai has a space around Latin words and figures, and none around its own. */
function meet(before: string, after: string): boolean {
  return (/[\u0E00-\u0E7F]$/.test(before) && /^[A-Za-z0-9]/.test(after)) || (/[A-Za-z0-9]$/.test(before) && /^[\u0E00-\u0E7F]/.test(after));
}

function first(forms: Form[], text: string): [Form, Map<string, string>] | null {
  for (const form of forms) {
    const values = valuesOf(form, text);
    if (values) return [form, values];
  }
  return null;
}

function wordOf(text: string): string {
  const end = text.indexOf(" ");
  return end === -1 ? text : text.slice(0, end);
}
