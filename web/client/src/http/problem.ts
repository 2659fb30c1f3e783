import type { Problem, ProblemCode } from "../protocol";
import { said } from "../said/said";

/** A request the server would not do, or could not be asked. `message` is a sentence a person can act on, in the language of the
 * page; `sentence` the same as the server wrote it. */
export class ProblemError extends Error {
  readonly sentence: string;
  readonly code: ProblemCode;
  readonly field: string | null;
  readonly retryAfter: number | null; // seconds
  readonly current: unknown; // of a conflict: the shape as it is now

  constructor(problem: Problem, current?: unknown) {
    super();
    this.name = "ProblemError";
    this.sentence = problem.message;
    this.code = problem.code as ProblemCode;
    this.field = problem.field;
    this.retryAfter = problem.retry_after;
    this.current = current;
  }

  override get message(): string {
    return said(this.sentence);
  }
}
