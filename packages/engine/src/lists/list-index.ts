/**
 * The list of one kind of card: which cards there are, in any order, narrowed down by any value.
 *
 * Shape    a card has a handle, a small number that is never another card's: what a search found a moment ago stays true.
 *          Orders are made when first asked for and kept from then on.
 * Not      rows: those are read from their source when they are shown. Not a search either: that gives handles to choose from.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { KeptCard } from "../register.ts";
import type { KeptIndex } from "./kept-lists.ts";
import { packTexts, unpackTexts } from "./packed-texts.ts";
import { CardOrder, type CompareHandles, type OrderColumn } from "./card-order.ts";
import { Facet, type FacetValue } from "./facet.ts";
import {
  filterColumnsOf,
  filterValueOf,
  naturalKey,
  sortColumnsOf,
  sortValueOf,
  type FilterColumn,
  type ListFilter,
  type SortColumn,
} from "./list-entry.ts";

/** Of a restored list, before others get their turn. */
const idsAtOnce = 10_000;

export class ListIndex {
  readonly kind: CardKind;
  readonly #collator: Intl.Collator;
  readonly #handles = new Map<string, number>();
  #ids: string[] = [];
  #numbers: string[] = [];
  readonly #values: Map<SortColumn, string[]>;
  readonly #facets: ReadonlyMap<FilterColumn, Facet>;
  readonly #orders = new Map<SortColumn, CardOrder>();

  constructor(kind: CardKind, collator: Intl.Collator) {
    this.kind = kind;
    this.#collator = collator;
    this.#values = new Map(sortColumnsOf(kind).map((column) => [column, []]));
    this.#facets = new Map(filterColumnsOf(kind).map((column) => [column, new Facet()]));
  }

  get size(): number {
    return this.#handles.size;
  }

  handleOf(id: string): number | undefined {
    return this.#handles.get(id);
  }

  idOf(handle: number): string {
    return this.#ids[handle] ?? "";
  }

  facet(column: FilterColumn): readonly FacetValue[] {
    return this.#facets.get(column)?.values() ?? [];
  }

