/**
 * The outcome of a command: effects to execute, or why it is refused.
 *
 * Shape    a union on `ok`; a refusal changes nothing.
 * Not      an exception: being refused is expected.
 *
 * @module
 */
import type { Effect } from "./effect.ts";
import { problemText } from "./problem-text.ts";
import type { CommandProblem, KnownProblem, ProblemParams } from "./problem.ts";
import type { ProblemCode } from "./problem-text.en.ts";

export type Decision =
  | { readonly ok: true; readonly effects: readonly Effect[] }
  | { readonly ok: false; readonly problem: CommandProblem };

/** A refused decision; the text is the code's English one. */
export const refuse = (
  status: CommandProblem["status"],
  code: ProblemCode,
  details: { readonly field?: string; readonly params?: ProblemParams } = {},
): Decision & { readonly ok: false } => ({
  ok: false,
  problem: { code, status, ...details, text: problemText(code, details.params ?? {}, "en") },
});

/** A value that is refused on entry refuses the command that carries it. */
export const refuseValue = (problem: KnownProblem): Decision & { readonly ok: false } =>
  refuse(422, problem.code, problem);
