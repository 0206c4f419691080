/**
 * Executes what a command was decided to do.
 *
 * Shape    {@link loadForEffects} reads all that the effects will touch, {@link applyEffects} then changes it without waiting.
 * Not      rules: those have been asked, see `decide` of `@couplet/model`.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import { entryId, forkDocument, linkDocuments, mergeDocuments, type RecordDocument, writeFields } from "@couplet/crdt";
import {
  type Actor,
  assertNever,
  type Card,
  type CardId,
  documentRole,
  type Effect,
  emptyValue,
  fieldSpec,
  sameMeaning,
  type Scalar,
} from "@couplet/model";
import { ProblemError } from "../problem.ts";
import { setText } from "./prose.ts";
import type { Room } from "./room.ts";
import { serverAuthor } from "./server-writer.ts";
import type { By, Transaction } from "./transaction.ts";

/** @throws {ProblemError} 409 when a document that is to be made exists already. */
export async function loadForEffects(transaction: Transaction, effects: readonly Effect[]): Promise<void> {
  await refuseExisting(transaction, effects);
  await loadExisting(transaction, effects);
}

/** The same where the ids of what is to be made are the server's own. */
export async function loadExisting(transaction: Transaction, effects: readonly Effect[]): Promise<void> {
  const needed = new Set<string>();
  const cardIds = new Set<string>();
  const put = new Map<string, Card>();
  for (const effect of effects) {
    if (effect.type === "fork") needed.add(effect.from);
    if (effect.type === "link" || effect.type === "merge") needed.add(effect.from).add(effect.into);
    if (effect.type === "release") needed.add(effect.documentId);
    if (effect.type === "putCard") put.set(effect.card.id, effect.card);
    else if ("cardId" in effect) cardIds.add(effect.cardId);
  }
  const cards = await transaction.rows.cardsById([...cardIds].filter((id) => !put.has(id)));
  for (const card of cards) put.set(card.id, card);
  for (const effect of effects) {
    if (effect.type !== "setFields" && effect.type !== "setNotes") continue;
    const card = put.get(effect.cardId);
    if (!card) continue;
    const roles = effect.type === "setNotes" ? ["card"] : rolesOf(card, effect.fields);
    for (const role of roles) needed.add(role === "common" ? card.commonDocumentId : card.cardDocumentId);
  }
  for (const effect of effects) {
    if (effect.type === "createDocument") needed.delete(effect.documentId);
    if (effect.type === "fork") needed.delete(effect.to);
  }
  for (const documentId of needed) await transaction.room(documentId);
}

const rolesOf = (card: Card, fields: Readonly<Record<string, Scalar>>): readonly string[] =>
  Object.keys(fields).flatMap((field) => documentRole(card.kind, field) ?? []);

async function refuseExisting(transaction: Transaction, effects: readonly Effect[]): Promise<void> {
  for (const effect of effects) {
    const documentId =
      effect.type === "createDocument" ? effect.documentId : effect.type === "fork" ? effect.to : undefined;
    if (documentId === undefined) continue;
    if (await transaction.findRoom(documentId)) {
      throw new ProblemError(409, "document.exists", { text: `There is a document ${documentId} already.` });
    }
  }
}

/** Changes live documents and rows, in order. Whatever it throws must fail the batch. */
export function applyEffects(transaction: Transaction, effects: readonly Effect[], actor: Actor): void {
  const put = new Map<string, Card>();
  for (const effect of effects) if (effect.type === "putCard") put.set(effect.card.id, effect.card);
  const cardOf = (id: CardId): Card => {
    const card = put.get(id) ?? transaction.rows.card(id);
    if (!card) throw new Error(`Effects name card ${id}, which does not exist`);
    return card;
  };
  for (const effect of effects) apply(transaction, effect, actor, cardOf);
}

function apply(transaction: Transaction, effect: Effect, actor: Actor, cardOf: (id: CardId) => Card): void {
  const { nowMs } = transaction;
  switch (effect.type) {
    case "putCard":
      transaction.putCard(effect.card, actor);
      return;
    case "putRelation":
      transaction.rows.putRelation(effect.relation);
      transaction.write({ ...effect, seq: transaction.nextSeq(), by: actor.sub, atMs: nowMs });
      return;
    case "removeRelation":
      transaction.rows.removeRelation(effect.relation.id);
      transaction.write({ ...effect, seq: transaction.nextSeq(), by: actor.sub, atMs: nowMs });
      return;
    case "putSetup":
      transaction.rows.setup = effect.setup;
      transaction.write({ ...effect, seq: transaction.nextSeq(), by: actor.sub, atMs: nowMs });
      return;
    case "createDocument": {
      const { documentId: id, role, cardId } = effect;
      const isOwn = role === "card";
      transaction.createEmptyDocument({ id, role, ...(isOwn && { cardId }) }, isOwn ? cardOf(cardId) : undefined);
      return;
    }
    case "hold":
      transaction.hold(effect.documentId, cardOf(effect.cardId));
      return;
    case "release":
      transaction.release(transaction.loaded(effect.documentId), cardOf(effect.cardId));
      return;
    case "setFields":
      setFields(transaction, cardOf(effect.cardId), effect.fields, actor);
      return;
    case "setNotes":
      setNotes(transaction, cardOf(effect.cardId), effect.text, actor);
      return;
    case "fork":
      fork(transaction, effect, actor);
      return;
    case "link":
      link(transaction, effect, actor, cardOf(effect.cardId));
      return;
    case "merge":
      merge(transaction, effect, actor);
      return;
    case "recordDeletion":
      transaction.rows.putDeletion(effect.cardId, effect.record);
      transaction.write({ type: "recordDeletion", record: effect.record });
      return;
    case "forgetDeletion":
      transaction.rows.putDeletion(effect.cardId, undefined);
      transaction.write({ type: "forgetDeletion", cardId: effect.cardId });
      return;
    default:
      assertNever(effect);
  }
}

