import { request, requestFile } from "../http/request";
import { uploadForm } from "../http/upload";
import type {
  Analytics,
  Audience,
  AudienceList,
  Campaign,
  CampaignComparison,
  CampaignPreview,
  Contact,
  Field,
  Id,
  Import,
  Message,
  Page,
  Preflight,
  Recipient,
  Schedule,
  Segment,
  TagUse,
  Team,
} from "../protocol";

/** What the console asks of campaigns. Everything rejects with a ProblemError. */

const ROOT = "/api/v1/campaigns";

export const list = (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Campaign>> => request(`${ROOT}?${query}`, reading(signal));
export const one = (id: Id, signal?: AbortSignal): Promise<Campaign> => request(`${ROOT}/${id}`, reading(signal));
export const add = (given: object): Promise<Campaign> => request(ROOT, { method: "POST", json: { ...given } });
export const change = (id: Id, given: object, ifMatch: number): Promise<Campaign> => request(`${ROOT}/${id}`, { method: "PUT", json: { ...given }, ifMatch, keepalive: true });
export const remove = (id: Id): Promise<void> => request(`${ROOT}/${id}`, { method: "DELETE" });

/** How many people an audience means now. */
export const count = (audience: Audience, signal?: AbortSignal): Promise<{ contacts: number }> =>
  request(`${ROOT}/audience`, { method: "POST", json: { audience: { ...audience } as never }, ...reading(signal) });
export const preview = (id: Id, asked: { contacts?: Id[]; limit?: number; step?: number }, signal?: AbortSignal): Promise<CampaignPreview[]> =>
  request(`${ROOT}/${id}/preview`, { method: "POST", json: asked, ...reading(signal) });
export const preflight = (id: Id, signal?: AbortSignal): Promise<Preflight> => request(`${ROOT}/${id}/preflight`, reading(signal));
export const test = (id: Id, asked: { contacts?: Id[]; numbers?: string[]; sample?: Id; variant?: string; step?: number; way?: number }): Promise<Message[]> =>
  request(`${ROOT}/${id}/test`, { method: "POST", json: asked });

export const send = (id: Id, ifMatch: number): Promise<Campaign> => request(`${ROOT}/${id}/send`, { method: "POST", json: {}, ifMatch });
export const schedule = (id: Id, when: Schedule | null, ifMatch: number): Promise<Campaign> =>
  request(`${ROOT}/${id}/schedule`, { method: "POST", json: { schedule: when && { ...when } }, ifMatch });
export const pause = (id: Id): Promise<Campaign> => request(`${ROOT}/${id}/pause`, { method: "POST", json: {} });
export const resume = (id: Id): Promise<Campaign> => request(`${ROOT}/${id}/resume`, { method: "POST", json: {} });
export const cancel = (id: Id, reason: string | null): Promise<Campaign> => request(`${ROOT}/${id}/cancel`, { method: "POST", json: { reason } });
export const retry = (id: Id, reasons: string[] | null): Promise<Campaign> => request(`${ROOT}/${id}/retry`, { method: "POST", json: { reasons } });

export const analytics = (id: Id, signal?: AbortSignal): Promise<Analytics> => request(`${ROOT}/${id}/analytics`, reading(signal));
export const recipients = (id: Id, query: URLSearchParams, signal?: AbortSignal): Promise<Page<Recipient>> => request(`${ROOT}/${id}/recipients?${query}`, reading(signal));
export const exported = (id: Id, query: URLSearchParams): Promise<Blob> => requestFile(`${ROOT}/${id}/recipients/export?${query}`);
export const exportedNumbers = (id: Id, format: string): Promise<Blob> => requestFile(`${ROOT}/${id}/analytics/export?format=${format}`);
export const message = (id: Id): Promise<{ conversation: Id }> => request(`/api/v1/messages/${id}`);
export const compare = (ids: readonly Id[], signal?: AbortSignal): Promise<CampaignComparison> => request(`${ROOT}/compare?${new URLSearchParams({ ids: ids.join(",") })}`, reading(signal));

export const tags = (typed: string): Promise<TagUse[]> => found("/api/v1/tags", typed);
export const segments = (typed: string): Promise<Segment[]> => found("/api/v1/segments", typed);
export const lists = (typed: string): Promise<AudienceList[]> => found("/api/v1/lists", typed);
export const segment = (id: Id): Promise<Segment> => request(`/api/v1/segments/${id}`);
export const listOf = (id: Id): Promise<AudienceList> => request(`/api/v1/lists/${id}`);
export const contact = (id: Id): Promise<Contact> => request(`/api/v1/contacts/${id}`);
export const fields = async (): Promise<Field[]> => (await request<Page<Field>>("/api/v1/fields")).items;
export const teams = (): Promise<Team[]> => found("/api/v1/teams", "");
/** A file of people, put on a list of this name. */
export function bringIn(file: File, listName: string, onProgress: (done: number) => void): Promise<Import> {
  const form = new FormData();
  form.append("list_name", listName);
  form.append("file", file, file.name);
  return uploadForm("/api/v1/contacts/import", form, onProgress);
}
export const imported = (id: Id): Promise<Import> => request(`/api/v1/contacts/import/${id}`);

async function found<Item>(address: string, typed: string): Promise<Item[]> {
  return (await request<Page<Item>>(`${address}?${new URLSearchParams({ limit: "50", ...(typed && { q: typed }) })}`)).items;
}

function reading(signal: AbortSignal | undefined) {
  return signal ? { signal } : {};
}
