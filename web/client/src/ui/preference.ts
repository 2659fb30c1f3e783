/* oxlint-disable no-restricted-globals -- how the console looks, nothing of anybody's conversations */

/** A choice about the looks of the console, kept on this machine. */
export function preferred(name: string): string | null {
  try {
    return localStorage.getItem(`bma-${name}`);
  } catch {
    return null; // storage is switched off
  }
}

export function prefer(name: string, value: string): void {
  try {
    localStorage.setItem(`bma-${name}`, value);
  } catch {
    // it holds until the page is left
  }
}