/** Sets fields of a card whose rooms are loaded, through the actor's writer of that card. */
export function setFields(
  transaction: Transaction,
  card: Card,
  fields: Readonly<Record<string, Scalar>>,
  actor: By,
): void {
  const byRole: Record<"common" | "card", Record<string, Scalar>> = { common: {}, card: {} };
  for (const [field, value] of Object.entries(fields)) {
    const role = documentRole(card.kind, field);
    if (role) byRole[role][field] = value;
  }
  for (const role of ["common", "card"] as const) {
    const values = byRole[role];
    if (Object.keys(values).length === 0) continue;
    const room = transaction.loaded(role === "common" ? card.commonDocumentId : card.cardDocumentId);
    const author = serverAuthor(actor.sub, card.id, room.id, transaction.clock);
    let written: ReturnType<typeof writeFields> = [];
    const update = room.change(() => {
      written = writeFields(room.record, values, author);
    });
    transaction.emit(room, update, actor);
    transaction.noteAll(room.id, card.id, actor, written);
    if (role === "card") transaction.mirrorCompany(room, actor);
  }
}

/** Replaces the prose of a card whose rooms are loaded, changing only what differs. */
export function setNotes(transaction: Transaction, card: Card, text: string, actor: Actor): void {
  const room = transaction.loaded(card.cardDocumentId);
  const update = room.change(() => setText(room.record.notes(), text));
  transaction.emit(room, update, actor);
}

function fork(transaction: Transaction, effect: Effect & { readonly type: "fork" }, actor: Actor): void {
  const source = transaction.loaded(effect.from);
  const keep = new Set(effect.keep);
  const state = forkDocument(source.record, (field) => keep.has(field));
  const room = transaction.createDocument(
    { id: effect.to, role: source.role, forkedFrom: source.id, forkedAtSeq: transaction.seq },
    state,
  );
  transaction.emit(room, state, actor);
}

/** Shown values of the fields, to tell what a change did to them. */
const shownOf = (record: RecordDocument, fields: Iterable<string>): Map<string, Scalar | undefined> =>
  new Map([...fields].map((field) => [field, record.value(field)]));

function link(transaction: Transaction, effect: Effect & { readonly type: "link" }, actor: Actor, card: Card): void {
  const into = transaction.loaded(effect.into);
  const from = transaction.loaded(effect.from);
  const fields = Object.keys(effect.choices);
  const before = shownOf(from.record, fields);
  const fromCard = fields.filter((field) => effect.choices[field] === "card");
  const author = serverAuthor(actor.sub, card.id, into.id, transaction.clock);
  const empty = (field: string): Scalar => {
    const spec = fieldSpec(card.kind, field);
    return spec ? emptyValue(spec) : "";
  };
  let written: ReturnType<typeof linkDocuments> = [];
  const update = into.change(() => {
    written = linkDocuments(into.record, from.record, fromCard, empty, author);
  });
  transaction.emit(into, update, actor);
  transaction.noteAll(into.id, card.id, actor, written);
  moveIn(transaction, { from, into, before, actor, cardId: card.id });
}

function merge(transaction: Transaction, effect: Effect & { readonly type: "merge" }, actor: Actor): void {
  const into = transaction.loaded(effect.into);
  const from = transaction.loaded(effect.from);
  const keep = new Set(effect.keep);
  const before = shownOf(from.record, keep);
  const intoBefore = shownOf(into.record, keep);
  const update = into.change(() => mergeDocuments(into.record, from.record, (field) => keep.has(field)));
  transaction.emit(into, update, actor);
  noteChanges(transaction, into, into, intoBefore, { actor, cardId: effect.cardId });
  moveIn(transaction, { from, into, before, actor, cardId: effect.cardId });
}

/** The card goes over: its history says what it showed before, and what it shows now. */
function moveIn(
  transaction: Transaction,
  move: {
    readonly from: Room;
    readonly into: Room;
    readonly before: ReadonlyMap<string, Scalar | undefined>;
    readonly actor: Actor;
    readonly cardId: string;
  },
): void {
  noteChanges(transaction, move.from, move.into, move.before, move);
  transaction.retire(move.from, move.into.id);
}

function noteChanges(
  transaction: Transaction,
  where: Room,
  now: Room,
  before: ReadonlyMap<string, Scalar | undefined>,
  by: { readonly actor: Actor; readonly cardId: string },
): void {
  for (const [field, old] of before) {
    const [shown] = now.record.candidates(field);
    if (!shown || (old !== undefined && sameMeaning(field, old, shown.value))) continue;
    if (old === undefined && shown.value === "") continue;
    const change = { field, old, value: shown.value, entry: entryId(shown) };
    transaction.note(where.id, by.cardId, by.actor, change);
  }
}
