/**
 * Where an open list has its cards from: one side of it, exchanged when the other one can give more.
 *
 * Shape    implemented by `LocalView`, over what this device keeps, and by `PagedView`, over the server's pages.
 *
 * @module
 */
import type { KeptCard } from "../register.ts";
import type { Arranging } from "./arrangement.ts";
import type { FacetValue } from "./facet.ts";
import type { FilterColumn } from "./list-entry.ts";

export interface ListProgress {
  /** There are more cards than are counted: they come as the end of those known is shown. */
  readonly hasMore: boolean;
  /** The server cannot be reached: these are the cards this device has seen. */
  readonly fromCache: boolean;
  /** Sorting and filters are obeyed: that takes all cards of the list, or those this device has. */
  readonly canArrange: boolean;
  /** Nothing was found as it was typed: these cards have similar words. */
  readonly isNear: boolean;
  /** Why nothing new came; what is shown may be older. */
  readonly failure?: unknown;
}

export interface ListView {
  readonly count: number;
  readonly progress: ListProgress;
  row(index: number): KeptCard | undefined;
  /** -1: not in the list. */
  indexOf(id: string): number;
  /** How many cards of the kind have each value of a column; `[]` where that is not known. */
  values(column: FilterColumn): readonly FacetValue[];
  /** In another order, or others of the same cards. */
  arrange(arranging: Arranging): void;
  /** Rows up to here are shown. */
  want(to: number): void;
  /** Reads again what may have changed. @throws {OfflineError} */
  refresh(): Promise<void>;
  close(): void;
}
