import { request, requestFile } from "../http/request";
import type { Campaign, Page, QuotationTotals, Statistics } from "../protocol";
import { paramsOf, type Range } from "./range";

/** What reports are made of. Everything rejects with a ProblemError. */

const MOST = 200; // campaigns

export const figures = (range: Range, signal: AbortSignal): Promise<Statistics> => request(`/api/v1/admin/stats?${paramsOf(range)}`, { signal });
export const table = (range: Range): Promise<Blob> => requestFile(`/api/v1/admin/stats?${paramsOf(range)}&format=csv`);

export function quotations({ since, until, agent }: Range, signal: AbortSignal): Promise<QuotationTotals> {
  return request(`/api/v1/quotations/totals?${new URLSearchParams({ since, until, ...(agent && { owner: agent }) })}`, { signal });
}

/** The newest ones; those of a time are picked from them. */
export function campaigns({ channel }: Range, signal: AbortSignal): Promise<Page<Campaign>> {
  return request(`/api/v1/campaigns?${new URLSearchParams({ limit: String(MOST), ...(channel && { channel }) })}`, { signal });
}
