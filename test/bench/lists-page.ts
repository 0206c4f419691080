/**
 * What runs in the browser for `npm run bench -- lists`: the app's own list page over any number of rows.
 *
 * Shape    rows are kept as JSON text and parsed when asked for, as on a device that keeps everything; around them nothing of an
 *          engine but its lists.
 *
 * @module
 */
import { CardLists, Cell, type KeptCard, OpenList, type RowSource } from "@couplet/engine/lists";
import { sampleCards, type Sample } from "./sample-cards.ts";

declare global {
  var bench: ListsBench;
}

const blockLength = 500;
/** Rows that stay parsed. */
const maxKept = 2_000;
const collator = new Intl.Collator("de", { numeric: true });

class JsonRows implements RowSource {
  readonly isComplete = new Cell(true);
  readonly size: number;
  readonly #texts: string[] = [];
  readonly #kept = new Map<string, KeptCard>();
  readonly #changed = new Map<string, KeptCard>();
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();

  constructor({ card }: Sample, size: number) {
    this.size = size;
    for (let at = 0; at < size; at += 1) this.#texts.push(JSON.stringify(card(at)));
  }

  get bytes(): number {
    return this.#texts.reduce((sum, { length }) => sum + length, 0);
  }

  row(id: string): KeptCard | undefined {
    const known = this.#changed.get(id) ?? this.#kept.get(id);
    const text = this.#texts[Number.parseInt(id.slice(24), 16)];
    if (known || text === undefined) return known;
    const row = JSON.parse(text) as KeptCard;
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(id, row);
    return row;
  }

  *blocks(): Generator<readonly KeptCard[]> {
    for (let from = 0; from < this.size; from += blockLength)
      yield this.#texts.slice(from, from + blockLength).map((text) => JSON.parse(text) as KeptCard);
  }

  observe(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  put(row: KeptCard): void {
    this.#changed.set(row.id, row);
    for (const listener of this.#listeners) listener(new Set([row.id]));
  }
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** The element of the built app. */
interface ListPage extends HTMLElement {
  kind: string;
  engine: unknown;
  search: string;
  sorting: { readonly sort: string; readonly descending: boolean } | undefined;
  filter: Readonly<Record<string, readonly string[]>>;
}

export class ListsBench {
  readonly #sample: Sample;
  readonly #rows: JsonRows;
  #lists: CardLists;
  #page: ListPage | undefined;

  constructor(size: number) {
    this.#sample = sampleCards(size);
    this.#rows = new JsonRows(this.#sample, size);
    this.#lists = new CardLists(this.#rows, collator);
  }

  get rowBytes(): number {
    return this.#rows.bytes;
  }

  /** Everything read, in time and in the longest that the page had to wait. */
  async index(): Promise<{ readonly ms: number; readonly longestMs: number }> {
    let longestMs = 0;
    let lastMs = performance.now();
    let isDone = false;
    const beat = (): void => {
      const nowMs = performance.now();
      longestMs = Math.max(longestMs, nowMs - lastMs);
      lastMs = nowMs;
      if (!isDone) setTimeout(beat);
    };
    setTimeout(beat);
    const startedMs = performance.now();
    await this.#lists.ready();
    const ms = performance.now() - startedMs;
    isDone = true;
    return { ms, longestMs };
  }

  /** As if the app had just been opened. */
  forget(): void {
    this.#page?.remove();
    this.#page = undefined;
    this.#lists.close();
    this.#lists = new CardLists(this.#rows, collator);
  }

  /** From showing the page to its first rows painted, with whatever is not there yet. */
  async firstRows(): Promise<number> {
    this.#page?.remove();
    const startedMs = performance.now();
    const page = document.createElement("couplet-list-page") as ListPage;
    this.#page = page;
    page.kind = "contact";
    page.engine = {
      observe: () => () => undefined,
      identity: new Cell(undefined),
      openList: async (kind: "contact", query: object) => {
        const list = this.#open(kind, query);
        await list.start();
        return list;
      },
    };
    document.body.append(page);
    await this.#painted(() => this.#cells() > 10);
    return performance.now() - startedMs;
  }

  /** From what a person does to the frame that shows it. */
  async sort(sort: string, descending: boolean): Promise<number> {
    const before = this.#firstRow();
    return await this.#timed(
      () => this.#page && (this.#page.sorting = { sort, descending }),
      () => this.#firstRow() !== before,
    );
  }

  async filter(filter: Readonly<Record<string, readonly string[]>>): Promise<number> {
    const before = this.#table()?.getAttribute("aria-rowcount");
    return await this.#timed(
      () => this.#page && (this.#page.filter = filter),
      () => this.#table()?.getAttribute("aria-rowcount") !== before,
    );
  }

  /** Times between frames while the page is scrolled by `step` a frame. */
  async scroll(frames: number, step: number): Promise<readonly number[]> {
    const times: number[] = [];
    let lastMs = await frame();
    for (let at = 0; at < frames; at += 1) {
      scrollBy({ top: step, behavior: "instant" });
      const nowMs = await frame();
      times.push(nowMs - lastMs);
      lastMs = nowMs;
    }
    if (this.#cells() < 10) throw new Error("Nothing is drawn");
    scrollTo({ top: 0, behavior: "instant" });
    await frame();
    return times;
  }

  /** From asking to having the first forty rows. */
  async searches(): Promise<{ readonly times: readonly number[]; readonly found: number; readonly near: number }> {
    const times: number[] = [];
    let found = 0;
    let near = 0;
    for (const search of this.#sample.queries) {
      const startedMs = performance.now();
      const list = this.#open("contact", { search });
      await list.start();
      const rows = list.rows(0, 40);
      times.push(performance.now() - startedMs);
      found += rows.length > 0 ? 1 : 0;
      near += list.progress.value.isNear ? 1 : 0;
      list.close();
    }
    return { times, found, near };
  }

  /** A row that changes, until every order that was made has it in its place. */
  changes(count: number): number {
    const startedMs = performance.now();
    for (let at = 0; at < count; at += 1) {
      const index = (at * 7919) % this.#rows.size;
      const row = this.#sample.card(index);
      this.#rows.put({ ...row, values: { ...row.values, name: `${String(row.values["city"])} ${at}` } });
    }
    return (performance.now() - startedMs) / count;
  }

  #open(kind: "contact", query: object): OpenList {
    return new OpenList(
      {
        lists: this.#lists,
        collator,
        reach: new Cell<"offline">("offline"),
        reader: { page: () => Promise.reject(new Error("There is no server")), save: () => Promise.resolve() },
      },
      kind,
      query,
    );
  }

  #table(): Element | null | undefined {
    return this.#page?.shadowRoot?.querySelector("couplet-list-table")?.shadowRoot?.querySelector("table");
  }

  #cells(): number {
    return this.#table()?.querySelectorAll("tr[data-index]").length ?? 0;
  }

  #firstRow(): string | undefined {
    return this.#table()?.querySelector("tr[data-index] a.open")?.getAttribute("data-id") ?? undefined;
  }

  async #timed(act: () => unknown, isShown: () => boolean): Promise<number> {
    const startedMs = performance.now();
    act();
    await this.#painted(isShown);
    return performance.now() - startedMs;
  }

  async #painted(isShown: () => boolean): Promise<void> {
    const untilMs = performance.now() + 60_000;
    while (!isShown()) {
      if (performance.now() > untilMs) throw new Error("What was waited for did not come");
      await frame();
    }
    await frame();
  }
}

globalThis.bench = undefined as unknown as ListsBench;
Object.assign(globalThis, { ListsBench });
