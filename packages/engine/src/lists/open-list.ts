/**
 * A list somebody looks at: how many cards, any rows of it, live.
 *
 * Shape    {@link ListSession}; over what this device keeps, where that is everything or nothing else can be had, else over the server's
 *          pages; it goes over from one to the other by itself.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { CardRow } from "../card-row.ts";
import type { CardReader } from "../card-reader.ts";
import type { Connectivity } from "../connectivity.ts";
import { isOutOfReach } from "../engine-error.ts";
import { Cell, type Readable } from "../readable.ts";
import type { Arranging } from "./arrangement.ts";
import type { CardLists } from "./card-lists.ts";
import type { FacetValue } from "./facet.ts";
import type { FilterColumn } from "./list-entry.ts";
import type { ListProgress, ListView } from "./list-view.ts";
import { LocalView } from "./local-view.ts";
import { PagedView } from "./paged-view.ts";

export interface OpenListQuery extends Arranging {
  readonly search?: string;
}

export interface ListSession {
  /** Cards there are, as far as is known; see {@link ListProgress.hasMore}. */
  readonly count: Readable<number>;
  readonly progress: Readable<ListProgress>;
  /** From `from` on and before `to`; fewer at the end of the list. */
  rows(from: number, to: number): readonly CardRow[];
  /** Where a card stands; -1: not in the list. */
  indexOf(id: string): number;
  /** What this device knows of any card, e.g. of a person's company. */
  card(id: string): CardRow | undefined;
  /** The values of a column, and how many cards of the kind have each; `[]` where that is not known. */
  values(column: FilterColumn): readonly FacetValue[];
  /** The same cards in another order, or others of them: nothing is read anew. */
  arrange(arranging: Arranging): void;
  /** Calls `listener` when rows came, changed or went. */
  observe(listener: () => void): () => void;
  /** Asks the server again, where rows came from there. */
  refresh(): Promise<void>;
  close(): void;
}

/** What a list needs of the engine. */
export interface ListHost {
  readonly lists: CardLists;
  readonly collator: Intl.Collator;
  readonly reader: Pick<CardReader, "page" | "save">;
  readonly reach: Connectivity["reach"];
}

const isSame = (a: ListProgress, b: ListProgress): boolean =>
  a.hasMore === b.hasMore &&
  a.fromCache === b.fromCache &&
  a.canArrange === b.canArrange &&
  a.isNear === b.isNear &&
  a.failure === b.failure;

const nothing: ListProgress = { hasMore: false, fromCache: false, canArrange: false, isNear: false };

export class OpenList implements ListSession {
  readonly count = new Cell(0);
  readonly progress = new Cell<ListProgress>(nothing);
  readonly #host: ListHost;
  readonly #kind: CardKind;
  readonly #search: string | undefined;
  #arranging: Arranging;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  #view: ListView | undefined;
  /** Views that were asked for before this are not wanted any more. */
  #turn = 0;
  #starting: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(host: ListHost, kind: CardKind, { search, ...arranging }: OpenListQuery) {
    this.#host = host;
    this.#kind = kind;
    this.#search = search;
    this.#arranging = arranging;
    this.#stops = [
      host.lists.rows.isComplete.subscribe(() => void this.refresh()),
      host.reach.subscribe((reach) => {
        if (reach === "reachable" && this.progress.value.fromCache) void this.refresh();
      }),
    ];
  }

  /** Resolves when there is something to show. */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    const turn = (this.#turn += 1);
    const view = await this.#choose();
    if (turn !== this.#turn) {
      view.close();
      // The other side was asked for meanwhile: that is what will be shown.
      if (!this.#isClosed) await this.#starting;
      return;
    }
    this.#view?.close();
    this.#view = view;
    this.#changed();
  }

  rows(from: number, to: number): readonly CardRow[] {
    const view = this.#view;
    if (!view) return [];
    view.want(to);
    const rows: CardRow[] = [];
    for (let index = from; index < Math.min(to, view.count); index += 1) {
      const row = view.row(index);
      if (row) rows.push(row);
    }
    return rows;
  }

  indexOf(id: string): number {
    return this.#view?.indexOf(id) ?? -1;
  }

  card(id: string): CardRow | undefined {
    return this.#host.lists.rows.row(id);
  }

  values(column: FilterColumn): readonly FacetValue[] {
    return this.#view?.values(column) ?? [];
  }

  arrange(arranging: Arranging): void {
    this.#arranging = arranging;
    this.#view?.arrange(arranging);
  }

  observe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    try {
      if (this.#isRightView()) await this.#view?.refresh();
      else await this.start();
    } catch (error) {
      if (isOutOfReach(error)) await this.start().catch(() => undefined);
      else if (this.#turn > 0) this.progress.set({ ...this.progress.value, failure: error });
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#turn += 1;
    for (const stop of this.#stops) stop();
    this.#view?.close();
    this.#listeners.clear();
  }

  readonly #changed = (): void => {
    const view = this.#view;
    if (!view) return;
    const { count, progress } = view;
    this.count.set(count);
    if (!isSame(progress, this.progress.value)) this.progress.set(progress);
    for (const listener of this.#listeners) listener();
    // The pages end here for now: what is kept goes on.
    if (isOutOfReach(progress.failure)) void this.refresh();
  };

  /** A list over everything stays; one over what is kept gives way to the server's, and the other way round. */
  #isRightView(): boolean {
    if (!this.#view) return false;
    const isLocal = this.#view instanceof LocalView;
    return this.#host.lists.rows.isComplete.value ? isLocal : !isLocal && !this.#isAway();
  }

  #isAway(): boolean {
    const { value } = this.#host.reach;
    return value === "offline" || value === "unreachable";
  }

  async #choose(): Promise<ListView> {
    if (this.#host.lists.rows.isComplete.value || this.#isAway()) return await this.#local();
    try {
      return await this.#paged();
    } catch (error) {
      if (isOutOfReach(error)) return await this.#local();
      throw error;
    }
  }

  async #local(): Promise<ListView> {
    await this.#host.reader.save();
    const query = { ...this.#searched(), ...this.#arranging };
    return await LocalView.open(this.#host.lists, this.#kind, query, this.#changed);
  }

  #paged(): Promise<ListView> {
    const kind = this.#kind;
    return PagedView.open(
      {
        kind,
        ...this.#searched(),
        collator: this.#host.collator,
        rows: this.#host.lists.rows,
        read: (query) => this.#host.reader.page(kind, query),
        changed: this.#changed,
      },
      this.#arranging,
    );
  }

  #searched(): { readonly search?: string } {
    return this.#search === undefined ? {} : { search: this.#search };
  }
}
