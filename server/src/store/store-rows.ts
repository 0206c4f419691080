/**
 * Rows for the contract tests of stores: small, distinct, and the same for the same number.
 *
 * @module
 */
import {
  parseCardId,
  parseDocumentId,
  parseRelationId,
  type Card,
  type DocumentId,
  type RelatedKind,
  type Relation,
} from "@couplet/model";
import type { HistoryRow } from "./store.ts";

export const workspace = "muster-ag";

const uuidOf = (group: string, index: number): string =>
  `0198c0de-${group}-7000-8000-${index.toString(16).padStart(12, "0")}`;

export const documentIdOf = (index: number): DocumentId => parseDocumentId(uuidOf("0001", index));

/** What every log item carries. */
export const logged = (seq: number, of: string = workspace) => ({ workspace: of, seq, by: "ada", atMs: 1_000 + seq });

const cardOf = (kind: Card["kind"], group: string, prefix: string, index: number): Card => ({
  id: parseCardId(uuidOf(group, index)),
  kind,
  no: `${prefix}${index.toString().padStart(6, "0")}`,
  commonDocumentId: documentIdOf(index),
  cardDocumentId: parseDocumentId(uuidOf(`${group.slice(0, 3)}f`, index)),
  createdAtMs: 1_000,
});

export const contactOf = (index: number): Card => ({ ...cardOf("contact", "0010", "CT", index), type: "company" });
export const vendorOf = (index: number): Card => cardOf("vendor", "0020", "V", index);
export const bankAccountOf = (index: number): Card => cardOf("bankAccount", "0030", "B", index);

export const relationTo = (index: number, contact: Card, card: Card): Relation => ({
  id: parseRelationId(uuidOf("0040", index)),
  contactId: contact.id,
  cardId: card.id,
  kind: card.kind as RelatedKind,
  code: "VEND",
});

export const historyRow = (seq: number, document: number, field: string, value: string): HistoryRow => ({
  seq,
  documentId: documentIdOf(document),
  cardId: contactOf(1).id,
  field,
  new: value,
  by: { sub: "ada", name: "Ada Keller" },
  atMs: 1_000 + seq,
  entry: `w@${seq}`,
});
