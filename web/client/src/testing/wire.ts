import { vi } from "vitest";
import type { Frame } from "../protocol";

type Sent = Record<string, unknown> & { type: string };

/** A WebSocket without a network: the test is the server. */
export class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 3;
  static all: FakeSocket[] = [];

  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  readyState = FakeSocket.CONNECTING;
  sent: Sent[] = [];
  left = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly address: string) {
    FakeSocket.all.push(this);
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame) as Sent);
  }

  close(): void {
    this.left = true;
    this.readyState = FakeSocket.CLOSED;
  }

  accept(): this {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
    return this;
  }

  say(...frames: (Frame | Sent)[]): this {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
    return this;
  }

  end(code: number): void {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.({ code });
  }

  /** The last frame of this type that the browser sent. */
  heard(type: string): Sent | undefined {
    return this.sent.findLast((frame) => frame.type === type);
  }
}

export function fakeSockets(): void {
  FakeSocket.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
}
