import { request } from "../http/request";
import type { Id, Notification, Page, PushDevice, PushState } from "../protocol";

/** What the console asks of notifications. Everything rejects with a ProblemError. */

const ROOT = "/api/v1/notifications";

export const list = (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Notification>> => request(`${ROOT}?${query}`, signal ? { signal } : {});
export const setRead = (id: Id, read: boolean): Promise<Notification> => request(`${ROOT}/${id}`, { method: "PUT", json: { read } });
export const readAll = (): Promise<void> => request(`${ROOT}/read`, { method: "POST" });

export interface Subscribing {
  endpoint: string;
  p256dh: string;
  auth: string;
  language: "en" | "th";
  hide_text: boolean;
}

export const pushState = (): Promise<PushState> => request("/api/v1/push");
export const subscribe = (given: Subscribing): Promise<PushDevice> => request("/api/v1/push", { method: "PUT", json: { ...given } });
export const unsubscribe = (): Promise<void> => request("/api/v1/push", { method: "DELETE" });
