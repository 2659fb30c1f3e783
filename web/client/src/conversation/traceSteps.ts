import { t } from "@lingui/core/macro";

import type { Fault, Json } from "../protocol";
import { said } from "../said/said";

/** What `message.trace` answers. */
export interface Trace {
  received: { ledger: string; at: string } | null;
  stored_at: string;
  published: { seq: number; at: string } | null;
  sessions: { session: string; user: string; acknowledged: boolean; acknowledged_at: string | null; closed_at: string | null }[];
  attempts: { id: string; number: number; provider_id: string | null; times: Record<string, string>; error: Fault | null }[];
}

export interface Step {
  key: string;
  at: string | null;
  after: string; // where it stands; providers tell whole seconds, so "sent" may seem older than the attempt
  name: string;
  detail: string | null;
  tone: "done" | "open" | "bad";
}

const LAST = "9999"; // after every time

type NameOf = (user: string | null) => string | null;

/** Every moment of a message's way in its order; what has not happened yet stands last. */
export function stepsOf(told: Record<string, Json>, nameOf: NameOf): Step[] {
  const trace = told as unknown as Trace;
  const steps = [...arrival(trace), ...trace.attempts.flatMap(attemptSteps), ...trace.sessions.map((session) => screenStep(session, nameOf))];
  return steps.sort((one, other) => one.after.localeCompare(other.after));
}

function arrival({ received, stored_at: stored, published }: Trace): Step[] {
  const steps: Step[] = [done("stored", stored, t`Stored`, null)];
  if (received) steps.push(done("received", received.at, t`Received`, null));
  if (published) {
    const { seq } = published;
    steps.push(done("published", published.at, t`Told to the screens`, t`event ${seq}`));
  }
  return steps;
}

function attemptSteps({ id, number, provider_id: provider, times, error }: Trace["attempts"][number]): Step[] {
  const words: Record<string, string> = {
    started: t`Attempt ${number} began`,
    accepted: t`WhatsApp took it`,
    sent: t`Sent`,
    delivered: t`Delivered`,
    read: t`Read`,
    played: t`Played`,
    failed: t`Attempt ${number} failed`,
    unknown: t`No answer came to attempt ${number}`,
  };
  let after = "";
  return Object.entries(times).map(([fact, at]) => {
    after = at > after ? at : after;
    const detail = fact === "failed" ? (error ? said(error.message) : null) : fact === "accepted" ? provider : null;
    return { ...done(`${id}-${fact}`, at, words[fact] ?? fact, detail), after, tone: fact === "failed" || fact === "unknown" ? "bad" : "done" };
  });
}

function screenStep({ session, user, acknowledged, acknowledged_at: at, closed_at: closed }: Trace["sessions"][number], nameOf: NameOf): Step {
  const name = nameOf(user) ?? t`a colleague`;
  if (acknowledged) return done(session, at, t`On the screen of ${name}`, null);
  const words = closed ? t`The screen of ${name} was closed before` : t`The screen of ${name} has not confirmed it yet`;
  return { key: session, at: null, after: LAST, name: words, detail: null, tone: "open" };
}

function done(key: string, at: string | null, name: string, detail: string | null): Step {
  return { key, at, after: at ?? LAST, name, detail, tone: "done" };
}
