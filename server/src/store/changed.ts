/**
 * What has changed since some time, each thing once: the question the feed asks of a store.
 *
 * Shape    pages in the order of each thing's last change. A thing that changes while somebody reads on moves to the end, so that a reader who
 *          goes on from a page's `at` misses nothing.
 * Not      the log, which has every change; nor access, which is for the reader to judge by kind and role.
 * Source   docs/PROTOCOL.md, "The feed"; docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import type { CardKind, DocumentId, RelatedKind } from "@couplet/model";
import type { ComparedThing } from "@couplet/protocol";

export interface ChangedQuery {
  /** What the reader had when this pass began: documents are told from here on. */
  readonly since: number;
  /** Things whose last change lies after this; at least `since`. */
  readonly after: number;
  readonly maxItems: number;
  /** The page ends with the item that takes it beyond. */
  readonly maxBytes: number;
}

/** Whose document it is: `cardKind` of a card document's card. */
type Whose = { readonly role: "common" } | { readonly role: "card"; readonly cardKind: CardKind };

/** A thing in its latest form. */
export type LatestItem =
  | ({
      readonly type: "document";
      readonly documentId: DocumentId;
      /** In order; all that a copy as of `since` lacks, at least one. Where a snapshot was made since, it comes first and stands for what it holds. */
      readonly updates: readonly Uint8Array[];
    } & Whose)
  /** Its content is gone for good. */
  | ({ readonly type: "forgotten"; readonly documentId: DocumentId } & Whose)
  | ({ readonly type: "retired"; readonly documentId: DocumentId; readonly into: string } & Whose)
  /** `row`: JSON text of the latest form. */
  | { readonly type: "card"; readonly kind: CardKind; readonly row: string }
  | { readonly type: "relation"; readonly kind: RelatedKind; readonly row: string }
  | { readonly type: "relationRemoved"; readonly relationId: string }
  | { readonly type: "setup"; readonly row: string };

export type ChangedItem = { readonly seq: number } & LatestItem;

/** That something was logged under a number, and when: two stores that went different ways differ there. */
export interface Logged {
  readonly seq: number;
  readonly atMs: number;
}

/** Which things, by id; both ends included. */
export interface RangeQuery {
  readonly thing: ComparedThing;
  readonly from: string;
  readonly to: string;
  readonly maxItems: number;
  /** The page ends with the item that takes it beyond. */
  readonly maxBytes: number;
}

export interface RangePage {
  /** In the order of ids. */
  readonly items: readonly { readonly id: string; readonly item: LatestItem }[];
  /** Everything up to here has been told; `to` of the query where nothing is left. */
  readonly end: string;
}

export interface ChangedPage {
  readonly items: readonly ChangedItem[];
  /** Everything whose last change lies up to here has been told. */
  readonly at: number;
  /** Nothing is left; `at` is the end of the log. */
  readonly isLast: boolean;
}
