/**
 * What a restored backup has lost of a document, brought back by a client that still has it.
 *
 * Shape    entries are joined in as they were made: same id, and what their authors had seen, so that whoever brings a later or an earlier one of
 *          several gets the same result in any order. The history names who brought it.
 *          An entry goes into the document it came from, also where its card holds another one by now. Only where that is not used any more, or was
 *          never heard of, it comes like a late edit: to what its card holds today.
 * Know     whoever brings another person's entries could make some up. So they are taken for a while after a restore only, judged by the rights of
 *          who brings them, and count as having seen nothing that was made after the restore.
 * Source   docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import {
  atOfMs,
  type AuthoredEntry,
  carryOver,
  entryId,
  knowledgeOf,
  maxWritersPerUser,
  type RecordDocument,
} from "@couplet/crdt";
import { type Actor, type Card, documentRole, mayEdit } from "@couplet/model";
import type { LostContent, LostEntry } from "@couplet/protocol";
import { setNotes } from "./effects.ts";
import { isReference, settleReference } from "./references.ts";
import type { Room } from "./room.ts";
import { isForgotten } from "./rooms.ts";
import type { Transaction } from "./transaction.ts";

export interface Unrecovered {
  /** Absent for the prose. */
  readonly entry?: string;
  readonly code: string;
}

export interface RecoveryRules {
  /** When a backup was put in place of what was here; absent: never, as far as is known. */
  readonly restoredAtMs: number | undefined;
  readonly maxDocumentBytes: number;
}

/** How long other people's entries are taken. */
const recoveryMs = 90 * 24 * 60 * 60 * 1_000;
/** A clock may run ahead by so much, as for every edit. */
const aheadMs = 24 * 60 * 60 * 1_000;
/** As many as a field may have; beyond it nobody could choose any more. */
const maxCandidates = 64;
const maxNotesLength = 100_000;
/** Of a document, all users together. */
const maxWriters = 4_096;

/** @returns what was not taken; what the document has already counts as taken */
export async function recoverLost(
  transaction: Transaction,
  documentId: string,
  { entries, notes }: LostContent,
  actor: Actor,
  rules: RecoveryRules,
): Promise<readonly Unrecovered[]> {
  const source = await roomOf(transaction, documentId);
  if (source === "forgotten")
    return [
      ...entries.map((entry) => ({ entry: entryId(entry), code: "document.forgotten" })),
      ...(notes ? [{ code: "recovery.notes" }] : []),
    ];
  const refused: Unrecovered[] = [];
  for (const entry of entries) {
    const code = await recoverEntry(transaction, source, entry, actor, rules);
    if (code !== undefined) refused.push({ entry: entryId(entry), code });
  }
  const code = notes && recoverNotes(transaction, source, notes, actor, rules);
  if (code !== undefined) refused.push({ code });
  return refused;
}

/** `undefined` for a document that was never heard of. */
async function roomOf(transaction: Transaction, documentId: string): Promise<Room | "forgotten" | undefined> {
  try {
    return await transaction.findRoom(documentId);
  } catch (error) {
    if (isForgotten(error)) return "forgotten";
    throw error;
  }
}

interface Place {
  readonly room: Room;
  readonly card: Card;
}

/** @returns where it is to stand, or why it may not */
async function placeOf(
  transaction: Transaction,
  source: Room | undefined,
  lost: LostEntry,
  { role }: Actor,
): Promise<Place | string> {
  const cards = source && isInUse(source) ? cardsFor(source, lost) : [];
  const there = cards.find(({ kind }) => mayEdit(role, kind));
  if (source && there) return { room: source, card: there };
  if (cards.length > 0) return "perm.kind";
  const card = await transaction.cardToday(lost.card);
  const of = card && documentRole(card.kind, lost.field);
  if (!of || card.deletedAtMs !== undefined) return "card.elsewhere";
  if (!mayEdit(role, card.kind)) return "perm.kind";
  return { room: await transaction.room(of === "common" ? card.commonDocumentId : card.cardDocumentId), card };
}

const isInUse = ({ retiredInto }: Room): boolean => retiredInto === undefined;

/** It stood there when the document went into another one: what became of it then was decided by somebody who had it before them. */
const wasDecided = (source: Room, { field, writer, at }: LostEntry): boolean =>
  !isInUse(source) && (knowledgeOf(source.record.entries(field))[writer] ?? -1) >= at;

