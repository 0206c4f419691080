/**
 * Rows of the SQLite file as the values they stand for.
 *
 * Shape    columns as the statements of `sqlite-reads.ts` select them, and one conversion each.
 * Not      a check: what this store wrote is read back as what it was.
 *
 * @module
 */
import {
  assertNever,
  type Card,
  type DeletionRecord,
  type DocumentId,
  type Relation,
  type Scalar,
  type Setup,
} from "@couplet/model";
import type { DocumentRow, HistoryRow, Hold, LogItem, ShownValues, StrandedRow } from "./store.ts";

export interface Body {
  readonly body: string;
}

export interface DocumentColumns {
  readonly role: DocumentRow["role"] | null;
  readonly card_id: string | null;
  readonly retired_into: string | null;
  readonly retired_at_seq: number | null;
  readonly forked_from: string | null;
  readonly forked_at_seq: number | null;
  readonly forgotten_at_ms: number | null;
}

export interface LogColumns {
  readonly seq: number;
  readonly type: LogItem["type"];
  readonly document_id: string | null;
  readonly body: Uint8Array | string;
  readonly by: string;
  readonly at_ms: number;
}

export interface HistoryColumns {
  readonly seq: number;
  readonly entry: string;
  readonly field: string;
  readonly card_id: string;
  readonly old: string | null;
  readonly new: string;
  readonly sub: string;
  readonly name: string;
  readonly at_ms: number;
}

export interface ShownColumns {
  readonly field_values: string;
  readonly conflicts: string;
}

export interface HoldColumns {
  readonly document_id: DocumentId;
  readonly card_id: string;
  readonly from_seq: number;
  readonly until_seq: number | null;
}

/** What this store wrote with `JSON.stringify` is read back as what it was. */
export const toCard = (row: Body): Card => JSON.parse(row.body) as Card;
export const toRelation = (row: Body): Relation => JSON.parse(row.body) as Relation;
export const toSetup = (row: Body): Setup => JSON.parse(row.body) as Setup;
export const toStranded = (row: Body): StrandedRow => JSON.parse(row.body) as StrandedRow;
export const toDeletion = (row: Body): DeletionRecord => JSON.parse(row.body) as DeletionRecord;
const toScalar = (json: string): Scalar => JSON.parse(json) as Scalar;

export const toShown = (row: ShownColumns): ShownValues => ({
  values: JSON.parse(row.field_values) as ShownValues["values"],
  conflicts: JSON.parse(row.conflicts) as ShownValues["conflicts"],
});

export const toDocument = (id: string, role: DocumentRow["role"], row: DocumentColumns): DocumentRow => ({
  id: id as DocumentId,
  role,
  ...(row.card_id === null ? {} : { cardId: row.card_id }),
  ...(row.retired_into === null ? {} : { retiredInto: row.retired_into }),
  ...(row.retired_at_seq === null ? {} : { retiredAtSeq: row.retired_at_seq }),
  ...(row.forked_from === null ? {} : { forkedFrom: row.forked_from }),
  ...(row.forked_at_seq === null ? {} : { forkedAtSeq: row.forked_at_seq }),
  ...(row.forgotten_at_ms === null ? {} : { forgottenAtMs: row.forgotten_at_ms }),
});

export const toHold = (row: HoldColumns): Hold => ({
  documentId: row.document_id,
  cardId: row.card_id,
  fromSeq: row.from_seq,
  ...(row.until_seq === null ? {} : { untilSeq: row.until_seq }),
});

export const toHistoryRow = (documentId: string, row: HistoryColumns): HistoryRow => ({
  seq: row.seq,
  documentId,
  cardId: row.card_id,
  field: row.field,
  ...(row.old === null ? {} : { old: toScalar(row.old) }),
  new: toScalar(row.new),
  by: { sub: row.sub, name: row.name },
  atMs: row.at_ms,
  entry: row.entry,
});

export function toLogItem(row: LogColumns): LogItem {
  const { seq, by, at_ms: atMs, type } = row;
  if (typeof row.body !== "string") {
    return { type: "update", seq, documentId: row.document_id ?? "", update: row.body, by, atMs };
  }
  switch (type) {
    case "putCard":
      return { type, seq, card: toCard({ body: row.body }), by, atMs };
    case "putRelation":
    case "removeRelation":
      return { type, seq, relation: toRelation({ body: row.body }), by, atMs };
    case "putSetup":
      return { type, seq, setup: toSetup({ body: row.body }), by, atMs };
    case "forgetDocument":
      return { type, seq, documentId: (JSON.parse(row.body) as { readonly documentId: string }).documentId, by, atMs };
    case "update":
      throw new TypeError(`Log item ${seq} is an update without bytes`);
    default:
      return assertNever(type);
  }
}
