const KEPT = 60_000; // ms until the browser has surely taken it

/** Hands a file to whoever sits there, as a download. */
export function saveFile(file: Blob, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
