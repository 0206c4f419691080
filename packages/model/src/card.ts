/**
 * Card and relation rows: what a server and its clients know of a card besides its fields.
 *
 * Shape    plain rows that travel in the feed; field values live in the card's two documents.
 * Not      the documents, nor who holds them (a hold is derived from effects, see `effect.ts`).
 * Source   rules K1 to K6
 *
 * @module
 */
import type { CardId, DocumentId, RelationId } from "./id.ts";
import type { CardKind, ContactType, RelatedKind } from "./kind.ts";
import type { Scalar } from "./value.ts";

export interface Card {
  readonly id: CardId;
  readonly kind: CardKind;
  /** From the number series of the kind; identity for people, never re-used. */
  readonly no: string;
  /** Contacts and customers only. */
  readonly type?: ContactType;
  /** The company a person belongs to; follows the person's `companyId` field. */
  readonly companyId?: CardId;
  readonly commonDocumentId: DocumentId;
  readonly cardDocumentId: DocumentId;
  readonly createdAtMs: number;
  readonly deletedAtMs?: number;
  /** What was kept of it is gone for good; that it was, and its number, stay. */
  readonly erasedAtMs?: number;
  /** Of a contact that is gone because it was joined into another: from then on its id stands for that one. */
  readonly mergedInto?: CardId;
}

/** What undoing a link needs to know: both sides as they were before. */
export interface LinkUndo {
  readonly linkedAtMs: number;
  /** The document the card had: retired, kept with all that stood in it. */
  readonly documentId: DocumentId;
  /** Of a customer, before it took the type of its contact. */
  readonly type?: ContactType;
  /** Values of the contact that gave way, its own fields among them. */
  readonly contact: Readonly<Record<string, Scalar>>;
  /** Values of the card that gave way. */
  readonly card: Readonly<Record<string, Scalar>>;
  /** The card's contact name, where the link made the contact its primary one. */
  readonly contactName?: string;
  /** The contact that was its primary one until then. */
  readonly primaryContactId?: CardId;
}

/** A contact and another card that hold the same common document. */
export interface Relation {
  readonly id: RelationId;
  readonly contactId: CardId;
  readonly cardId: CardId;
  readonly kind: RelatedKind;
  /** The business relation code of the kind when the relation was made. */
  readonly code: string;
  /** Of a relation that began as a link of two cards, as long as it has not ended since. */
  readonly undo?: LinkUndo;
}

/** What restoring a deleted card needs to know. */
export interface DeletionRecord {
  readonly cardId: CardId;
  readonly deletedAtMs: number;
  /** Relations that stood; linked again where both places are still free. */
  readonly relations: readonly Relation[];
  /** Persons deleted along with their company, restored along with it. */
  readonly persons?: readonly CardId[];
  /** Customers and vendors whose primary contact the card was. */
  readonly primaryOf?: readonly CardId[];
  /** Where the card was not deleted but joined into another contact. */
  readonly merge?: MergeRecord;
}

/** What undoing a merge needs to know of the contact that was kept. */
export interface MergeRecord {
  readonly into: CardId;
  /** Persons that came over. */
  readonly persons: readonly CardId[];
  /** Fields that took the other contact's value. */
  readonly values: Readonly<Record<string, { readonly was: Scalar; readonly became: Scalar }>>;
  /**
   * Ids of the entries, set on this contact or a card that came over, that stood in the other one's document when it was done: an undo takes
   * along what was set since, not what such a card had left there on an earlier visit. Whoever executes the merge notes them.
   */
  readonly stood?: readonly string[];
}

/** `other`: label relations only. */
export type ContactStatus = "none" | RelatedKind | "other" | "multiple";

/**
 * What a contact is to us (K5); a person also counts its company's relations.
 *
 * @param relations may hold those of other contacts too; they are skipped
 */
export function statusOf(contact: Pick<Card, "id" | "companyId">, relations: readonly Relation[]): ContactStatus {
  const kinds = new Set(
    relations
      .filter((relation) => relation.contactId === contact.id || relation.contactId === contact.companyId)
      .map((relation) => relation.kind),
  );
  const [only] = kinds;
  if (only === undefined) return "none";
  return kinds.size > 1 ? "multiple" : only;
}
