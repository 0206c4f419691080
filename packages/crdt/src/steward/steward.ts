/**
 * The steward: integrates every well-formed update and repairs, in the same transaction, what it may not allow.
 *
 * Shape    (document, update, rights of its author) -> one Yjs update to log and relay, and what was accepted, refused or late.
 * Not      a gate: a replica that refused one update could never integrate that author's later ones.
 * Source   docs/ARCHITECTURE.md, "The steward"
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import * as Y from "yjs";
import { decodeEntry, encodeEntry, entryId, isWriterId, ownSlot, parseSlot, serverSlot, type Entry } from "../entry.ts";
import type { RecordDocument } from "../record-document.ts";
import { putServerSlot, seenWritersOf, soundSeen, sweep, type AuthoredEntry } from "../server-slots.ts";
import { atOfMs, decodeWriter, type Writer } from "../writer.ts";
import { readIncoming, type Clients, type Incoming } from "./incoming.ts";

/** How a card stands to the document: holds it, once held it, was deleted while holding it, or never had to do with it. */
export type Standing = "holds" | "held" | "deleted" | "never";

export interface StewardContext {
  /** The authenticated sender. */
  readonly user: string;
  readonly role: "common" | "card";
  readonly nowMs: number;
  /**
   * False where more may follow (an update): then a writer that is not known makes the update incomplete. A stored registration can
   * be later than the first edit of a new session. Otherwise (sync step 2) the update is all there is, and such an entry is refused.
   */
  readonly isWhole?: boolean;
  /** Whose Yjs clients are whose; absent: anybody's. */
  readonly clients?: Clients;
  standing(card: string): Standing;
  mayEdit(card: string): boolean;
  /** Judges a value by itself; `undefined` when nothing is wrong. */
  check(card: string, field: string, value: Scalar): { readonly code: string } | undefined;
}

export interface AcceptedEntry extends AuthoredEntry {
  /** What was shown before. */
  readonly old: Scalar | undefined;
}

/** An entry taken out because its card has moved on or was deleted: the caller carries it over or strands it. */
export interface LateEntry extends AuthoredEntry {
  readonly fate: "moved" | "deleted";
}

export interface RefusedEntry {
  readonly code: string;
  readonly field: string;
  readonly card?: string;
  /** `<writer>@<at>`; absent where there was no entry to name. */
  readonly entry?: string;
  readonly value?: Scalar;
}

export type StewardResult =
  | {
      readonly kind: "integrated";
      /** The author's update and the repair as one; `undefined` when the document knew everything already. */
      readonly update: Uint8Array | undefined;
      /** The author must be sent `update` too: it holds more than they sent. */
      readonly repaired: boolean;
      readonly accepted: readonly AcceptedEntry[];
      readonly refused: readonly RefusedEntry[];
      readonly late: readonly LateEntry[];
      /** Yjs clients the document had nothing of before: from now on the sender's, see {@link StewardContext.clients}. */
      readonly newClients: readonly number[];
    }
  /** Depends on something that is not here; nothing was changed. */
  | { readonly kind: "incomplete" }
  /** No change of a record document. Unless it is untouched, the document is half changed: discard it and load it again. */
  | { readonly kind: "malformed"; readonly reason: string; readonly isUntouched: boolean };

/** How far ahead of the server's clock an entry may be. */
const aheadMs = 24 * 60 * 60 * 1000;

/**
 * Writers a user may have in a document. One is a browser's storage on one card, so that this is years of emptied storages; without
 * a bound what an entry has seen could be as large as a document may be.
 */
export const maxWritersPerUser = 256;

/**
 * Candidates a user may have in a field, from as many devices that knew nothing of each other. One more is refused, with the
 * reason: none that stands may give way unseen (C2).
 */
const maxCandidatesPerUser = 16;

/**
 * Integrates `update` into the document and repairs. Synchronous; cost O(changed slots), plus the update's own size.
 */
