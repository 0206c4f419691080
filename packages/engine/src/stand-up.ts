/**
 * Edits made on top of a forecast, once the server has carried the command out.
 *
 * Shape    what the server writes for a command is later than those edits, and they have not seen it; the user had, in the forecast. Where
 *          an edit stands beside nothing else, it is to be set again, so that it replaces what it was made over.
 * Not      for others' edits: a value the forecast had not shown stays a conflict.
 *
 * @module
 */
import type { Entry, RecordDocument } from "@couplet/crdt";
import { sameMeaning, type Scalar } from "@couplet/model";

/** Pure. The user's own entries to set again. */
export const standingUp = (
  record: Pick<RecordDocument, "conflicts" | "candidates">,
  isOwn: (writer: string) => boolean,
  shown: Readonly<Record<string, Scalar>>,
): readonly Entry[] =>
  record.conflicts().flatMap((field) => {
    const candidates = record.candidates(field);
    const own = candidates.find(({ writer }) => isOwn(writer));
    const before = shown[field] ?? "";
    const isSeen = candidates.every((entry) => entry === own || sameMeaning(field, entry.value, before));
    return own && isSeen ? [own] : [];
  });
