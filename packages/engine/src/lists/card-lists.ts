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
import { ListIndex } from "./list-index.ts";

/** Work goes on this long before others get their turn. */
const sliceMs = 5;

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
  readonly #indexes: ReadonlyMap<CardKind, ListIndex>;
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();
  readonly #stop: () => void;
  #search: Search | undefined;
  #reading: Promise<void> | undefined;
  /** What changed while everything was being read. */
  #changed: Set<string> | undefined;
  #isClosed = false;

  constructor(rows: RowSource, collator: Intl.Collator) {
    this.rows = rows;
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
    const changed = this.#changed;
    this.#changed = undefined;
    this.progress.set(1);
    this.#take(changed);
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
    const rows: KeptCard[] = [];
    for (const id of changed) {
      const row = this.rows.row(id);
      if (row && row.isDeleted !== true) rows.push(row);
      else this.#remove(id);
    }
    this.#put(rows);
    if (changed.size > 0) for (const listener of this.#listeners) listener(changed);
  }

  #remove(id: string): void {
    for (const [kind, index] of this.#indexes) {
      const handle = index.remove(id);
      if (handle !== undefined) this.#searching().put(kind, [[handle, undefined]]);
    }
  }
}
