import { ProblemError } from "../http/problem";
import type { Id, Message, Problem } from "../protocol";
import type { AnswerTo, Asked } from "./answers";
import { putMessage } from "./apply";
import { changed } from "./draft";
import type { Shelf } from "./shelf";
import type { Draft, Pending } from "./state";
import type { Store } from "./store";

const STALE = 10 * 60_000; // ms; what a page left unsent longer ago goes out only when somebody says so again
const TRY_AGAIN = 5_000; // ms, when the server asks for patience without saying how much
const PATIENT_CODES = new Set(["unavailable", "too_many"]);

type Request = <Given extends Asked>(asked: Given, patience: number) => Promise<AnswerTo<Given>>;

interface Hope {
  resolve: (message: Message) => void;
  reject: (error: ProblemError) => void;
}

/** What was written here and is not confirmed. Each goes out until it is answered, in the order written within a conversation;
 * its client_id makes every repeat harmless. */
export class Outbox {
  #store: Store;
  #request: Request;
  #shelf: Shelf;
  #hopes = new Map<Id, Hope>();
  #going = new Set<Id>(); // conversations with one on its way

  constructor(store: Store, request: Request, shelf: Shelf) {
    this.#store = store;
    this.#request = request;
    this.#shelf = shelf;
  }

  /** Resolves when the server has it, however long that takes; rejects with its refusal. */
  add(conversation: Id, kind: Pending["kind"], draft: Draft): Promise<Message> {
    const at = new Date().toISOString();
    return this.#put({ client_id: crypto.randomUUID(), conversation, kind, draft, state: "waiting", error: null, at });
  }

  /** `id`: the client_id of a refused one, or a message the provider refused. */
  async retry(id: Id, evenIfSent: boolean): Promise<Message> {
    const pending = this.#store.state.pending.get(id);
    if (pending) return this.#put({ ...pending, state: "waiting", error: null });
    const asked = { type: "message.retry" as const, message: id, client_id: crypto.randomUUID(), even_if_sent: evenIfSent };
    return (await this.#request(asked, STALE)).message;
  }

  discard(id: Id): Draft | null {
    const pending = this.#store.state.pending.get(id);
    if (!pending || pending.state === "sending") return null;
    this.#remove(id);
    return pending.draft;
  }

  /** Brings back what an earlier life of this page left for this user. */
  async restore(user: Id): Promise<void> {
    this.#shelf.open(user);
    for (const left of await this.#shelf.all()) {
      if (this.#store.state.pending.has(left.client_id)) continue;
      const stale = Date.now() - Date.parse(left.at) > STALE;
      const error = left.error ?? (stale ? LEFT_BEHIND : null);
      this.#keep({ ...left, state: error ? "failed" : "waiting", error });
    }
    this.flush();
  }

  /** Sends what waits; called when the session is live. */
  flush(): void {
    const waiting = [...this.#store.state.pending.values()].filter((pending) => pending.state === "waiting");
    for (const conversation of new Set(waiting.map((pending) => pending.conversation))) void this.#drain(conversation);
  }

  async #drain(conversation: Id): Promise<void> {
    if (this.#going.has(conversation)) return;
    this.#going.add(conversation);
    for (let next = this.#first(conversation); next; next = this.#first(conversation)) if (!(await this.#send(next))) break;
    this.#going.delete(conversation);
  }

  #first(conversation: Id): Pending | undefined {
    return [...this.#store.state.pending.values()].find((one) => one.conversation === conversation && one.state === "waiting");
  }

  /** False when the rest has to wait too. */
  async #send(pending: Pending): Promise<boolean> {
    this.#keep({ ...pending, state: "sending" });
    try {
      const { message } = await this.#request(commandOf(pending), STALE);
      this.#store.change((state) => changed(state, (draft) => putMessage(draft, message)));
      this.#hopes.get(pending.client_id)?.resolve(message);
      this.#remove(pending.client_id);
      return true;
    } catch (error) {
      return this.#refused(pending, error);
    }
  }

  #refused(pending: Pending, error: unknown): boolean {
    const problem = error instanceof ProblemError ? error : UNEXPECTED;
    if (!this.#store.state.pending.has(pending.client_id)) return this.#forgotten(pending, problem);
    if (PATIENT_CODES.has(problem.code)) {
      this.#keep({ ...pending, state: "waiting" });
      setTimeout(() => this.flush(), (problem.retryAfter ?? 0) * 1_000 || TRY_AGAIN);
      return false;
    }
    this.#keep({ ...pending, state: "failed", error: problemOf(problem) });
    this.#hopes.get(pending.client_id)?.reject(problem);
    this.#hopes.delete(pending.client_id);
    return true;
  }

  /** Its author left meanwhile: the next one here may not send it. */
  #forgotten({ client_id }: Pending, problem: ProblemError): false {
    this.#hopes.get(client_id)?.reject(problem);
    this.#hopes.delete(client_id);
    return false;
  }

  #put(pending: Pending): Promise<Message> {
    this.#keep(pending);
    const hope = new Promise<Message>((resolve, reject) => this.#hopes.set(pending.client_id, { resolve, reject }));
    void this.#drain(pending.conversation);
    return hope;
  }

  #keep(pending: Pending): void {
    this.#store.change((state) => changed(state, (draft) => void draft.table("pending").set(pending.client_id, pending)));
    void this.#shelf.put(pending);
  }

  #remove(id: Id): void {
    this.#hopes.delete(id);
    this.#store.change((state) => (state.pending.has(id) ? changed(state, (draft) => void draft.table("pending").delete(id)) : state));
    void this.#shelf.remove(id);
  }
}

function commandOf({ kind, conversation, client_id, draft }: Pending): Extract<Asked, { type: "message.send" | "message.note" }> {
  if (kind === "note") return { type: "message.note", conversation, client_id, text: draft.text ?? "" };
  const { attachments, ...words } = draft;
  return { type: "message.send", conversation, client_id, ...words, ...(attachments && { attachments: attachments.map((file) => file.id) }) };
}

function problemOf({ code, sentence, field, retryAfter }: ProblemError): Problem {
  return { code, message: sentence, field, retry_after: retryAfter };
}

const UNEXPECTED = new ProblemError({ code: "invalid", message: "This could not be sent. Reload the page and try again.", field: null, retry_after: null });

const LEFT_BEHIND: Problem = {
  code: "unavailable",
  message: "This was never sent: the page closed before there was a connection. Send it now, or discard it.",
  field: null,
  retry_after: null,
};
