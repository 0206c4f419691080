/**
 * What is wrong with a value or a command, as data.
 *
 * Shape    a stable `code`, the field it is about, and the parameters its text needs (`problem-text.ts`).
 * Not      an exception: refusing is an expected outcome.
 *
 * @module
 */
import type { ProblemCode } from "./problem-text.en.ts";

export type ProblemParams = Readonly<Record<string, string | number>>;

export interface FieldProblem {
  readonly code: string;
  readonly field?: string;
  readonly params?: ProblemParams;
}

/** A problem that the rules here find: its code is sure to have a text. */
export interface KnownProblem extends FieldProblem {
  readonly code: ProblemCode;
}

/** Why a command is refused; `status` is the HTTP status it maps to, `text` is English. */
export interface CommandProblem {
  readonly code: string;
  readonly status: 400 | 403 | 404 | 409 | 410 | 422;
  readonly field?: string;
  readonly params?: ProblemParams;
  readonly text: string;
}
