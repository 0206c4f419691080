/**
 * What a decided command does, as data: the server executes the list in one transaction, clients speculatively.
 *
 * Shape    a discriminated union on `type`, executed in order.
 * Not      the execution: stores, documents and holds belong to the server and the client engine.
 *
 * @module
 */
import type { Card, DeletionRecord, Relation } from "./card.ts";
import type { CardId, DocumentId } from "./id.ts";
import type { Setup } from "./setup.ts";
import type { Scalar } from "./value.ts";

/** Whose value a field keeps when two cards are linked. */
export type Side = "contact" | "card";

/** Whose value a field keeps when two contacts become one. */
export type MergeSide = "kept" | "merged";

export type Effect =
  /** Inserts or replaces a card row. */
  | { readonly type: "putCard"; readonly card: Card }
  | { readonly type: "putRelation"; readonly relation: Relation }
  | { readonly type: "removeRelation"; readonly relation: Relation }
  /** A number series moved on. */
  | { readonly type: "putSetup"; readonly setup: Setup }
  /** A new, empty document; one that exists already refuses the whole command. */
  | {
      readonly type: "createDocument";
      readonly documentId: DocumentId;
      readonly role: "common" | "card";
      readonly cardId: CardId;
    }
  /** The card holds the common document from now on. Card documents are their card's for ever and need no hold. */
  | { readonly type: "hold"; readonly documentId: DocumentId; readonly cardId: CardId }
  | { readonly type: "release"; readonly documentId: DocumentId; readonly cardId: CardId }
  /** Written through the acting user's writer of that card, each field into the document the schema says. */
  | { readonly type: "setFields"; readonly cardId: CardId; readonly fields: Readonly<Record<string, Scalar>> }
  | { readonly type: "setNotes"; readonly cardId: CardId; readonly text: string }
  /** A new document `to` with the entries of `from`, less the fields not in `keep`. A release and a hold follow. */
  | {
      readonly type: "fork";
      readonly from: DocumentId;
      readonly to: DocumentId;
      readonly cardId: CardId;
      readonly keep: readonly string[];
      /** Where `from` is not what the card holds now: the document it leaves, and the values in which the two differ. */
      readonly back?: { readonly leaves: DocumentId; readonly values: Readonly<Record<string, Scalar>> };
    }
  /** Values chosen from the card's side are written into `into`; `from` is retired into it. A release and a hold follow. */
  | {
      readonly type: "link";
      readonly from: DocumentId;
      readonly into: DocumentId;
      readonly cardId: CardId;
      readonly choices: Readonly<Record<string, Side>>;
    }
  /** Entries of `from` are joined into `into`, `from` is retired into it. A release and a hold follow. */
  | {
      readonly type: "merge";
      readonly from: DocumentId;
      readonly into: DocumentId;
      readonly cardId: CardId;
      readonly keep: readonly string[];
    }
  /**
   * The document of a contact that goes, `mergedId`, is joined into that of the one that stays, `cardId`: each field keeps the value of
   * its side, having seen both; `from` is retired into `into`. Values not chosen, of the contact's own fields too, stay in the history.
   */
  | {
      readonly type: "join";
      readonly from: DocumentId;
      readonly into: DocumentId;
      readonly cardId: CardId;
      readonly mergedId: CardId;
      readonly choices: Readonly<Record<string, MergeSide>>;
    }
  /** What was set in `from` on one of the cards, stands there and is not among `stood` is carried over to `into`. */
  | {
      readonly type: "takeAlong";
      readonly from: DocumentId;
      readonly into: DocumentId;
      readonly cardId: CardId;
      readonly cardIds: readonly CardId[];
      readonly stood: readonly string[];
    }
  /** The prose of `otherId` is added to the card's, under its number; or, where it stands there unchanged, taken out again. */
  | { readonly type: "appendNotes" | "withdrawNotes"; readonly cardId: CardId; readonly otherId: CardId }
  | { readonly type: "recordDeletion"; readonly cardId: CardId; readonly record: DeletionRecord }
  | { readonly type: "forgetDeletion"; readonly cardId: CardId };
