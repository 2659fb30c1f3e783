import type { Conversation, Id, Message } from "../protocol";
import type { AnswerTo, Asked } from "./answers";
import { put } from "./apply";
import { type Draft, changed } from "./draft";
import { type Listing, asked as wanted, standing } from "./filters";
import { comes, listKey } from "./lists";
import type { State } from "./state";
import type { Store } from "./store";
import { Timers } from "./timers";
import { mergePage, openThread } from "./window";

const PAGE = 50;
const LONG_PAGE = 200; // on the way to a message far back
const COUNTS_SOON = 400; // ms; a burst of events asks once

export type Request = <Given extends Asked>(asked: Given) => Promise<AnswerTo<Given>>;

/** Reads of what is not held yet, merged into the store: whatever an event brought meanwhile is newer and stays. */
export class Reads {
  #store: Store;
  #request: Request;
  #underWay = new Map<string, Promise<void>>();
  #timers = new Timers();

  constructor(store: Store, request: Request) {
    this.#store = store;
    this.#request = request;
  }

  outline(): Promise<void> {
    return this.#read("outline", { type: "outline" }, (draft, answer) => {
      draft.set("me", answer.me);
      for (const user of answer.users) put(draft, "users", user);
      for (const channel of answer.channels) put(draft, "channels", channel);
      for (const template of answer.templates) put(draft, "templates", template);
      for (const reply of answer.replies) put(draft, "replies", reply);
      for (const person of answer.presence ?? []) draft.table("presence").set(person.id, person);
      for (const [key, value] of Object.entries(answer.settings)) draft.table("settings").set(key, value);
    });
  }

  counts(): Promise<void> {
    return this.#read("counts", { type: "conversation.counts" }, (draft, counts) => draft.set("counts", counts));
  }

  countsSoon(): void {
    if (this.#timers.has("counts")) return;
    this.#timers.set("counts", COUNTS_SOON, () => void this.counts().catch(() => undefined)); // the next event asks again
  }

  list(listing: Listing, search: string): Promise<void> {
    return this.#listPage(listing, search, null);
  }

  async moreOfList(listing: Listing, search: string): Promise<void> {
    const next = this.#store.state.lists.get(listKey(listing, search))?.next;
    if (next) await this.#listPage(listing, search, next);
  }

  conversation(id: Id): Promise<void> {
    return this.#read(`conversation/${id}`, { type: "conversation.get", conversation: id }, (draft, answer) => {
      putConversation(draft, answer.conversation);
    });
  }

  contact(id: Id): Promise<void> {
    return this.#read(`contact/${id}`, { type: "contact.get", contact: id }, (draft, answer) => {
      put(draft, "contacts", answer.contact);
    });
  }

  /** The newest page. Events that overtake it are kept from now on. */
  thread(id: Id): Promise<void> {
    this.#store.change((state) => openThread(state, id));
    return this.#messages(`thread/${id}`, id, undefined);
  }

  async olderMessages(id: Id, far = false): Promise<void> {
    const thread = this.#store.state.threads.get(id);
    const before = thread?.messages[0]?.order;
    if (thread?.hasOlder && before) await this.#messages(`older/${id}`, id, before, far ? LONG_PAGE : PAGE);
  }

  #messages(key: string, id: Id, before: string | undefined, limit = PAGE): Promise<void> {
    const asked: Asked = { type: "message.list", conversation: id, limit, ...(before && { before }) };
    return this.#read(key, asked as Extract<Asked, { type: "message.list" }>, (draft, { items, next }) => {
      mergePage(draft, id, items as Message[], next !== null);
    });
  }

  #listPage(listing: Listing, search: string, after: string | null): Promise<void> {
    const key = listKey(listing, search);
    const { sort } = listing;
    const asked = { type: "conversation.list" as const, ...wanted(listing), sort, limit: PAGE, ...(search && { q: search }), ...(after && { after }) };
    return this.#read(`list/${key}/${after ?? ""}`, asked, (draft, { items, next }) => {
      for (const conversation of items) putConversation(draft, conversation);
      const before = after === null ? [] : (draft.state.lists.get(key)?.ids ?? []);
      const last = items.map((one) => standing(one, sort)).sort((one, other) => comes(listing, one, other)).at(-1);
      const frontier = furthest(listing, after === null ? null : (draft.state.lists.get(key)?.frontier ?? null), last ?? null);
      draft.table("lists").set(key, { ids: [...before, ...items.map((one) => one.id)], frontier, next });
    });
  }

  /** One read at a time for each key; an answer for a state thrown away meanwhile is dropped. */
  #read<Given extends Asked>(key: string, asked: Given, take: (draft: Draft, answer: AnswerTo<Given>) => void): Promise<void> {
    const generation = this.#store.state.generation;
    const name = `${generation}/${key}`;
    const underWay = this.#underWay.get(name);
    if (underWay) return underWay;
    const reading = this.#ask(asked, take, generation).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, reading);
    return reading;
  }

  async #ask<Given extends Asked>(asked: Given, take: (draft: Draft, answer: AnswerTo<Given>) => void, generation: number): Promise<void> {
    const answer = await this.#request(asked);
    const keep = (state: State): State => (state.generation === generation ? changed(state, (draft) => take(draft, answer)) : state);
    this.#store.change(keep);
  }
}

function putConversation(draft: Draft, conversation: Conversation): void {
  if (!draft.state.gone.has(conversation.id)) put(draft, "conversations", conversation);
}

function furthest(listing: Listing, one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return comes(listing, one, other) > 0 ? one : other;
}
