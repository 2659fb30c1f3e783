const NAME = "found"; // `::highlight(found)` says how it looks

/** Marks words wherever messages on this page hold them, without touching what is drawn. Returns its own undo. */
export function highlight(words: string): () => void {
  const sought = words.toLowerCase().split(/\s+/u).filter(Boolean);
  if (!("highlights" in CSS) || sought.length === 0) return () => undefined;
  let due = 0;
  const mark = (): void => {
    due = 0;
    const ranges = [...document.querySelectorAll("article")].flatMap((article) => rangesIn(article, sought));
    CSS.highlights.set(NAME, new Highlight(...ranges));
  };
  const soon = (): void => {
    due ||= requestAnimationFrame(mark);
  };
  const watch = new MutationObserver(soon);
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  soon();
  return () => {
    watch.disconnect();
    cancelAnimationFrame(due);
    CSS.highlights.delete(NAME);
  };
}

function rangesIn(article: Element, sought: readonly string[]): Range[] {
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = node.textContent?.toLowerCase() ?? "";
    if (text.length !== node.textContent?.length) continue; // letters that change their number in lower case: places would be wrong
    for (const word of sought) for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) ranges.push(rangeOf(node, at, word.length));
  }
  return ranges;
}

function rangeOf(node: Node, at: number, length: number): Range {
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + length);
  return range;
}
