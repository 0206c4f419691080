/**
 * The rows this device keeps, asked as the rules ask: cards, relations, values.
 *
 * Shape    indexes over the rows as they are now, made when first asked; to be thrown away when rows change.
 * Not      complete: a card this device never saw is not there.
 *
 * @module
 */
import { documentRole, isCardId, type Card, type CardId, type CardKind, type DeletionRecord } from "@couplet/model";
import { isDocumentId, isRelatedKind, isRelationId, type Relation, type RelationId, type Scalar } from "@couplet/model";
import type { KeptCard } from "./register.ts";

export class BaseRows {
  readonly #rows: ReadonlyMap<string, KeptCard>;
  readonly #nowMs: number;
  #relations: Map<string, Relation> | undefined;
  #holders: Map<string, string[]> | undefined;

  constructor(rows: ReadonlyMap<string, KeptCard>, nowMs: number) {
    this.#rows = rows;
    this.#nowMs = nowMs;
  }

  row(id: string): KeptCard | undefined {
    return this.#rows.get(id);
  }

  card(id: CardId): Card | undefined {
    const row = this.#rows.get(id);
    return row && cardOf(row, this.#nowMs);
  }

  relation(id: RelationId): Relation | undefined {
    return this.#relationsById().get(id);
  }

  relationsOf(cardId: CardId): readonly Relation[] {
    return [...this.#relationsById().values()].filter((one) => one.cardId === cardId || one.contactId === cardId);
  }

  personsOf(companyId: CardId): readonly Card[] {
    return [...this.#rows.values()].flatMap((row) =>
      row.companyId === companyId && row.isDeleted !== true ? (cardOf(row, this.#nowMs) ?? []) : [],
    );
  }

  cardIds(): Iterable<string> {
    return this.#rows.keys();
  }

  isNumberTaken(kind: CardKind, no: string): boolean {
    return [...this.#rows.values()].some((row) => row.kind === kind && row.no === no);
  }

  /** What the document says, as the row of `cardId` has it, or that of another card that holds it; not what a person reads from its company. */
  value(documentId: string, cardId: string | undefined, field: string): Scalar | undefined {
    const ids = this.holders(documentId);
    const id = cardId !== undefined && ids.includes(cardId) ? cardId : ids.find((holder) => this.#has(holder, field));
    const row = id === undefined ? undefined : this.#rows.get(id);
    return row?.inherited?.[field] === undefined ? row?.values[field] : undefined;
  }

  #has(id: string, field: string): boolean {
    const row = this.#rows.get(id);
    return row !== undefined && documentRole(row.kind, field) !== undefined;
  }

  /** Cards that hold the document, as either of their two. */
  holders(documentId: string): readonly string[] {
    this.#holders ??= holdersOf(this.#rows.values());
    return this.#holders.get(documentId) ?? [];
  }

  isCardDocument(documentId: string): boolean {
    return this.holders(documentId).some((id) => this.#rows.get(id)?.cardDocumentId === documentId);
  }

  /** The server keeps the record; of a card that is gone the row tells what it was related to. */
  deletion(cardId: CardId): DeletionRecord | undefined {
    const row = this.#rows.get(cardId);
    if (row?.isDeleted !== true) return undefined;
    return { cardId, deletedAtMs: this.#nowMs, relations: row.relations.flatMap((one) => relationOf(row, one) ?? []) };
  }

  #relationsById(): Map<string, Relation> {
    this.#relations ??= new Map(
      [...this.#rows.values()].flatMap((row) =>
        row.isDeleted === true
          ? []
          : row.relations
              .filter((related) => !this.#isOutdated(row, related))
              .flatMap((related) => relationOf(row, related) ?? [])
              .map((relation) => [relation.id, relation] as const),
      ),
    );
    return this.#relations;
  }

  /** The other side's row is younger and knows nothing of it. */
  #isOutdated(row: KeptCard, related: KeptCard["relations"][number]): boolean {
    const other = this.#rows.get(related.cardId);
    if (!other || other.asOfMs <= row.asOfMs) return false;
    return other.isDeleted === true || !other.relations.some(({ id }) => id === related.id);
  }
}

function holdersOf(rows: Iterable<KeptCard>): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const { id, documentId, cardDocumentId } of rows) {
    for (const document of [documentId, cardDocumentId]) {
      const ids = holders.get(document);
      if (ids) ids.push(id);
      else holders.set(document, [id]);
    }
  }
  return holders;
}

function cardOf(row: KeptCard, nowMs: number): Card | undefined {
  const { id, documentId, cardDocumentId, companyId } = row;
  if (!isCardId(id) || !isDocumentId(documentId) || !isDocumentId(cardDocumentId)) return undefined;
  return {
    id,
    kind: row.kind,
    no: row.no,
    ...(row.type === undefined ? {} : { type: row.type }),
    ...(isCardId(companyId) ? { companyId } : {}),
    commonDocumentId: documentId,
    cardDocumentId,
    createdAtMs: 0,
    ...(row.isDeleted === true ? { deletedAtMs: nowMs } : {}),
  };
}

function relationOf(row: KeptCard, { id, code, kind, cardId }: KeptCard["relations"][number]): Relation | undefined {
  if (!isRelationId(id) || !isCardId(cardId) || !isCardId(row.id)) return undefined;
  if (row.kind === "contact" && isRelatedKind(kind)) return { id, code, kind, contactId: row.id, cardId };
  return isRelatedKind(row.kind) ? { id, code, kind: row.kind, contactId: cardId, cardId: row.id } : undefined;
}
