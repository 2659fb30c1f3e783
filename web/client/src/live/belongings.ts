import type { Id } from "../protocol";

const PREFIX = "mine/";

/** What one person has half done in this tab: kept through reloads, shown to nobody else, gone with the sign-out. */
export function keep(owner: Id, name: string, value: object | null): void {
  const key = `${PREFIX}${owner}/${name}`;
  if (value) sessionStorage.setItem(key, JSON.stringify(value));
  else sessionStorage.removeItem(key);
}

/** null when nothing was kept, or nothing that can be read. */
export function kept<Value extends object>(owner: Id, name: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(`${PREFIX}${owner}/${name}`) ?? "null") as Value | null;
  } catch {
    return null;
  }
}

export function forgetAll(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
