/**
 * The values a card's fields had, read page by page for an element.
 *
 * Shape    a reactive controller; what is shown stays while it is read again.
 * Not      the history itself: that is the engine's.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { OfflineError, SignInNeededError, type Engine, type HistoryItem } from "@couplet/engine";
import { fieldSpec, isUuid, type CardKind } from "@couplet/model";

/** Whose past is wanted. */
export interface PastOf {
  readonly engine: Engine;
  readonly kind: CardKind;
  readonly id: string;
  /** Of this field only. */
  readonly field: string | undefined;
}

/** What was done has to come to rest before it is in the history. */
const settleMs = 400;

export class PastValues implements ReactiveController {
  items: readonly HistoryItem[] | undefined;
  nextCursor: string | undefined;
  /** Only what this device knows of. */
  fromCache = false;
  /** It cannot be had without the server. */
  isOutOfReach = false;
  error: unknown;
  readonly #host: ReactiveControllerHost;
  readonly #pageSize: number;
  readonly #names = new Map<string, string>();
  #of: PastOf | undefined;
  #question = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, pageSize: number) {
    this.#host = host;
    this.#pageSize = pageSize;
    host.addController(this);
  }

  /** There may be more of it on the server than is shown. */
  get isPartial(): boolean {
    return this.fromCache || this.isOutOfReach;
  }

  hostDisconnected(): void {
    clearTimeout(this.#settling);
  }

  /** Reads it, where it is not the same as before. */
  read(of: PastOf | undefined): void {
    const was = this.#of;
    if (of?.engine === was?.engine && of?.id === was?.id && of?.field === was?.field) return;
    this.#of = of;
    this.items = undefined;
    this.nextCursor = undefined;
    this.error = undefined;
    this.isOutOfReach = false;
    if (of) void this.#load(of);
  }

  more(): void {
    if (this.#of && this.nextCursor !== undefined) void this.#load(this.#of, this.nextCursor);
  }

  /** Reads it again once what is going on has come to rest. */
  refreshSoon(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      if (this.#of) void this.#load(this.#of);
    }, settleMs);
  }

  /** The name of a card that a value points at; `undefined` until it is known. */
  cardName(id: string): string | undefined {
    return this.#names.get(id);
  }

  async #load(of: PastOf, cursor?: string): Promise<void> {
    const question = ++this.#question;
    const { engine, kind, id, field } = of;
    const limit = cursor === undefined ? Math.max(this.#pageSize, this.items?.length ?? 0) : this.#pageSize;
    try {
      const page = await engine.history(kind, id, {
        limit,
        ...(field === undefined ? {} : { field }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (question !== this.#question) return;
      this.items = cursor === undefined ? page.items : [...(this.items ?? []), ...page.items];
      this.nextCursor = page.nextCursor;
      this.fromCache = page.fromCache;
      this.error = undefined;
      this.isOutOfReach = false;
      void this.#nameCards(of, page.items);
    } catch (error) {
      if (question !== this.#question) return;
      this.isOutOfReach = error instanceof OfflineError || error instanceof SignInNeededError;
      this.error = error;
    }
    this.#host.requestUpdate();
  }

  async #nameCards({ engine, kind }: PastOf, items: readonly HistoryItem[]): Promise<void> {
    const values = items
      .filter(({ field }) => fieldSpec(kind, field)?.type === "cardId")
      .flatMap((item) => [item.old, item.new]);
    const ids = new Set(values.map(String).filter((id) => isUuid(id) && !this.#names.has(id)));
    for (const id of ids) {
      const card = await engine.readCard("contact", id).catch(() => undefined);
      this.#names.set(id, card ? String(card.values["name"] || card.no) : "");
    }
    if (ids.size > 0) this.#host.requestUpdate();
  }
}
