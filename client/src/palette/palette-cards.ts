/**
 * Cards of every kind for the command palette: found by what lists are searched by, a number that is typed whole first.
 *
 * @module
 */
import { cardKinds } from "@couplet/model";
import type { CardRow, Engine } from "@couplet/engine";
import { iconOfKind } from "@couplet/elements/pure";
import { cardName, shownValue } from "../card-text.ts";
import { t } from "../locale.ts";
import { formatRoute } from "../router.ts";
import type { PaletteEntry } from "./palette-entry.ts";

const mostOfKind = 4;

/** From the device where it has everything, else from the server; `[]` where neither can say. */
export async function findCards(engine: Engine, typed: string): Promise<readonly PaletteEntry[]> {
  const search = typed.trim();
  if (search === "") return [];
  const pages = await Promise.allSettled(cardKinds.map((kind) => engine.list(kind, { search, limit: mostOfKind })));
  const cards = pages.flatMap((page) => (page.status === "fulfilled" ? page.value.items.slice(0, mostOfKind) : []));
  const isNumber = ({ no }: CardRow): boolean => no.toLowerCase() === search.toLowerCase();
  return [...cards.filter(isNumber), ...cards.filter((card) => !isNumber(card))].map(entryOf);
}

function entryOf(card: CardRow): PaletteEntry {
  const { id, kind, no } = card;
  const detail = [`${t(`kind.${kind}.one`)} ${no}`.trim(), shownValue(card, "city")].filter((text) => text !== "");
  return {
    id: `card-${id}`,
    group: "cards",
    label: cardName(card) || t("list.unnamed"),
    detail: detail.join(", "),
    icon: iconOfKind(kind),
    run: () => (location.hash = formatRoute({ page: "card", kind, id })),
  };
}
