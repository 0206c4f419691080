/**
 * Which cards a picker offers, as a page writes it: `countryCode=CH; city=Zug`, or a function.
 *
 * Shape    fields and the values they have to have, several of one field by `|`; a field that a card lacks is empty.
 *
 * @module
 */
import type { CardRow } from "@couplet/engine";

export type PickerFilter = string | ((card: CardRow) => boolean);

/** Pure, of a filter written as text. Parts without `=` ask for nothing. */
export function filterOf(filter: PickerFilter | undefined): (card: CardRow) => boolean {
  if (typeof filter === "function") return filter;
  const wanted = (filter ?? "").split(";").flatMap((part) => {
    const at = part.indexOf("=");
    const values = part.slice(at + 1).split("|");
    return at > 0 ? [{ name: part.slice(0, at).trim(), values: values.map((value) => value.trim()) }] : [];
  });
  return (card) =>
    wanted.every(({ name, values }) =>
      values.includes(name === "type" ? (card.type ?? "") : String(card.values[name] ?? "")),
    );
}