/** @returns why it is not taken */
async function recoverEntry(
  transaction: Transaction,
  source: Room | undefined,
  lost: LostEntry,
  actor: Actor,
  rules: RecoveryRules,
): Promise<string | undefined> {
  const { field } = lost;
  if (source && wasDecided(source, lost)) return undefined;
  const place = await placeOf(transaction, source, lost, actor);
  if (typeof place === "string") return place;
  const { room, card } = place;
  const code = judge(transaction, room, card, lost, actor, rules);
  if (code !== undefined) return code;
  const old = room.record.value(field);
  let taken: readonly AuthoredEntry[] = [];
  transaction.isChanging = true;
  const update = room.change(() => {
    taken = carryOver(room.record, [authoredEntry(room.record, lost, actor.sub, rules.restoredAtMs)]);
  });
  transaction.emit(room, update, actor);
  for (const entry of taken) {
    transaction.note(room.id, card.id, actor, { field, old, value: entry.value, entry: entryId(entry) });
  }
  if (room.role === "card") transaction.mirrorCompany(room, actor);
  transaction.isChanging = false;
  const wasNamed = old !== undefined && old !== "";
  if (taken.length > 0 && isReference(field))
    await settleReference(transaction, { cardId: card.id, field, wasNamed }, actor);
  return undefined;
}

/**
 * The card it was made on, then others that have the field here: that one's relation may have been lost, or taken back before the backup. A card that
 * only once held the document says nothing about it any more: who may edit that one need not be allowed to edit those that hold it.
 */
function cardsFor(room: Room, { card: cardId, field }: LostEntry): readonly Card[] {
  const present = [...room.holders.values()].filter(({ card, isPresent }) => {
    return isPresent && documentRole(card.kind, field) === room.role;
  });
  return present.map(({ card }) => card).sort((a, b) => Number(b.id === cardId) - Number(a.id === cardId));
}

function judge(
  { nowMs }: Transaction,
  room: Room,
  card: Card,
  lost: LostEntry,
  actor: Actor,
  { restoredAtMs, maxDocumentBytes }: RecoveryRules,
): string | undefined {
  const { field, value, at, user } = lost;
  if (at > atOfMs(nowMs + aheadMs)) return "entry.future";
  const isInTime = restoredAtMs !== undefined && nowMs - restoredAtMs < recoveryMs && at <= atOfMs(restoredAtMs);
  if (user !== actor.sub && !isInTime) return "recovery.over";
  const isFull = room.bytes > maxDocumentBytes || room.record.candidates(field).length >= maxCandidates;
  if (isFull) return "entry.tooMany";
  if (hasTooManyWriters(room.record, lost)) return "writer.tooMany";
  return room.check(card.id, field, value)?.code;
}

/** As many as its author may have, and as many as all together may have of whom it has seen. */
function hasTooManyWriters(record: RecordDocument, { writer, user, seenWriters }: LostEntry): boolean {
  const known = record.writerIds();
  const isNew = (id: string): boolean => record.writer(id) === undefined;
  const ofAuthor = known.filter((id) => record.writer(id)?.user === user).length;
  if (isNew(writer) && ofAuthor >= maxWritersPerUser) return true;
  return known.length + Object.keys(seenWriters).filter(isNew).length >= maxWriters;
}

/** What others made after the restore cannot have been seen before it. */
function authoredEntry(
  record: RecordDocument,
  { field, writer, card, user, at, value, seen, seenWriters }: LostEntry,
  sub: string,
  restoredAtMs: number | undefined,
): AuthoredEntry {
  const known = knowledgeOf(record.entries(field));
  const latest = restoredAtMs === undefined ? -1 : atOfMs(restoredAtMs);
  const writers = Object.entries(seenWriters).map(([id, [of, by]]) => [id, { card: of, user: by }] as const);
  const bounded = Object.entries(seen).flatMap(([id, claimed]) => {
    const isOwn = (seenWriters[id]?.[1] ?? record.writer(id)?.user) === sub;
    const limit = isOwn ? claimed : Math.min(claimed, Math.max(known[id] ?? -1, latest));
    return limit < 0 ? [] : [[id, limit] as const];
  });
  return {
    field,
    writer,
    card,
    user,
    at,
    value,
    seen: Object.fromEntries(bounded),
    seenWriters: Object.fromEntries(writers),
    slot: "",
  };
}

/** Only where nobody has written since: whose words prose is cannot be told. */
function recoverNotes(
  transaction: Transaction,
  room: Room | undefined,
  { was, text }: NonNullable<LostContent["notes"]>,
  actor: Actor,
  { maxDocumentBytes }: RecoveryRules,
): string | undefined {
  if (!room) return "recovery.notes";
  const isThere = room.record.notes().toJSON().includes(text);
  if (!isInUse(room)) return isThere ? undefined : "recovery.notes";
  const [holder] = room.role === "card" ? room.holders.values() : [];
  if (!holder) return "recovery.notes";
  if (!mayEdit(actor.role, holder.card.kind)) return "perm.kind";
  const now = room.record.notes().toJSON();
  if (now === text) return undefined;
  if (now !== was || text.length > maxNotesLength || room.bytes > maxDocumentBytes) return "recovery.notes";
  transaction.isChanging = true;
  setNotes(transaction, holder.card, text, actor);
  transaction.isChanging = false;
  return undefined;
}
