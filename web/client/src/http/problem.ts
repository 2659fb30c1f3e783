import type { Problem, ProblemCode } from "../protocol";

/** A request the server would not do, or could not be asked. `message` is a sentence a person can act on. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly field: string | null;
  readonly retryAfter: number | null; // seconds
  readonly current: unknown; // of a conflict: the shape as it is now

  constructor(problem: Problem, current?: unknown) {
    super(problem.message);
    this.name = "ProblemError";
    this.code = problem.code as ProblemCode;
    this.field = problem.field;
    this.retryAfter = problem.retry_after;
    this.current = current;
  }
}