export function steward(record: RecordDocument, update: Uint8Array, context: StewardContext): StewardResult {
  const incoming = readIncoming(record.doc, update, { allowsNotes: context.role === "card", clients: context.clients });
  if (incoming.kind === "malformed") return { ...incoming, isUntouched: true };
  if (incoming.kind === "incomplete") return incoming;
  if (context.isWhole === false && hasUnknownWriter(record, incoming)) return { kind: "incomplete" };
  let integrated: Uint8Array | undefined;
  let isPlaced = true;
  const onUpdate = (bytes: Uint8Array): void => {
    integrated = bytes;
  };
  const inspection = new Inspection(record, incoming, context);
  record.doc.transact((transaction) => {
    try {
      Y.applyUpdate(record.doc, update);
    } catch {
      isPlaced = false;
    }
    const { pendingStructs, pendingDs } = record.doc.store;
    if (!isPlaced || pendingStructs !== null || pendingDs !== null) isPlaced = false;
    else inspection.repair(transaction);
    // An incremental update that needed no repair is logged and relayed as it came; Yjs need not write it anew.
    if (context.isWhole === false && incoming.isAllNew && !inspection.repaired) integrated = update;
    else record.doc.on("update", onUpdate);
    // The repair is written under this document's own client id; Yjs takes that, in a remote transaction, for somebody else's use of it.
    transaction.local = true;
  });
  record.doc.off("update", onUpdate);
  if (!isPlaced) return { kind: "malformed", reason: "Some of the update could not be placed", isUntouched: false };
  const { repaired, accepted, refused, late } = inspection;
  const { newClients } = incoming;
  return { kind: "integrated", update: integrated, repaired, accepted, refused, late, newClients };
}

class Inspection {
  readonly accepted: AcceptedEntry[] = [];
  readonly refused: RefusedEntry[] = [];
  readonly late: LateEntry[] = [];
  repaired = false;
  readonly #record: RecordDocument;
  readonly #incoming: Incoming;
  readonly #context: StewardContext;
  readonly #fields: Y.Map<unknown>;
  readonly #writers: Y.Map<unknown>;
  readonly #latestAt: number;
  /** Writers the sender has, counted when one more comes. */
  #writersOfUser: number | undefined;

  constructor(record: RecordDocument, incoming: Incoming, context: StewardContext) {
    this.#record = record;
    this.#incoming = incoming;
    this.#context = context;
    this.#fields = record.doc.getMap("fields");
    this.#writers = record.doc.getMap("writers");
    this.#latestAt = atOfMs(context.nowMs + aheadMs);
  }

