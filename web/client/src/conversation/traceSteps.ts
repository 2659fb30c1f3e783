import type { Json } from "../protocol";

export interface Fact {
  name: string;
  value: string;
}

export interface Step {
  name: string;
  at: string;
  tone: "plain" | "bad";
  facts: Fact[];
}

const TIMES = ["at", "time", "started_at", "received_at", "stored_at", "published_at", "acknowledged_at", "finished_at", "sent_at", "created_at"];
const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** A trace as the server tells it, turned into steps: every moment is one, every list of happenings is one each. */
export function stepsOf(told: Record<string, Json>): Step[] {
  const steps = Object.entries(told).flatMap(([name, value]) => stepsIn(name, value));
  return steps.sort((one, other) => (one.at && other.at ? one.at.localeCompare(other.at) : 0)).map((step) => ({ ...step, at: shown(step.at) }));
}

function stepsIn(name: string, value: Json): Step[] {
  if (Array.isArray(value)) return value.flatMap((one) => stepsIn(name, one));
  if (value !== null && typeof value === "object") {
    const time = TIMES.find((key) => typeof value[key] === "string");
    const facts = Object.entries(value).filter(([key, one]) => key !== time && isPlain(one));
    const nested = Object.entries(value).filter(([, one]) => one !== null && typeof one === "object");
    const bad = Object.entries(value).some(([key, one]) => (key === "error" || key === "fault") && one);
    return [
      { name: words(name), at: time ? String(value[time]) : "", tone: bad ? "bad" : "plain", facts: facts.map(([key, one]) => ({ name: words(key), value: plain(one) })) },
      ...nested.flatMap(([key, one]) => stepsIn(key, one)),
    ];
  }
  if (!isPlain(value)) return [];
  if (typeof value === "string" && INSTANT.test(value)) return [{ name: words(name.replace(/_at$/, "")), at: value, tone: "plain", facts: [] }];
  return [{ name: words(name), at: "", tone: "plain", facts: [{ name: "", value: plain(value) }] }];
}

function isPlain(value: Json): boolean {
  return value !== null && value !== "" && typeof value !== "object";
}

function plain(value: Json): string {
  return typeof value === "string" && INSTANT.test(value) ? shown(value) : String(value);
}

function words(name: string): string {
  const spaced = name.replaceAll("_", " ").replace(/s$/, "");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** With thousandths: a trace is about them. */
function shown(at: string): string {
  if (!at) return "";
  const date = new Date(at);
  return `${date.toLocaleTimeString("de-DE")},${String(date.getMilliseconds()).padStart(3, "0")}`;
}
