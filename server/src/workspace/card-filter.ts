/**
 * Which cards a bulk call means.
 *
 * Shape    every condition that is there has to hold; letter case does not matter.
 * Source   rule L11
 *
 * @module
 */
import type { CardFilter } from "../store/job-row.ts";

/** What of a card is looked at. */
interface FilteredCard {
  readonly no: string;
  readonly [field: string]: unknown;
}

export function cardFilter({ no, name, postingGroup, currencyCode }: CardFilter): (card: FilteredCard) => boolean {
  const same = (wanted: string | undefined, value: unknown): boolean =>
    wanted === undefined || value === wanted.trim().toUpperCase();
  const matchesNo = numberFilter(no);
  const matchesName = name === undefined ? () => true : patternFilter(name.includes("*") ? name : `*${name}*`);
  return (card) => {
    const shownName = typeof card.name === "string" ? card.name : "";
    return (
      matchesNo(card.no) &&
      matchesName(shownName) &&
      same(postingGroup, card.postingGroup) &&
      same(currencyCode, card.currencyCode)
    );
  };
}

function numberFilter(text: string | undefined): (no: string) => boolean {
  if (text === undefined) return () => true;
  const [from = "", to] = text.split("..", 2).map((part) => part.trim());
  if (to === undefined) return patternFilter(from);
  const order = new Intl.Collator("en", { numeric: true });
  return (no) => (from === "" || order.compare(no, from) >= 0) && (to === "" || order.compare(no, to) <= 0);
}

/** `*` stands for any text; letter case does not matter. Linear in the text for each part of the pattern. */
function patternFilter(pattern: string): (text: string) => boolean {
  const parts = pattern.toLowerCase().split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  return (text) => {
    const lower = text.toLowerCase();
    if (parts.length === 1) return lower === first;
    if (!lower.startsWith(first) || !lower.endsWith(last) || lower.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = lower.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= lower.length - last.length;
  };
}
