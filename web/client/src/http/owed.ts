const MARK = "bma-signing-out";

/** A sign-out the server has not heard of yet. It outlives the page; no secret, and nothing of anybody's conversations. */
export function owe(): void {
  try {
    localStorage.setItem(MARK, "owed");
  } catch {
    // storage is switched off: the server is asked at once, and once
  }
}

export function isOwed(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

export function settle(): void {
  try {
    localStorage.removeItem(MARK);
  } catch {
    // nothing was kept
  }
}
