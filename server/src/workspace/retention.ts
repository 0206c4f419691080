/**
 * Retention: forgets what nobody can come back for any more.
 *
 * Shape    documents that no living card holds (retired ones, and those of deleted cards) are forgotten once they have been unused for
 *          as long as a client may stay away: first that they are gone, as an item of the log, then piece by piece what the log
 *          has of them. Answers and outcomes of that age lose their bulk, never the fact that they were given.
 *          Each step is one small transaction of the owner; others get their turn in between.
 * Not      history, numbers, rows of cards, or who held what: those stay. Not what somebody still works on.
 * Source   docs/decisions/0012-retention.md
 *
 * @module
 */
import type { DocumentRow } from "../store/store.ts";
import type { Limits } from "./limits.ts";
import type { Transaction } from "./transaction.ts";

/** What the sweep needs of an owner. */
export interface RetentionHost {
  transact<Result>(run: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

type Bounds = Pick<Limits, "forgetItemsPerStep" | "forgetUpdatesPerStep" | "forgetPauseMs">;

/** What one sweep did. */
export interface Swept {
  readonly documents: number;
  readonly answers: number;
  readonly outcomes: number;
}

/** Nobody's: subjects have at least one character. */
const theServer = "";

/**
 * Forgets what is older than `beforeMs`, step by step until nothing is left to do or `signal` says stop.
 *
 * @throws when the store does not answer; what was done until then stays done.
 */
export async function forgetOld(
  host: RetentionHost,
  beforeMs: number,
  signal: AbortSignal,
  bounds: Bounds,
): Promise<Swept> {
  const skipped = new Set<string>();
  const untilDone = async (step: (transaction: Transaction) => Promise<Step>): Promise<number> => {
    for (let count = 0; ;) {
      if (signal.aborted) return count;
      const { done, isLast } = await host.transact(step);
      count += done;
      if (isLast) return count;
      await new Promise((resolve) => setTimeout(resolve, bounds.forgetPauseMs));
    }
  };
  return {
    documents: await untilDone((transaction) => forgetDocuments(transaction, { beforeMs, bounds, skipped })),
    answers: await untilDone((transaction) => pruneAnswers(transaction, beforeMs, bounds)),
    outcomes: await untilDone((transaction) => pruneOutcomes(transaction, beforeMs, bounds)),
  };
}

interface Step {
  readonly done: number;
  readonly isLast: boolean;
}

async function forgetDocuments(
  transaction: Transaction,
  sweep: { readonly beforeMs: number; readonly bounds: Bounds; readonly skipped: Set<string> },
): Promise<Step> {
  const { beforeMs, bounds, skipped } = sweep;
  const limit = bounds.forgetItemsPerStep + skipped.size;
  const found = await transaction.store.unusedDocuments(transaction.workspace, { beforeMs, limit });
  const unused = found.filter(({ id }) => !skipped.has(id));
  let done = 0;
  for (const document of unused) {
    if (document.forgottenAtMs !== undefined) {
      // One document's updates are a step of their own: a transaction stays short.
      transaction.write({ type: "purgeDocument", documentId: document.id, limit: bounds.forgetUpdatesPerStep });
      return { done, isLast: false };
    }
    if (await isForgettable(transaction, document)) {
      forget(transaction, document);
      done += 1;
    } else skipped.add(document.id);
  }
  return { done, isLast: unused.length === 0 };
}

/** No card that is there holds it, and nothing of it waits for a commit. */
async function isForgettable({ rows, rooms, store, workspace }: Transaction, document: DocumentRow): Promise<boolean> {
  if ((rooms.get(document.id)?.uncommitted ?? 0) > 0) return false;
  const holders =
    document.role === "card"
      ? [document.cardId]
      : (await store.holds(workspace, { documentId: document.id }))
          .filter(({ untilSeq }) => untilSeq === undefined)
          .map(({ cardId }) => cardId);
  const cards = await rows.cardsById(holders.filter((id) => id !== undefined));
  return cards.every(({ deletedAtMs }) => deletedAtMs !== undefined);
}

/** Its content is gone from here on; what the log has of it is taken out afterwards. */
export function forget(transaction: Transaction, { id }: DocumentRow): void {
  transaction.write({
    type: "forgetDocument",
    seq: transaction.nextSeq(),
    by: theServer,
    atMs: transaction.nowMs,
    documentId: id,
  });
  const close = (): void => {
    const room = transaction.rooms.get(id);
    if (!room) return;
    for (const session of room.sessions) session.close("documentForgotten");
    transaction.rooms.remove(room);
  };
  transaction.batch.deliveries.push({ type: "call", run: close });
}

async function pruneAnswers(transaction: Transaction, beforeMs: number, bounds: Bounds): Promise<Step> {
  const limit = bounds.forgetItemsPerStep;
  const answers = await transaction.store.wholeAnswers(transaction.workspace, { beforeMs, limit });
  for (const { user, key } of answers) transaction.write({ type: "pruneAnswer", user, key });
  return { done: answers.length, isLast: answers.length < limit };
}

async function pruneOutcomes(transaction: Transaction, beforeMs: number, bounds: Bounds): Promise<Step> {
  const limit = bounds.forgetItemsPerStep;
  const outcomes = await transaction.store.largeOutcomes(transaction.workspace, { beforeMs, limit });
  for (const { commandId, outcome } of outcomes) {
    transaction.write({ type: "pruneOutcome", commandId, outcome: shortened(outcome) });
  }
  return { done: outcomes.length, isLast: outcomes.length < limit };
}

/** The card a command is about is named first; that is what a late repetition is answered with. */
function shortened(text: string): string {
  const { cardIds = [], refused } = JSON.parse(text) as {
    readonly cardIds?: readonly string[];
    readonly refused?: { readonly status: number; readonly code: string };
  };
  // What was refused stays so.
  if (refused) return JSON.stringify({ refused: { status: refused.status, code: refused.code } });
  return JSON.stringify({ cardIds: cardIds.slice(0, 1), relationIds: [] });
}
