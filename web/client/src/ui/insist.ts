const PAUSES = [400, 1_000, 2_000, 4_000]; // ms; the last one again
const TRIES = 20; // about 70 s: whoever is away longer is told that the part broke

/** Loads a part of the console, and again while the network withholds it: a server that starts anew must not break a page that is open. */
export async function insist<Part>(load: () => Promise<Part>): Promise<Part> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await load();
    } catch (error) {
      if (tries >= TRIES) throw error;
      const pause = PAUSES[Math.min(tries, PAUSES.length) - 1];
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}
