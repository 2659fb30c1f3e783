import type { Json } from "../protocol";
import { ProblemError } from "./problem";

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  json?: Json | Record<string, unknown>;
  token?: string | undefined;
  signal?: AbortSignal;
  /** The version held: refused with `conflict` and the `current` shape when somebody was faster. */
  ifMatch?: number;
  /** Lets the request outlive the page that is being left. */
  keepalive?: boolean;
}

/** One request and its answer, without any signing in. Rejects with a ProblemError, `unavailable` when nobody answered. */
export async function call<Answer>(path: string, options: Call = {}): Promise<Answer> {
  const response = await answer(path, options);
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

/** The same for what is no JSON: a file that only a token opens. */
export async function callFile(path: string, options: Call = {}): Promise<Blob> {
  return (await answer(path, options)).blob();
}

const KEPT_ALIVE = 20_000; // letters; of all requests that outlive their page together a browser carries 64 KB

async function answer(path: string, { method = "GET", json, token, signal, ifMatch, keepalive = false }: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5" };
  if (json !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  if (ifMatch !== undefined) headers["if-match"] = `"${ifMatch}"`;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const small = (body?.length ?? 0) < KEPT_ALIVE;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body, signal, keepalive: keepalive && small, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok) throw problemOf(response.status, await response.text(), response.headers.get("retry-after"));
  return response;
}

export function unreachable(): ProblemError {
  const message = "The server cannot be reached. Check the connection and try again.";
  return new ProblemError({ code: "unavailable", message, field: null, retry_after: null });
}

/** `application/problem+json`, or what a proxy put in its place. */
export function problemOf(status: number, body: string, retryAfter: string | null): ProblemError {
  const seconds = retryAfter === null ? null : Number(retryAfter) || null;
  try {
    const { code, detail, field, current } = JSON.parse(body) as { code?: string; detail?: string; field?: string; current?: unknown };
    if (code && detail) return new ProblemError({ code, message: detail, field: field ?? null, retry_after: seconds }, current);
  } catch {
    // a proxy's page of HTML
  }
  const code = status === 401 ? "not_signed_in" : status === 413 ? "too_large" : "unavailable";
  return new ProblemError({ code, message: `The server answered ${status}. Try again in a moment.`, field: null, retry_after: seconds });
}
