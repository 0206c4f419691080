/**
 * Lists, as the engine gives them out: open ones, and single pages.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { CardReader } from "../card-reader.ts";
import type { Connectivity } from "../connectivity.ts";
import type { CardList, ListQuery } from "../engine.ts";
import type { RowSource } from "../search/row-source.ts";
import { CardLists } from "./card-lists.ts";
import type { KeptLists } from "./kept-lists.ts";
import { OpenList, type ListSession, type OpenListQuery } from "./open-list.ts";

export interface ListsFrom {
  readonly rows: RowSource;
  readonly reader: CardReader;
  readonly connectivity: Connectivity;
  /** BCP 47: texts are ordered as this language does. */
  readonly language: string;
  /** Resolves when nothing is going on that the user waits for. */
  quiet(): Promise<void>;
}

const defaultLimit = 100;

export class Lists {
  readonly #from: ListsFrom;
  readonly #collator: Intl.Collator;
  readonly #lists: CardLists;

  constructor(from: ListsFrom) {
    this.#from = from;
    this.#collator = new Intl.Collator(from.language, { numeric: true });
    this.#lists = new CardLists(from.rows, this.#collator, () => from.quiet());
  }

  /** Resolves when there is something to show. */
  async open(kind: CardKind, query: OpenListQuery): Promise<ListSession> {
    const { reader, connectivity } = this.#from;
    const list = new OpenList(
      { lists: this.#lists, collator: this.#collator, reader, reach: connectivity.reach },
      kind,
      query,
    );
    try {
      await list.start();
      return list;
    } catch (error) {
      list.close();
      throw error;
    }
  }

  /** From this device, where it has everything. */
  async page(kind: CardKind, query: ListQuery): Promise<CardList> {
    if (!this.#from.rows.isComplete.value) return await this.#from.reader.list(kind, query);
    const { search, limit = defaultLimit, cursor } = query;
    const list = await this.open(kind, search === undefined ? {} : { search });
    const from = Number(cursor ?? 0) || 0;
    const items = list.rows(from, from + limit);
    const hasMore = from + limit < list.count.value;
    list.close();
    return { items, ...(hasMore ? { nextCursor: String(from + limit) } : {}), fromCache: false };
  }

  /** Resolves when everything this device knows is arranged: a list opens at once from then on. */
  prepare(): Promise<void> {
    return this.#lists.ready();
  }

  /** How many cards have changed since the lists were kept. */
  get unkept(): number {
    return this.#lists.unkept;
  }

  /** @throws {EngineClosedError} */
  keep(): Promise<KeptLists> {
    return this.#lists.keep();
  }

  close(): void {
    this.#lists.close();
  }
}
