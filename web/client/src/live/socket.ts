import { ProblemError } from "../http/problem";
import { type Cursor, type Frame, type Json, PROTOCOL, type Whisper } from "../protocol";
import type { Answers, Asked } from "./answers";

const HELLO_DEADLINE = 15_000; // ms from dialling to welcome
const DEAD = 1006; // what a browser calls a connection that just ended

export type Heard = Exclude<Frame, { type: "done" | "refused" }>;

/** What one connection tells its session. */
export interface Ear {
  frame(frame: Heard): void;
  /** `welcomed`: whether the server ever answered the hello. Told once. */
  closed(code: number, welcomed: boolean): void;
}

interface Question {
  resolve: (result: Json) => void;
  reject: (error: Error) => void;
}

/** The connection ended before the answer: it is not known whether the command was done. */
export class Interrupted extends Error {}

/** One connection: hello, its deadline, and each command's one answer. Never reconnects. */
export class Socket {
  #wire: WebSocket;
  #ear: Ear;
  #questions = new Map<number, Question>();
  #asked = 0;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #patience = HELLO_DEADLINE; // ms without a frame before the connection is dead
  #heard = Date.now();
  #welcomed = false;
  #ended = false;

  constructor(address: string, token: string, cursor: Cursor | null, ear: Ear) {
    this.#ear = ear;
    this.#wire = new WebSocket(address);
    this.#wire.onopen = () => this.#send({ type: "hello", protocol: PROTOCOL, token, ...(cursor && { cursor }) });
    this.#wire.onmessage = (event: MessageEvent<string>) => this.#hear(event.data);
    this.#wire.onclose = (event) => this.#end(event.code);
    this.#expectFrame();
  }

  /** Welcomed and not ended. */
  get ready(): boolean {
    return this.#welcomed && !this.#ended;
  }

  /** Silent for longer than it may be; timers of a tab in the background do not say so in time. */
  get silent(): boolean {
    return Date.now() - this.#heard > this.#patience;
  }

  /** Rejects with the server's ProblemError, or with Interrupted. */
  request<Given extends Asked>(asked: Given): Promise<Answers[Given["type"]]> {
    if (!this.ready) return Promise.reject(new Interrupted());
    const id = ++this.#asked;
    const answer = new Promise<Json>((resolve, reject) => this.#questions.set(id, { resolve, reject }));
    this.#send({ ...asked, id });
    return answer as unknown as Promise<Answers[Given["type"]]>;
  }

  whisper(whisper: Whisper): void {
    if (this.ready) this.#send(whisper);
  }

  /** Leaves without a word to the session. */
  leave(): void {
    this.#silence();
    this.#wire.close();
    this.#interrupt();
  }

  /** Ends a connection that is no use any more; the session is told at once, not when the network agrees. */
  drop(): void {
    this.#wire.onclose = null;
    this.#wire.close();
    this.#end(DEAD);
  }

  #hear(data: string): void {
    this.#expectFrame();
    const frame = JSON.parse(data) as Frame;
    if (frame.type === "done") return this.#answer(frame.id)?.resolve(frame.result);
    if (frame.type === "refused") return this.#answer(frame.id)?.reject(new ProblemError(frame.error));
    if (frame.type === "welcome") {
      this.#welcomed = true;
      this.#patience = frame.pulse * 2_000;
      this.#expectFrame();
    }
    this.#ear.frame(frame);
  }

  #answer(id: number): Question | undefined {
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    return question;
  }

  #send(frame: object): void {
    if (this.#wire.readyState === WebSocket.OPEN) this.#wire.send(JSON.stringify(frame));
  }

  #expectFrame(): void {
    this.#heard = Date.now();
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.drop(), this.#patience);
  }

  #end(code: number): void {
    if (this.#ended) return;
    this.#silence();
    this.#interrupt();
    this.#ear.closed(code, this.#welcomed);
  }

  #silence(): void {
    this.#ended = true;
    clearTimeout(this.#deadline);
    this.#wire.onmessage = null;
    this.#wire.onclose = null;
  }

  #interrupt(): void {
    for (const question of this.#questions.values()) question.reject(new Interrupted());
    this.#questions.clear();
  }
}
