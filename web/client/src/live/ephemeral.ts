import type { Id, PresenceFrame, TypingFrame } from "../protocol";
import { changed } from "./draft";
import type { State } from "./state";

const SHORTEST = 2_000; // ms, both against clocks that disagree
const LONGEST = 15_000;

/** Somebody types. `now` and `serverNow`: ms by this clock and by the server's. */
export function applyTyping(state: State, frame: TypingFrame, now: number, serverNow: number): State {
  const left = Date.parse(frame.until) - serverNow;
  return changed(state, (draft) => {
    const others = (draft.state.typing.get(frame.conversation) ?? []).filter((typist) => typist.who.id !== frame.who.id);
    const typists = left <= 0 ? others : [...others, { who: frame.who, until: now + Math.min(Math.max(left, SHORTEST), LONGEST) }];
    keep(draft.table("typing"), frame.conversation, typists);
  });
}

/** Forgets who stopped; the same state when nobody did. */
export function expireTyping(state: State, now: number): State {
  const stale = [...state.typing].filter(([, typists]) => typists.some((typist) => typist.until <= now));
  if (stale.length === 0) return state;
  return changed(state, (draft) => {
    for (const [id, typists] of stale)
      keep(
        draft.table("typing"),
        id,
        typists.filter((typist) => typist.until > now),
      );
  });
}

export function applyPresence(state: State, frame: PresenceFrame): State {
  return changed(state, (draft) => {
    const presence = draft.table("presence");
    for (const person of frame.users) {
      if (person.state === "offline") presence.delete(person.id);
      else presence.set(person.id, person);
    }
  });
}

function keep<Value>(table: Map<Id, readonly Value[]>, id: Id, values: readonly Value[]): void {
  if (values.length > 0) table.set(id, values);
  else table.delete(id);
}
