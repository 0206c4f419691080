/**
 * Everything that is kept about one person or firm, as one document: for whoever asks what is known of them.
 *
 * Shape    the card that was asked for, contacts that were joined into it, and the cards related to it: each with its values, notes, conflicts and edits that
 *          wait; who set what when, in the documents they hold and once held; relations, with what undoing a link would bring back; what a deletion keeps.
 * Not      free text of other cards in which a name may stand: nobody can know that.
 * Source   docs/HTTP.md, "What is kept of a person"
 *
 * @module
 */
import { type Card, type CardKind, type DeletionRecord, fieldSpec, type Relation, type Scalar } from "@couplet/model";
import { setImmediate as aTurn } from "node:timers/promises";
import { ProblemError } from "../problem.ts";
import type { HistoryRow, Store } from "../store/store.ts";
import { cardToday } from "./alias.ts";
import { defaultLimits } from "./limits.ts";
import { buildDocument, Room } from "./room.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

interface Value {
  readonly entry: string;
  readonly value: Scalar;
}

/** A card with all that stands in its documents. */
interface PersonalCard {
  readonly id: string;
  readonly is: "asked" | "joined" | "related";
  readonly kind: CardKind;
  readonly no: string;
  readonly type?: string;
  readonly companyId?: string;
  readonly mergedInto?: string;
  readonly createdAt: string;
  readonly deletedAt?: string;
  /** Those that were ever set. */
  readonly fields: Readonly<Record<string, Scalar>>;
  readonly notes: string;
  readonly conflicts: Readonly<Record<string, readonly Value[]>>;
  readonly stranded: readonly {
    readonly field: string;
    readonly value: Scalar;
    readonly by: string;
    readonly at: string;
  }[];
  readonly deletion?: DeletionRecord;
}

export interface PersonalData {
  readonly workspace: string;
  readonly exportedAt: string;
  readonly cards: readonly PersonalCard[];
  readonly relations: readonly Relation[];
  readonly history: readonly object[];
}

/** The contact and those joined into it, one after the other into each other. */
export async function withJoined(store: Store, workspace: string, card: Card): Promise<Card[]> {
  const found = [card];
  for (const one of found) found.push(...(await store.mergedInto(workspace, one.id)));
  return found;
}

/** @throws {ProblemError} 404 */
export async function personalDataOf(
  store: Store,
  workspace: string,
  id: string,
  nowMs: number,
): Promise<PersonalData> {
  const asked = await cardToday((one) => store.card(workspace, one), id);
  if (!asked) throw new ProblemError(404, "card.notFound");
  const own = await withJoined(store, workspace, asked);
  const relations = await store.relationsOf(
    workspace,
    own.map((card) => card.id),
  );
  const ids = new Set<string>(own.map((card) => card.id));
  const related = await store.cardsById(workspace, [
    ...new Set(relations.flatMap(({ contactId, cardId }) => [contactId, cardId]).filter((one) => !ids.has(one))),
  ]);
  const cards: PersonalCard[] = [];
  for (const card of own)
    cards.push(await personalCard(store, workspace, card, card.id === asked.id ? "asked" : "joined"));
  for (const card of related) cards.push(await personalCard(store, workspace, card, "related"));
  const history = await wholeHistory(store, workspace, [...own, ...related]);
  return { workspace, exportedAt: iso(nowMs), cards, relations, history };
}

async function personalCard(
  store: Store,
  workspace: string,
  card: Card,
  is: PersonalCard["is"],
): Promise<PersonalCard> {
  const { id, kind, no, type, companyId, mergedInto, createdAtMs, deletedAtMs } = card;
  const fields: Record<string, Scalar> = {};
  const conflicts: Record<string, readonly Value[]> = {};
  let notes = "";
  for (const [documentId, role] of [
    [card.commonDocumentId, "common"],
    [card.cardDocumentId, "card"],
  ] as const) {
    const updates = await store.loadDocument(workspace, documentId);
    const room = new Room({ id: documentId, role }, buildDocument(updates), new Map(), defaultLimits, 0);
    const { record } = room;
    for (const field of record.fields()) {
      const value = record.value(field);
      if (value !== undefined && fieldSpec(kind, field)) fields[field] = value;
    }
    for (const field of record.conflicts().filter((one) => fieldSpec(kind, one)))
      conflicts[field] = record.conflict(field).map(({ value, writer, at }) => ({ entry: `${writer}@${at}`, value }));
    if (role === "card") notes = record.notes().toJSON();
    room.destroy();
    await aTurn();
  }
  const stranded = await store.stranded(workspace, { cardId: id });
  const deletion = await store.deletion(workspace, id);
  return {
    id,
    is,
    kind,
    no,
    ...(type && { type }),
    ...(companyId && { companyId }),
    ...(mergedInto && { mergedInto }),
    createdAt: iso(createdAtMs),
    ...(deletedAtMs !== undefined && { deletedAt: iso(deletedAtMs) }),
    fields,
    notes,
    conflicts,
    stranded: stranded.map(({ field, value, user, strandedAtMs }) => ({
      field,
      value,
      by: user,
      at: iso(strandedAtMs),
    })),
    ...(deletion && { deletion }),
  };
}

const rowsAtATime = 500;

/** Newest first: of the documents the cards hold, and of those they once held up to when they left. */
async function wholeHistory(store: Store, workspace: string, cards: readonly Card[]): Promise<object[]> {
  const until = new Map<string, number | undefined>();
  for (const card of cards) {
    until.set(card.cardDocumentId, undefined);
    for (const { documentId, untilSeq } of await store.holds(workspace, { cardId: card.id })) {
      const known = until.has(documentId) ? (until.get(documentId) ?? Number.MAX_SAFE_INTEGER) : 0;
      const end = untilSeq === undefined ? Number.MAX_SAFE_INTEGER : untilSeq - 1;
      until.set(documentId, Math.max(known, end));
    }
  }
  const documents = [...until].map(([documentId, untilSeq]) => ({ documentId, untilSeq }));
  const items: object[] = [];
  for (let before: HistoryRow | undefined; ;) {
    const rows = await store.history(workspace, { documents, limit: rowsAtATime, before });
    items.push(...rows.map(toItem));
    before = rows.at(-1);
    if (rows.length < rowsAtATime) return items;
    await aTurn();
  }
}

const toItem = ({ cardId, documentId, field, old, new: value, by, atMs, entry }: HistoryRow): object => ({
  cardId,
  documentId,
  field,
  old: old ?? null,
  new: value,
  by,
  at: iso(atMs),
  entry,
});
