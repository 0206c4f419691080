/**
 * Executes what a command was decided to do.
 *
 * Shape    {@link loadForEffects} reads all that the effects will touch, {@link applyEffects} then changes it without waiting.
 * Not      rules: those have been asked, see `decide` of `@couplet/model`.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import {
  entryId,
  forkDocument,
  joinDocuments,
  linkDocuments,
  mergeDocuments,
  type RecordDocument,
  standingOn,
  takeAlong,
  writeFields,
} from "@couplet/crdt";
import {
  type Actor,
  appendedNotes,
  assertNever,
  type Card,
  type CardId,
  type DeletionRecord,
  documentRole,
  type Effect,
  emptyValue,
  fieldSpec,
  sameMeaning,
  type Scalar,
  withdrawnNotes,
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
    if ("into" in effect) needed.add(effect.from).add(effect.into);
    if (effect.type === "release") needed.add(effect.documentId);
    if (effect.type === "putCard") put.set(effect.card.id, effect.card);
    else if ("cardId" in effect) cardIds.add(effect.cardId);
    if ("otherId" in effect) cardIds.add(effect.otherId);
    if (effect.type === "join") cardIds.add(effect.mergedId);
  }
  const cards = await transaction.rows.cardsById([...cardIds].filter((id) => !put.has(id)));
  for (const card of cards) put.set(card.id, card);
  for (const effect of effects) {
    for (const documentId of documentsOf(effect, put)) needed.add(documentId);
  }
  for (const effect of effects) {
    if (effect.type === "createDocument") needed.delete(effect.documentId);
    if (effect.type === "fork") needed.delete(effect.to);
  }
  for (const documentId of needed) await transaction.room(documentId);
  for (const effect of effects) if (effect.type === "appendNotes") refuseLongNotes(transaction, effect, put);
}

const maxNotesLength = 1_000_000;

/** @throws {ProblemError} 409 */
function refuseLongNotes(
  transaction: Transaction,
  { cardId, otherId }: { readonly cardId: string; readonly otherId: string },
  cards: ReadonlyMap<string, Card>,
): void {
  const n = [cardId, otherId]
    .flatMap((id) => cards.get(id) ?? [])
    .reduce((length, card) => length + transaction.loaded(card.cardDocumentId).record.notes().length, 0);
  if (n > maxNotesLength) throw new ProblemError(409, "merge.notes", { params: { n, max: maxNotesLength } });
}

/** Documents that the effect reads or writes as those of its cards; no more, most commands meet cards that nobody has open. */
function documentsOf(effect: Effect, cards: ReadonlyMap<string, Card>): readonly string[] {
  const ownOf = (...ids: readonly CardId[]): readonly string[] =>
    ids.flatMap((id) => cards.get(id)?.cardDocumentId ?? []);
  if (effect.type === "join") return ownOf(effect.cardId, effect.mergedId);
  if (effect.type === "appendNotes" || effect.type === "withdrawNotes") return ownOf(effect.cardId, effect.otherId);
  if (effect.type === "setNotes") return ownOf(effect.cardId);
  const card = effect.type === "setFields" ? cards.get(effect.cardId) : undefined;
  if (effect.type !== "setFields" || !card) return [];
  const roles = Object.keys(effect.fields).flatMap((field) => documentRole(card.kind, field) ?? []);
  return roles.map((role) => (role === "card" ? card.cardDocumentId : card.commonDocumentId));
}

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
    case "join":
      join(transaction, effect, actor, cardOf);
      return;
    case "takeAlong":
      takeOver(transaction, effect, actor);
      return;
    case "appendNotes":
    case "withdrawNotes": {
      const [card, other] = [cardOf(effect.cardId), cardOf(effect.otherId)];
      const [own, notes] = [card, other].map((one) => transaction.loaded(one.cardDocumentId).record.notes().toJSON());
      const changed = effect.type === "appendNotes" ? appendedNotes : withdrawnNotes;
      setNotes(transaction, card, changed(own ?? "", notes ?? "", other.no), actor);
      return;
    }
    case "recordDeletion": {
      const record = withWhatStood(transaction, effect.record, cardOf);
      transaction.rows.putDeletion(effect.cardId, record);
      transaction.write({ type: "recordDeletion", record });
      return;
    }
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
  if (!effect.back) return;
  const left = transaction.loaded(effect.back.leaves);
  noteChanges(transaction, room, room, shownOf(left.record, keep), { actor, cardId: effect.cardId });
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

function join(
  transaction: Transaction,
  effect: Effect & { readonly type: "join" },
  actor: Actor,
  cardOf: (id: CardId) => Card,
): void {
  const [kept, merged] = [cardOf(effect.cardId), cardOf(effect.mergedId)];
  const into = transaction.loaded(effect.into);
  const from = transaction.loaded(effect.from);
  const before = shownOf(from.record, from.record.fields());
  const isFrom = (field: string): boolean => effect.choices[field] === "merged";
  const empty = (field: string): Scalar => {
    const spec = fieldSpec("contact", field);
    return spec ? emptyValue(spec) : "";
  };
  const author = serverAuthor(actor.sub, kept.id, into.id, transaction.clock);
  let written: ReturnType<typeof joinDocuments> = [];
  const update = into.change(() => {
    written = joinDocuments(into.record, from.record, isFrom, empty, author);
  });
  transaction.emit(into, update, actor);
  const changed = written.filter(({ old, value }) => old !== value && (old !== undefined || value !== ""));
  transaction.noteAll(into.id, kept.id, actor, changed);
  // What was not chosen stays in the history of the contact that is kept.
  noteChanges(transaction, into, into, before, { actor, cardId: merged.id });
  const own = transaction.loaded(kept.cardDocumentId);
  const theirs = transaction.loaded(merged.cardDocumentId).record;
  const unchosen = Object.keys(effect.choices).filter((field) => !isFrom(field) && theirs.value(field) !== undefined);
  noteChanges(transaction, own, own, shownOf(theirs, unchosen), { actor, cardId: merged.id });
  moveIn(transaction, { from, into, before, actor, cardId: merged.id });
}

/** A merge notes what stands on its cards in the document they have come to: those entries are not theirs to take along. */
function withWhatStood(transaction: Transaction, record: DeletionRecord, cardOf: (id: CardId) => Card): DeletionRecord {
  if (!record.merge) return record;
  const cards = new Set<string>([record.cardId, ...record.relations.map(({ cardId }) => cardId)]);
  const room = transaction.loaded(cardOf(record.merge.into).commonDocumentId);
  const stood = standingOn(room.record, (card) => cards.has(card));
  return stood.length === 0 ? record : { ...record, merge: { ...record.merge, stood } };
}

function takeOver(transaction: Transaction, effect: Effect & { readonly type: "takeAlong" }, actor: Actor): void {
  const into = transaction.loaded(effect.into);
  const { record } = transaction.loaded(effect.from);
  const before = shownOf(into.record, record.fields());
  const cards = new Set<string>(effect.cardIds);
  const stood = new Set(effect.stood);
  const update = into.change(() => takeAlong(into.record, record, (card) => cards.has(card), stood));
  transaction.emit(into, update, actor);
  noteChanges(transaction, into, into, before, { actor, cardId: effect.cardId });
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
