/**
 * The rows this device keeps, asked as the rules ask: cards, relations, values.
 *
 * Shape    indexes over the rows as they are now, made when first asked; to be thrown away when rows change. Where the device keeps the whole
 *          workspace there are far more rows than those given, and what has an index there is asked there.
 * Not      complete: a card this device never saw is not there.
 *
 * @module
 */
import { documentRole, isCardId, type Card, type CardId, type CardKind, type DeletionRecord } from "@couplet/model";
import { isDocumentId, isRelatedKind, isRelationId, type Relation, type RelationId, type Scalar } from "@couplet/model";
import type { KeptCard } from "./register.ts";
import type { WorkspaceRows } from "./replica/workspace-rows.ts";

export class BaseRows {
  readonly #rows: ReadonlyMap<string, KeptCard>;
  readonly #workspace: WorkspaceRows | undefined;
  readonly #nowMs: number;
  #relations: Map<string, Relation> | undefined;
  #holders: Map<string, string[]> | undefined;

  constructor(rows: ReadonlyMap<string, KeptCard>, nowMs: number, workspace?: WorkspaceRows) {
    this.#rows = rows;
    this.#nowMs = nowMs;
    this.#workspace = workspace;
  }

  row(id: string): KeptCard | undefined {
    const kept = this.#rows.get(id);
    return this.#workspace ? this.#workspace.choose(id, kept) : kept;
  }

  /** The rows given, and those of the workspace that are named. */
  #rowsWith(ids: Iterable<string> = []): KeptCard[] {
    return [...new Set([...this.#rows.keys(), ...ids])].flatMap((id) => this.row(id) ?? []);
  }

  card(id: CardId): Card | undefined {
    const row = this.row(id);
    return row && cardOf(row, this.#nowMs);
  }

  relation(id: RelationId): Relation | undefined {
    const sides = this.#workspace?.sidesOf(id);
    return (sides ? this.#relationsAmong(this.#rowsWith(sides)) : this.#relationsById()).get(id);
  }

  relationsOf(cardId: CardId): readonly Relation[] {
    const near = this.#workspace && [cardId, ...(this.row(cardId)?.relations ?? []).map((related) => related.cardId)];
    const relations = near ? this.#relationsAmong(this.#rowsWith(near)) : this.#relationsById();
    return [...relations.values()].filter((one) => one.cardId === cardId || one.contactId === cardId);
  }

  personsOf(companyId: CardId): readonly Card[] {
    return this.#rowsWith(this.#workspace?.personsOf(companyId)).flatMap((row) =>
      row.companyId === companyId && row.isDeleted !== true ? (cardOf(row, this.#nowMs) ?? []) : [],
    );
  }

  /** Cards that may name the contact in a field. */
  cardIdsNaming(contactId: string): Iterable<string> {
    return this.#workspace ? [...this.#rows.keys(), ...this.#workspace.naming(contactId)] : this.#rows.keys();
  }

  isNumberTaken(kind: CardKind, no: string): boolean {
    if (this.#workspace?.idOfNumber(kind, no) !== undefined) return true;
    return [...this.#rows.values()].some((row) => row.kind === kind && row.no === no);
  }

  /** What the document says, as the row of `cardId` has it, or that of another card that holds it; not what a person reads from its company. */
  value(documentId: string, cardId: string | undefined, field: string): Scalar | undefined {
    const ids = this.holders(documentId);
    const id = cardId !== undefined && ids.includes(cardId) ? cardId : ids.find((holder) => this.#has(holder, field));
    const row = id === undefined ? undefined : this.row(id);
    return row?.inherited?.[field] === undefined ? row?.values[field] : undefined;
  }

  #has(id: string, field: string): boolean {
    const row = this.row(id);
    return row !== undefined && documentRole(row.kind, field) !== undefined;
  }

  /** Cards that hold the document, as either of their two. */
  holders(documentId: string): readonly string[] {
    this.#holders ??= holdersOf(this.#rowsWith());
    const kept = this.#holders.get(documentId) ?? [];
    if (!this.#workspace) return kept;
    const told = this.#workspace.holders(documentId).filter((id) => isHolder(this.row(id), documentId));
    return [...new Set([...told, ...kept])];
  }

  isCardDocument(documentId: string): boolean {
    return this.holders(documentId).some((id) => this.row(id)?.cardDocumentId === documentId);
  }

  /** The server keeps the record; of a card that is gone the row tells what it was related to. */
  deletion(cardId: CardId): DeletionRecord | undefined {
    const row = this.row(cardId);
    if (row?.isDeleted !== true) return undefined;
    return { cardId, deletedAtMs: this.#nowMs, relations: row.relations.flatMap((one) => relationOf(row, one) ?? []) };
  }

  #relationsById(): Map<string, Relation> {
    this.#relations ??= this.#relationsAmong([...this.#rows.values()]);
    return this.#relations;
  }

  #relationsAmong(rows: readonly KeptCard[]): Map<string, Relation> {
    return new Map(
      rows.flatMap((row) =>
        row.isDeleted === true
          ? []
          : row.relations
              .filter((related) => !this.#isOutdated(row, related))
              .flatMap((related) => relationOf(row, related) ?? [])
              .map((relation) => [relation.id, relation] as const),
      ),
    );
  }

  /** The other side's row is younger and knows nothing of it. */
  #isOutdated(row: KeptCard, related: KeptCard["relations"][number]): boolean {
    const other = this.row(related.cardId);
    if (!other || other.asOfMs <= row.asOfMs) return false;
    return other.isDeleted === true || !other.relations.some(({ id }) => id === related.id);
  }
}

const isHolder = (row: KeptCard | undefined, documentId: string): boolean =>
  row?.documentId === documentId || row?.cardDocumentId === documentId;

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

function relationOf(row: KeptCard, related: KeptCard["relations"][number]): Relation | undefined {
  const { id, code, kind, cardId, undo } = related;
  if (!isRelationId(id) || !isCardId(cardId) || !isCardId(row.id)) return undefined;
  const made = { id, code, ...(undo && { undo }) };
  if (row.kind === "contact" && isRelatedKind(kind)) return { ...made, kind, contactId: row.id, cardId };
  return isRelatedKind(row.kind) ? { ...made, kind: row.kind, contactId: cardId, cardId: row.id } : undefined;
}
