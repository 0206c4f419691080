/**
 * Changes of the set-up, and the relations that a renamed code is written on.
 *
 * Source   rules S1, S2, S6, S7
 *
 * @module
 */
import { type Actor, changeSetup, InvalidSetupError, maySetUp, type Relation, type SetupChange } from "@couplet/model";
import { ProblemError } from "../problem.ts";
import { isNamedBy, setupTag } from "./setup-tag.ts";
import type { Transaction } from "./transaction.ts";

/**
 * @param ifMatch the set-ups it may replace; absent: whichever holds
 * @throws {ProblemError} 403, 412, 422
 */
export async function putSetup(
  transaction: Transaction,
  input: unknown,
  actor: Actor,
  ifMatch: string | undefined,
): Promise<void> {
  if (!maySetUp(actor.role)) throw new ProblemError(403, "perm.setup");
  if (ifMatch !== undefined && !isNamedBy(setupTag(transaction.rows.setup), ifMatch))
    throw new ProblemError(412, "setup.changed");
  const { setup, renames } = read(transaction, input);
  const renamed: Relation[] = [];
  if (renames.length > 0) {
    for (const relation of await allRelations(transaction)) {
      const to = renames.find((rename) => rename.from === relation.code)?.to;
      if (to !== undefined) renamed.push({ ...relation, code: to });
    }
  }
  const logged = { by: actor.sub, atMs: transaction.nowMs };
  transaction.rows.setup = setup;
  transaction.write({ type: "putSetup", seq: transaction.nextSeq(), setup, ...logged });
  transaction.tellOfSetup();
  for (const relation of renamed) {
    transaction.rows.putRelation(relation);
    transaction.write({ type: "putRelation", seq: transaction.nextSeq(), relation, ...logged });
  }
}

function read(transaction: Transaction, input: unknown): SetupChange {
  try {
    return changeSetup(transaction.rows.setup, input);
  } catch (error) {
    if (!(error instanceof InvalidSetupError)) throw error;
    throw new ProblemError(422, error.code, { field: error.path, params: { path: error.path }, cause: error });
  }
}

/** O(contacts): renaming a code is rare. */
async function allRelations(transaction: Transaction): Promise<Relation[]> {
  const { store, workspace } = transaction;
  const relations = new Map<string, Relation>();
  const limit = 1000;
  let after: { no: string; id: Relation["contactId"] } | undefined;
  for (;;) {
    const cards = await store.listCards(workspace, { kind: "contact", limit, after });
    const ids = cards.map((card) => card.id);
    for (const relation of await store.relationsOf(workspace, ids)) relations.set(relation.id, relation);
    after = cards.at(-1);
    if (cards.length < limit) break;
  }
  for (const [id, relation] of transaction.rows.changedRelations()) {
    if (relation) relations.set(id, relation);
    else relations.delete(id);
  }
  return [...relations.values()];
}
