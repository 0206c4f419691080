/**
 * Lists of cards from the SQLite file: by number, or with what they show of a field; narrowed down to those that a search finds.
 *
 * Shape    statements depend on the kind, the number of words and the order, and are made when first needed (bounded: four kinds, nine
 *          lengths, two kinds of reader, three orders).
 * Not      an order by values: that is put together from many readings, see `sorted-cards.ts`.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Card, type CardKind, fieldSpec, searchTerms } from "@couplet/model";
import { type Body, toCard } from "./sqlite-columns.ts";
import { prepare, type Keys, type Statement } from "./statement.ts";
import type { CardQuery, CardValue, CardValuesQuery } from "./store.ts";

/** The primary contact of a card: its name is the card's contact name. */
const joinOfPrimary = `LEFT JOIN card AS contact
    ON contact.workspace = card.workspace AND contact.id = own.primary_contact AND contact.deleted_at_ms IS NULL
  LEFT JOIN shown AS named ON named.document = contact.common_document`;

/** The name is the first line of what a document is searched by. */
const isNameOf = (shown: string, term: string): string =>
  `(instr(substr(${shown}.search, 1, instr(${shown}.search, char(10))), ${term}) > 0
    AND json_extract(${shown}.field_values, '$.name') <> '')`;

type Order = "no" | "noDescending" | "id";

/** Rows of an order: what is selected, and what comes after ?3. */
const orders = {
  no: { columns: "card.body", after: "card.no > ?3", by: "card.no" },
  noDescending: { columns: "card.body", after: "card.no < ?3", by: "card.no DESC" },
  id: {
    columns: "card.id, card.no, json_extract(common.field_values, ?5) AS value",
    after: "card.id > ?3",
    by: "card.id",
  },
} as const satisfies Record<Order, object>;

/** Greater than any number. */
const last = "\u{10FFFF}";

interface ValueColumns {
  readonly id: string;
  readonly no: string;
  readonly value: unknown;
}

export class SqliteCardLists {
  readonly #database: DatabaseSync;
  readonly #keys: Keys;
  readonly #statements = new Map<string, Statement<Body & ValueColumns>>();

  constructor(database: DatabaseSync, keys: Keys) {
    this.#database = database;
    this.#keys = keys;
  }

  list(workspace: string, query: CardQuery): Card[] {
    const { kind, limit, isDescending = false } = query;
    const terms = searchTerms(query.search ?? "");
    // Numbers are unique within a kind, so the number alone says where a page ended.
    const after = query.after?.no ?? (isDescending ? last : "");
    return this.#statement(query, terms.length, isDescending ? "noDescending" : "no")
      .all(this.#workspace(workspace), kind, after, limit, ...terms)
      .map(toCard);
  }

  values(workspace: string, query: CardValuesQuery): CardValue[] {
    const { kind, limit, field, afterId = "" } = query;
    const terms = searchTerms(query.search ?? "");
    return this.#statement(query, terms.length, "id")
      .all(this.#workspace(workspace), kind, afterId, limit, `$.${field}`, ...terms)
      .map(({ id, no, value }) => ({ id, no, value: typeof value === "string" ? value : undefined }));
  }

  #workspace(id: string): number {
    return this.#keys.findWorkspace(id) ?? -1;
  }

  #statement(
    { kind, commonOnly = false }: Pick<CardQuery, "kind" | "commonOnly">,
    terms: number,
    order: Order,
  ): Statement<Body & ValueColumns> {
    const name = `${kind}/${terms}/${commonOnly}/${order}`;
    const known = this.#statements.get(name);
    if (known) return known;
    const { columns, after, by } = orders[order];
    const { joins, matches } = searchOf(kind, terms, commonOnly, order === "id" ? 6 : 5);
    const joined = joins === "" && order === "id" ? joinOfCommon : joins;
    const statement = prepare<Body & ValueColumns>(
      this.#database,
      `SELECT ${columns} FROM card ${joined}
       WHERE card.workspace = ?1 AND card.kind = ?2 AND ${after} AND card.deleted_at_ms IS NULL ${matches}
       ORDER BY ${by} LIMIT ?4`,
    );
    this.#statements.set(name, statement);
    return statement;
  }
}

const joinOfCommon = "LEFT JOIN shown AS common ON common.document = card.common_document";

/** @param first the number of the first word's parameter */
function searchOf(
  kind: CardKind,
  terms: number,
  isCommonOnly: boolean,
  first: number,
): { readonly joins: string; readonly matches: string } {
  if (terms === 0) return { joins: "", matches: "" };
  const columns = ["card.search", "common.search"];
  if (!isCommonOnly) columns.push("own.search");
  if (kind !== "bankAccount") columns.push("common.party_search");
  const hasPrimary = !isCommonOnly && fieldSpec(kind, "primaryContactId") !== undefined;
  const matches = Array.from({ length: terms }, (_, index) => {
    const term = `?${index + first}`;
    const found = columns.map((column) => `instr(${column}, ${term}) > 0`);
    if (hasPrimary) found.push(isNameOf("named", term));
    return `AND (${found.join(" OR ")})`;
  });
  const joins = `${joinOfCommon}
    LEFT JOIN shown AS own ON own.document = card.card_document
    ${hasPrimary ? joinOfPrimary : ""}`;
  return { joins, matches: matches.join(" ") };
}
