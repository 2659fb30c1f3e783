import { request, requestFile } from "../http/request";
import { uploadForm } from "../http/upload";
import type {
  AudienceList,
  BulkAnswer,
  Consent,
  Contact,
  Duplicates,
  Field,
  Hold,
  Id,
  Import,
  Note,
  Page,
  Segment,
  TagUse,
} from "../protocol";
import type { TimelineEntry } from "./details/entries";
import type { Expression } from "./segments/tree";

/** What the console asks of contacts and the words that describe them. Everything rejects with a ProblemError. */

const ROOT = "/api/v1/contacts";

export type Given = Record<string, unknown>;
export type SheetFormat = "csv" | "xlsx";

export const list = (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Contact>> => request(`${ROOT}?${query}`, reading(signal));
export const count = async (query: URLSearchParams, signal?: AbortSignal): Promise<number> => (await request<{ contacts: number }>(`${ROOT}/count?${query}`, reading(signal))).contacts;
export const one = (id: Id, signal?: AbortSignal): Promise<Contact> => request(`${ROOT}/${id}`, reading(signal));
export const add = (given: Given): Promise<Contact> => request(ROOT, { method: "POST", json: given });
export const change = (id: Id, given: Given): Promise<Contact> => request(`${ROOT}/${id}`, { method: "PUT", json: given });
export const bulk = (given: Given): Promise<BulkAnswer> => request(`${ROOT}/bulk`, { method: "POST", json: given });
export const erase = (id: Id, messages: "anonymise" | "remove"): Promise<void> => request(`${ROOT}/${id}?messages=${messages}`, { method: "DELETE" });

export const addIdentity = (id: Id, given: Given): Promise<Contact> => request(`${ROOT}/${id}/identities`, { method: "POST", json: given });
export const preferIdentity = (id: Id, identity: Id): Promise<Contact> => request(`${ROOT}/${id}/identities/${identity}`, { method: "PUT", json: { primary: true } });
export const removeIdentity = (id: Id, identity: Id): Promise<Contact> => request(`${ROOT}/${id}/identities/${identity}`, { method: "DELETE" });

export const addNote = (id: Id, text: string): Promise<Note> => request(`${ROOT}/${id}/notes`, { method: "POST", json: { text } });
export const editNote = (note: Note, text: string): Promise<Note> => request(`${ROOT}/${note.contact}/notes/${note.id}`, { method: "PUT", json: { text }, ifMatch: note.version });
export const removeNote = (note: Note): Promise<void> => request(`${ROOT}/${note.contact}/notes/${note.id}`, { method: "DELETE" });
export const recordConsent = (id: Id, given: Given): Promise<Consent> => request(`${ROOT}/${id}/consents`, { method: "POST", json: given });
export const timeline = (id: Id, query: URLSearchParams, signal?: AbortSignal): Promise<Page<TimelineEntry>> => request(`${ROOT}/${id}/timeline?${query}`, reading(signal));

export const block = (id: Id, reason: string): Promise<Contact> => request(`${ROOT}/${id}/block`, { method: "PUT", json: { reason: reason || null } });
export const unblock = (id: Id): Promise<Contact> => request(`${ROOT}/${id}/block`, { method: "DELETE" });
export const hold = (id: Id): Promise<Hold> => request(`${ROOT}/${id}/hold`);
export const setHold = (id: Id, held: boolean, reason: string): Promise<Hold> => request(`${ROOT}/${id}/hold`, { method: "PUT", json: { held, reason } });

export const duplicates = (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Duplicates>> => request(`${ROOT}/duplicates?${query}`, reading(signal));
export const merge = (goes: Id, into: Id, take: readonly string[]): Promise<Contact> => request(`${ROOT}/${goes}/merge`, { method: "POST", json: { into, take: [...take] } });
export const unmerge = (id: Id): Promise<Contact> => request(`${ROOT}/${id}/unmerge`, { method: "POST", json: {} });

export const exported = (query: URLSearchParams): Promise<Blob> => requestFile(`${ROOT}/export?${query}`);
export const exportedChosen = (format: SheetFormat, ids: readonly Id[]): Promise<Blob> => requestFile(`${ROOT}/export`, { method: "POST", json: { format, ids: [...ids] } });
export const exportedPerson = (id: Id): Promise<Blob> => requestFile(`${ROOT}/${id}/export`);

export const imports = {
  list: (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Import>> => request(`${ROOT}/import?${query}`, reading(signal)),
  one: (id: Id, signal?: AbortSignal): Promise<Import> => request(`${ROOT}/import/${id}`, reading(signal)),
  begin: (file: File, listName: string, onProgress: (done: number) => void, signal: AbortSignal): Promise<Import> => {
    const form = new FormData();
    form.append("dry_run", "true");
    if (listName) form.append("list_name", listName);
    form.append("file", file, file.name);
    return uploadForm(`${ROOT}/import`, form, onProgress, signal);
  },
  start: (id: Id, given: Given): Promise<Import> => request(`${ROOT}/import/${id}`, { method: "PUT", json: given }),
  cancel: (id: Id): Promise<Import> => request(`${ROOT}/import/${id}/cancel`, { method: "POST", json: {} }),
  errors: (id: Id): Promise<Blob> => requestFile(`${ROOT}/import/${id}/errors`),
};

export const tags = table<TagUse>("/api/v1/tags");
export const fields = table<Field>("/api/v1/fields");
export const segments = {
  ...table<Segment>("/api/v1/segments"),
  count: async (id: Id, signal?: AbortSignal): Promise<number> => (await request<{ contacts: number }>(`/api/v1/segments/${id}/count`, reading(signal))).contacts,
  /** Of one that is not saved yet. */
  counted: async (filter: Expression, signal?: AbortSignal): Promise<number> =>
    (await request<{ contacts: number }>("/api/v1/campaigns/audience", { method: "POST", json: { audience: { everyone: true, filter } }, ...reading(signal) })).contacts,
};
export const lists = {
  ...table<AudienceList>("/api/v1/lists"),
  people: (id: Id, query: URLSearchParams, signal?: AbortSignal): Promise<Page<Contact>> => request(`/api/v1/lists/${id}/contacts?${query}`, reading(signal)),
  members: (id: Id, given: { add?: readonly Id[]; remove?: readonly Id[] }): Promise<AudienceList> =>
    request(`/api/v1/lists/${id}/contacts`, { method: "POST", json: { add: [...(given.add ?? [])], remove: [...(given.remove ?? [])] } }),
};

/** What is added, changed and deleted alike. */
function table<Entry extends { id: Id; version: number }>(root: string) {
  return {
    list: (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Entry>> => request(`${root}?${query}`, reading(signal)),
    one: (id: Id, signal?: AbortSignal): Promise<Entry> => request(`${root}/${id}`, reading(signal)),
    add: (given: object): Promise<Entry> => request(root, { method: "POST", json: { ...given } }),
    change: (id: Id, given: object, ifMatch: number): Promise<Entry> => request(`${root}/${id}`, { method: "PUT", json: { ...given }, ifMatch }),
    remove: (id: Id): Promise<void> => request(`${root}/${id}`, { method: "DELETE" }),
  };
}

function reading(signal: AbortSignal | undefined) {
  return signal ? { signal } : {};
}
