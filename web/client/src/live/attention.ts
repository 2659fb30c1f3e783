import type { Id, PresenceFrame, PulseFrame, TypingFrame } from "../protocol";
import type { Asked } from "./answers";
import { applyPresence, applyTyping, expireTyping } from "./ephemeral";
import type { Socket } from "./socket";
import type { Store } from "./store";
import type { Timers } from "./timers";

const TYPING_EVERY = 3_000; // ms; whoever listens forgets a typist some seconds later
const SWEEP_EVERY = 1_000; // ms

/** What people do right now: told to the others, heard from them, never kept. */
export class Attention {
  #store: Store;
  #timers: Timers;
  #viewed: { conversation: Id | null; focused: boolean } = { conversation: null, focused: false };
  #typed = { conversation: "", at: 0 };
  #skew = 0; // ms this clock is ahead of the server's

  constructor(store: Store, timers: Timers) {
    this.#store = store;
    this.#timers = timers;
  }

  /** The command that says what is looked at; null when nothing changed. */
  view(conversation: Id | null, focused: boolean): Asked | null {
    if (this.#viewed.conversation === conversation && this.#viewed.focused === focused) return null;
    this.#viewed = { conversation, focused };
    return { type: "conversation.view", ...this.#viewed };
  }

  /** A new connection knows nothing of what is looked at. */
  repeat(): Asked | null {
    return this.#viewed.conversation === null ? null : { type: "conversation.view", ...this.#viewed };
  }

  typing(socket: Socket | null, conversation: Id): void {
    const now = Date.now();
    if (this.#typed.conversation === conversation && now - this.#typed.at < TYPING_EVERY) return;
    this.#typed = { conversation, at: now };
    socket?.whisper({ type: "typing", conversation, on: true });
  }

  /** After a send the next key is told at once. */
  typed(): void {
    this.#typed = { conversation: "", at: 0 };
  }

  hear(frame: TypingFrame | PresenceFrame): void {
    if (frame.type === "presence") return this.#store.change((state) => applyPresence(state, frame));
    const now = Date.now();
    this.#store.change((state) => applyTyping(state, frame, now, now - this.#skew));
    this.#timers.set("typing", SWEEP_EVERY, () => this.#sweep());
  }

  clock(pulse: PulseFrame): void {
    this.#skew = Date.now() - Date.parse(pulse.at);
  }

  #sweep(): void {
    this.#store.change((state) => expireTyping(state, Date.now()));
    if (this.#store.state.typing.size > 0) this.#timers.set("typing", SWEEP_EVERY, () => this.#sweep());
  }
}
