/**
 * Rows: cards, relations, numbers and the set-up are what the log says, name what is there, and agree with the documents.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import {
  type Card,
  type CardKind,
  formatNumber,
  isCardId,
  type Relation,
  searchTextOfNo,
  type Setup,
} from "@couplet/model";
import { prepare } from "../store/statement.ts";
import type { ShownById } from "./document-check.ts";
import type { FindingCode, Tell } from "./finding.ts";
import type { LogFacts, Place } from "./log-check.ts";

interface CardColumns {
  readonly id: string;
  readonly kind: string;
  readonly no: string;
  readonly company_id: string | null;
  readonly deleted_at_ms: number | null;
  readonly search: string;
  readonly body: string;
  readonly common_document: number;
  readonly card_document: number;
}

interface DocumentColumns {
  readonly key: number;
  readonly id: string;
  readonly role: string | null;
  readonly card_id: string | null;
  readonly retired_into: string | null;
  readonly forgotten_at_ms: number | null;
}

interface RelationColumns {
  readonly id: string;
  readonly contact_id: string;
  readonly card_id: string;
  readonly kind: string;
  readonly body: string;
}

export class RowCheck {
  readonly #database: DatabaseSync;
  readonly #place: Place;
  readonly #facts: LogFacts;
  readonly #shown: ShownById;
  readonly #tell: Tell;
  readonly #cards = new Map<string, Card>();
  relations = 0;

  constructor(database: DatabaseSync, place: Place, facts: LogFacts, shown: ShownById, tell: Tell) {
    this.#database = database;
    this.#place = place;
    this.#facts = facts;
    this.#shown = shown;
    this.#tell = tell;
  }

  get cards(): number {
    return this.#cards.size;
  }

  run(): void {
    this.#checkCards();
    this.#checkRelations();
    this.#checkNumbers();
    const setup = prepare<{ body: string }>(this.#database, "SELECT body FROM setup WHERE workspace = ?").get(
      this.#place.key,
    );
    if (setup?.body !== this.#facts.setup) this.#found("setup.row", this.#place.id);
  }

  #found(code: FindingCode, id: string, what?: string): void {
    this.#tell({ code, workspace: this.#place.id, id, ...(what !== undefined && { what }) });
  }

  #checkCards(): void {
    const documents = new Map(
      prepare<DocumentColumns>(
        this.#database,
        "SELECT key, id, role, card_id, retired_into, forgotten_at_ms FROM document WHERE workspace = ?",
      )
        .all(this.#place.key)
        .map((row) => [row.key, row]),
    );
    const holds = prepare<{ document: number }>(
      this.#database,
      "SELECT document FROM hold WHERE card_id = ? AND document = ? AND until_seq IS NULL",
    );
    // Without an index, which may be what is wrong.
    const rows = prepare<CardColumns>(this.#database, "SELECT * FROM card NOT INDEXED WHERE workspace = ?").all(
      this.#place.key,
    );
    for (const row of rows) {
      if (this.#facts.cards.get(row.id) !== row.body) this.#found("card.row", row.id);
      const card = parsed(row.body) as Card | undefined;
      if (!card) continue;
      this.#cards.set(row.id, card);
      const [common, own] = [documents.get(row.common_document), documents.get(row.card_document)];
      if (!isFoundAsItSays(row, card, common, own)) this.#found("card.columns", row.id);
      const isLiving = card.deletedAtMs === undefined;
      const isThere = (document: DocumentColumns | undefined): boolean =>
        !isLiving || (document?.retired_into === null && document.forgotten_at_ms === null);
      if (common?.role !== "common" || !isThere(common)) this.#found("card.document", row.id, "common");
      if (own?.role !== "card" || own.card_id !== row.id || !isThere(own)) this.#found("card.document", row.id, "own");
      if (isLiving && !holds.get(row.id, row.common_document)) this.#found("card.hold", row.id);
      if (isLiving) this.#checkCompany(card);
    }
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#facts.cards.keys()) if (!ids.has(id)) this.#found("card.row", id, "missing");
  }

  #checkCompany(card: Card): void {
    const values = this.#shown.get(card.cardDocumentId)?.values;
    if (card.kind !== "contact" || !values) return;
    const value = values["companyId"];
    if (card.companyId !== (isCardId(value) ? value : undefined)) this.#found("card.company", card.id);
  }

  #checkRelations(): void {
    const rows = prepare<RelationColumns>(this.#database, "SELECT * FROM relation NOT INDEXED WHERE workspace = ?").all(
      this.#place.key,
    );
    this.relations = rows.length;
    for (const row of rows) {
      if (this.#facts.relations.get(row.id) !== row.body) this.#found("relation.row", row.id);
      const relation = parsed(row.body) as Relation | undefined;
      const isAsItSays =
        relation?.contactId === row.contact_id && relation.cardId === row.card_id && relation.kind === row.kind;
      if (relation && !isAsItSays) this.#found("relation.row", row.id, "columns");
      this.#checkEnds(row);
    }
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, text] of this.#facts.relations)
      if (text !== undefined && !ids.has(id)) this.#found("relation.row", id, "missing");
  }

  #checkEnds({ id, contact_id: contactId, card_id: cardId, kind }: RelationColumns): void {
    const [contact, card] = [this.#cards.get(contactId), this.#cards.get(cardId)];
    const isEnd = (end: Card | undefined, wanted: string): boolean =>
      end !== undefined && end.kind === wanted && end.deletedAtMs === undefined;
    if (!isEnd(contact, "contact")) this.#found("relation.end", id, contactId);
    if (!isEnd(card, kind)) this.#found("relation.end", id, cardId);
    if (contact && card && contact.commonDocumentId !== card.commonDocumentId) this.#found("relation.document", id);
  }

  #checkNumbers(): void {
    const byNumber = new Set<string>();
    for (const { id, kind, no } of this.#cards.values()) {
      const number = `${kind} ${no}`;
      if (byNumber.has(number)) this.#found("number.twice", id, number);
      byNumber.add(number);
    }
    const setup = parsed(this.#facts.setup ?? "") as Setup | undefined;
    for (const [kind, series] of Object.entries(setup?.numberSeries ?? {}) as [
      CardKind,
      Setup["numberSeries"][CardKind],
    ][]) {
      // Where numbers may be typed, one beyond is nobody's mistake, and passed over when its turn comes.
      if (!series || series.manual) continue;
      for (const { id, kind: of, no } of this.#cards.values()) {
        const counter =
          of === kind && no.startsWith(series.prefix) ? Number(no.slice(series.prefix.length)) : Number.NaN;
        if (counter >= series.next && formatNumber(series, counter) === no)
          this.#found("number.series", id, `${kind} ${no}`);
      }
    }
  }
}

function isFoundAsItSays(
  row: CardColumns,
  card: Card,
  common: DocumentColumns | undefined,
  own: DocumentColumns | undefined,
): boolean {
  return (
    card.id === row.id &&
    card.kind === row.kind &&
    card.no === row.no &&
    (card.companyId ?? null) === row.company_id &&
    (card.deletedAtMs ?? null) === row.deleted_at_ms &&
    searchTextOfNo(card.no) === row.search &&
    card.commonDocumentId === common?.id &&
    card.cardDocumentId === own?.id
  );
}

/** As the store wrote it, where it can be read at all. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