  /** Runs inside the transaction that applied the update; the record's index still shows the state before. */
  repair(transaction: Y.Transaction): void {
    for (const id of touched(this.#incoming.writers, transaction, this.#writers)) this.#judgeWriter(id);
    // The server's own slots first: what is then put into them for others is later than what stood there, or is left out.
    const slots = [...touched(this.#incoming.fields, transaction, this.#fields)];
    const isServers = (slot: string): boolean => slot.endsWith("!s");
    for (const slot of slots.filter(isServers)) this.#judgeSlot(slot);
    for (const slot of slots.filter((slot) => !isServers(slot))) this.#judgeSlot(slot);
  }

  #judgeWriter(id: string): void {
    const before = this.#record.writer(id);
    const offered = (this.#incoming.writers.get(id) ?? []).map(decodeWriter);
    const own = offered.find((writer) => writer !== undefined && this.#mayRegister(id, writer));
    const isTooMany = !before && own !== undefined && !this.#isRoomForWriter();
    const rightful = before ?? (isTooMany ? undefined : own);
    const isForeign = offered.some((writer) => !isSameWriter(writer, rightful));
    if (isTooMany) this.#refuse({ code: "writer.tooMany", field: "" });
    else if (isForeign || (before && offered.length === 0)) this.#refuse({ code: "writer.foreign", field: "" });
    const present = this.#writers.has(id) ? decodeWriter(this.#writers.get(id)) : undefined;
    if (rightful && !isSameWriter(present, rightful)) this.#put(this.#writers, id, [rightful.card, rightful.user]);
    else if (!rightful && this.#writers.has(id)) this.#remove(this.#writers, id);
  }

  #mayRegister(id: string, writer: Writer): boolean {
    return isWriterId(id) && writer.user === this.#context.user && this.#context.standing(writer.card) !== "never";
  }

  /** Counts the writer in, where there is. */
  #isRoomForWriter(): boolean {
    const { user } = this.#context;
    this.#writersOfUser ??= this.#record.writerIds().filter((id) => this.#record.writer(id)?.user === user).length;
    if (this.#writersOfUser >= maxWritersPerUser) return false;
    this.#writersOfUser += 1;
    return true;
  }

  #judgeSlot(slot: string): void {
    const contents = this.#incoming.fields.get(slot) ?? [];
    const before = this.#record.entryIn(slot);
    const name = parseSlot(slot);
    if (!name || name.server) {
      this.#restoreServerSlot(slot, name?.field ?? "", before, contents);
      return;
    }
    const entry = latestOf(slot, contents);
    if (!entry) {
      const code = contents.length > 0 ? "entry.malformed" : "slot.erased";
      const writer = this.#writer(name.writer);
      this.#refuse({ code, field: name.field, ...(writer && { card: writer.card }) });
      this.#takeOut(slot, before);
      return;
    }
    const writer = this.#writer(entry.writer);
    const code = this.#refusalOf(entry, writer);
    if (code === "known") {
      if (!isSameRaw(this.#fields.get(slot), before && encodeEntry(before))) this.#takeOut(slot, before);
      return;
    }
    if (code !== undefined || !writer) {
      const { field, value } = entry;
      this.#refuse({
        code: code ?? "writer.unknown",
        field,
        entry: entryId(entry),
        value,
        ...(writer && { card: writer.card }),
      });
      this.#takeOut(slot, before);
      return;
    }
    const standing = this.#context.standing(writer.card);
    if (standing === "held" || standing === "deleted") {
      const sound = { ...entry, seen: soundSeen(this.#record, entry, this.#context.user) };
      const seenWriters = seenWritersOf(this.#record, sound);
      this.late.push({ ...sound, ...writer, seenWriters, fate: standing === "held" ? "moved" : "deleted" });
      this.#takeOut(slot, before);
      return;
    }
    this.#accept(entry, writer, before);
  }

  /** The registration as repaired, of this update included. */
  #writer(id: string): Writer | undefined {
    return decodeWriter(this.#writers.get(id));
  }

  #refusalOf(entry: Entry, writer: Writer | undefined): string | undefined {
    const context = this.#context;
    if (!writer) return "writer.unknown";
    if (writer.user !== context.user) return "slot.foreign";
    const own = this.#record.entryIn(ownSlot(entry.field, entry.writer));
    const kept = this.#record.entryIn(serverSlot(entry.field, entry.writer));
    const last = own && (!kept || own.at > kept.at) ? own : kept;
    if (last?.at === entry.at && last.value === entry.value) return "known";
    if (last && last.at >= entry.at) return "entry.stale";
    if (entry.at > this.#latestAt) return "entry.future";
    if (context.standing(writer.card) === "never") return "card.elsewhere";
    if (!context.mayEdit(writer.card)) return "perm.field";
    return context.check(writer.card, entry.field, entry.value)?.code;
  }

  #userOf(writer: string): string | undefined {
    return this.#writer(writer)?.user;
  }

  #accept(entry: Entry, writer: Writer, before: Entry | undefined): void {
    const sound = soundSeen(this.#record, entry, this.#context.user);
    const isBeside = (other: Entry): boolean => other.writer !== entry.writer && (sound[other.writer] ?? -1) < other.at;
    const own = [...this.#record.candidates(entry.field), ...this.accepted].filter(
      (other) => other.field === entry.field && isBeside(other) && this.#userOf(other.writer) === this.#context.user,
    );
    if (new Set(own.map((other) => other.writer)).size >= maxCandidatesPerUser) {
      const { field, value } = entry;
      this.#refuse({ code: "entry.tooMany", field, entry: entryId(entry), value, card: writer.card });
      this.#takeOut(entry.slot, before);
      return;
    }
    const old = this.#record.value(entry.field);
    let standing = sound === entry.seen ? entry : { ...entry, seen: sound };
    if (standing !== entry || !isSameRaw(this.#fields.get(entry.slot), encodeEntry(entry))) {
      // Cut back, or lost against another overwrite of the slot: the server keeps it for its writer.
      if (this.#fields.has(entry.slot)) this.#remove(this.#fields, entry.slot);
      standing = this.#putServer(standing);
    }
    sweep(this.#record, standing, this.#context.user);
    this.accepted.push({ ...standing, ...writer, old });
  }

  /** Empties a client's slot and puts back what had stood there. */
  #takeOut(slot: string, before: Entry | undefined): void {
    if (this.#fields.has(slot)) this.#remove(this.#fields, slot);
    if (before) this.#putServer(before);
  }

  #restoreServerSlot(slot: string, field: string, before: Entry | undefined, contents: readonly unknown[]): void {
    if (contents.length > 0 || before) this.#refuse({ code: "slot.foreign", field });
    if (before) this.#put(this.#fields, slot, encodeEntry(before));
    else if (this.#fields.has(slot)) this.#remove(this.#fields, slot);
  }

  #putServer(entry: Entry): Entry {
    this.repaired = true;
    return putServerSlot(this.#record, entry);
  }

  #put(map: Y.Map<unknown>, key: string, value: unknown): void {
    this.repaired = true;
    map.set(key, value);
  }

  #remove(map: Y.Map<unknown>, key: string): void {
    this.repaired = true;
    map.delete(key);
  }

  #refuse(refusal: RefusedEntry): void {
    this.refused.push(refusal);
  }
}

/** Whether something was written by, or in the knowledge of, a writer that is registered neither here nor in the update. */
function hasUnknownWriter(record: RecordDocument, incoming: Incoming): boolean {
  const isUnknown = (id: string): boolean => !record.writer(id) && !incoming.writers.has(id);
  for (const [slot, contents] of incoming.fields) {
    const entry = latestOf(slot, contents);
    if (!entry || slot.endsWith("!s")) continue;
    if (isUnknown(entry.writer)) return true;
    for (const id in entry.seen) if (isUnknown(id)) return true;
  }
  return false;
}

/** Keys the update brought contents for, and keys it changed otherwise (deleted). */
function touched(contents: ReadonlyMap<string, unknown>, transaction: Y.Transaction, map: Y.Map<unknown>): Set<string> {
  const keys = new Set(contents.keys());
  const changed = transaction.changed.get(map as unknown as Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>);
  for (const key of changed ?? []) if (key !== null) keys.add(key);
  return keys;
}

function latestOf(slot: string, contents: readonly unknown[]): Entry | undefined {
  let latest: Entry | undefined;
  for (const raw of contents) {
    const entry = decodeEntry(slot, raw);
    if (entry && (!latest || entry.at > latest.at)) latest = entry;
  }
  return latest;
}

const isSameWriter = (a: Writer | undefined, b: Writer | undefined): boolean =>
  a?.card === b?.card && a?.user === b?.user;

const isSameRaw = (a: unknown, b: unknown): boolean => isSameEntry(a, b) || JSON.stringify(a) === JSON.stringify(b);

/** Whether both are entries and the same, told without writing them as text; false says nothing. */
function isSameEntry(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== 3 || b.length !== 3) return false;
  const [valueA, atA, seenA] = a as readonly unknown[];
  const [valueB, atB, seenB] = b as readonly unknown[];
  return valueA === valueB && atA === atB && isSameSeen(seenA, seenB);
}

function isSameSeen(a: unknown, b: unknown): boolean {
  if (!isPlain(a) || !isPlain(b)) return false;
  const [inA, inB] = [Object.entries(a), Object.entries(b)];
  const isSame = ([key, at]: [string, unknown], index: number): boolean =>
    typeof at === "number" && inB[index]?.[0] === key && inB[index]?.[1] === at;
  return inA.length === inB.length && inA.every(isSame);
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
