/**
 * Edits that come late: made on a card that has moved on to another document, or was deleted, meanwhile.
 *
 * Shape    carried over to the document the card holds today, or stranded: kept, and told to their author.
 * Not      the judgement that they are late: that is the steward's.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import { carryOver, entryId, type AuthoredEntry } from "@couplet/crdt";
import { type Actor, appendedNotes, type Card, documentRole, mayEdit, type Scalar } from "@couplet/model";
import type { Notice } from "@couplet/protocol";
import { ProblemError } from "../problem.ts";
import type { StrandedRow } from "../store/store.ts";
import type { LateArrival, LateProse } from "./batch.ts";
import { setFields, setNotes } from "./effects.ts";
import { followName } from "./follow-name.ts";
import { isReference, settleReference } from "./references.ts";
import { notesField } from "./room.ts";
import { serverAuthor } from "./server-writer.ts";
import type { Session } from "./session.ts";
import { relatedWithField } from "./stranded.ts";
import type { By, Transaction } from "./transaction.ts";

/** Finds each entry of an arrival its place, within the batch that took it out. @returns how many were carried over */
export async function placeLate(transaction: Transaction, arrival: LateArrival): Promise<number> {
  let carriedOver = 0;
  const entriesByCard = Map.groupBy(arrival.entries, (entry) => entry.card);
  for (const [cardId, entries] of entriesByCard) {
    // What was edited on a contact that was joined into another one ends there.
    const card = await transaction.cardToday(cardId);
    if (!card) continue;
    const isStranded = card.deletedAtMs !== undefined;
    if (isStranded) strand(transaction, card, entries, arrival);
    else {
      await bringOver(transaction, card, entries, arrival.session.by);
      carriedOver += entries.length;
    }
    const documentId = isStranded ? undefined : card.commonDocumentId;
    const notice = noticeOf(isStranded ? "stranded" : "carried-over", card.id, entries, documentId);
    transaction.batch.notices.push({ session: arrival.session, notice });
  }
  return carriedOver;
}

function noticeOf(
  kind: Notice["kind"],
  card: string,
  entries: readonly AuthoredEntry[],
  documentId: string | undefined,
): Notice {
  const named = entries.map((entry) => ({ field: entry.field, entry: entryId(entry), value: entry.value }));
  return { kind, card, entries: named, ...(documentId !== undefined && { documentId }) };
}

/** Joins entries into the documents that the card holds today; those it knows already change nothing. */
async function bringOver(
  transaction: Transaction,
  card: Card,
  entries: readonly AuthoredEntry[],
  by: By,
): Promise<void> {
  for (const entry of entries) {
    const role = documentRole(card.kind, entry.field);
    if (!role) continue;
    const room = await transaction.room(role === "common" ? card.commonDocumentId : card.cardDocumentId);
    const old = room.record.value(entry.field);
    let taken: readonly AuthoredEntry[] = [];
    transaction.isChanging = true;
    const update = room.change(() => {
      taken = carryOver(room.record, [entry]);
    });
    transaction.emit(room, update, by);
    for (const { field, value } of taken) {
      transaction.note(room.id, card.id, by, { field, old, value, entry: entryId(entry) });
    }
    if (role === "card") transaction.mirrorCompany(room, by);
    transaction.isChanging = false;
    const isGivenAlong = entries.some(({ field }) => field === "searchName");
    if (entry.field === "name" && old !== undefined && !isGivenAlong)
      await followName(transaction, { cardId: card.id, old }, by);
    const wasNamed = old !== undefined && old !== "";
    if (isReference(entry.field))
      await settleReference(transaction, { cardId: card.id, field: entry.field, wasNamed }, by);
  }
}

/** Prose written on a contact that was joined into another one is added to that one's. Where that one is deleted, it waits there. */
export async function bringOverProse(
  transaction: Transaction,
  merged: Card,
  text: string,
  session: Session,
): Promise<void> {
  const card = await transaction.cardToday(merged.id);
  if (!card || card.id === merged.id) return;
  const room = await transaction.room(card.cardDocumentId);
  transaction.isChanging = true;
  setNotes(transaction, card, appendedNotes(room.record.notes().toJSON(), text, merged.no), session.actor);
  if (card.deletedAtMs !== undefined) strandProse(transaction, { session, room, card });
  transaction.isChanging = false;
}

