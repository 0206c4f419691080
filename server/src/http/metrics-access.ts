/**
 * Who may read `/metrics`: whoever brings the operator's own token, which is for nothing else.
 *
 * Shape    without a token set there is nothing at that address: where requests come from says nothing behind a proxy.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { refuse } from "./problem.ts";

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** @throws {ProblemError} 404 where none is set, 401 where another one or none is brought */
export function checkMetricsToken(expected: string | undefined, authorization: string | undefined): void {
  if (expected === undefined) throw refuse(404, "request.notFound");
  const [, token] = /^Bearer +(\S+)$/iu.exec(authorization ?? "") ?? [];
  if (token === undefined) throw refuse(401, "auth.missing");
  // Equal lengths, and a comparison that takes as long wherever they differ.
  if (!timingSafeEqual(hashOf(token), hashOf(expected))) throw refuse(401, "auth.invalid");
}
