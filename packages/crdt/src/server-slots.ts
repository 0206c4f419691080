/**
 * Slots the server keeps on behalf of writers: what it puts back, carries over, links or merges.
 *
 * Shape    `<field>|<writer>!s`, so that no client ever competes with the server for a key.
 * Not      a judgement: who may write is decided before anything comes here.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import { covers, decodeEntry, encodeEntry, knowledgeOf, raise, serverSlot, type Entry, type Seen } from "./entry.ts";
import type { RecordDocument } from "./record-document.ts";
import { decodeWriter, type Writer } from "./writer.ts";

/** An entry with its author, as it travels between documents. */
export interface AuthoredEntry extends Entry {
  readonly card: string;
  readonly user: string;
  /** Who the writers in `seen` are where it comes from. What it has seen of one not named here counts as a claim only. */
  readonly seenWriters?: Readonly<Record<string, Writer>>;
}

/** An entry of a document, ready to travel; `undefined` where its writer is not known. */
export function authored(record: RecordDocument, entry: Entry): AuthoredEntry | undefined {
  const writer = record.writer(entry.writer);
  return writer && { ...entry, card: writer.card, user: writer.user, seenWriters: seenWritersOf(record, entry) };
}

export function seenWritersOf(record: RecordDocument, entry: Entry): Readonly<Record<string, Writer>> {
  const writers: Record<string, Writer> = {};
  for (const id in entry.seen) {
    const writer = writerNow(record, id);
    if (writer) writers[id] = writer;
  }
  return writers;
}

/** Of the map, not of the index: within a transaction it may be a writer that the same update brought. */
const writerNow = (record: RecordDocument, id: string): Writer | undefined =>
  decodeWriter(record.doc.getMap("writers").get(id));

/**
 * The `seen` an entry may have in this document, transitively closed.
 *
 * A claim to have seen entries that are not known here is cut back, unless it is trusted: it would swallow edits that others
 * have yet to bring. Of one's own writers everybody may claim anything. What the entries it does cover have seen is joined in,
 * so that a covered entry can be swept without bringing back what it had replaced.
 * @returns `entry.seen` itself where nothing is to be changed.
 */
export function soundSeen(
  record: RecordDocument,
  entry: Entry,
  user: string,
  isTrusted: (writer: string) => boolean = () => false,
): Seen {
  const entries = [...record.entries(entry.field)];
  const known = knowledgeOf(entries);
  const sound: Record<string, number> = {};
  for (const writer in entry.seen) {
    if (writer === entry.writer) continue;
    const claimed = entry.seen[writer] ?? 0;
    const limit = known[writer] ?? -1;
    if (claimed <= limit || isTrusted(writer) || writerNow(record, writer)?.user === user) sound[writer] = claimed;
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

/** What stands in a slot now, also within a transaction, when the index still shows what stood there before. */
const entryNow = (record: RecordDocument, slot: string): Entry | undefined =>
  decodeEntry(slot, record.doc.getMap("fields").get(slot));

/**
 * Puts an entry into the server's slot for its writer, unless a later one of that writer is there. Inside a transaction.
 * @returns the entry as it stands there.
 */
export function putServerSlot(record: RecordDocument, entry: Entry): Entry {
  const slot = serverSlot(entry.field, entry.writer);
  const current = entryNow(record, slot);
  if (current && current.at >= entry.at) return current;
  record.doc.getMap("fields").set(slot, encodeEntry(entry));
  return { ...entry, slot };
}

const isSameWriter = (a: Writer, b: Writer): boolean => a.card === b.card && a.user === b.user;

/**
 * The id under which a writer that comes from elsewhere writes in this document: its own, unless that is somebody else's here.
 *
 * Ids are random, so that only happens where somebody took an id met in another document, to speak in its name or to have its
 * edits taken for known. A derived id then keeps the two apart, the same one every time.
 */
export function localWriterId(record: RecordDocument, id: string, writer: Writer): string {
  const writers = record.doc.getMap("writers");
  let local = id;
  for (let number = 1; ; number++) {
    const present = decodeWriter(writers.get(local));
    if (present === undefined || isSameWriter(present, writer)) return local;
    local = `${id.slice(0, 18)}-${number.toString(36)}`;
  }
}

/** Makes a writer known in a document, where it is not yet. Inside a transaction. */
export function ensureWriter(record: RecordDocument, id: string, writer: Writer): void {
  const writers = record.doc.getMap("writers");
  if (decodeWriter(writers.get(id)) === undefined) writers.set(id, [writer.card, writer.user]);
}

/**
 * Removes slots that a standing entry covers: those of the server, and of its author's other writers. Inside a transaction.
 *
 * What an author wrote elsewhere and has replaced since would else stay for ever, one entry a device.
 */
export function sweep(record: RecordDocument, standing: Entry, user?: string): void {
  for (const { slot, writer } of record.entries(standing.field)) {
    if (slot === standing.slot) continue;
    const isOwn = user !== undefined && writer !== standing.writer && record.writer(writer)?.user === user;
    if (!isOwn && !slot.endsWith("!s")) continue;
    const other = entryNow(record, slot);
    if (other && covers(standing, other)) record.doc.getMap("fields").delete(slot);
  }
}

/** The entry as it may stand in this document, and the writers that have to be known here for it. */
function localised(
  record: RecordDocument,
  entry: AuthoredEntry,
): { readonly entry: Entry; readonly writers: Map<string, Writer> } {
  const writer = localWriterId(record, entry.writer, entry);
  const writers = new Map([[writer, { card: entry.card, user: entry.user }]]);
  const seen: Record<string, number> = {};
  for (const id in entry.seen) {
    const there = entry.seenWriters?.[id];
    // What was seen of an id that is somebody else's here stays behind.
    if (there && localWriterId(record, id, there) !== id) continue;
    if (there) writers.set(id, there);
    seen[id] = entry.seen[id] ?? 0;
  }
  const local = { ...entry, writer, seen };
  return { entry: { ...local, seen: soundSeen(record, local, entry.user, (id) => writers.has(id)) }, writers };
}

/**
 * Brings entries of another document into this one; idempotent by entry id.
 *
 * An entry that this document knows already (has, or has replaced) changes nothing; one whose `seen` covers the candidates
 * replaces them; any other joins as one more candidate. One transaction per entry: do not wrap it in another, the index
 * has to follow.
 * @returns the entries that were new here.
 */
export function carryOver(
  record: RecordDocument,
  entries: readonly AuthoredEntry[],
  origin?: unknown,
): readonly AuthoredEntry[] {
  const taken: AuthoredEntry[] = [];
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    const { entry: local, writers } = localised(record, entry);
    if ((knowledgeOf(record.entries(entry.field))[local.writer] ?? -1) >= entry.at) continue;
    record.doc.transact(() => {
      for (const [id, writer] of writers) ensureWriter(record, id, writer);
      sweep(record, putServerSlot(record, local));
    }, origin);
    taken.push(entry);
  }
  return taken;
}
