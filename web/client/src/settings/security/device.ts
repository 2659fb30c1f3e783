const BROWSERS: readonly (readonly [name: string, sign: RegExp])[] = [
  ["Edge", /Edg\//],
  ["Opera", /OPR\//],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\//],
  ["Safari", /Safari\//],
];
const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["macOS", /Macintosh/],
  ["Linux", /Linux/],
];

/** `Chrome · Windows` of what a browser calls itself; what calls itself otherwise keeps its name. */
export function device(client: string): string {
  const [browser, system] = [BROWSERS, SYSTEMS].map((known) => known.find(([, sign]) => sign.test(client))?.[0]);
  if (browser && system) return `${browser} · ${system}`;
  return browser ?? system ?? client.slice(0, 60);
}
