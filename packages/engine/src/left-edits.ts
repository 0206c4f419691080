/**
 * What a seat left unconfirmed in a copy that was given up: it is taken over into the document's next copy.
 *
 * Shape    {@link readLeft} reads the old copy without a connection: what made it unfit never goes out again. Entries go over as they were made, by
 *          the same writer and with what that one had seen, so that nothing is made twice and nobody's value is replaced unseen.
 * Not      prose: it cannot be told who typed what of it. Its author has the text back.
 *
 * @module
 */
import { entryId, ownSlot, RecordDocument, type Entry } from "@couplet/crdt";
import * as Y from "yjs";
import { editOf, undecidedEntries } from "./copy-seats.ts";
import type { DeviceDisk } from "./device-disk.ts";
import { notesField, type Edit } from "./outstanding.ts";
import type { SeatRow } from "./seats.ts";

export interface LeftEdits {
  readonly row: SeatRow;
  readonly entries: readonly Entry[];
  /** As it stood there, where the seat had typed in it. */
  readonly prose: string | undefined;
}

/** Takes as long as the device does. */
export async function readLeft(disk: DeviceDisk, row: SeatRow, storageName: string): Promise<LeftEdits> {
  const doc = new Y.Doc();
  const storage = disk.openDocument(storageName, doc, () => undefined);
  try {
    await storage.read;
    const record = new RecordDocument(doc);
    const entries = undecidedEntries(record, row).filter(({ slot, field }) => slot === ownSlot(field, row.writer));
    return { row, entries, prose: row.notesWait ? record.notes().toJSON() : undefined };
  } finally {
    await storage.close();
    doc.destroy();
  }
}

/**
 * Pure. Those of them that the document does not have, as they may stand in it.
 *
 * Writers it does not know have nothing there that could have been seen.
 *
 * @param together what is taken over in one go: where one of them has seen another, the server has not had that one for all that
 */
export const missingEntries = (
  record: RecordDocument,
  { row, entries }: LeftEdits,
  together: ReadonlySet<string> = new Set(),
): readonly Entry[] =>
  entries.flatMap((entry) => {
    const isThere = [...record.entries(entry.field)].some((other) => {
      if (other.writer === row.writer) return other.at >= entry.at;
      return (other.seen[row.writer] ?? -1) >= entry.at && !together.has(entryId(other));
    });
    const known = Object.entries(entry.seen).filter(([writer]) => record.writer(writer) !== undefined);
    return isThere ? [] : [{ ...entry, seen: Object.fromEntries(known) }];
  });

/** Pure. Of all entries of all of them. */
export const idsOf = (all: Iterable<LeftEdits>): ReadonlySet<string> =>
  new Set([...all].flatMap(({ entries }) => entries.map(entryId)));

/** Pure. All that waits of it. */
export const editsOf = (left: LeftEdits): readonly Edit[] => [
  ...left.entries.map((entry) => editOf(entry, left.row.cardId)),
  ...proseOf(left),
];

/** Pure. The prose as an edit, where there is any. */
export function proseOf({ row, prose: value }: LeftEdits): readonly Edit[] {
  const { writer, cardId, lastAt } = row;
  const at = lastAt + 1;
  return value === undefined ? [] : [{ id: entryId({ writer, at }), writer, at, cardId, field: notesField, value }];
}
