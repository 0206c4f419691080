/**
 * What lists of cards are sorted by, and where a value stands in such an order.
 *
 * Shape    columns are the number and common fields, which every role reads: an order tells nobody what they may not read.
 * Not      an order itself: on the device see `lists` of `@couplet/engine`, over HTTP `sorted-cards.ts` of the server.
 *
 * @module
 */
import type { CardKind } from "./kind.ts";
import { fieldSpec } from "./schema.ts";
import { foldText } from "./search-text.ts";
import type { Scalar } from "./value.ts";

export const sortColumns = [
  "no",
  "name",
  "city",
  "postCode",
  "countryCode",
  "phoneNo",
  "email",
  "salespersonCode",
] as const;
export type SortColumn = (typeof sortColumns)[number];

export const sortColumnsOf = (kind: CardKind): readonly SortColumn[] =>
  sortColumns.filter((column) => column === "no" || fieldSpec(kind, column) !== undefined);

/** Longer texts that begin alike stand where their numbers say: a key travels in a cursor. */
const maxKeyLength = 100;

/** A text whose plain order (by code units) is that of the value; letter case and accents do not count. `""` for no value. */
export const sortKeyOf = (value: Scalar | undefined): string =>
  typeof value === "string" ? foldText(value).slice(0, maxKeyLength) : "";
