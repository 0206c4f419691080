/**
 * Erasure: what is kept of a person is taken out for good, on request.
 *
 * Shape    of a deleted card and of the contacts joined into it: every document that only they hold, and those they once held that nobody holds today, are
 *          forgotten at once, and their updates, history and shown values purged, step by step as retention does it; so is what relations of theirs
 *          say of values, and what answers, refusals, deletions and reports say of them. Rows stay, which say nothing but ids and numbers: so the
 *          number is not given to anybody else, devices are told, and the chain over the log holds.
 * Not      a deletion: the card has to be deleted before. Not what somebody wrote about the person elsewhere.
 * Know     every step may be done again: an erasure that was cut off is finished by asking once more, or when the workspace is opened next.
 * Source   docs/decisions/0036-erasing.md
 *
 * @module
 */
import { type Actor, type Card, type CommandId, parseCommandId, type Relation } from "@couplet/model";
import { v7 } from "uuid";
import { ProblemError } from "../problem.ts";
import type { Store } from "../store/store.ts";
import type { ErasedCards } from "./erased-cards.ts";
import type { Limits } from "./limits.ts";
import { withJoined } from "./personal-data.ts";
import { forget, type RetentionHost } from "./retention.ts";
import type { Transaction } from "./transaction.ts";

/** What an erasure needs of a workspace. */
export interface ErasureHost extends RetentionHost {
  readonly workspace: string;
  readonly store: Store;
  readonly limits: Pick<Limits, "forgetUpdatesPerStep" | "forgetPauseMs">;
  nowMs(): number;
}

export interface Erased {
  /** Those whose content is gone. */
  readonly cardIds: readonly string[];
  readonly documents: number;
  /** Cards that hold documents which these once held, too: what they share stays until they are erased as well. */
  readonly sharedWith: readonly { readonly id: string; readonly kind: Card["kind"]; readonly no: string }[];
}

interface Plan extends Erased {
  readonly cards: readonly Card[];
  readonly documentIds: readonly string[];
}

/** @throws {ProblemError} 404, 409 */
async function planFor(store: Store, workspace: string, cardId: string): Promise<Plan> {
  const card = await store.card(workspace, cardId);
  if (!card) throw new ProblemError(404, "card.notFound");
  if (card.mergedInto !== undefined) {
    const [kept] = await store.cardsById(workspace, [card.mergedInto]);
    const no = kept?.no ?? "";
    throw new ProblemError(409, "erasure.joined", {
      params: { no },
      text: `It was joined into ${no}: erase that one.`,
    });
  }
  if (card.deletedAtMs === undefined) throw isThere(card.no);
  const cards = await withJoined(store, workspace, card);
  const ids = new Set<string>(cards.map(({ id }) => id));
  const documentIds = new Set<string>(cards.map(({ cardDocumentId }) => cardDocumentId));
  const sharedWith = new Map<string, Card>();
  for (const { id } of cards) {
    for (const { documentId } of await store.holds(workspace, { cardId: id })) {
      const holders = (await store.holds(workspace, { documentId })).filter(
        (hold) => hold.untilSeq === undefined && !ids.has(hold.cardId),
      );
      const others = (
        await store.cardsById(
          workspace,
          holders.map((hold) => hold.cardId),
        )
      ).filter(({ erasedAtMs }) => erasedAtMs === undefined);
      if (others.length === 0) documentIds.add(documentId);
      for (const other of others) sharedWith.set(other.id, other);
    }
  }
  return {
    cards,
    cardIds: [...ids],
    documentIds: [...documentIds],
    documents: documentIds.size,
    sharedWith: [...sharedWith.values()].map(({ id, kind, no }) => ({ id, kind, no })),
  };
}

const isThere = (no: string): ProblemError =>
  new ProblemError(409, "erasure.notDeleted", { params: { no }, text: `${no} is still there. Delete it first.` });

/** @param confirm the card's number, which somebody has to have typed @throws {ProblemError} 404, 409, 422 */
export async function erase(
  host: ErasureHost,
  erased: ErasedCards,
  asked: { readonly cardId: string; readonly confirm: string; readonly by: Actor },
): Promise<Erased> {
  const { cards } = await host.transact(() => planFor(host.store, host.workspace, asked.cardId));
  if (asked.confirm !== cards[0]?.no)
    throw new ProblemError(422, "erasure.confirm", { field: "confirm", text: "Send the number of the card." });
  const [atMs, by] = [host.nowMs(), asked.by.sub];
  const named = cards.map(({ id }) => ({ workspace: host.workspace, cardId: id, atMs, by }));
  await erased.add(named);
  try {
    return await eraseNow(host, erased, asked.cardId, by);
  } catch (error) {
    // Nothing of it was done: somebody may bring the card back, and it must stay then.
    const card = await host.store.card(host.workspace, asked.cardId);
    if (card?.erasedAtMs === undefined) await erased.refused(named);
    throw error;
  }
}

