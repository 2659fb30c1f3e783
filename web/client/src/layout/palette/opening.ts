/** Heard by the one palette there is. */
export const OPEN_PALETTE = "bma-palette";

export function openPalette(): void {
  document.dispatchEvent(new Event(OPEN_PALETTE));
}
