/**
 * The past of cards: which values their fields had, who set them, when, and on which card.
 *
 * Shape    the server's history, page by page. Where it cannot be asked: the newest of it that this device was told, together with every
 *          value that still stands in the card's documents here, the unsent ones among them.
 * Not      a way to change anything: a value is restored by setting it, as an edit like any other.
 * Source   rule F8
 *
 * @module
 */
import { entryId, msOfAt, type RecordDocument } from "@couplet/crdt";
import { fieldsOfKind, fieldSpec, pathOfKind, type CardKind, type Scalar } from "@couplet/model";
import type { Api } from "./api.ts";
import { OfflineError, SignInNeededError } from "./engine-error.ts";
import type { HistoryItem, HistoryPage, HistoryQuery } from "./engine.ts";
import type { NamedUser } from "./people.ts";
import type { Register } from "./register.ts";

/** What the device keeps of one card's history, newest first. */
export interface KeptPast {
  readonly cardId: string;
  readonly items: readonly HistoryItem[];
}

/** What is known here without the server. */
export interface PastHost {
  readonly register: Register;
  /** Whether there is no point in asking the server. */
  isOutOfReach(): boolean;
  /** The documents of a card that is open. */
  records(cardId: string): readonly RecordDocument[];
  /** Ids of edits that the server has not confirmed. */
  waiting(cardId: string): ReadonlySet<string>;
  named(sub: string): NamedUser;
  learn(user: NamedUser): void;
}

interface HistoryAnswer {
  readonly items: readonly {
    readonly entry: string;
    readonly field: string;
    readonly old: Scalar | null;
    readonly new: Scalar;
    readonly by: NamedUser;
    readonly at: string;
    readonly cardId: string;
  }[];
  readonly nextCursor?: string;
}

const defaultLimit = 100;
/** Of one card. */
const maxKept = 100;

const isOutOfReach = (error: unknown): boolean => error instanceof OfflineError || error instanceof SignInNeededError;
const keyOf = ({ entry, field }: HistoryItem): string => `${field} ${entry}`;
const newestFirst = (a: HistoryItem, b: HistoryItem): number => b.atMs - a.atMs || (a.entry < b.entry ? 1 : -1);

/** Two lists as one, each value once, as the first list tells it. */
function joinPasts(first: readonly HistoryItem[], second: readonly HistoryItem[]): readonly HistoryItem[] {
  const items = new Map([...second, ...first].map((item) => [keyOf(item), item]));
  return [...items.values()].sort(newestFirst);
}

/** Every value that stands in a document: the last one of each writer. What was there before is not known. */
function pastOfRecord(
  kind: CardKind,
  record: RecordDocument,
  named: (sub: string) => NamedUser,
): readonly HistoryItem[] {
  return fieldsOfKind(kind).flatMap(({ name: field }) =>
    [...record.entries(field)].flatMap((entry): HistoryItem[] => {
      const writer = record.writer(entry.writer);
      if (!writer) return [];
      const { card: cardId, user } = writer;
      return [
        {
          entry: entryId(entry),
          field,
          old: undefined,
          new: entry.value,
          by: named(user),
          atMs: msOfAt(entry.at),
          cardId,
        },
      ];
    }),
  );
}

export class PastReader {
  readonly #api: Api;
  readonly #host: PastHost;

  constructor(api: Api, host: PastHost) {
    this.#api = api;
    this.#host = host;
  }

  /** @throws {OfflineError} where nothing is known here either */
  async read(kind: CardKind, id: string, query: HistoryQuery): Promise<HistoryPage> {
    // What was never on the server has no past there.
    const isNew = this.#host.register.card(id)?.provisional === true;
    if (isNew || this.#host.isOutOfReach()) return await this.#kept(kind, id, query);
    try {
      return await this.#asked(kind, id, query);
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      return await this.#kept(kind, id, query);
    }
  }

  async #asked(kind: CardKind, id: string, { field, limit, cursor }: HistoryQuery): Promise<HistoryPage> {
    const params = new URLSearchParams();
    if (field !== undefined) params.set("field", field);
    if (limit !== undefined) params.set("limit", String(limit));
    if (cursor !== undefined) params.set("cursor", cursor);
    const path = `/${pathOfKind(kind)}/${encodeURIComponent(id)}/history?${params.toString()}`;
    const answer = (await this.#api.get(path)) as HistoryAnswer;
    const items = answer.items.map(({ entry, field, old, new: now, by, at, cardId }): HistoryItem => ({
      entry,
      field,
      old: old ?? undefined,
      new: now,
      by,
      atMs: Date.parse(at),
      cardId,
    }));
    for (const { by } of items) this.#host.learn(by);
    await this.#keep(id, items);
    return { items, ...(answer.nextCursor === undefined ? {} : { nextCursor: answer.nextCursor }), fromCache: false };
  }

  async #keep(cardId: string, items: readonly HistoryItem[]): Promise<void> {
    const { register } = this.#host;
    const kept = (await register.past(cardId))?.items ?? [];
    const all = joinPasts(items, kept).slice(0, maxKept);
    await register.putPast({ cardId, items: all }).catch(() => undefined);
  }

  async #kept(kind: CardKind, id: string, query: HistoryQuery): Promise<HistoryPage> {
    const { field, limit = defaultLimit, cursor } = query;
    const host = this.#host;
    const kept = await host.register.past(id);
    const records = host.records(id);
    const isNew = host.register.card(id)?.provisional === true;
    if (!kept && records.length === 0 && !isNew) throw new OfflineError("The history of a card");
    const here = records.flatMap((record) => pastOfRecord(kind, record, (sub) => host.named(sub)));
    const waiting = host.waiting(id);
    const found = joinPasts(kept?.items ?? [], here)
      .filter((item) => (field === undefined ? fieldSpec(kind, item.field) : item.field === field))
      .map((item): HistoryItem => (waiting.has(item.entry) ? { ...item, isWaiting: true } : item));
    const from = Number(cursor ?? 0) || 0;
    const next = from + limit < found.length ? { nextCursor: String(from + limit) } : {};
    return { items: found.slice(from, from + limit), ...next, fromCache: !isNew };
  }
}
