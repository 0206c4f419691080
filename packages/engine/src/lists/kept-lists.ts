/**
 * Lists as they are kept on the device, so that a start need not make them of every row again: values, orders, and the texts a search reads.
 *
 * Shape    plain values that IndexedDB clones; handles are the same as when they were kept. Whoever keeps the rows says up to where they are true.
 * Source   docs/decisions/0027-lists-are-kept-beside-the-facts.md
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { KeptBlock } from "../search/text-scan.ts";
import type { KeptFacet } from "./facet.ts";
import type { FilterColumn, SortColumn } from "./list-entry.ts";
import type { PackedTexts } from "./packed-texts.ts";

/** Moves on whenever lists are made otherwise of the same rows: another column, another way to fold a text. Those of another form are made anew. */
export const listForm = 1;

interface KeptOrder {
  readonly column: SortColumn;
  readonly filled: Uint32Array<ArrayBuffer>;
  readonly blank: Uint32Array<ArrayBuffer>;
}

export interface KeptIndex {
  /** By handle; empty where the card is gone. */
  readonly ids: PackedTexts;
  readonly numbers: PackedTexts;
  readonly values: readonly (readonly [SortColumn, PackedTexts])[];
  readonly facets: readonly (readonly [FilterColumn, KeptFacet])[];
  readonly orders: readonly KeptOrder[];
}

interface KeptList {
  readonly kind: CardKind;
  readonly index: KeptIndex;
  readonly texts: readonly KeptBlock[];
}

export interface KeptLists {
  readonly form: number;
  /** Of the orders. */
  readonly language: string;
  readonly lists: readonly KeptList[];
}
