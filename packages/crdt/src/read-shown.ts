/**
 * What a record document shows, read out of its bytes.
 *
 * Shape    for whoever holds many documents as bytes and wants lists of their values: most are plain (see `plain-update.ts`) and are read
 *          without a Y.Doc, the others through one. The same answer either way.
 * Not      live, and no entries or conflicts: those are for {@link RecordDocument}.
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import * as Y from "yjs";
import { candidatesOf, decodeEntry, type Entry } from "./entry.ts";
import { readPlainUpdate } from "./plain-update.ts";
import { RecordDocument } from "./record-document.ts";

export interface Shown {
  /** Of every field that was ever set. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** Empty in a common document. */
  readonly notes: string;
  /** Greatest `at` of all entries; 0 where there are none. */
  readonly lastAt: number;
}

/** @param update a whole document @throws where the bytes are no Yjs update */
export function readShown(update: Uint8Array): Shown {
  return readPlainly(update) ?? readThroughDocument(update);
}

function readThroughDocument(update: Uint8Array): Shown {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, update);
    return shownOf(new RecordDocument(doc));
  } finally {
    doc.destroy();
  }
}

/** The same of a document that is open. */
export function shownOf(record: RecordDocument): Shown {
  const values: Record<string, Scalar> = {};
  let lastAt = 0;
  for (const field of record.fields()) {
    const value = record.value(field);
    if (value !== undefined) values[field] = value;
    for (const { at } of record.entries(field)) lastAt = Math.max(lastAt, at);
  }
  return { values, notes: record.notes().toJSON(), lastAt };
}

function readPlainly(update: Uint8Array): Shown | undefined {
  const content = readPlainUpdate(update);
  if (!content) return undefined;
  const entriesByField = new Map<string, Entry[]>();
  let lastAt = 0;
  for (const [slot, raw] of content.slots) {
    const entry = decodeEntry(slot, raw);
    if (!entry) continue;
    if (entry.at > lastAt) lastAt = entry.at;
    const entries = entriesByField.get(entry.field);
    if (entries) entries.push(entry);
    else entriesByField.set(entry.field, [entry]);
  }
  const values: Record<string, Scalar> = {};
  for (const [field, entries] of entriesByField) {
    // The same entry with two values: which one counts goes by the order of Yjs's map.
    if (entries.length > 1 && isAmbiguous(entries)) return undefined;
    const [shown] = candidatesOf(entries);
    if (shown) values[field] = shown.value;
  }
  return { values, notes: content.notes, lastAt };
}

const isAmbiguous = (entries: readonly Entry[]): boolean =>
  new Set(entries.map(({ writer, at }) => `${writer}@${at}`)).size < entries.length;
