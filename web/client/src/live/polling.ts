import { type Cursor, type Json, PROTOCOL, type User, type WelcomeFrame } from "../protocol";
import type { Answers, Asked } from "./answers";
import type { Position } from "./position";
import type { Heard } from "./socket";

const AGAIN = 2_000; // ms after a poll that failed
const GIVE_UP = 3; // polls that failed in a row

export interface Polled {
  cursor: Cursor;
  frames: Heard[];
}

/** The same protocol over plain HTTP. `events` waits a while when there is nothing new. */
export interface Poll {
  ping(): Promise<void>;
  events(cursor: Cursor | null, signal: AbortSignal): Promise<Polled>;
  command(asked: Asked): Promise<Json>;
  user(): User | null;
}

interface Ear {
  welcome(frame: WelcomeFrame): void;
  frame(frame: Heard): void;
  /** The position is gone. */
  lost(): void;
  /** HTTP does not answer any more either. */
  failed(): void;
}

/** Stands in for the socket where a proxy lets none through. */
export class Polling {
  #poll: Poll;
  #position: Position;
  #ear: Ear;
  #running: AbortController | null = null;

  constructor(poll: Poll, position: Position, ear: Ear) {
    this.#poll = poll;
    this.#position = position;
    this.#ear = ear;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** False when HTTP does not answer either: then it is the network, not a proxy. */
  async start(): Promise<boolean> {
    if (this.#running) return true;
    try {
      await this.#poll.ping();
    } catch {
      return false;
    }
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
    return true;
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
  }

  request<Given extends Asked>(asked: Given): Promise<Answers[Given["type"]]> {
    return this.#poll.command(asked) as unknown as Promise<Answers[Given["type"]]>;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; failures < GIVE_UP && !signal.aborted; ) {
      try {
        const polled = await this.#poll.events(this.#position.cursor, signal);
        if (signal.aborted) return;
        this.#take(polled);
        failures = 0;
      } catch {
        failures += 1;
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
    if (signal.aborted) return;
    this.stop();
    this.#ear.failed();
  }

  #take({ cursor, frames }: Polled): void {
    const user = this.#poll.user();
    if (!this.#position.cursor && user)
      this.#ear.welcome({ type: "welcome", protocol: PROTOCOL, session: "", user, cursor, resumed: false, pulse: 0 });
    for (const frame of frames) {
      if (frame.type === "reload" || (frame.type === "events" && !this.#position.take(frame))) return this.#ear.lost();
      if (frame.type === "typing" || frame.type === "presence") this.#ear.frame(frame);
    }
    this.#position.begin(cursor); // what lies between is not for this agent
  }
}
