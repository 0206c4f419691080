/**
 * The language that the engine sorts by and asks the server to answer in.
 *
 * @module
 */

/** BCP 47; a function where it may change while the engine lives. */
export type EngineLocale = string | (() => string);

/** The wanted one, else the browser's. */
export const languageFrom =
  (wanted: EngineLocale | undefined): (() => string) =>
  () =>
    (typeof wanted === "function" ? wanted() : wanted) || globalThis.navigator?.language || "en";
