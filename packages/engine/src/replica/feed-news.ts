/**
 * What the feed tells, passed on to those who show it: open cards, forecasts, lists.
 *
 * Shape    gathered for a moment, so that an answer and the feed telling the same are heard as one.
 * Not      values of open cards: those are live in their documents.
 *
 * @module
 */
import type { Lists } from "../lists/lists.ts";
import type { LiveCard } from "../live-card.ts";
import type { KeptCard, Register } from "../register.ts";
import type { RegisterRows } from "../search/row-source.ts";
import type { Replica } from "./replica.ts";

export interface FeedNewsContext {
  readonly open: Iterable<LiveCard>;
  readonly register: Register;
  readonly lists: Pick<Lists, "prepare" | "unkept" | "keep">;
  readonly rows: Pick<RegisterRows, "isComplete">;
  setupChanged(): void;
  changed(cardIds: readonly string[]): void;
}

/** What is on the screen comes first. */
const arrangeAfterMs = 500;
/** Lists are kept a while after they were made, and not sooner again than so. */
const keepAfterMs = 2_000;
const keepAgainMs = 60_000;
/** As many changes are made good at a start before it is to be felt. */
const leastUnkept = 500;
/** Of all cards. */
const shareUnkept = 0.05;
/** Longer than a row that was just answered is held against the feed. */
const gatherMs = 300;

export class FeedNews {
  readonly #replica: Replica;
  readonly #context: FeedNewsContext;
  readonly #stops: readonly (() => void)[];
  #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #arranging: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #keptAtMs = Number.NEGATIVE_INFINITY;
  #isArranged = false;
  #setup: string;
  #wasComplete: boolean;

  constructor(replica: Replica, context: FeedNewsContext) {
    this.#replica = replica;
    this.#context = context;
    this.#setup = JSON.stringify(replica.rows.setup);
    this.#wasComplete = replica.isComplete;
    if (this.#wasComplete) this.#arrangeLists();
    this.#stops = [
      replica.rows.observe((changed) => this.#hear(changed)),
      replica.progress.subscribe(() => this.#hear(new Set())),
      // What was put may hold for a moment only, and nothing else comes that would end it.
      context.register.observeChanged(() => this.#hear(new Set())),
    ];
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#arranging);
    clearTimeout(this.#keeping);
    for (const stop of this.#stops) stop();
  }

  /** Everything there was has come. Until it is arranged, lists come page by page. */
  #arrangeLists(): void {
    const { lists, rows } = this.#context;
    this.#arranging = setTimeout(() => {
      lists.prepare().then(
        () => {
          rows.isComplete.set(true);
          this.#isArranged = true;
          this.#keepLists();
        },
        () => undefined,
      );
    }, arrangeAfterMs);
  }

  /** Puts the lists on the device, where those that are there would cost the next start too much. */
  #keepLists(): void {
    const { lists } = this.#context;
    const { size } = this.#replica.rows;
    const isUpToDate = this.#replica.lists.upTo > 0 && lists.unkept <= Math.max(leastUnkept, size * shareUnkept);
    if (!this.#isArranged || isUpToDate || this.#keeping !== undefined) return;
    const waitMs = Math.max(keepAfterMs, this.#keptAtMs + keepAgainMs - performance.now());
    this.#keeping = setTimeout(() => {
      this.#keptAtMs = performance.now();
      const keeping = this.#replica.lists.keep(async () => {
        // What was gathered is in them, too.
        this.#tell();
        const beside = this.#context.register.idsBesideWorkspace();
        return { beside, lists: await lists.keep() };
      });
      // Without them the next start takes longer.
      void keeping.catch(() => false).then(() => (this.#keeping = undefined));
    }, waitMs);
  }

  #hear(changed: ReadonlySet<string>): void {
    for (const id of changed) this.#changed.add(id);
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changed = this.#changed;
    this.#changed = new Set();
    const { open, register } = this.#context;
    const { ids, isMore } = register.overtaken();
    for (const id of ids) changed.add(id);
    if (isMore) this.#hear(new Set());
    const setup = JSON.stringify(this.#replica.rows.setup);
    if (setup !== this.#setup) this.#context.setupChanged();
    this.#setup = setup;
    const { isComplete } = this.#replica;
    const isNews = isComplete && (changed.size > 0 || !this.#wasComplete);
    if (isComplete && !this.#wasComplete) this.#arrangeLists();
    this.#wasComplete = isComplete;
    if (changed.size > 0) register.rowsTold(changed);
    for (const card of open) if (changed.has(card.id)) this.#adopt(card);
    // While it fills, lists are the server's.
    if (isNews) this.#context.changed([...changed]);
    this.#keepLists();
  }

  #adopt(card: LiveCard): void {
    const { register } = this.#context;
    const row = register.card(card.id);
    if (!row || row.provisional === true) return;
    if (row.isDeleted !== true) {
      if (structureOf(row) !== structureOf(card.row) || card.snapshot.value.deleted) void card.adopt(row);
      return;
    }
    // Joined into another contact, or deleted.
    const today = this.#replica.rows.today(card.id);
    const into = today === undefined || today.isDeleted === true ? undefined : register.card(today.id);
    if (!card.snapshot.value.deleted) void card.adopt(into);
  }
}

/** All but values: those the documents have. */
function structureOf({ values: _values, asOfMs: _asOf, notes: _notes, forecast: _forecast, ...row }: KeptCard): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
