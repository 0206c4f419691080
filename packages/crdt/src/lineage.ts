/**
 * Where documents come from and go to: fork, link, merge.
 *
 * Shape    functions on live record documents; entries keep their ids wherever they go.
 * Not      who holds what: that is rows, decided by the commands of `@couplet/model`.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import * as Y from "yjs";
import { encodeEntry, entryId, knowledgeOf, raise, type Entry } from "./entry.ts";
import type { RecordDocument } from "./record-document.ts";
import { authored, carryOver, ensureWriter, localWriterId, type AuthoredEntry } from "./server-slots.ts";
import type { Writer } from "./writer.ts";

/** Who writes a change that the server makes for somebody: a writer of the server's, and its next `at`. */
export interface Author extends Writer {
  readonly writer: string;
  readonly nextAt: (atLeast: number) => number;
}

/**
 * A new document with the entries that stand in `source`, less the fields not kept.
 *
 * Not a copy of the bytes: no tombstones come along, and nothing of a field the card's kind does not have.
 * @returns the state of the new document as one Yjs update.
 */
export function forkDocument(source: RecordDocument, keep: (field: string) => boolean): Uint8Array {
  // A random id would take longer than all the rest.
  const doc = new Y.Doc({ guid: "" });
  doc.transact(() => {
    const fields = doc.getMap("fields");
    const writers = doc.getMap("writers");
    for (const field of source.fields()) {
      if (!keep(field)) continue;
      for (const entry of source.candidates(field)) {
        fields.set(entry.slot, encodeEntry(entry));
        // Those it has seen too: else somebody could register one of these ids anew and be taken for replaced, or replace.
        for (const id of [entry.writer, ...Object.keys(entry.seen)]) {
          const writer = source.writer(id);
          if (writer && !writers.has(id)) writers.set(id, [writer.card, writer.user]);
        }
      }
    }
  });
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}

const travelling = (from: RecordDocument, entries: Iterable<Entry>): AuthoredEntry[] =>
  [...entries].flatMap((entry) => authored(from, entry) ?? []);

/** An id of the author's that none of the entries is by: one of the same writer would be taken for replaced. */
function writerBeside(author: Author, beside: readonly Entry[]): string {
  let id = author.writer;
  for (let number = 1; beside.some((entry) => entry.writer === id); number++) {
    id = `${author.writer.slice(0, 18)}-l${number.toString(36)}`;
  }
  return id;
}

/** Sets a field through a writer of the server's, so that none of `beside` is taken for replaced or goes before it. */
function write(
  record: RecordDocument,
  field: string,
  value: Scalar,
  author: Author,
  beside: readonly Entry[] = [],
): Entry {
  const writer = localWriterId(record, writerBeside(author, beside), author);
  record.doc.transact(() => ensureWriter(record, writer, author));
  const atLeast = Math.max(record.lastAt(writer), ...beside.map((entry) => entry.at));
  return record.set(field, value, { writer, at: author.nextAt(atLeast) });
}

export interface Linked {
  readonly field: string;
  readonly old: Scalar | undefined;
  readonly value: Scalar;
  readonly entry: Entry;
}

/**
 * Writes into the contact's document the values chosen from the card's side, as entries that cover what they replace.
 *
 * A conflict on the chosen side comes along. A field the chosen side never set becomes `empty(field)` where the other side
 * has a value: the master's blank counts.
 * @returns what was written, for the history.
 */
export function linkDocuments(
  into: RecordDocument,
  from: RecordDocument,
  fieldsFromCard: readonly string[],
  empty: (field: string) => Scalar,
  author: Author,
): readonly Linked[] {
  const written: Linked[] = [];
  for (const field of fieldsFromCard) {
    const [shown, ...others] = from.candidates(field);
    const old = into.value(field);
    const value = shown?.value ?? (old === undefined ? undefined : empty(field));
    const agrees = value === old && into.candidates(field).length === 1 && others.length === 0;
    if (value === undefined || agrees) continue;
    // Later than the rest of the conflict that comes along: what was shown on the chosen side goes on being shown.
    const entry = write(into, field, value, author, others);
    written.push({ field, old, value, entry });
    carryOver(into, travelling(from, others));
  }
  return written;
}

/**
 * Joins the entries of one document into another, entry by entry: what was edited since in either holds, what was edited in
 * both stands as a conflict.
 */
export function mergeDocuments(into: RecordDocument, from: RecordDocument, keep: (field: string) => boolean): void {
  for (const field of from.fields()) {
    if (keep(field)) carryOver(into, travelling(from, from.entries(field)));
  }
}

