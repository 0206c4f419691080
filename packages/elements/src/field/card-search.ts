/**
 * Searching cards while typing: what a combobox and the link dialog share.
 *
 * Shape    a reactive controller: `query` in, `results` and `active` out; asks at most every 200 ms and forgets answers that come
 *          after a newer question. What was found is looked for again when cards change, until the next question.
 * Not      an element: hosts draw the list themselves.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CardRow, Engine } from "@couplet/engine";
import type { CardKind } from "@couplet/model";

const pauseMs = 200;

/** Which cards may be chosen. */
interface Choice {
  readonly keep: (card: CardRow) => boolean;
  readonly also: (card: CardRow) => boolean;
}

export class CardSearch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #limit: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  /** The turn whose question was answered last. */
  #answered = 0;
  #unfollow: (() => void) | undefined;
  query = "";
  results: readonly CardRow[] = [];
  /** Index into `results`; -1: none. */
  active = -1;
  isSearching = false;
  error: unknown;

  constructor(host: ReactiveControllerHost, limit: number) {
    this.#host = host;
    this.#limit = limit;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#turn += 1;
    this.query = "";
    this.results = [];
    this.active = -1;
    this.isSearching = false;
    this.error = undefined;
  }

  /**
   * @param kind one, or several that share the room there is
   * @param keep which cards may be chosen
   * @param also which others may be, listed after those
   */
  ask(
    engine: Engine,
    kind: CardKind | readonly CardKind[],
    query: string,
    keep: (card: CardRow) => boolean = () => true,
    also: (card: CardRow) => boolean = () => false,
  ): void {
    clearTimeout(this.#timer);
    this.query = query;
    this.isSearching = true;
    this.#turn += 1;
    const turn = this.#turn;
    const run = (): void => {
      this.#run(engine, typeof kind === "string" ? [kind] : kind, query, { keep, also }, turn).catch(
        (error: unknown) => {
          if (turn !== this.#turn) return;
          this.error = error;
          this.isSearching = false;
          this.#host.requestUpdate();
        },
      );
    };
    const runSoon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(run, pauseMs);
    };
    runSoon();
    this.#unfollow?.();
    this.#unfollow = engine.observe(({ type }) => {
      if (type === "cards-changed") runSoon();
    });
    this.#host.requestUpdate();
  }

  move(by: 1 | -1): void {
    const count = this.results.length;
    if (count) this.active = (this.active + by + (this.active < 0 && by < 0 ? 1 : 0) + count) % count;
    this.#host.requestUpdate();
  }

  async #run(engine: Engine, kinds: readonly CardKind[], search: string, choice: Choice, turn: number): Promise<void> {
    const share = Math.ceil(this.#limit / Math.max(1, kinds.length));
    const found: CardRow[] = [];
    const others: CardRow[] = [];
    for (const kind of kinds) {
      const cards = await this.#ofKind(engine, kind, search, choice, { share, turn });
      if (!cards) return;
      found.push(...cards.found);
      others.push(...cards.others);
    }
    const active = this.#answered === turn ? this.results[this.active]?.id : undefined;
    this.#answered = turn;
    this.results = [...found, ...others].slice(0, this.#limit);
    const first = this.results.length && search ? 0 : -1;
    this.active = Math.max(
      first,
      this.results.findIndex(({ id }) => id === active),
    );
    this.isSearching = false;
    this.error = undefined;
    this.#host.requestUpdate();
  }

  /** `undefined` once something newer was asked. */
  async #ofKind(
    engine: Engine,
    kind: CardKind,
    search: string,
    { keep, also }: Choice,
    { share, turn }: { readonly share: number; readonly turn: number },
  ): Promise<{ readonly found: readonly CardRow[]; readonly others: readonly CardRow[] } | undefined> {
    const found: CardRow[] = [];
    const others: CardRow[] = [];
    let cursor: string | undefined;
    // Cards that may not be chosen are skipped, so one page may not fill the list; a few pages are enough to be of help.
    for (let page = 0; page < 5 && found.length < share; page += 1) {
      const answer = await engine.list(kind, {
        limit: 50,
        ...(search ? { search } : {}),
        ...(cursor ? { cursor } : {}),
      });
      if (turn !== this.#turn) return undefined;
      found.push(...answer.items.filter(keep));
      others.push(...answer.items.filter((card) => !keep(card) && also(card)));
      cursor = answer.nextCursor;
      if (!cursor) break;
    }
    return { found: found.slice(0, share), others };
  }
}
