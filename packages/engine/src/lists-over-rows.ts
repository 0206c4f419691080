/**
 * `@couplet/engine/lists`: lists and search over rows of whoever has some, without an engine.
 *
 * @module
 */
export { CardLists } from "./lists/card-lists.ts";
export { OpenList } from "./lists/open-list.ts";
export { Cell } from "./readable.ts";
export type { KeptCard } from "./register.ts";
export type { RowSource } from "./search/row-source.ts";
