/**
 * A list over what this device keeps.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { KeptCard } from "../register.ts";
import type { Found } from "../search/card-finder.ts";
import { arrange, type Arrangement, type Arranging } from "./arrangement.ts";
import type { CardLists } from "./card-lists.ts";
import type { FacetValue } from "./facet.ts";
import type { FilterColumn } from "./list-entry.ts";
import type { ListProgress, ListView } from "./list-view.ts";

export class LocalView implements ListView {
  readonly #lists: CardLists;
  readonly #kind: CardKind;
  readonly #search: string;
  #arranging: Arranging;
  readonly #changed: () => void;
  readonly #stop: () => void;
  #found: Found | undefined;
  #arrangement: Arrangement | undefined;
  #isFinding = false;
  #isOutdated = false;
  #isClosed = false;

  private constructor(
    lists: CardLists,
    kind: CardKind,
    { search = "", ...arranging }: Arranging & { readonly search?: string },
    changed: () => void,
  ) {
    this.#lists = lists;
    this.#kind = kind;
    this.#search = search;
    this.#arranging = arranging;
    this.#changed = changed;
    this.#stop = lists.observe(() => this.#take());
  }

  static async open(
    lists: CardLists,
    kind: CardKind,
    query: Arranging & { readonly search?: string },
    changed: () => void,
  ): Promise<LocalView> {
    await lists.ready();
    const view = new LocalView(lists, kind, query, changed);
    await view.#find();
    return view;
  }

  get count(): number {
    return this.#shown().length;
  }

  get progress(): ListProgress {
    const fromCache = !this.#lists.rows.isComplete.value;
    return { hasMore: false, fromCache, canArrange: true, isNear: this.#found?.isNear ?? false };
  }

  row(index: number): KeptCard | undefined {
    const handle = this.#shown().at(index);
    return handle === undefined ? undefined : this.#lists.rows.row(this.#lists.index(this.#kind).idOf(handle));
  }

  indexOf(id: string): number {
    const handle = this.#lists.index(this.#kind).handleOf(id);
    return handle === undefined ? -1 : this.#shown().indexOf(handle);
  }

  values(column: FilterColumn): readonly FacetValue[] {
    return this.#lists.index(this.#kind).facet(column);
  }

  arrange(arranging: Arranging): void {
    this.#arranging = arranging;
    this.#arrangement = undefined;
    this.#changed();
  }

  want(): void {
    // Everything is here.
  }

  async refresh(): Promise<void> {
    // Changes come by themselves.
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  #shown(): Arrangement {
    this.#arrangement ??= arrange(this.#lists.index(this.#kind), this.#arranging, this.#found);
    return this.#arrangement;
  }

  async #find(): Promise<void> {
    if (this.#search.trim() !== "") this.#found = await this.#lists.find(this.#kind, this.#search);
    this.#arrangement = undefined;
  }

  #take(): void {
    this.#arrangement = undefined;
    if (!this.#found) this.#changed();
    else void this.#findAgain();
  }

  /** Several changes in a row are looked at together. */
  async #findAgain(): Promise<void> {
    this.#isOutdated = true;
    if (this.#isFinding) return;
    this.#isFinding = true;
    try {
      while (this.#isOutdated) {
        this.#isOutdated = false;
        await this.#find();
      }
      if (!this.#isClosed) this.#changed();
    } catch {
      // The engine is closed.
    } finally {
      this.#isFinding = false;
    }
  }
}
