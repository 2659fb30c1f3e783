/** What the server writes is English for everybody; here it is said in the reader's language, once that is known. */
export type Sayer = (sentence: string) => string;

const asItIs: Sayer = (sentence) => sentence;
let sayer = asItIs;
const listeners = new Set<() => void>();

/** A sentence of the server's. One that nobody translated is said as it is. */
export function said(sentence: string): string {
  return sayer(sentence);
}

/** With whose words; null: as the server wrote it. */
export function sayBy(next: Sayer | null): void {
  sayer = next ?? asItIs;
  for (const listener of listeners) listener();
}

export function hearSayer(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function currentSayer(): Sayer {
  return sayer;
}
