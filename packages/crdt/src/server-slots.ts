/**
 * Slots the server keeps on behalf of writers: what it puts back, carries over, links or merges.
 *
 * Shape    `<field>|<writer>!s`, so that no client ever competes with the server for a key.
 * Not      a judgement: who may write is decided before anything comes here.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import { covers, encodeEntry, knowledgeOf, raise, serverSlot, type Entry, type Seen } from "./entry.ts";
import type { RecordDocument } from "./record-document.ts";
import { decodeWriter, type Writer } from "./writer.ts";

/** An entry with its author, as it travels between documents. */
export interface AuthoredEntry extends Entry {
  readonly card: string;
  readonly user: string;
}

export const authored = (entry: Entry, writer: Writer): AuthoredEntry => ({ ...entry, card: writer.card, user: writer.user });

/**
 * The `seen` an entry may have in this document, transitively closed.
 *
 * A claim to have seen entries of other users that are not known here is cut back: it would swallow edits that others have
 * yet to bring. What the entries it does cover have seen is joined in, so that a covered entry can be swept without
 * bringing back what it had replaced.
 * @returns `entry.seen` itself where nothing is to be changed.
 */
export function soundSeen(record: RecordDocument, entry: Entry, user: string): Seen {
  const entries = [...record.entries(entry.field)];
  const known = knowledgeOf(entries);
  const sound: Record<string, number> = {};
  for (const writer in entry.seen) {
    if (writer === entry.writer) continue;
    const claimed = entry.seen[writer] ?? 0;
    const limit = known[writer] ?? -1;
    if (claimed <= limit || record.writer(writer)?.user === user) sound[writer] = claimed;
    else if (limit >= 0) sound[writer] = limit;
  }
  for (const other of entries) {
    if (!covers({ ...entry, seen: sound }, other)) continue;
    for (const writer in other.seen) if (writer !== entry.writer) raise(sound, writer, other.seen[writer] ?? 0);
  }
  return isSameSeen(sound, entry.seen) ? entry.seen : sound;
}

function isSameSeen(a: Seen, b: Seen): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/**
 * Puts an entry into the server's slot for its writer, unless a later one of that writer is there. Inside a transaction.
 * @returns the entry as it stands there.
 */
export function putServerSlot(record: RecordDocument, entry: Entry): Entry {
  const slot = serverSlot(entry.field, entry.writer);
  const current = record.entryIn(slot);
  if (current && current.at >= entry.at) return current;
  record.doc.getMap("fields").set(slot, encodeEntry(entry));
  return { ...entry, slot };
}

/** Makes a writer known in a document, where it is not yet. Inside a transaction. */
export function ensureWriter(record: RecordDocument, id: string, writer: Writer): void {
  const writers = record.doc.getMap("writers");
  if (decodeWriter(writers.get(id)) === undefined) writers.set(id, [writer.card, writer.user]);
}

/** Removes server slots that a standing entry covers. Inside a transaction. */
export function sweep(record: RecordDocument, standing: Entry): void {
  for (const other of record.entries(standing.field)) {
    const isServers = other.slot.endsWith("!s") && other.slot !== standing.slot;
    if (isServers && covers(standing, other)) record.doc.getMap("fields").delete(other.slot);
  }
}

/**
 * Brings entries of another document into this one; idempotent by entry id.
 *
 * An entry that this document knows already (has, or has replaced) changes nothing; one whose `seen` covers the candidates
 * replaces them; any other joins as one more candidate. One transaction per entry: do not wrap it in another, the index
 * has to follow.
 * @returns the entries that were new here.
 */
export function carryOver(record: RecordDocument, entries: readonly AuthoredEntry[], origin?: unknown): readonly AuthoredEntry[] {
  const taken: AuthoredEntry[] = [];
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if ((knowledgeOf(record.entries(entry.field))[entry.writer] ?? -1) >= entry.at) continue;
    const sound = { ...entry, seen: soundSeen(record, entry, entry.user) };
    record.doc.transact(() => {
      ensureWriter(record, entry.writer, entry);
      sweep(record, putServerSlot(record, sound));
    }, origin);
    taken.push(entry);
  }
  return taken;
}
