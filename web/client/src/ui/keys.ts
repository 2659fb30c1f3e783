/** The key of a shortcut, in lower case; empty while somebody types, in a dialog, or with a modifier the browser means. */
export function keyPressed(event: KeyboardEvent): string {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return "";
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest("input, textarea, select, [contenteditable], [role='dialog'], [role='menu'], dialog")) return "";
  return event.key.toLowerCase();
}
