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
  isCardId,
  type InheritanceSwitches,
  readContactName,
  type Relation,
  restorableDays,
  type Scalar,
  searchNameOf,
  sortColumns,
  statusOf,
} from "@couplet/model";
import type { ShownValues, Store } from "../store/store.ts";
import { cardToday } from "./alias.ts";
import { decodeCursor, encodeCursor, invalidCursor } from "./cursor.ts";
import { notesField } from "./room.ts";
import { type Place, sortedCards } from "./sorted-cards.ts";
import type { CardJson, CardSort, ListQuery, Page, RelationJson } from "./workspace.ts";

/** Cards that are read at a time for a list, and how much prose and pictures make it end before its limit. */
const cardsAtATime = 20;
const maxLongLength = 4 * 1024 * 1024;

/** Of what is long: notes, the picture, and what undoing a link would bring back. */
function lengthOf({ notes = "", image, relations }: CardJson): number {
  const undos = relations.flatMap(({ undo }) => undo ?? []);
  const pictures = [image, ...undos.flatMap(({ contact, card }) => [contact["image"], card["image"]])];
  return pictures.reduce<number>((sum, one) => sum + (typeof one === "string" ? one.length : 0), notes.length);
}

export class CardView {
  readonly #store: Store;
  readonly #workspace: string;
  readonly #nowMs: () => number;
  readonly #readsOwn: (kind: CardKind) => boolean;

  /** @param readsOwn whether who asks may read what only that kind has; it is left out otherwise, as is its document's id */
  constructor(
    { store, workspace, nowMs }: { readonly store: Store; readonly workspace: string; readonly nowMs: () => number },
    readsOwn: (kind: CardKind) => boolean,
  ) {
    this.#store = store;
    this.#workspace = workspace;
    this.#nowMs = nowMs;
    this.#readsOwn = readsOwn;
  }

  /** Under an id that was joined into another contact, that one; `undefined` for a card that is deleted, unknown or of another kind. */
  async read(id: string, kind?: CardKind): Promise<CardJson | undefined> {
    const card = await cardToday((one) => this.#store.card(this.#workspace, one), id);
    if (!card || card.deletedAtMs !== undefined || (kind && card.kind !== kind)) return undefined;
    const [json] = await this.#toJson([card]);
    return json;
  }

  async list(kind: CardKind, query: ListQuery): Promise<Page<CardJson>> {
    const { cards, end } = await this.#order(kind, query);
    const page = cards.map(({ card }) => card);
    const items: CardJson[] = [];
    for (let length = 0; items.length < page.length && length < maxLongLength;) {
      const next = await this.#toJson(page.slice(items.length, items.length + cardsAtATime));
      for (const card of next) length += lengthOf(card);
      items.push(...next);
    }
    const nextCursor = items.length < cards.length ? cards[items.length - 1]?.cursor : end;
    return nextCursor === undefined ? { items } : { items, nextCursor };
  }

  /** The next cards in the order asked for, each with the cursor of what comes after it; `end` is where more follow. */
  async #order(
    kind: CardKind,
    { search, limit, cursor, sort = "no" }: ListQuery,
  ): Promise<{ readonly cards: readonly PlacedCard[]; readonly end: string | undefined }> {
    const after = cursor === undefined ? undefined : placeOf(cursor, sort);
    const isDescending = sort.startsWith("-");
    const query = { kind, search, commonOnly: !this.#readsOwn(kind), limit: limit + 1, isDescending, after };
    const field = sortColumns.find((column) => column === sort || `-${column}` === sort) ?? "no";
    const endOf = (places: readonly Place[]): string | undefined => {
      const last = places[limit - 1];
      return places.length > limit && last ? cursorOf(sort, last) : undefined;
    };
    if (field === "no") {
      const cards = await this.#store.listCards(this.#workspace, query);
      const places = cards.map(({ no, id }) => ({ key: "", no, id }));
      return { cards: withCursors(cards, places, sort).slice(0, limit), end: endOf(places) };
    }
    const places = await sortedCards(this.#store, this.#workspace, { ...query, field });
    const ids = places.slice(0, limit).map(({ id }) => id);
    const cards = await this.#store.cardsById(this.#workspace, ids);
    // Some may have gone while the others were looked at.
    const living = cards.filter(({ deletedAtMs }) => deletedAtMs === undefined);
    return { cards: withCursors(living, places, sort), end: endOf(places) };
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
    const undoable = await this.#undoable(relations, cardsById);
    const merged = await this.#mergedInto(cards);
    for (const card of [...merged.values()].flat()) documentIds.add(card.commonDocumentId);
    const shown = await this.#store.values(this.#workspace, [...documentIds]);
    const primaries = await this.#primariesOf(cards, shown);
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
      const described = own.flatMap((relation) => describe(relation, card, { cardsById, shown, undoable }));
      const isWhole = this.#readsOwn(card.kind);
      const json = {
        ...withContactName(
          toJson(card, { shown, relations: described, isWhole }, statusOf(card, [...own, ...companys])),
          primaries,
        ),
        ...mergedJson(merged.get(card.id) ?? [], shown),
      };
      const companyId = inheritsFrom(card, own);
      const company = companyId && cardsById.get(companyId);
      return company && setup ? withInherited(json, company, shown, setup.inheritance) : json;
    });
  }

