/** Timers by name: setting one again replaces it. */
export class Timers {
  #set = new Map<string, ReturnType<typeof setTimeout>>();

  set(name: string, wait: number, act: () => void): void {
    this.clear(name);
    const fire = (): void => {
      this.#set.delete(name);
      act();
    };
    this.#set.set(name, setTimeout(fire, wait));
  }

  has(name: string): boolean {
    return this.#set.has(name);
  }

  clear(name: string): void {
    clearTimeout(this.#set.get(name));
    this.#set.delete(name);
  }

  clearAll(): void {
    for (const name of [...this.#set.keys()]) this.clear(name);
  }
}
