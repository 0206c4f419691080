/**
 * The lists of all kinds over one source of rows, and the search over them, kept in step with it.
 *
 * Shape    made when first asked for, a few milliseconds at a time, so that the page goes on; from then on only what changed is looked at.
 *
 * @module
 */
import { cardKinds, type CardKind } from "@couplet/model";
import { Cell } from "../readable.ts";
import type { KeptCard } from "../register.ts";
import type { Found, TextChange } from "../search/card-finder.ts";
import { searchTextOfCard } from "../search/card-text.ts";
import type { RowSource } from "../search/row-source.ts";
import { Search } from "../search/search.ts";
import { listForm, type KeptLists } from "./kept-lists.ts";
import { ListIndex } from "./list-index.ts";

/** Work goes on this long before others get their turn. */
const sliceMs = 5;

const cardsAtOnce = 100;
const languageOf = (collator: Intl.Collator): string => collator.resolvedOptions().locale;

interface Scheduler {
  postTask?(work: () => void, options: { readonly priority: "background" }): Promise<void>;
}

/**
 * After everything else that waits: opening a card takes many small steps, and each would wait for a slice. Timers in a row wait 4 ms each,
 * nearly as long again as the work, where the browser has nothing better.
 */
function nextTurn(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  return (
    scheduler?.postTask?.(() => undefined, { priority: "background" }) ?? new Promise((resolve) => setTimeout(resolve))
  );
}

export class CardLists {
  readonly rows: RowSource;
  /** How much of the rows is in, 0 to 1. */
  readonly progress = new Cell(0);
  readonly #collator: Intl.Collator;
  readonly #quiet: () => Promise<void>;
  #indexes: ReadonlyMap<CardKind, ListIndex>;
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();
  readonly #stop: () => void;
  #search: Search | undefined;
  #reading: Promise<void> | undefined;
  /** What changed while everything was being read. */
  #changed: Set<string> | undefined;
  #unkept = Number.POSITIVE_INFINITY;
  #isClosed = false;

  /** @param quiet resolves when nothing is going on that the user waits for */
  constructor(rows: RowSource, collator: Intl.Collator, quiet: () => Promise<void> = () => Promise.resolve()) {
    this.rows = rows;
    this.#collator = collator;
    this.#quiet = quiet;
    this.#indexes = new Map(cardKinds.map((kind) => [kind, new ListIndex(kind, collator)]));
    this.#stop = rows.observe((changed) => this.#take(changed));
  }

  /** Resolves when every row is in. */
  ready(): Promise<void> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  index(kind: CardKind): ListIndex {
    const index = this.#indexes.get(kind);
    if (!index) throw new RangeError(`There is no list of ${kind}`);
    return index;
  }

  /** How many cards have changed since the lists were kept; infinite where they were not. */
  get unkept(): number {
    return this.#unkept;
  }

  /** The lists as they are now, for whoever keeps them. @throws {EngineClosedError} */
  async keep(): Promise<KeptLists> {
    this.#unkept = 0;
    const lists = [...this.#indexes].map(async ([kind, index]) => {
      const kept = index.kept();
      return { kind, index: kept, texts: await this.#searching().kept(kind) };
    });
    return { form: listForm, language: languageOf(this.#collator), lists: await Promise.all(lists) };
  }

  /** Of what is in the list at the call. */
  async find(kind: CardKind, query: string): Promise<Found> {
    await this.ready();
    return await this.#searching().find(kind, query);
  }

  /** Calls `listener` when the lists have changed, with the ids of the cards. */
  observe(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
    this.#search?.close();
    this.#listeners.clear();
  }

  #searching(): Search {
    this.#search ??= new Search();
    return this.#search;
  }

  async #read(): Promise<void> {
    this.#changed = new Set();
    const kept = await this.rows.kept?.();
    if (this.#isClosed) return;
    if (kept && (await this.#restore(kept.lists))) await this.#catchUp([...kept.changed]);
    else await this.#readAll();
    if (this.#isClosed) return;
    const changed = this.#changed;
    this.#changed = undefined;
    this.progress.set(1);
    this.#take(changed);
  }

  /** @returns false where they are of another form, or not whole: nothing has changed then */
  async #restore({ form, language, lists }: KeptLists): Promise<boolean> {
    if (form !== listForm) return false;
    const hasSameLanguage = language === languageOf(this.#collator);
    const indexes = new Map(cardKinds.map((kind) => [kind, new ListIndex(kind, this.#collator)]));
    await this.#quiet();
    try {
      for (const { kind, index } of lists)
        await this.#inSlices(indexes.get(kind)?.restore(index, hasSameLanguage) ?? []);
    } catch {
      return false;
    }
    if (this.#isClosed) return true;
    this.#indexes = indexes;
    for (const { kind, texts } of lists) this.#searching().restore(kind, texts);
    return true;
  }

  async #inSlices(steps: Iterable<unknown>): Promise<void> {
    let sinceMs = performance.now();
    for (const _ of steps) {
      if (this.#isClosed) return;
      if (performance.now() - sinceMs < sliceMs) continue;
      await nextTurn();
      await this.#quiet();
      sinceMs = performance.now();
    }
  }

  /** What is not in the lists that were kept. */
  async #catchUp(changed: readonly string[]): Promise<void> {
    this.#unkept = changed.length;
    let sinceMs = performance.now();
    for (let from = 0; from < changed.length && !this.#isClosed; from += cardsAtOnce) {
      this.#update(changed.slice(from, from + cardsAtOnce));
      if (performance.now() - sinceMs < sliceMs) continue;
      await nextTurn();
      sinceMs = performance.now();
    }
  }

  async #readAll(): Promise<void> {
    const { size } = this.rows;
    let read = 0;
    let sinceMs = performance.now();
    for (const block of this.rows.blocks()) {
      this.#put(block.filter(({ isDeleted }) => isDeleted !== true));
      read += block.length;
      if (performance.now() - sinceMs < sliceMs) continue;
      this.progress.set(Math.min(1, read / Math.max(1, size)));
      await nextTurn();
      if (this.#isClosed) return;
      sinceMs = performance.now();
    }
  }

  #put(rows: readonly KeptCard[]): void {
    const changes = new Map<CardKind, TextChange[]>();
    for (const row of rows) {
      const change: TextChange = [this.index(row.kind).put(row), searchTextOfCard(row)];
      const known = changes.get(row.kind);
      if (known) known.push(change);
      else changes.set(row.kind, [change]);
    }
    for (const [kind, texts] of changes) this.#searching().put(kind, texts);
  }

  #take(changed: ReadonlySet<string>): void {
    if (!this.#reading) return;
    if (this.#changed) {
      for (const id of changed) this.#changed.add(id);
      return;
    }
    this.#unkept += changed.size;
    this.#update(changed);
    if (changed.size > 0) for (const listener of this.#listeners) listener(changed);
  }

  #update(ids: Iterable<string>): void {
    const rows: KeptCard[] = [];
    for (const id of ids) {
      const row = this.rows.row(id);
      if (row && row.isDeleted !== true) rows.push(row);
      else this.#remove(id);
    }
    this.#put(rows);
  }

  #remove(id: string): void {
    for (const [kind, index] of this.#indexes) {
      const handle = index.remove(id);
      if (handle !== undefined) this.#searching().put(kind, [[handle, undefined]]);
    }
  }
}
