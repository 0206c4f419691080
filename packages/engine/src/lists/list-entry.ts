/**
 * What lists know of a card besides its row: what they sort by, and what they tell cards apart by.
 *
 * Shape    columns are fields, the number, and what is derived of relations; every kind has those of its fields.
 *
 * @module
 */
import { fieldSpec, type CardKind, type SortColumn, sortColumns, sortColumnsOf } from "@couplet/model";
import type { KeptCard } from "../register.ts";

export { type SortColumn, sortColumns, sortColumnsOf };

/** Lists can be narrowed down to values of these. `related`: kinds of the cards it is related to. */
export const filterColumns = [
  "type",
  "status",
  "related",
  "city",
  "countryCode",
  "languageCode",
  "currencyCode",
  "territoryCode",
  "salespersonCode",
  "purchaserCode",
  "postingGroup",
  "paymentTermsCode",
  "blocked",
  "privacyBlocked",
] as const;
export type FilterColumn = (typeof filterColumns)[number];

/** Cards that have one of the values, of each column; `""` stands for none. */
export type ListFilter = Readonly<Partial<Record<FilterColumn, readonly string[]>>>;

export const filterColumnsOf = (kind: CardKind): readonly FilterColumn[] =>
  filterColumns.filter((column) => {
    if (column === "related") return true;
    if (column === "status") return kind === "contact";
    if (column === "type") return kind === "contact" || kind === "customer";
    return fieldSpec(kind, column) !== undefined;
  });

export function sortValueOf(row: KeptCard, column: SortColumn): string {
  if (column === "no") return row.no;
  const value = row.values[column];
  if (column === "phoneNo" && (value === undefined || value === "")) return textOf(row.values["mobilePhoneNo"]);
  return textOf(value);
}

/** Several where the card is several things at once. */
export function filterValueOf(row: KeptCard, column: FilterColumn): string | readonly string[] {
  if (column === "type") return row.type ?? "";
  if (column === "status") return row.status ?? "none";
  if (column === "related") {
    const [one, ...others] = row.relations;
    if (others.length === 0) return one?.kind ?? "";
    return [...new Set(row.relations.map(({ kind }) => kind))].sort();
  }
  const value = row.values[column];
  if (column === "blocked") return textOf(value) || "none";
  return column === "privacyBlocked" ? String(value === true) : textOf(value);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const digits = /\d+/g;

/**
 * A text whose plain order is the natural one of numbers: K9 before K10. Runs of digits are led by their length; letter case does not count.
 */
export const naturalKey = (no: string): string =>
  no.toUpperCase().replace(digits, (run) => {
    const plain = run.replace(/^0+(?=\d)/, "");
    return `0${String.fromCharCode(plain.length)}${plain}`;
  });
