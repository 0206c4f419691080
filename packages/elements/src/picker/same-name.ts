/**
 * Cards that look like the one about to be made.
 *
 * Shape    compares names as searches do: without case, accents, blanks and legal forms.
 * Not      a judgement: the person says whether it is the same.
 *
 * @module
 */
import type { CardRow } from "@couplet/engine";
import { searchTextOfNo } from "@couplet/model";

/** Words that companies are told apart by only on paper. */
const legalForms = new Set(["ag", "sa", "gmbh", "sarl", "sagl", "ltd", "inc", "kg", "llc", "co"]);

/** Pure. What is left of a name when everything that is typed now one way, now another is taken away. */
export function bareName(name: string): string {
  const folded = searchTextOfNo(name).split("\n")[0] ?? "";
  const words = folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const telling = words.filter((word) => !legalForms.has(word));
  return (telling.length > 0 ? telling : words).join("");
}

/** Pure. */
export const sameName = (cards: readonly CardRow[], name: string): CardRow | undefined => {
  const wanted = bareName(name);
  return wanted === "" ? undefined : cards.find((card) => bareName(String(card.values["name"] ?? "")) === wanted);
};
