export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "code"; text: string; block: boolean }
  | { kind: "bold" | "italic" | "strike"; children: Piece[] };

const MARKS = { "*": "bold", _: "italic", "~": "strike" } as const;
type Mark = keyof typeof MARKS;

const LINK = /(?:https?:\/\/|www\.)[^\s<>"'`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/iuy;
const TRAILING = /[.,:;!?…'")\]}*_~]+$/u; // what ends a sentence, not an address
const WORD = /[\p{L}\p{N}]/u;
const DEPTH = 4;

/** WhatsApp's own marks (*bold* _italic_ ~strike~ `code` ```block```) and links; all else stays plain text. */
export function parse(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const [index, part] of text.split("```").entries()) {
    const closed = index % 2 === 1 && index < text.split("```").length - 1;
    if (closed && part.trim()) pieces.push({ kind: "code", text: part.replace(/^\n|\n$/g, ""), block: true });
    else if (part || index % 2 === 1) pieces.push(...inline(index % 2 === 1 ? `\`\`\`${part}${closed ? "```" : ""}` : part, 0));
  }
  return pieces;
}

/** One to three emoji and nothing else: shown large. */
export function isEmojiOnly(text: string): boolean {
  return EMOJI_ONLY.test(text.trim());
}

const EMOJI_ONLY = new RegExp("^(?:\\p{RGI_Emoji}\\s*){1,3}$", "v");

function inline(text: string, depth: number): Piece[] {
  const pieces: Piece[] = [];
  const hopeless = new Map<string, number>(); // mark → up to where no closing one was found
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) pieces.push({ kind: "text", text: plain });
    plain = "";
  };
  while (at < text.length) {
    const found = link(text, at) ?? (depth < DEPTH ? marked(text, at, depth, hopeless) : null);
    if (found) {
      flush();
      pieces.push(found.piece);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return pieces;
}

interface Found {
  piece: Piece;
  end: number;
}

function link(text: string, at: number): Found | null {
  if (at > 0 && WORD.test(text.charAt(at - 1))) return null;
  LINK.lastIndex = at;
  const match = LINK.exec(text)?.[0].replace(TRAILING, "");
  if (!match || match.length < 5) return null;
  const href = match.includes("://") ? match : match.toLowerCase().startsWith("www.") ? `https://${match}` : `mailto:${match}`;
  return { piece: { kind: "link", text: match, href }, end: at + match.length };
}

function marked(text: string, at: number, depth: number, hopeless: Map<string, number>): Found | null {
  const mark = text.charAt(at);
  if (mark !== "`" && !(mark in MARKS)) return null;
  if (at < (hopeless.get(mark) ?? 0) || !opens(text, at)) return null;
  const end = closing(text, at, mark);
  if (end < 0) {
    hopeless.set(mark, lineEnd(text, at));
    return null;
  }
  const inner = text.slice(at + 1, end);
  const piece: Piece =
    mark === "`" ? { kind: "code", text: inner, block: false } : { kind: MARKS[mark as Mark], children: inline(inner, depth + 1) };
  return { piece, end: end + 1 };
}

function opens(text: string, at: number): boolean {
  const before = text[at - 1];
  const after = text[at + 1];
  return (before === undefined || !WORD.test(before)) && after !== undefined && !/\s/u.test(after) && after !== text[at];
}

function closing(text: string, at: number, mark: string): number {
  const last = lineEnd(text, at);
  for (let end = text.indexOf(mark, at + 2); end >= 0 && end < last; end = text.indexOf(mark, end + 1)) {
    const after = text[end + 1];
    if (!/\s/u.test(text.charAt(end - 1)) && (after === undefined || !WORD.test(after))) return end;
  }
  return -1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}
