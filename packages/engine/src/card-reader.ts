/**
 * Reads cards: from the server, and while that cannot be reached from what this device has seen.
 *
 * Shape    every card read is kept on the device; requests for the same card at the same time are few.
 *
 * @module
 */
import { fieldSpec, pathOfKind, type CardKind, type Scalar } from "@couplet/model";
import type { Api } from "./api.ts";
import { readCardRow, type CardRow } from "./card-row.ts";
import type { Connectivity } from "./connectivity.ts";
import { OfflineError, RequestRefusedError, SignInNeededError } from "./engine-error.ts";
import type { CardList, ListQuery } from "./engine.ts";
import { notesField } from "./outstanding.ts";
import type { Register } from "./register.ts";
import { changedFields, type ShownCard } from "./shown-fields.ts";
import { matches } from "./search/card-text.ts";

const defaultLimit = 100;

export interface Moment {
  /** Greater than that of everything asked for before. */
  readonly asked: number;
  /** In milliseconds since 1970. */
  readonly atMs: number;
}

export class CardReader {
  readonly #api: Api;
  readonly #register: Register;
  readonly #connectivity: Connectivity;
  readonly #reading = new Map<string, Promise<CardRow | undefined>>();
  readonly #next = new Map<string, Promise<CardRow | undefined>>();
  /** Of each card, which reading asked for last has been answered: answers may overtake each other on the way. */
  readonly #answered = new Map<string, number>();
  #asked = 0;
  /** Until it is saved, what is newer may come. */
  #unsaved = new Map<string, ShownCard>();
  /** Of related cards, the card that showed last what they share. */
  #sharing = new Map<string, string>();
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, register: Register, connectivity: Connectivity) {
    this.#api = api;
    this.#register = register;
    this.#connectivity = connectivity;
  }

  /** From the server, as of the call or later. `undefined`: deleted or unknown. @throws {OfflineError} */
  readRow(kind: CardKind, id: string): Promise<CardRow | undefined> {
    const key = `${kind} ${id}`;
    const reading = this.#reading.get(key);
    if (!reading) return this.#begin(key, kind, id);
    // What is under way may have been answered before what we are asked about: those who come meanwhile share the next one.
    const again = async (): Promise<CardRow | undefined> => {
      await reading.catch(() => undefined);
      this.#next.delete(key);
      return await this.#begin(key, kind, id);
    };
    const next = this.#next.get(key) ?? again();
    this.#next.set(key, next);
    return next;
  }

  #begin(key: string, kind: CardKind, id: string): Promise<CardRow | undefined> {
    const reading = this.#readRow(kind, id).finally(() => {
      if (this.#reading.get(key) === reading) this.#reading.delete(key);
    });
    this.#reading.set(key, reading);
    return reading;
  }

  async #readRow(kind: CardKind, id: string): Promise<CardRow | undefined> {
    const known = this.#register.card(id);
    if (known?.provisional === true) return known.kind === kind && known.isDeleted !== true ? known : undefined;
    return await this.refresh(kind, id);
  }

  /**
   * From the server, also where a card existed on this device only until now. A row of another id: the card was joined into that one.
   *
   * @throws {OfflineError}
   */
  async refresh(kind: CardKind, id: string): Promise<CardRow | undefined> {
    this.#asked += 1;
    const asked = this.#asked;
    // The answer may be long on its way: what the feed tells meanwhile may be newer.
    const askedMs = Date.now();
    try {
      const row = readCardRow(await this.#api.get(`/${pathOfKind(kind)}/${encodeURIComponent(id)}`), askedMs);
      const isOvertaken = this.#isOvertaken(id, asked);
      if (isOvertaken || (row && row.id !== id && this.#isOvertaken(row.id, asked))) return this.#known(row?.id ?? id);
      if (row) await this.#register.putCards([row]);
      // Asked for a contact that was joined into another one, the server answers with that one.
      if (row && row.id !== id) await this.#register.markDeleted(id, askedMs);
      return row && this.#shown(row);
    } catch (error) {
      if (!(error instanceof RequestRefusedError) || (error.status !== 404 && error.code !== "id.invalid")) throw error;
      if (this.#isOvertaken(id, asked)) return this.#known(id);
      await this.#register.markDeleted(id, askedMs);
      return undefined;
    }
  }

  /** Whether what was asked for later is already here. */
  #isOvertaken(id: string, asked: number): boolean {
    const isOvertaken = (this.#answered.get(id) ?? 0) > asked;
    if (!isOvertaken) this.#answered.set(id, asked);
    return isOvertaken;
  }

  #known(id: string): CardRow | undefined {
    const known = this.#register.card(id);
    return known?.isDeleted === true ? undefined : known;
  }

  /** This moment, among what is asked for: see {@link take}. */
  moment(): Moment {
    this.#asked += 1;
    return { asked: this.#asked, atMs: Date.now() };
  }

  /** With what waiting commands make of it; `undefined`: one of them deletes it. */
  #shown(row: CardRow): CardRow | undefined {
    const shown = this.#register.card(row.id);
    return shown?.isDeleted === true ? undefined : (shown ?? row);
  }

  /**
   * As the server answers a command.
   *
   * @param mayRevive the command brings cards back; the answer of any other may be older than the news that the card is deleted
   * @param sentAt the {@link moment} the command was sent; what was read since, or told by the feed, may be newer than its answer
   */
  async take(json: unknown, mayRevive: boolean, sentAt: Moment): Promise<CardRow | undefined> {
    const row = readCardRow(json, sentAt.atMs);
    if (!row || (!mayRevive && this.#register.card(row.id)?.isDeleted === true)) return undefined;
    if ((this.#answered.get(row.id) ?? 0) > sentAt.asked) {
      try {
        return await this.refresh(row.kind, row.id);
      } catch {
        // Where the server is not to be asked, its last word counts.
      }
    }
    this.#answered.set(row.id, sentAt.asked);
    await this.#register.putCards([row]);
    return row;
  }

  /**
   * A command that deletes was answered: the answer may be that of long ago, and the card restored since.
   *
   * @param json a card the server answered with: the deleted one where it is there again
   * @param sentAt the {@link moment} the command was sent
   */
  async takeDeletion(id: string, json: unknown, sentAt: Moment): Promise<void> {
    if (readCardRow(json, Date.now())?.id === id) {
      await this.take(json, true, sentAt);
      return;
    }
    const kind = this.#register.card(id)?.kind;
    const { asked, atMs } = this.moment();
    try {
      if (kind) await this.refresh(kind, id);
    } catch {
      // Unless somebody else was told meanwhile.
      if (!this.#isOvertaken(id, asked)) await this.#register.markDeleted(id, atMs);
    }
  }

  /** A card by its number. @throws {OfflineError} where this device has not seen it */
  async findByNo(kind: CardKind, no: string): Promise<CardRow | undefined> {
    const kept = this.#register.cardByNo(kind, no);
    if (kept) return kept;
    const { items } = await this.page(kind, { search: no, limit: 200 });
    return items.find((row) => row.no === no);
  }

  async list(kind: CardKind, query: ListQuery): Promise<CardList> {
    const { value: reach } = this.#connectivity.reach;
    if (this.#register.isComplete) {
      // The whole workspace is here, and what changes there comes by itself.
      const list = await this.#listKept(kind, query);
      return { ...list, fromCache: reach === "offline" || reach === "unreachable" };
    }
    if (reach === "offline" || reach === "unreachable") return await this.#listKept(kind, query);
    try {
      return await this.page(kind, query);
    } catch (error) {
      if (error instanceof OfflineError || error instanceof SignInNeededError) return await this.#listKept(kind, query);
      throw error;
    }
  }

  /** From the server, in its order. @throws {OfflineError} */
  async page(kind: CardKind, { search, limit, cursor }: ListQuery): Promise<CardList> {
    const params = new URLSearchParams();
    if (search !== undefined && search.trim() !== "") params.set("search", search.trim());
    if (limit !== undefined) params.set("limit", String(limit));
    if (cursor !== undefined) params.set("cursor", cursor);
    const text = params.toString();
    this.#asked += 1;
    const asked = this.#asked;
    const askedMs = Date.now();
    const answer = (await this.#api.get(`/${pathOfKind(kind)}${text === "" ? "" : `?${text}`}`)) as {
      readonly items?: readonly unknown[];
      readonly nextCursor?: string;
    };
    const items = (answer.items ?? []).flatMap((json) => readCardRow(json, askedMs) ?? []);
    await this.#register.putCards(items.filter(({ id }) => !this.#isOvertaken(id, asked)));
    const made = cursor === undefined ? this.#made(kind, search) : [];
    const shown = [...made, ...items.flatMap((row) => this.#shown(row) ?? [])];
    return {
      items: shown,
      ...(answer.nextCursor === undefined ? {} : { nextCursor: answer.nextCursor }),
      fromCache: false,
    };
  }

  /** Cards that exist in the forecast only. */
  #made(kind: CardKind, search = ""): CardRow[] {
    return this.#register
      .provisionalCards()
      .filter((row) => row.kind === kind && row.isDeleted !== true)
      .filter((row) => search.trim() === "" || matches(row, search.trim()));
  }

  async #listKept(kind: CardKind, { search = "", limit = defaultLimit, cursor }: ListQuery): Promise<CardList> {
    await this.save();
    const from = Number(cursor ?? 0) || 0;
    const words = search.trim();
    const isFound = words === "" ? undefined : (row: CardRow): boolean => matches(row, words);
    const { items, isMore } = this.#register.pageOfKind(kind, { from, limit, isFound });
    return { items, ...(isMore ? { nextCursor: String(from + limit) } : {}), fromCache: true };
  }

  /**
   * What an open card shows now: for the list offline, and for the cards that share its fields.
   *
   * @param before what it had shown before, while it is open
   * @param waiting fields that were set here and the server has not decided on
   */
  keep(row: CardRow, before: CardRow | undefined, waiting: readonly string[]): void {
    const nowMs = Date.now();
    const unsaved = this.#unsaved.get(row.id);
    const sinceMs = new Map(unsaved?.row.documentId === row.documentId ? unsaved.sinceMs : []);
    for (const field of [...this.#newsOf(row, before), ...waiting]) sinceMs.set(field, nowMs);
    this.#unsaved.set(row.id, { row, sinceMs });
    for (const [cardId, id] of this.#sharing) if (id === row.id) this.#sharing.delete(cardId);
    for (const { cardId } of row.relations) this.#sharing.set(cardId, row.id);
    this.#saving ??= setTimeout(() => void this.save(), 1_000);
  }

  /** At first a card shows what the device has, and that is what the feed has brought. */
  #newsOf(row: CardRow, before: CardRow | undefined): readonly string[] {
    if (before) return changedFields(before, row);
    return this.#register.isComplete ? [] : [...Object.keys(row.values), notesField];
  }

  /** Cards whose primary contact has another name now (H4). */
  #namingThem(): ShownCard[] {
    const contacts = [...this.#unsaved.values()].filter(({ row }) => row.kind === "contact");
    return contacts.flatMap(({ row: { id, values }, sinceMs }) => {
      const { name = "" } = values;
      return this.#register.cardsNaming(id).flatMap((row): ShownCard[] => {
        if (this.#unsaved.has(row.id) || row.values["contactName"] === name) return [];
        const atMs = sinceMs.get("name");
        return [
          {
            row: withContactName(row, name, id),
            sinceMs: new Map(atMs === undefined ? [] : [["contactName", atMs]]),
          },
        ];
      });
    });
  }

  async save(): Promise<void> {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const [unsaved, sharing] = [this.#unsaved, this.#sharing];
    const shown = [...unsaved.values(), ...this.#namingThem()];
    this.#unsaved = new Map();
    this.#sharing = new Map();
    const own = this.#register.keepShown(shown);
    // Above what is known of them by now, which may be newer but for that.
    const related = [...sharing].flatMap(([cardId, id]) => {
      const [by, itself] = [unsaved.get(id), unsaved.get(cardId)];
      const known = itself?.row ?? this.#register.card(cardId);
      if (!known || !by || known.documentId !== by.row.documentId) return [];
      const shared = sharedBy(by, known, itself);
      return shared.sinceMs.size === 0 ? [] : [shared];
    });
    await Promise.allSettled([own, this.#register.keepShown(related)]);
  }
}

/** The card with another contact name, read from its primary contact. */
const withContactName = (row: CardRow, contactName: Scalar, contactId: string): CardRow => ({
  ...row,
  values: { ...row.values, contactName },
  inherited: { ...row.inherited, contactName: contactId },
});

/** What one card showed of the fields that another shares with it, put over that other, where it did not show them later itself. */
function sharedBy({ row, sinceMs }: ShownCard, other: CardRow, itself: ShownCard | undefined): ShownCard {
  const shared = new Map<string, number>();
  const values: Record<string, Scalar> = { ...other.values };
  for (const [field, atMs] of sinceMs) {
    const { [field]: value } = row.values;
    const isShared = fieldSpec(other.kind, field)?.scope === "common" && (itself?.sinceMs.get(field) ?? 0) < atMs;
    if (!isShared || value === undefined) continue;
    shared.set(field, atMs);
    values[field] = value;
  }
  return { row: { ...other, values }, sinceMs: shared };
}
