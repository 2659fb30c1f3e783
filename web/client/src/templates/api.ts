import { request } from "../http/request";
import type { Id, Template, TemplatePreview, TemplatesSynced } from "../protocol";

/** What the console asks of message templates. Everything rejects with a ProblemError. */

const ROOT = "/api/v1/templates";

export type Given = Record<string, unknown>;

export const add = (given: Given): Promise<Template> => request(ROOT, { method: "POST", json: given });
export const change = (id: Id, given: Given, ifMatch: number): Promise<Template> => request(`${ROOT}/${id}`, { method: "PUT", json: given, ifMatch });
export const remove = (id: Id): Promise<void> => request(`${ROOT}/${id}`, { method: "DELETE" });
export const preview = (given: Given, signal?: AbortSignal): Promise<TemplatePreview> => request(`${ROOT}/preview`, { method: "POST", json: given, ...(signal && { signal }) });
export const sync = (): Promise<TemplatesSynced> => request(`${ROOT}/sync`, { method: "POST", json: {} });
