import { request } from "../http/request";
import type { Conversation, Dashboard, FeedCampaign, FeedConversation, FeedQuotation, Page } from "../protocol";

/** What the dashboard asks for. Everything rejects with a ProblemError. */

export type FeedEntry = FeedConversation | FeedQuotation | FeedCampaign;

export const LAST = 10; // conversations
export const WAITING = 7;
export const HAPPENED = 50;

export const figures = (signal: AbortSignal): Promise<Dashboard> => request("/api/v1/dashboard", { signal });
export const feed = (signal: AbortSignal): Promise<Page<FeedEntry>> => request(`/api/v1/feed?limit=${HAPPENED}`, { signal });
export const waiting = (signal: AbortSignal): Promise<Page<Conversation>> => request(`/api/v1/conversations?state=open&sort=waiting&limit=${WAITING}`, { signal });
export const last = (signal: AbortSignal): Promise<Page<Conversation>> => request(`/api/v1/conversations?limit=${LAST}`, { signal });
