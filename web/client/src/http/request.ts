import { auth } from "./auth";
import { type Call, call } from "./call";
import { ProblemError } from "./problem";

/** A request as the person signed in; a token that just expired is renewed once. */
export async function request<Answer>(path: string, options: Call = {}): Promise<Answer> {
  try {
    return await call<Answer>(path, { ...options, token: await auth.token() });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "not_signed_in" || auth.status !== "signed_in") throw error;
    return call<Answer>(path, { ...options, token: await auth.renew() });
  }
}