  /** Names of the primary contacts that the cards name, those that are there. */
  async #primariesOf(
    cards: readonly Card[],
    shown: ReadonlyMap<string, ShownValues>,
  ): Promise<ReadonlyMap<string, Scalar>> {
    const named = cards.map((card) => shown.get(card.cardDocumentId)?.values["primaryContactId"]);
    const ids = [...new Set(named.filter((id) => isCardId(id)))];
    if (ids.length === 0) return new Map();
    const found = await this.#store.cardsById(this.#workspace, ids);
    const contacts = found.filter(({ kind, deletedAtMs }) => kind === "contact" && deletedAtMs === undefined);
    const values = await this.#store.values(
      this.#workspace,
      contacts.map(({ commonDocumentId }) => commonDocumentId),
    );
    return new Map(
      contacts.map(({ id, commonDocumentId }) => [id, values.get(commonDocumentId)?.values["name"] ?? ""]),
    );
  }

  /** Contacts that were joined into these and can still be brought back. */
  async #mergedInto(cards: readonly Card[]): Promise<ReadonlyMap<string, readonly Card[]>> {
    const merged = new Map<string, readonly Card[]>();
    const sinceMs = this.#nowMs() - restorableDays * 24 * 60 * 60 * 1000;
    for (const { id, kind } of cards) {
      if (kind !== "contact") continue;
      const gone = await this.#store.mergedInto(this.#workspace, id);
      const recent = gone.filter(({ deletedAtMs = 0 }) => deletedAtMs >= sinceMs);
      if (recent.length > 0) merged.set(id, recent);
    }
    return merged;
  }

  /** Links that can still be undone: nobody has edited since, nor forgotten what there was before. It tells of own fields, too. */
  async #undoable(
    relations: readonly Relation[],
    cardsById: ReadonlyMap<string, Card>,
  ): Promise<ReadonlySet<Relation>> {
    const undoable = new Set<Relation>();
    for (const relation of relations) {
      const documentId = relation.undo && cardsById.get(relation.cardId)?.commonDocumentId;
      if (!relation.undo || documentId === undefined || !this.#readsOwn(relation.kind)) continue;
      const isEdited = await this.#store.isEditedSinceHeld(this.#workspace, documentId, relation.cardId);
      if (isEdited) continue;
      const before = await this.#store.document(this.#workspace, relation.undo.documentId);
      if (before?.forgottenAtMs === undefined) undoable.add(relation);
    }
    return undoable;
  }
}

function mergedJson(gone: readonly Card[], shown: ReadonlyMap<string, ShownValues>): Pick<CardJson, "merged"> {
  if (gone.length === 0) return {};
  const merged = gone.map(({ id, no, commonDocumentId, deletedAtMs = 0 }) => ({
    id,
    no,
    name: String(shown.get(commonDocumentId)?.values["name"] ?? ""),
    at: new Date(deletedAtMs).toISOString(),
  }));
  return { merged };
}

interface PlacedCard {
  readonly card: Card;
  readonly cursor: string;
}

function withCursors(cards: readonly Card[], places: readonly Place[], sort: CardSort): PlacedCard[] {
  const placesById = new Map(places.map((place) => [place.id, place]));
  return cards.flatMap((card) => {
    const place = placesById.get(card.id);
    return place ? [{ card, cursor: cursorOf(sort, place) }] : [];
  });
}

const cursorOf = (sort: CardSort, { key, no, id }: Place): string =>
  encodeCursor(sort === "no" ? [no, id] : [no, id, sort, key]);

/** @throws {ProblemError} 400 for a cursor of another order, too */
function placeOf(cursor: string, sort: CardSort): Place & { readonly id: Card["id"] } {
  const [no, id, of = sort, key = ""] = decodeCursor(
    cursor,
    sort === "no" ? ["string", "string"] : ["string", "string", "string", "string"],
  );
  if (of !== sort) throw invalidCursor();
  return { key: String(key), no: String(no), id: String(id) as Card["id"] };
}

function describe(
  relation: Relation,
  card: Card,
  {
    cardsById,
    shown,
    undoable,
  }: {
    readonly cardsById: ReadonlyMap<string, Card>;
    readonly shown: ReadonlyMap<string, ShownValues>;
    readonly undoable: ReadonlySet<Relation>;
  },
): RelationJson[] {
  const other = cardsById.get(relation.contactId === card.id ? relation.cardId : relation.contactId);
  if (!other) return [];
  const name = shown.get(other.commonDocumentId)?.values["name"] ?? "";
  const { id, code, undo } = relation;
  return [
    {
      id,
      code,
      kind: other.kind,
      cardId: other.id,
      no: other.no,
      name: String(name),
      ...(undo && undoable.has(relation) && { undo }),
    },
  ];
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

/** The name of the primary contact as the contact name, and beside it whose it is (H4). */
function withContactName(json: CardJson, primaries: ReadonlyMap<string, Scalar>): CardJson {
  const read = readContactName(
    (field) => json[field] as Scalar | undefined,
    (id) => primaries.get(id),
  );
  return read ? { ...json, contactName: read.name, inherited: { contactName: read.cardId } } : json;
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