/** Knowledge of the field in both documents, without the entries of the chosen one that are to stand beside what is written with it. */
function jointKnowledge(
  into: RecordDocument,
  from: RecordDocument,
  field: string,
  chosen: RecordDocument,
  beside: readonly Entry[],
): { readonly seen: Record<string, number>; readonly writers: Record<string, Writer> } {
  const seen: Record<string, number> = {};
  const writers: Record<string, Writer> = {};
  const isBeside = (entry: Entry): boolean => beside.some((one) => one.slot === entry.slot && one.at === entry.at);
  for (const record of [into, from]) {
    const known = knowledgeOf([...record.entries(field)].filter((entry) => !isBeside(entry)));
    for (const id in known) {
      const writer = record.writer(id);
      const there = writers[id];
      // An id that means two writers: what was seen of the second one stays behind.
      if (writer && there && (writer.card !== there.card || writer.user !== there.user)) continue;
      if (writer) writers[id] = writer;
      raise(seen, id, known[id] ?? 0);
    }
  }
  for (const entry of beside) {
    const { writer, at } = entry;
    if (isSameWriter(into, chosen, writer) && (seen[writer] ?? -1) >= at) seen[writer] = at - 1;
  }
  return { seen, writers };
}

const isSameWriter = (one: RecordDocument, other: RecordDocument, id: string): boolean => {
  const [here, there] = [one.writer(id), other.writer(id)];
  return !here || !there || (here.card === there.card && here.user === there.user);
};

/**
 * The rest of a conflict, less what its own author, or somebody who had seen it, has replaced in the other document: whoever joins has seen that, too,
 * and who has seen an entry has seen all it replaced.
 */
function standingBeside(chosen: RecordDocument, other: RecordDocument, field: string): readonly Entry[] {
  const known = knowledgeOf([...other.entries(field)]);
  return chosen
    .candidates(field)
    .slice(1)
    .filter(({ writer, at }) => {
      const isThere = other.candidates(field).some((one) => one.writer === writer && one.at === at);
      return isThere || !isSameWriter(chosen, other, writer) || (known[writer] ?? -1) < at;
    });
}

/**
 * Joins a document into another, each field with the value of the side chosen, by somebody who has seen both: what was not chosen is
 * covered, also where it arrives once more, and whoever sets the field afterwards has seen it too. A conflict on the chosen side stays one.
 *
 * @param isFrom whether the field keeps what `from` shows; a blank of it counts
 * @returns what was written, also where the value was shown before.
 */
export function joinDocuments(
  into: RecordDocument,
  from: RecordDocument,
  isFrom: (field: string) => boolean,
  empty: (field: string) => Scalar,
  author: Author,
): readonly Linked[] {
  const written: Linked[] = [];
  for (const field of new Set([...from.fields(), ...into.fields().filter(isFrom)])) {
    const [chosen, other] = isFrom(field) ? [from, into] : [into, from];
    const others = standingBeside(chosen, other, field);
    const old = into.value(field);
    const value = chosen.value(field) ?? empty(field);
    const writer = localWriterId(into, writerBeside(author, others), author);
    const { seen, writers: seenWriters } = jointKnowledge(into, from, field, chosen, others);
    const latest = Math.max(into.lastAt(writer), seen[writer] ?? 0, ...others.map((entry) => entry.at));
    const { card, user } = author;
    const entry = { field, writer, at: author.nextAt(latest), value, seen, slot: "", card, user, seenWriters };
    carryOver(into, [entry]);
    if (isFrom(field)) carryOver(into, travelling(from, others));
    written.push({ field, old, value, entry });
  }
  return written;
}

/** Candidates that were set on one of the cards. */
const setOn = (record: RecordDocument, field: string, isOf: (card: string) => boolean): readonly Entry[] =>
  record.candidates(field).filter((entry) => isOf(record.writer(entry.writer)?.card ?? ""));

/** Ids of the entries that stand in the document and were set on one of the cards. */
export const standingOn = (record: RecordDocument, isOf: (card: string) => boolean): readonly string[] =>
  record.fields().flatMap((field) => setOn(record, field, isOf).map(entryId));

/**
 * Carries over what stands in `from` and was set on one of the cards since.
 *
 * @param stood ids of the entries that stood there before: a card may have been at home there once already.
 */
export function takeAlong(
  into: RecordDocument,
  from: RecordDocument,
  isOf: (card: string) => boolean,
  stood: ReadonlySet<string>,
): void {
  for (const field of from.fields()) {
    const since = setOn(from, field, isOf).filter((entry) => !stood.has(entryId(entry)));
    carryOver(into, travelling(from, since));
  }
}

/**
 * Sets fields for somebody, through a writer of the server's.
 * @returns the entries written, with the value shown before.
 */
export function writeFields(
  record: RecordDocument,
  values: Readonly<Record<string, Scalar>>,
  author: Author,
): readonly Linked[] {
  return Object.entries(values).map(([field, value]) => {
    const old = record.value(field);
    return { field, old, value, entry: write(record, field, value, author) };
  });
}
