/** A text with something put around what is chosen of it, and where the cursor is then. Spaces at the edges stay outside: WhatsApp reads no mark there. */
export function wrapped(text: string, from: number, to: number, before: string, after: string): { text: string; cursor: number } {
  const chosen = text.slice(from, to);
  const lead = chosen.length - chosen.trimStart().length;
  const inner = chosen.trim();
  const start = inner ? from + lead : from;
  const made = `${text.slice(0, start)}${before}${inner}${after}${text.slice(inner ? start + inner.length : to)}`;
  return { text: made, cursor: start + before.length + inner.length + (inner ? after.length : 0) };
}