function strand(
  transaction: Transaction,
  card: Card,
  entries: readonly AuthoredEntry[],
  { room, session }: LateArrival,
): void {
  for (const entry of entries) {
    const { field, value, writer, at, seen, seenWriters, user } = entry;
    const row: StrandedRow = {
      entry: entryId(entry),
      cardId: card.id,
      documentId: room.id,
      field,
      value,
      writer,
      at,
      seen,
      ...(seenWriters && { seenWriters }),
      user,
      userName: session.by.name,
      strandedAtMs: transaction.nowMs,
    };
    transaction.write({ type: "strand", row });
  }
}

/** As long as a call over HTTP may make them. */
const maxProse = 100_000;

/** Prose merges, so that it stays in the document of its card and comes back with it; its author is told that it waits there. */
export function strandProse(transaction: Transaction, { session, room, card }: LateProse): void {
  const { writer, nextAt } = serverAuthor(session.actor.sub, card.id, room.id, transaction.clock);
  const value = room.record.notes().toJSON().slice(0, maxProse);
  const at = nextAt(0);
  const row: StrandedRow = {
    entry: entryId({ writer, at }),
    cardId: card.id,
    documentId: room.id,
    field: notesField,
    value,
    writer,
    at,
    seen: {},
    user: session.actor.sub,
    userName: session.by.name,
    strandedAtMs: transaction.nowMs,
  };
  transaction.write({ type: "strand", row });
  const notice: Notice = { kind: "stranded", card: card.id, entries: [{ field: notesField, entry: row.entry, value }] };
  transaction.batch.notices.push({ session, notice });
}

const entryOf = (row: StrandedRow): AuthoredEntry => ({
  field: row.field,
  writer: row.writer,
  at: row.at,
  value: row.value,
  seen: row.seen,
  ...(row.seenWriters && { seenWriters: row.seenWriters }),
  slot: "",
  card: row.cardId,
  user: row.user,
});

/** A card is there again: the edits that came while it was not are joined in, each in its author's name. */
export async function bringBackStranded(transaction: Transaction, cardId: string): Promise<void> {
  const [card] = await transaction.rows.cardsById([cardId]);
  if (!card || card.deletedAtMs !== undefined) return;
  for (const row of await transaction.store.stranded(transaction.workspace, { cardId })) {
    await bringOver(transaction, card, [entryOf(row)], { sub: row.user, name: row.userName });
    transaction.write({ type: "unstrand", entry: row.entry, cardId });
  }
}

/** @throws {ProblemError} 404, 403, 409 `stranded.noCard` */
export async function resolveStranded(
  transaction: Transaction,
  entry: string,
  action: "apply" | "discard",
  actor: Actor,
): Promise<void> {
  const rows = await transaction.store.stranded(transaction.workspace, { user: actor.sub });
  const row = rows.find((candidate) => candidate.entry === entry);
  if (!row) throw new ProblemError(404, "stranded.notFound");
  if (action === "apply") await applyStranded(transaction, row, actor);
  transaction.write({ type: "unstrand", entry: row.entry, cardId: row.cardId });
}

async function applyStranded(transaction: Transaction, row: StrandedRow, actor: Actor): Promise<void> {
  const [card] = await transaction.rows.cardsById([row.cardId]);
  if (card && card.deletedAtMs === undefined) {
    refuseUnlessEditable(actor, [card]);
    await bringOver(transaction, card, [entryOf(row)], actor);
    return;
  }
  const source = {
    deletion: (cardId: string) => transaction.store.deletion(transaction.workspace, cardId),
    cardsById: (ids: readonly string[]) => transaction.rows.cardsById(ids),
  };
  const targets = card ? await relatedWithField(source, card, row.field) : [];
  if (targets.length === 0) throw new ProblemError(409, "stranded.noCard", { field: row.field });
  refuseUnlessEditable(actor, targets);
  const fields: Record<string, Scalar> = { [row.field]: row.value };
  const cards = [...new Map(targets.map((target) => [target.commonDocumentId, target])).values()];
  for (const target of cards) {
    await transaction.room(target.commonDocumentId);
    await transaction.room(target.cardDocumentId);
  }
  transaction.isChanging = true;
  for (const target of cards) setFields(transaction, target, fields, actor);
  transaction.isChanging = false;
}

function refuseUnlessEditable(actor: Actor, cards: readonly Card[]): void {
  const closed = cards.find((card) => !mayEdit(actor.role, card.kind));
  if (closed) throw new ProblemError(403, "perm.kind", { params: { kind: closed.kind } });
}
