/**
 * Cards of a list as a file: a table for a spreadsheet, or vCards for phones and mail programs.
 *
 * Shape    the table has every field of the kind, as people read it, `;` between cells. Cards with the privacy block stay out of both.
 *
 * @module
 */
import { type CardKind, fieldLabel, fieldsOfKind } from "@couplet/model";
import type { CardRow } from "@couplet/engine";
import { vCardOf } from "@couplet/elements/pure";
import { readableValue } from "../card-text.ts";
import { csvTable } from "../csv.ts";
import { language, t } from "../locale.ts";

export interface CardFile {
  readonly text: string;
  readonly count: number;
  /** Cards left out: nobody may write to them. */
  readonly blocked: number;
}

const isBlocked = ({ values }: CardRow): boolean => values["privacyBlocked"] === true;

/** Neither pictures nor ids of other cards say anything in a cell. */
const columnsOf = (kind: CardKind): readonly string[] =>
  fieldsOfKind(kind)
    .filter(({ type, name }) => type !== "image" && type !== "cardId" && name !== "privacyBlocked")
    .map(({ name }) => name);

const cell = ({ kind, values }: CardRow, field: string): string =>
  readableValue(kind, field, values[field] ?? "", String(values["countryCode"] ?? ""));

export function csvOfCards(kind: CardKind, cards: readonly CardRow[]): CardFile {
  const columns = columnsOf(kind);
  const exported = cards.filter((card) => !isBlocked(card));
  const head = [t("list.no"), ...columns.map((field) => fieldLabel(field, language))];
  const rows = exported.map((card) => [card.no, ...columns.map((field) => cell(card, field))]);
  return {
    text: csvTable([head, ...rows], ";"),
    count: exported.length,
    blocked: cards.length - exported.length,
  };
}

export function vCardsOf(cards: readonly CardRow[]): CardFile {
  const exported = cards.filter((card) => !isBlocked(card));
  return { text: exported.map(vCardOf).join(""), count: exported.length, blocked: cards.length - exported.length };
}