  /** A card that came or changed. @returns its handle */
  put(row: KeptCard): number {
    const handle = this.#handles.get(row.id) ?? this.#ids.length;
    const isNew = handle === this.#ids.length;
    const number = naturalKey(row.no);
    const moved = this.#moved(handle, row, !isNew && this.#numbers[handle] === number);
    if (!isNew) for (const order of moved) order.remove(handle);
    this.#handles.set(row.id, handle);
    this.#ids[handle] = row.id;
    this.#numbers[handle] = number;
    for (const [column, values] of this.#values) values[handle] = sortValueOf(row, column);
    for (const [column, facet] of this.#facets) facet.set(handle, filterValueOf(row, column));
    for (const order of moved) order.insert(handle);
    return handle;
  }

  /** Orders in which the card has another place now. */
  #moved(handle: number, row: KeptCard, hasSameNumber: boolean): readonly CardOrder[] {
    const moved: CardOrder[] = [];
    for (const [column, order] of this.#orders) {
      if (!hasSameNumber || this.#values.get(column)?.[handle] !== sortValueOf(row, column)) moved.push(order);
    }
    return moved;
  }

  /** @returns the handle it had */
  remove(id: string): number | undefined {
    const handle = this.#handles.get(id);
    if (handle === undefined) return undefined;
    for (const order of this.#orders.values()) order.remove(handle);
    for (const facet of this.#facets.values()) facet.drop(handle);
    // It may be gone because it was erased.
    for (const values of this.#values.values()) values[handle] = "";
    this.#handles.delete(id);
    return handle;
  }

  kept(): KeptIndex {
    return {
      ids: packTexts(this.#ids.map((id, handle) => (this.#handles.get(id) === handle ? id : ""))),
      numbers: packTexts(this.#numbers),
      values: [...this.#values].map(([column, values]) => [column, packTexts(values)]),
      facets: [...this.#facets].map(([column, facet]) => [column, facet.kept()]),
      orders: [...this.#orders].map(([column, order]) => ({ column, ...order.kept() })),
    };
  }

  /**
   * Where nothing was put yet. In steps, so that others get their turn in between; whole after the last one.
   *
   * @param hasSameLanguage texts are ordered as they were then
   */
  *restore({ ids, numbers, values, facets, orders }: KeptIndex, hasSameLanguage: boolean): Generator<undefined> {
    this.#ids = unpackTexts(ids);
    yield;
    this.#numbers = unpackTexts(numbers);
    for (const [handle, id] of this.#ids.entries()) {
      if (id !== "") this.#handles.set(id, handle);
      if (handle % idsAtOnce === 0) yield;
    }
    for (const [column, texts] of values) {
      yield;
      this.#values.set(column, unpackTexts(texts));
    }
    for (const [column, facet] of facets) {
      yield;
      this.#facets.get(column)?.restore(facet);
    }
    for (const { column, filled, blank } of orders) {
      if (column !== "no" && !hasSameLanguage) continue;
      yield;
      this.#orders.set(column, new CardOrder(this.#column(column), [...filled], [...blank]));
    }
  }

  order(column: SortColumn): CardOrder {
    const known = this.#orders.get(column);
    if (known) return known;
    const order = this.#sorted(column);
    this.#orders.set(column, order);
    return order;
  }

  /** Whether a card passes. A column that the kind lacks passes nothing: no card has such a value. */
  test(filter: ListFilter): (handle: number) => boolean {
    const tests = Object.entries(filter).map(
      ([column, wanted]) => this.#facets.get(column as FilterColumn)?.test(wanted) ?? (() => false),
    );
    if (tests.length === 0) return () => true;
    return (handle) => tests.every((passes) => passes(handle));
  }

  readonly #byNumber: CompareHandles = (a, b) => {
    const [one = "", other = ""] = [this.#numbers[a], this.#numbers[b]];
    if (one !== other) return one < other ? -1 : 1;
    return this.idOf(a) < this.idOf(b) ? -1 : 1;
  };

  #column(column: SortColumn): OrderColumn {
    const values = this.#values.get(column) ?? [];
    const isBlank = (handle: number): boolean => (values[handle] ?? "") === "";
    const byText: CompareHandles = (a, b) =>
      this.#collator.compare(values[a] ?? "", values[b] ?? "") || this.#byNumber(a, b);
    return { isBlank, compare: column === "no" ? this.#byNumber : byText, compareBlank: this.#byNumber };
  }

  /** Each value is compared once however many cards have it: comparing texts as a language orders them is what costs. */
  #sorted(column: SortColumn): CardOrder {
    const by = this.#column(column);
    const all = [...this.#handles.values()];
    const blank = all.filter(by.isBlank).sort(by.compareBlank);
    const filled = all.filter((handle) => !by.isBlank(handle));
    if (column === "no") return new CardOrder(by, filled.sort(by.compare), blank);
    const values = this.#values.get(column) ?? [];
    const places = placesOf(new Set(filled.map((handle) => values[handle] ?? "")), this.#collator);
    const place = new Uint32Array(this.#ids.length);
    for (const handle of filled) place[handle] = places.get(values[handle] ?? "") ?? 0;
    filled.sort((a, b) => (place[a] ?? 0) - (place[b] ?? 0) || this.#byNumber(a, b));
    return new CardOrder(by, filled, blank);
  }
}

/** Texts that the language takes for equal have the same place. */
function placesOf(texts: ReadonlySet<string>, collator: Intl.Collator): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let place = 0;
  let last: string | undefined;
  for (const text of [...texts].sort(collator.compare)) {
    if (last !== undefined && collator.compare(last, text) !== 0) place += 1;
    places.set(text, place);
    last = text;
  }
  return places;
}
