const FIRST = 500; // ms
const LONGEST = 30_000;
const STEADY = 10_000; // ms of being live after which the next loss is a new one
const BACK_OFF = 4; // tries to skip when the server said: too fast

/** When to try again: at once, then 0.5 s doubling to 30 s, each anywhere below (full jitter). */
export class Backoff {
  #tries = 0;
  #liveAt: number | null = null;

  /** How often it failed in a row. */
  get tries(): number {
    return this.#tries;
  }

  live(): void {
    this.#liveAt ??= Date.now();
  }

  /** ms to wait before the next try. A server that welcomes and closes at once is not steady, and is not hammered. */
  next(): number {
    if (this.#liveAt !== null && Date.now() - this.#liveAt > STEADY) this.#tries = 0;
    this.#liveAt = null;
    const tries = this.#tries++;
    return tries === 0 ? 0 : Math.random() * Math.min(LONGEST, FIRST * 2 ** (tries - 1));
  }

  harder(): void {
    this.#tries = Math.max(this.#tries, BACK_OFF);
    this.#liveAt = null;
  }

  reset(): void {
    this.#tries = 0;
  }
}