/** What was erased and is there again, because a backup was restored, or because it was cut off. @param deletes a card that is not deleted */
export async function eraseAgain(
  host: ErasureHost,
  erased: ErasedCards,
  deletes: (card: Card, commandId: CommandId) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  for (const { cardId, by } of erased.in(host.workspace)) {
    const card = await host.store.card(host.workspace, cardId);
    // One that is not in the backup never was; a joined one goes with the contact it was joined into.
    if (!card || (card.mergedInto !== undefined && card.deletedAtMs !== undefined)) continue;
    if (card.deletedAtMs === undefined) await deletes(card, parseCommandId(v7()));
    else if (card.erasedAtMs !== undefined) {
      const plan = await planFor(host.store, host.workspace, cardId);
      if (!(await hasContent(host, plan))) {
        erased.gone(host.workspace, plan.cardIds, plan.documentIds, card.erasedAtMs);
        continue;
      }
    }
    await eraseNow(host, erased, cardId, by);
    count += 1;
  }
  return count;
}

async function hasContent({ store, workspace }: ErasureHost, { documentIds }: Plan): Promise<boolean> {
  for (const id of documentIds) if (await store.hasContent(workspace, id)) return true;
  return false;
}

async function eraseNow(host: ErasureHost, erased: ErasedCards, cardId: string, by: string): Promise<Erased> {
  const { store, workspace, limits } = host;
  const plan = await host.transact(async (transaction) => {
    const found = await planFor(store, workspace, cardId);
    // Somebody may be bringing it back in this very batch.
    for (const card of await transaction.rows.cardsById(found.cardIds))
      if (card.deletedAtMs === undefined) throw isThere(card.no);
    const words = await wordsOf(store, workspace, found);
    for (const id of found.documentIds) await eraseDocument(transaction, id);
    for (const card of found.cards) {
      if (card.erasedAtMs === undefined)
        transaction.putCard({ ...card, erasedAtMs: transaction.nowMs }, { sub: by, name: "" });
    }
    transaction.write({ type: "eraseTraces", cardIds: found.cardIds, words });
    for (const id of found.cardIds) transaction.rows.putDeletion(id, undefined);
    return found;
  });
  erased.gone(workspace, plan.cardIds, plan.documentIds, host.nowMs());
  for (const documentId of plan.documentIds) {
    while (await store.hasContent(workspace, documentId)) {
      await host.transact(async (transaction) => {
        transaction.write({ type: "purgeDocument", documentId, limit: limits.forgetUpdatesPerStep });
      });
      await new Promise((resolve) => setTimeout(resolve, limits.forgetPauseMs));
    }
  }
  await eraseRelations(host, plan.cardIds, by);
  await host.transact(async () => undefined);
  await store.scrub();
  const { cardIds, documents, sharedWith } = plan;
  return { cardIds, documents, sharedWith };
}

async function eraseDocument(transaction: Transaction, documentId: string): Promise<void> {
  const document = await transaction.store.document(transaction.workspace, documentId);
  if (!document) return;
  if (document.forgottenAtMs === undefined) forget(transaction, document);
  transaction.write({ type: "eraseDocument", documentId, atMs: transaction.nowMs });
}

/** As long as names are, and few: every answer that is kept is searched for each of them. */
const maxWords = 20;
const minWordLength = 4;
const wordFields = ["name", "name2", "email", "phoneNo", "mobilePhoneNo", "vatRegistrationNo", "iban"];

/** What answers, refusals and reports may have said of them. */
async function wordsOf(store: Store, workspace: string, { documentIds }: Plan): Promise<string[]> {
  const words = new Set<string>();
  const documents = documentIds.map((documentId) => ({ documentId }));
  for (const field of wordFields) {
    for (const { old, new: value } of await store.history(workspace, { documents, field, limit: maxWords })) {
      for (const word of [value, old]) if (typeof word === "string" && word.length >= minWordLength) words.add(word);
    }
  }
  return [...words].slice(0, maxWords);
}

const itemsPerStep = 20_000;

/** What taking a link back would bring back has values of both ends. */
async function eraseRelations(host: ErasureHost, cardIds: readonly string[], by: string): Promise<void> {
  const gone = new Map<string, Relation>();
  for (let after = 0, isLast = false; !isLast;) {
    const found = await host.store.relationItems(host.workspace, { cardIds, after, limit: itemsPerStep });
    ({ end: after, isLast } = found);
    const telling = found.items.filter(({ relation }) => relation.undo !== undefined);
    if (telling.length > 0)
      await host.transact(async (transaction) => {
        for (const { seq, relation } of telling) {
          transaction.write({ type: "purgeItem", seq });
          const { undo: _before, ...bare } = relation;
          gone.set(relation.id, bare);
        }
      });
  }
  if (gone.size === 0) return;
  await host.transact(async (transaction) => {
    for (const relation of gone.values())
      transaction.write({ type: "removeRelation", relation, seq: transaction.nextSeq(), by, atMs: transaction.nowMs });
  });
}
