import { request, requestFile } from "../http/request";
import type { Id, Message, Page, Price, Quotation, QuotationLink, QuotationMove, QuotationSummary, QuotationTemplate, QuotationTotals, QuotationVersion, SentQuotation } from "../protocol";

/** What the console asks of quotations. Everything rejects with a ProblemError. */

const ROOT = "/api/v1/quotations";

export type Given = object;

export const one = (id: Id): Promise<Quotation> => request(`${ROOT}/${id}`);
export const list = (query: URLSearchParams, signal?: AbortSignal): Promise<Page<QuotationSummary>> => request(`${ROOT}?${query}`, reading(signal));
export const totals = (query: URLSearchParams, signal?: AbortSignal): Promise<QuotationTotals> => request(`${ROOT}/totals?${query}`, reading(signal));
export const versions = (id: Id): Promise<Page<QuotationVersion>> => request(`${ROOT}/${id}/versions`);
export const history = (id: Id): Promise<Page<QuotationMove>> => request(`${ROOT}/${id}/history`);

export const add = (given: Given): Promise<Quotation> => request(ROOT, { method: "POST", json: { ...given } });
export const change = (id: Id, given: Given, ifMatch: number): Promise<Quotation> => request(`${ROOT}/${id}`, { method: "PUT", json: { ...given }, ifMatch, keepalive: true });
export const remove = (id: Id): Promise<void> => request(`${ROOT}/${id}`, { method: "DELETE" });

export type Verb = "duplicate" | "issue" | "revise" | "void" | "accept" | "decline" | "change" | "undo";

/** What becomes of one. */
export const act = (id: Id, verb: Verb, given: Given = {}): Promise<Quotation> => request(`${ROOT}/${id}/${verb}`, { method: "POST", json: { ...given } });
export const send = (id: Id, given: { conversation: Id; text?: string; template?: Id }): Promise<Message> => request(`${ROOT}/${id}/send`, { method: "POST", json: { ...given } });

export const sends = (id: Id): Promise<Page<SentQuotation>> => request(`${ROOT}/${id}/sends`);

/** A manager's word on a discount: asked for, or given. */
export const approval = (id: Id, given: { act: "ask" | "approve" | "refuse"; words: string }): Promise<Quotation> =>
  request(`${ROOT}/${id}/approval`, { method: "POST", json: given });
/** A new link to the customer's own page; it is told only now. */
export const link = (id: Id): Promise<QuotationLink> => request(`${ROOT}/${id}/links`, { method: "POST", json: {} });

/** The paper; of an earlier version when one is named. */
export function pdf(id: Id, revision: number | null, signal: AbortSignal): Promise<Blob> {
  const version = revision === null ? "" : `/versions/${revision}`;
  return requestFile(`${ROOT}/${id}${version}/pdf`, { signal });
}

export const prices = table<Price>("/api/v1/prices");
export const templates = table<QuotationTemplate>(`${ROOT}/templates`);

/** Lists whose entries are added, changed and deleted alike. */
function table<Entry extends { id: Id; version: number }>(root: string) {
  return {
    list: (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Entry>> => request(`${root}?${query}`, reading(signal)),
    one: (id: Id): Promise<Entry> => request(`${root}/${id}`),
    add: (given: Given): Promise<Entry> => request(root, { method: "POST", json: { ...given } }),
    change: (id: Id, given: Given, ifMatch: number): Promise<Entry> => request(`${root}/${id}`, { method: "PUT", json: { ...given }, ifMatch }),
    remove: (id: Id): Promise<void> => request(`${root}/${id}`, { method: "DELETE" }),
  };
}

function reading(signal: AbortSignal | undefined) {
  return signal ? { signal } : {};
}
