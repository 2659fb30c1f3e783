export interface Point {
  latitude: number;
  longitude: number;
}

const PAIR = String.raw`(-?\d{1,2}(?:\.\d+)?)[,/\s]+\s*(-?\d{1,3}(?:\.\d+)?)`;
const FORMS = [
  /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/, // Google Maps: the pin, where the address bar also holds the middle of the map
  /mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)/, // OpenStreetMap: the pin
  new RegExp(String.raw`#map=\d+/${PAIR}`),
  new RegExp(String.raw`[@=:]${PAIR}`), // …/@13.75,100.50,17z · ?q=13.75,100.50 · geo:13.75,100.50
  new RegExp(String.raw`^\(?${PAIR}\)?$`),
];

/** The place that was pasted: a link from a map, or latitude and longitude; null when there is none in it. */
export function pointOf(pasted: string): Point | null {
  const text = pasted.trim().replaceAll("%2C", ",");
  const found = FORMS.map((form) => form.exec(text)).find((match) => match !== null);
  if (!found) return null;
  const point = { latitude: Number(found[1]), longitude: Number(found[2]) };
  return Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180 ? point : null;
}
