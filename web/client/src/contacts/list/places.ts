const MOST = 20; // lists

const places = new Map<string, number>(); // px from the top, by what is listed

/** Where one was in a list, for coming back from one of its people. */
export function placeOf(list: string): number {
  return places.get(list) ?? 0;
}

export function rememberPlace(list: string, top: number): void {
  places.delete(list);
  places.set(list, top);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}
