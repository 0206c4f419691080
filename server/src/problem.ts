/**
 * A refusal that a caller of the server is told: over HTTP as an RFC 9457 problem, on a socket as a refusal or close reason.
 *
 * Shape    a stable `code`, the HTTP `status`, an English `message`, the `field` and text parameters where there are any.
 * Not      a mistake of ours: anything else that is thrown is answered with 500 `internal` and logged.
 *
 * @module
 */
import { AppError, type CommandProblem, type FieldProblem, type ProblemParams, problemText } from "@couplet/model";
import { isDiskTrouble } from "./store/disk-trouble.ts";

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 503;

export class ProblemError extends AppError {
  readonly code: string;
  readonly status: ProblemStatus;
  readonly field: string | undefined;
  readonly params: ProblemParams;

  constructor(
    status: ProblemStatus,
    code: string,
    details: {
      readonly text?: string | undefined;
      readonly field?: string | undefined;
      readonly params?: ProblemParams | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(details.text ?? problemText(code, details.params ?? {}, "en"), { cause: details.cause });
    this.status = status;
    this.code = code;
    this.field = details.field;
    this.params = details.params ?? {};
  }

  static ofCommand(problem: CommandProblem): ProblemError {
    return new ProblemError(problem.status, problem.code, problem);
  }

  static ofField(problem: FieldProblem, field: string): ProblemError {
    return new ProblemError(422, problem.code, { field: problem.field ?? field, params: problem.params });
  }
}

/** The disk does not take writes at the moment: nothing was changed, and trying again later may help. */
export const unavailable = (cause?: unknown): ProblemError =>
  new ProblemError(503, "store.unavailable", { text: "This could not be saved right now. Please try again.", cause });

/** What went wrong as a refusal, where it is one or is the disk's doing; `undefined` for what we did not foresee. */
export function refusalOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  return isDiskTrouble(error) ? unavailable(error) : undefined;
}
