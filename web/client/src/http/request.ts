import { auth } from "./auth";
import { type Call, call, callFile } from "./call";
import { ProblemError } from "./problem";

/** A request as the person signed in; a token that just expired is renewed once. */
export function request<Answer>(path: string, options: Call = {}): Promise<Answer> {
  return signed((token) => call<Answer>(path, { ...options, token }));
}

/** The same for a file. */
export function requestFile(path: string, options: Call = {}): Promise<Blob> {
  return signed((token) => callFile(path, { ...options, token }));
}

async function signed<Answer>(ask: (token: string) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(await auth.token());
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "not_signed_in" || auth.status !== "signed_in") throw error;
    return ask(await auth.renew());
  }
}
