import type { Id } from "../protocol";
import type { Pending } from "./state";

const DATABASE = "bma-outbox";
const TABLE = "pending";

interface Shelved {
  user: Id;
  pending: Pending;
}

/** Where unsent messages outlive the page: IndexedDB, a drawer for each user. Without it (a private window) they live as long as the page. */
export class Shelf {
  #user: Id | null = null;
  #database: Promise<IDBDatabase> | null = null;

  open(user: Id): void {
    this.#user = user;
  }

  async all(): Promise<Pending[]> {
    const user = this.#user;
    const kept = (await this.#ask("readonly", (table) => table.getAll() as IDBRequest<Shelved[]>)) ?? [];
    const own = kept.filter((one) => one.user === user).map((one) => one.pending);
    return own.sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  async put(pending: Pending): Promise<void> {
    const user = this.#user;
    if (user !== null) await this.#ask("readwrite", (table) => table.put({ user, pending } satisfies Shelved));
  }

  async remove(id: Id): Promise<void> {
    await this.#ask("readwrite", (table) => table.delete(id));
  }

  /** At sign-out nothing written stays on the machine. */
  async clear(): Promise<void> {
    this.#user = null;
    await this.#ask("readwrite", (table) => table.clear());
  }

  async #ask<Result>(mode: IDBTransactionMode, ask: (table: IDBObjectStore) => IDBRequest<Result>): Promise<Result | null> {
    try {
      this.#database ??= opened();
      const table = (await this.#database).transaction(TABLE, mode).objectStore(TABLE);
      return await done(ask(table));
    } catch {
      return null;
    }
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "pending.client_id" });
  return done(request);
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser refused its database."));
  });
}
