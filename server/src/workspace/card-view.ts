/**
 * Cards as JSON: rows, shown values and relations put together.
 *
 * Shape    reads committed state only; a page of cards costs a handful of queries, however many cards it has.
 * Not      the live documents: what is in a room but not committed is nobody's business yet.
 * Source   docs/ARCHITECTURE.md, "HTTP"
 *
 * @module
 */
import {
  type Card,
  type CardKind,
  emptyValue,
  fieldsOfKind,
  inheritedValues,
  inheritsFrom,
  type InheritanceSwitches,
  type Relation,
  type Scalar,
  searchNameOf,
  statusOf,
} from "@couplet/model";
import type { ShownValues, Store } from "../store/store.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { notesField } from "./room.ts";
import type { CardJson, ListQuery, Page, RelationJson } from "./workspace.ts";

/** Cards that are read at a time for a list, and how much prose and pictures make it end before its limit. */
const cardsAtATime = 20;
const maxLongLength = 4 * 1024 * 1024;

export class CardView {
  readonly #store: Store;
  readonly #workspace: string;
  readonly #readsOwn: (kind: CardKind) => boolean;

  /** @param readsOwn whether who asks may read what only that kind has; it is left out otherwise, as is its document's id */
  constructor(store: Store, workspace: string, readsOwn: (kind: CardKind) => boolean) {
    this.#store = store;
    this.#workspace = workspace;
    this.#readsOwn = readsOwn;
  }

  /** `undefined` for a card that is deleted, unknown or of another kind. */
  async read(id: string, kind?: CardKind): Promise<CardJson | undefined> {
    const card = await this.#store.card(this.#workspace, id);
    if (!card || card.deletedAtMs !== undefined || (kind && card.kind !== kind)) return undefined;
    const [json] = await this.#toJson([card]);
    return json;
  }

  async list(kind: CardKind, query: ListQuery): Promise<Page<CardJson>> {
    const after = query.cursor === undefined ? undefined : cardCursor(query.cursor);
    const { search, limit } = query;
    const commonOnly = !this.#readsOwn(kind);
    const cards = await this.#store.listCards(this.#workspace, { kind, search, commonOnly, limit: limit + 1, after });
    const page = cards.slice(0, limit);
    const items: CardJson[] = [];
    for (let length = 0; items.length < page.length && length < maxLongLength;) {
      const next = await this.#toJson(page.slice(items.length, items.length + cardsAtATime));
      for (const { notes = "", image } of next) length += notes.length + (typeof image === "string" ? image.length : 0);
      items.push(...next);
    }
    const last = page[items.length - 1];
    return cards.length > items.length && last ? { items, nextCursor: encodeCursor([last.no, last.id]) } : { items };
  }

  async #toJson(cards: readonly Card[]): Promise<CardJson[]> {
    const ids = new Set<string>(cards.map((card) => card.id));
    const companyIds = cards.flatMap((card) => card.companyId ?? []);
    const relations = await this.#store.relationsOf(this.#workspace, [...ids, ...companyIds]);
    const otherIds = [...relations.flatMap((relation) => [relation.contactId, relation.cardId]), ...companyIds].filter(
      (id) => !ids.has(id),
    );
    const others = await this.#store.cardsById(this.#workspace, [...new Set(otherIds)]);
    const cardsById = new Map([...cards, ...others].map((card) => [card.id, card]));
    const documentIds = new Set([
      ...cards.flatMap((card) =>
        this.#readsOwn(card.kind) ? [card.commonDocumentId, card.cardDocumentId] : [card.commonDocumentId],
      ),
      ...others.map((card) => card.commonDocumentId),
    ]);
    const shown = await this.#store.values(this.#workspace, [...documentIds]);
    const setup = companyIds.length > 0 ? await this.#store.setup(this.#workspace) : undefined;
    const relationsByCard = new Map<string, Relation[]>();
    for (const relation of relations) {
      for (const id of [relation.contactId, relation.cardId]) {
        const list = relationsByCard.get(id);
        if (list) list.push(relation);
        else relationsByCard.set(id, [relation]);
      }
    }
    return cards.map((card) => {
      const own = relationsByCard.get(card.id) ?? [];
      const companys = card.companyId === undefined ? [] : (relationsByCard.get(card.companyId) ?? []);
      const described = own.flatMap((relation) => describe(relation, card, cardsById, shown));
      const isWhole = this.#readsOwn(card.kind);
      const json = toJson(card, { shown, relations: described, isWhole }, statusOf(card, [...own, ...companys]));
      const companyId = inheritsFrom(card, own);
      const company = companyId && cardsById.get(companyId);
      return company && setup ? withInherited(json, company, shown, setup.inheritance) : json;
    });
  }
}

function cardCursor(cursor: string): { readonly no: string; readonly id: Card["id"] } {
  const [no, id] = decodeCursor(cursor, ["string", "string"]);
  return { no: String(no), id: String(id) as Card["id"] };
}

function describe(
  relation: Relation,
  card: Card,
  cardsById: ReadonlyMap<string, Card>,
  shown: ReadonlyMap<string, ShownValues>,
): RelationJson[] {
  const other = cardsById.get(relation.contactId === card.id ? relation.cardId : relation.contactId);
  if (!other) return [];
  const name = shown.get(other.commonDocumentId)?.values["name"] ?? "";
  const { id, code } = relation;
  return [{ id, code, kind: other.kind, cardId: other.id, no: other.no, name: String(name) }];
}

interface Content {
  readonly shown: ReadonlyMap<string, ShownValues>;
  readonly relations: readonly RelationJson[];
  /** Own fields and notes too. */
  readonly isWhole: boolean;
}

function toJson(card: Card, { shown, relations, isWhole }: Content, status: NonNullable<CardJson["status"]>): CardJson {
  const common = shown.get(card.commonDocumentId)?.values ?? {};
  const own = shown.get(card.cardDocumentId)?.values ?? {};
  const fields: Record<string, Scalar> = {};
  for (const spec of fieldsOfKind(card.kind)) {
    if (spec.scope !== "common" && !isWhole) continue;
    const value = (spec.scope === "common" ? common : own)[spec.name];
    fields[spec.name] = value ?? emptyValue(spec);
  }
  // A search name shows the name in capitals until somebody sets it.
  if (fields["searchName"] === "") fields["searchName"] = searchNameOf(fields["name"]);
  return {
    ...fields,
    id: card.id,
    kind: card.kind,
    no: card.no,
    ...(card.type !== undefined && { type: card.type }),
    ...(card.companyId !== undefined && { companyId: card.companyId }),
    documentId: card.commonDocumentId,
    ...(isWhole && { cardDocumentId: card.cardDocumentId }),
    relations,
    ...(card.kind === "contact" && { status }),
    ...(isWhole && { notes: String(own[notesField] ?? "") }),
  };
}

/** What the person has blank and its company has not, as if it were its own, and beside it from whom (H2). */
function withInherited(
  json: CardJson,
  company: Card,
  shown: ReadonlyMap<string, ShownValues>,
  switches: InheritanceSwitches,
): CardJson {
  if (company.deletedAtMs !== undefined || company.type !== "company") return json;
  const companys = shown.get(company.commonDocumentId)?.values ?? {};
  const own = (field: string): Scalar | undefined => json[field] as Scalar | undefined;
  const values = inheritedValues({ own, company: (field) => companys[field], switches });
  const fields = Object.keys(values);
  if (fields.length === 0) return json;
  return { ...json, ...values, inherited: Object.fromEntries(fields.map((field) => [field, company.id])) };
}
