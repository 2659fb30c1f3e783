const MOST = 20; // lists

export interface Place {
  /** px from the top */
  top: number;
  /** How many there were: the list is that long again before they are counted. */
  total: number;
}

const places = new Map<string, Place>(); // by what is listed

/** Where one was in a list, for coming back from one of its people. */
export function placeOf(list: string): Place | null {
  return places.get(list) ?? null;
}

export function rememberPlace(list: string, place: Place): void {
  places.delete(list);
  places.set(list, place);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}
