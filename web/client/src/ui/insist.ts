const PAUSES = [400, 1_000, 2_000, 4_000]; // ms; the last one again
const TRIES = 20; // about 70 s: whoever is away longer is told that the part broke

/** Loads a part of the console, and again while the network withholds it: a server that starts anew must not break a page that is open. */
export async function insist<Part>(load: () => Promise<Part>): Promise<Part> {
  for (let tries = 1; ; tries += 1) {
    try {
      if (tries > 1) await dress();
      return await load();
    } catch (error) {
      if (tries >= TRIES) throw error;
      const pause = PAUSES[Math.min(tries, PAUSES.length) - 1];
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

const mended = new Set<string>();
let mending: Promise<void> | null = null; // one for all parts that wait: each would take the other's links for failed ones

/** Asks again for the looks that did not come: a part asks for its own only once, and would be there without them the second time. */
function dress(): Promise<void> {
  mending ??= mend().finally(() => {
    mending = null;
  });
  return mending;
}

async function mend(): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")];
  await Promise.all(links.filter((link) => !mended.has(link.href) && !dressed(link)).map(anew));
}

/** Chromium gives a link that failed a sheet, whose rules nobody may read. */
function dressed({ sheet }: HTMLLinkElement): boolean {
  try {
    return (sheet?.cssRules.length ?? 0) > 0;
  } catch {
    return false;
  }
}

/** Beside the first one, which may be on its way yet. */
function anew(link: HTMLLinkElement): Promise<void> {
  const again = link.cloneNode() as HTMLLinkElement;
  return new Promise((done, failed) => {
    again.addEventListener("load", () => (mended.add(link.href), done()));
    again.addEventListener("error", () => (again.remove(), failed(new Error(`The looks at ${link.href} do not come.`))));
    link.after(again);
  });
}
