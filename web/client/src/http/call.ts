import type { Json } from "../protocol";
import { ProblemError } from "./problem";

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  json?: Json | Record<string, unknown>;
  token?: string | undefined;
  signal?: AbortSignal;
}

/** One request and its answer, without any signing in. Rejects with a ProblemError, `unavailable` when nobody answered. */
export async function call<Answer>(path: string, { method = "GET", json, token, signal }: Call = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (json !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const body = json === undefined ? undefined : JSON.stringify(json);
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body, signal, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok) throw problemOf(response.status, await response.text(), response.headers.get("retry-after"));
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

export function unreachable(): ProblemError {
  const message = "The server cannot be reached. Check the connection and try again.";
  return new ProblemError({ code: "unavailable", message, field: null, retry_after: null });
}

/** `application/problem+json`, or what a proxy put in its place. */
export function problemOf(status: number, body: string, retryAfter: string | null): ProblemError {
  const seconds = retryAfter === null ? null : Number(retryAfter) || null;
  try {
    const { code, detail, field } = JSON.parse(body) as { code?: string; detail?: string; field?: string };
    if (code && detail) return new ProblemError({ code, message: detail, field: field ?? null, retry_after: seconds });
  } catch {
    // a proxy's page of HTML
  }
  const code = status === 401 ? "not_signed_in" : status === 413 ? "too_large" : "unavailable";
  return new ProblemError({ code, message: `The server answered ${status}. Try again in a moment.`, field: null, retry_after: seconds });
}
