/**
 * The small world of the simulation: six cards around two contacts, three fields, four users.
 *
 * Shape    names instead of ids, so that a failing history can be read; kinds, fields and judgements are those of the model.
 * Not      the rows of a moment: those are {@link Rows}, immutable, replaced as a whole by each command.
 *
 * @module
 */
import { fieldSpec, judgeValue, type CardKind, type Scalar } from "@couplet/model";

export const cards = ["K1", "C1", "V1", "B1", "K2", "C2"] as const;
export type CardName = (typeof cards)[number];

const kinds: Readonly<Record<CardName, CardKind>> = {
  K1: "contact",
  C1: "customer",
  V1: "vendor",
  B1: "bankAccount",
  K2: "contact",
  C2: "customer",
};
export const kindOf = (card: CardName): CardKind => kinds[card];
export const isCard = (name: string): name is CardName => (cards as readonly string[]).includes(name);
export const contacts: readonly CardName[] = cards.filter((card) => kindOf(card) === "contact");
export const others: readonly CardName[] = cards.filter((card) => kindOf(card) !== "contact");

/** One plain text, one whose values may differ in format only, one that a bank account does not have. */
export const fields = ["name", "phoneNo", "registrationNo"] as const;
export type FieldName = (typeof fields)[number];
const fieldsByCard = new Map(
  cards.map((card) => [card, fields.filter((field) => fieldSpec(kindOf(card), field) !== undefined)]),
);
export const fieldsOf = (card: CardName): readonly FieldName[] => fieldsByCard.get(card) ?? [];

export function judge(card: string, field: string, value: Scalar): { readonly code: string } | undefined {
  const spec = isCard(card) ? fieldSpec(kindOf(card), field) : undefined;
  return spec ? judgeValue(spec, value) : { code: "field.unknown" };
}

/** `mal` is the hostile one, who may edit contacts and customers. */
export type User = "ann" | "bob" | "mal";

export interface Relation {
  readonly contact: CardName;
  readonly card: CardName;
  /** Of one that began as a link: what both sides were. */
  readonly undo?: LinkUndo;
}

interface LinkUndo {
  /** The document the card had. */
  readonly doc: string;
  /** What the card showed, and the contact's values that gave way. */
  readonly view: string;
  readonly contact: readonly { readonly field: FieldName; readonly was: Scalar }[];
  /** Everything that had entered the contact's document by then, per field. */
  readonly entered: readonly bigint[];
}

/** A contact that was joined into another one. */
export interface Merge {
  readonly into: CardName;
  /** Cards that came over. */
  readonly cards: readonly CardName[];
  /** Ids of entries that those cards and the contact that went had in the other's document already. */
  readonly stood: readonly string[];
  readonly values: readonly { readonly field: FieldName; readonly was: Scalar; readonly became: Scalar }[];
  /** What the contacts and the cards that came over showed before. */
  readonly views: readonly (readonly [CardName, string])[];
  readonly entered: readonly bigint[];
}

export interface Rows {
  readonly hold: Readonly<Record<CardName, string>>;
  readonly everHeld: Readonly<Record<CardName, readonly string[]>>;
  readonly deleted: Readonly<Partial<Record<CardName, true>>>;
  readonly relations: readonly Relation[];
  /** What stood when a card was deleted. */
  readonly deletions: Readonly<Partial<Record<CardName, readonly Relation[]>>>;
  /** Contacts whose names stand for others; they count as deleted, too. */
  readonly merged: Readonly<Partial<Record<CardName, Merge>>>;
  readonly mayNotEdit: Readonly<Record<User, readonly CardKind[]>>;
}

export const relationOf = (rows: Rows, card: CardName): Relation | undefined =>
  rows.relations.find((relation) => relation.card === card);

/** The card that a name stands for today. */
export function cardToday(rows: Rows, card: CardName): CardName {
  const merge = rows.merged[card];
  return merge ? cardToday(rows, merge.into) : card;
}

export const cardsOf = (rows: Rows, contact: CardName): readonly CardName[] =>
  rows.relations.filter((relation) => relation.contact === contact).map((relation) => relation.card);

/** Whether the contact has a place for a card of this one's kind, and the card none yet. */
export const isFreeFor = (rows: Rows, contact: CardName, card: CardName): boolean =>
  relationOf(rows, card) === undefined && cardsOf(rows, contact).every((other) => kindOf(other) !== kindOf(card));

export const withHold = (rows: Rows, card: CardName, doc: string): Rows => ({
  ...rows,
  hold: { ...rows.hold, [card]: doc },
  everHeld: { ...rows.everHeld, [card]: [...rows.everHeld[card], doc] },
});
