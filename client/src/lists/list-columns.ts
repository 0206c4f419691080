/**
 * The columns a list can show beside number and name, and which of them it does.
 *
 * Shape    names of fields, in the order shown; what a screen has no room for is left out from the end.
 *
 * @module
 */
import { type CardKind, fieldLabel, fieldsOfKind } from "@couplet/model";
import { type SortColumn, sortColumnsOf } from "@couplet/engine";
import { language, t } from "../locale.ts";
import type { MessageKey } from "../text/catalogues.ts";

/** More do not fit beside number, name and relations. */
export const mostColumns = 5;

const standard: readonly string[] = ["city", "phoneNo", "email"];
/** What tells nothing in a line of a table, or stands there anyway. */
const leftOut: ReadonlySet<string> = new Set(["name", "searchName", "image", "companyId", "primaryContactId"]);

export const columnsOf = (kind: CardKind): readonly string[] =>
  fieldsOfKind(kind)
    .map(({ name }) => name)
    .filter((name) => !leftOut.has(name));

export const standardColumns = (kind: CardKind): readonly string[] =>
  standard.filter((name) => columnsOf(kind).includes(name));

/** Pure. Of what was asked for what there is, each once, no more than fit; the standard ones where that is nothing. */
export function columnsFrom(kind: CardKind, asked: readonly string[] | undefined): readonly string[] {
  const known = columnsOf(kind);
  const columns = [...new Set(asked)].filter((name) => known.includes(name)).slice(0, mostColumns);
  return columns.length === 0 ? standardColumns(kind) : columns;
}

/** The list can be sorted by it. */
export const sortOf = (kind: CardKind, column: string): SortColumn | undefined =>
  sortColumnsOf(kind).find((known) => known === column);

const short: Readonly<Record<string, MessageKey>> = { city: "list.city", phoneNo: "list.phone", email: "list.email" };

export function columnTitle(column: string): string {
  const key = short[column];
  return key === undefined ? fieldLabel(column, language) : t(key);
}
