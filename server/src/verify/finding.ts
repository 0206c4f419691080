/**
 * What a check has found to be wrong: a line of the report.
 *
 * Shape    a stable `code`, where, and what in words. No values of fields and no names: a report may be sent to somebody.
 * Source   docs/OPERATIONS.md, "Checking everything"
 *
 * @module
 */
export const findingCodes = {
  "file.damaged": "SQLite finds the file damaged",
  "log.item": "an item of the log cannot be read",
  "log.changed": "an item of the log is not what was chained",
  "log.missing": "items of the log are missing",
  "log.added": "something is in the log, or in a history, that was never chained",
  "log.order": "an item of the log was moved",
  "log.cut": "the end of the log is missing",
  "log.head": "a head that was kept is not on the chain: the log was written anew, or is another one",
  "index.document": "the index of documents is not what the log says",
  "index.latest": "when something last changed is not what the log says",
  "document.notCreated": "updates or cards name a document that was never made",
  "document.unreadable": "an update of the document cannot be read",
  "document.incomplete": "an update of the document is missing",
  "document.snapshot": "the snapshot is not what the updates up to it give",
  "document.root": "the document has a part that no document has",
  "document.leftover": "the document was forgotten, and something of it is left",
  "entry.malformed": "something in the document is no entry",
  "entry.writer": "an entry's writer is not registered",
  "entry.field": "an entry's field is none of such documents",
  "projection.missing": "what the document shows was never projected",
  "projection.differs": "what is listed and searched is not what the document shows",
  "card.row": "the card's row is not what the log says",
  "card.columns": "what the card's row is found by is not what it says",
  "card.document": "a document of the card is not there, or not the card's",
  "card.hold": "the card does not hold its document",
  "card.company": "the person's row names another company than its document",
  "relation.row": "the relation's row is not what the log says",
  "relation.end": "an end of the relation is not there, or not of its kind",
  "relation.document": "related cards have different documents",
  "number.twice": "two cards of a kind have one number",
  "number.series": "a number lies beyond its series, which would give it once more",
  "setup.row": "the set-up is not what the log says",
} as const;

export type FindingCode = keyof typeof findingCodes;

export interface Finding {
  readonly code: FindingCode;
  readonly workspace?: string;
  /** Of a card, relation or document; the number of an item of the log. */
  readonly id?: string;
  /** Which field, entry or part. */
  readonly what?: string;
}

/** Those that `--repair` mends: nothing is in there that is not made from the log and the documents. */
export const isRepairable = ({ code }: Finding): boolean => code.startsWith("projection.") || code.startsWith("index.");

export type Tell = (finding: Finding) => void;
