import { ProblemError } from "../http/problem";

const LONGEST = 2 ** 31 - 1; // ms a timer can hold

/** Those who wait for a connection. */
export class Waiting {
  #woken = new Set<() => void>();

  /** Resolves at the next `wake`; rejects with `unavailable` when none came within `patience` ms. */
  wait(patience: number): Promise<void> {
    if (patience <= 0) return Promise.reject(away());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        this.#woken.delete(wake);
      };
      const wake = (): void => {
        leave();
        resolve();
      };
      const tire = (): void => {
        leave();
        reject(away());
      };
      const timer = setTimeout(tire, Math.min(patience, LONGEST));
      this.#woken.add(wake);
    });
  }

  wake(): void {
    for (const wake of [...this.#woken]) wake();
  }
}

export function away(): ProblemError {
  const message = "There is no connection right now. It is tried again by itself.";
  return new ProblemError({ code: "unavailable", message, field: null, retry_after: null });
}
