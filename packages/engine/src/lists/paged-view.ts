/**
 * A list over the pages of the server: for a device that does not keep everything.
 *
 * Shape    in the server's order while there is more to come; once all of it is here it is sorted and narrowed down like any list.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { CardList, ListQuery } from "../engine.ts";
import type { KeptCard } from "../register.ts";
import type { RowSource } from "../search/row-source.ts";
import { arrange, type Arrangement, type Arranging } from "./arrangement.ts";
import type { FacetValue } from "./facet.ts";
import type { FilterColumn } from "./list-entry.ts";
import { ListIndex } from "./list-index.ts";
import type { ListProgress, ListView } from "./list-view.ts";

const firstPage = 100;
const nextPages = 500;
/** The server gives no longer ones. */
const mostAtOnce = 1_000;

export interface PagedFrom {
  readonly kind: CardKind;
  readonly search?: string;
  readonly collator: Intl.Collator;
  /** Known rows: what they say now is shown, not what the page said. */
  readonly rows: RowSource;
  /** @throws {OfflineError} */
  readonly read: (query: ListQuery) => Promise<CardList>;
  readonly changed: () => void;
}

export class PagedView implements ListView {
  readonly #from: PagedFrom;
  #arranging: Arranging;
  readonly #stop: () => void;
  #rows = new Map<string, KeptCard>();
  /** In the server's order. */
  #ids: string[] = [];
  #index: ListIndex | undefined;
  #arrangement: Arrangement | undefined;
  #nextCursor: string | undefined;
  #failure: unknown;
  /** Answers to older questions than this are dropped. */
  #question = 0;
  #isReading = false;

  private constructor(from: PagedFrom, arranging: Arranging) {
    this.#from = from;
    this.#arranging = arranging;
    this.#stop = from.rows.observe((changed) => this.#take(changed));
  }

  /** @throws {OfflineError} */
  static async open(from: PagedFrom, arranging: Arranging): Promise<PagedView> {
    const view = new PagedView(from, arranging);
    try {
      await view.refresh();
      return view;
    } catch (error) {
      view.close();
      throw error;
    }
  }

  get count(): number {
    return this.#shown()?.length ?? this.#ids.length;
  }

  get progress(): ListProgress {
    const hasMore = this.#nextCursor !== undefined;
    return {
      hasMore,
      fromCache: false,
      canArrange: !hasMore,
      isNear: false,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  row(index: number): KeptCard | undefined {
    return this.#rows.get(this.#idAt(index) ?? "");
  }

  indexOf(id: string): number {
    const shown = this.#shown();
    const handle = this.#index?.handleOf(id);
    if (!shown) return this.#ids.indexOf(id);
    return handle === undefined ? -1 : shown.indexOf(handle);
  }

  values(column: FilterColumn): readonly FacetValue[] {
    return this.#index?.facet(column) ?? [];
  }

  arrange(arranging: Arranging): void {
    this.#arranging = arranging;
    this.#arrangement = undefined;
    this.#from.changed();
  }

  want(to: number): void {
    if (to > this.#ids.length - firstPage / 2 && this.#nextCursor !== undefined) void this.#more(this.#nextCursor);
  }

  async refresh(): Promise<void> {
    const limit = Math.max(firstPage, Math.min(mostAtOnce, this.#ids.length));
    this.#question += 1;
    const question = this.#question;
    const answer = await this.#from.read({ ...this.#search(), limit });
    if (question !== this.#question) return;
    this.#rows = new Map();
    this.#ids = [];
    this.#add(answer);
  }

  close(): void {
    this.#question += 1;
    this.#stop();
  }

  #idAt(index: number): string | undefined {
    const shown = this.#shown();
    if (!shown) return this.#ids[index];
    const handle = shown.at(index);
    return handle === undefined ? undefined : this.#index?.idOf(handle);
  }

  /** `undefined` while there is more to come. */
  #shown(): Arrangement | undefined {
    if (this.#index) this.#arrangement ??= arrange(this.#index, this.#arranging);
    return this.#arrangement;
  }

  #search(): ListQuery {
    return this.#from.search === undefined ? {} : { search: this.#from.search };
  }

  #add({ items, nextCursor }: CardList): void {
    for (const row of items) {
      if (!this.#rows.has(row.id)) this.#ids.push(row.id);
      this.#rows.set(row.id, row);
    }
    this.#nextCursor = nextCursor;
    this.#failure = undefined;
    this.#arrangement = undefined;
    this.#index = nextCursor === undefined ? new ListIndex(this.#from.kind, this.#from.collator) : undefined;
    for (const row of this.#rows.values()) this.#index?.put(row);
    this.#from.changed();
  }

  async #more(cursor: string): Promise<void> {
    if (this.#isReading || this.#failure !== undefined) return;
    this.#isReading = true;
    const question = this.#question;
    try {
      const answer = await this.#from.read({ ...this.#search(), limit: nextPages, cursor });
      if (question === this.#question) this.#add(answer);
    } catch (error) {
      if (question !== this.#question) return;
      this.#failure = error;
      this.#from.changed();
    } finally {
      this.#isReading = false;
    }
  }

  #take(changed: ReadonlySet<string>): void {
    const known = [...changed].filter((id) => this.#rows.has(id));
    for (const id of known) this.#takeRow(id, this.#from.rows.row(id));
    if (known.length === 0) return;
    this.#arrangement = undefined;
    this.#from.changed();
  }

  /** A row that this device keeps no more is shown as it was. */
  #takeRow(id: string, row: KeptCard | undefined): void {
    if (!row) return;
    if (row.isDeleted !== true) {
      this.#rows.set(id, row);
      this.#index?.put(row);
      return;
    }
    this.#rows.delete(id);
    this.#ids.splice(this.#ids.indexOf(id), 1);
    this.#index?.remove(id);
  }
}
