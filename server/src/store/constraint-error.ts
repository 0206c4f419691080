/**
 * What SQLite says of a uniqueness that a commit would have broken, as the store says it.
 *
 * @module
 */
import { DocumentExistsError } from "./sqlite-writes.ts";
import { ConstraintError, type Constraint } from "./store.ts";

/** What SQLite names in "UNIQUE constraint failed: …", and what it means. */
const constraints: readonly (readonly [columns: string, constraint: Constraint])[] = [
  ["card.workspace, card.kind, card.no", "number"],
  ["relation.workspace, relation.card_id", "relation.card"],
  ["relation.workspace, relation.contact_id, relation.kind", "relation.contact"],
  ["log.workspace, log.seq", "seq"],
  ["command.workspace, command.id", "command"],
  ["answer.workspace, answer.user, answer.key", "answer"],
];

/** What a commit that broke one of them failed with; any other cause as it is. */
export function toConstraintError(cause: unknown): unknown {
  if (cause instanceof DocumentExistsError) return new ConstraintError("document", { cause });
  const message = cause instanceof Error ? cause.message : "";
  const found = constraints.find(([columns]) => message === `UNIQUE constraint failed: ${columns}`);
  return found ? new ConstraintError(found[1], { cause }) : cause;
}
