/**
 * The engine's memory across restarts: writers and what they have not had confirmed, refused edits, cards seen, documents kept.
 *
 * Shape    rows of the device's store, those of cards in memory as well. Where the device keeps the whole workspace, what is kept here of a card is
 *          what the server answered beside that.
 * Not      the documents themselves.
 * Source   docs/ARCHITECTURE.md, "Client flow"
 *
 * @module
 */
import { parseSetup, type CardKind, type Setup } from "@couplet/model";
import { BaseRows } from "./base-rows.ts";
import { pageOf, type PageQuery } from "./card-page.ts";
import type { CardRow } from "./card-row.ts";
import type { RefusedEdit } from "./card-session.ts";
import { DeviceMarks } from "./device-marks.ts";
import type { DeviceStore } from "./device-store.ts";
import { DocumentRows } from "./document-rows.ts";
import { type EditedCard, EditedRows } from "./edited-rows.ts";
import type { OutboxRow } from "./outbox-row.ts";
import type { KeptPast } from "./past.ts";
import type { WorkspaceRows } from "./replica/workspace-rows.ts";
import { Seats } from "./seats.ts";
import { type ShownCard, shownFields, type ShownFields, shownSince } from "./shown-fields.ts";

export interface RefusedRow extends RefusedEdit {
  readonly cardId: string;
  readonly kind: CardKind;
}

export interface ConflictRow {
  readonly documentId: string;
  readonly cardId: string;
  readonly kind: CardKind;
  readonly fields: readonly string[];
}

/** `shown`: what open cards showed beyond it, where the device keeps the whole workspace. */
export type KeptCard = CardRow & { readonly isDeleted?: boolean; readonly shown?: ShownFields };

/** Documents kept for opening offline, and rows kept for listing offline. */
const maxDocuments = 500;
const maxCards = 5_000;
/** The same where the whole workspace is kept anyway. */
const maxDocumentsBesideAll = 30;
const maxCardsBesideAll = 500;

export class Register {
  /** Names databases and locks of this user on this device. */
  readonly name: string;
  readonly seats: Seats;
  readonly documents: DocumentRows;
  readonly #store: DeviceStore;
  #cards = new Map<string, KeptCard>();
  readonly #edited: EditedRows;
  #onRows: (() => void) | undefined;
  readonly #onChanged = new Set<(changed: ReadonlySet<string>) => void>();
  #forecast: ReadonlyMap<string, KeptCard> = new Map();
  readonly marks: DeviceMarks;
  #workspace: WorkspaceRows | undefined;
  /** How what is kept of a card stood when that was asked last. */
  readonly #looks = new WeakMap<KeptCard, string>();

  constructor(name: string, store: DeviceStore) {
    this.name = name;
    this.#store = store;
    this.marks = new DeviceMarks(store);
    this.#edited = new EditedRows(store);
    this.seats = new Seats(name, store);
    this.documents = new DocumentRows(name, store, this.seats);
  }

  /** Of which kind a card is that was edited here, where its row is not known. */
  async kindOf(cardId: string): Promise<CardKind | undefined> {
    return this.card(cardId)?.kind ?? (await this.seats.all()).find((row) => row.cardId === cardId)?.kind;
  }

  async load(): Promise<void> {
    await this.marks.load();
    const rows = this.#edited.load((await this.#store.all("cards")) as (KeptCard | EditedCard)[]);
    this.#cards = new Map(rows.map((row) => [row.id, row]));
    await this.documents.load();
  }

  /**
   * Cards whose kept answers, or what was shown of them, the feed has overtaken since this was asked last, or has not any more: they look
   * different now, and nothing else tells that.
   *
   * @returns `isMore`: others are held against it for a moment longer
   */
  overtaken(): { readonly ids: readonly string[]; readonly isMore: boolean } {
    const ids: string[] = [];
    let isMore = false;
    for (const row of this.#workspace ? this.#cards.values() : []) {
      const { look = "", isHeld = false } = this.#workspace?.standings(row) ?? {};
      isMore ||= isHeld;
      const before = this.#looks.get(row) ?? look.replaceAll("-", "+");
      this.#looks.set(row, look);
      if (look !== before) ids.push(row.id);
    }
    return { ids, isMore };
  }

  /** From now on the device knows the whole workspace. */
  keepWorkspace(rows: WorkspaceRows): void {
    this.#workspace = rows;
  }

  /** Whether every card there is can be asked for here. */
  get isComplete(): boolean {
    return this.#workspace?.isComplete ?? false;
  }

  /** As the server last said. */
  #told(id: string): KeptCard | undefined {
    const kept = this.#cards.get(id);
    return this.#workspace ? this.#workspace.choose(id, kept) : kept;
  }

  /** A card seen before; a deleted one is still known, for naming it. */
  card(id: string): KeptCard | undefined {
    return this.#forecast.get(id) ?? this.#told(id);
  }

  /** The same for a card whose row another tab may have put. */
  async readCard(id: string): Promise<KeptCard | undefined> {
    const row = (await this.#store.get("cards", id)) as KeptCard | undefined;
    if (row && !this.#cards.has(id)) {
      this.#cards.set(id, row);
      this.#tellChanged([id]);
    }
    return this.card(id);
  }

  /** Every card that is known here. Where the workspace is kept that is much: ask for what is wanted, or for the ids first. */
  cards(): readonly KeptCard[] {
    return [...this.cardIds()].flatMap((id) => this.card(id) ?? []);
  }

  /** Cards of which more may be known here than in the whole workspace: what was answered or is waiting. */
  idsBesideWorkspace(): readonly string[] {
    return [...this.#cards.keys(), ...this.#forecast.keys()];
  }

  /** About how many those are: one that is known twice may be counted twice. */
  get cardCount(): number {
    return this.#workspace?.size ?? this.#cards.size + this.#forecast.size;
  }

  cardIds(): ReadonlySet<string> {
    const kept = [...this.#cards.keys()].filter((id) => !this.#forecast.has(id));
    return new Set([...kept, ...(this.#workspace?.ids() ?? []), ...this.#forecast.keys()]);
  }

  /** Cards that one of these questions may be about; without the whole workspace, all. */
  #near(ids: (workspace: WorkspaceRows) => Iterable<string>): readonly KeptCard[] {
    return this.#rowsOf(new Set([...this.#cards.keys(), ...(this.#workspace ? ids(this.#workspace) : [])]));
  }

  #rowsOf(ids: Set<string>): readonly KeptCard[] {
    const kept = [...ids].filter((id) => !this.#forecast.has(id)).flatMap((id) => this.#told(id) ?? []);
    return [...kept, ...this.#forecast.values()];
  }

  /** A page of cards that are there, by number. */
  pageOfKind(kind: CardKind, query: PageQuery<KeptCard>): ReturnType<typeof pageOf<KeptCard>> {
    const beside = this.#rowsOf(new Set(this.#cards.keys())).filter((row) => row.kind === kind);
    const others = this.#workspace?.numbered(kind, (id) => this.#cards.has(id) || this.#forecast.has(id)) ?? [];
    const there = [...beside.filter((row) => row.isDeleted !== true), ...others];
    const ids = there.sort((a, b) => (a.no < b.no ? -1 : 1)).map(({ id }) => id);
    return pageOf(ids, query, (id) => this.card(id));
  }

  cardByNo(kind: CardKind, no: string): KeptCard | undefined {
    const rows = this.#near((workspace) => [workspace.idOfNumber(kind, no) ?? ""]);
    return rows.find((row) => row.kind === kind && row.no === no && row.isDeleted !== true);
  }

  /** Made by waiting commands. */
  provisionalCards(): readonly KeptCard[] {
    return [...this.#forecast.values()].filter(({ provisional }) => provisional === true);
  }

  /** The two cards of a relation. */
  cardsOfRelation(id: string): readonly KeptCard[] {
    const rows = this.#near((workspace) => workspace.sidesOf(id));
    return rows.filter(({ relations }) => relations.some((relation) => relation.id === id));
  }

  personsOf(companyId: string): readonly KeptCard[] {
    return this.#near((workspace) => workspace.personsOf(companyId)).filter((row) => row.companyId === companyId);
  }

  /** Cards whose primary contact it is. */
  cardsNaming(contactId: string): readonly KeptCard[] {
    return this.#near((workspace) => workspace.naming(contactId)).filter(
      ({ values }) => values["primaryContactId"] === contactId,
    );
  }

  /** The contact that a merged one was joined into. */
  contactWith(mergedId: string): KeptCard | undefined {
    const rows = this.#near((workspace) => [workspace.today(mergedId) ?? ""]);
    return rows.find(({ merged }) => merged?.some(({ id }) => id === mergedId));
  }

  /** What waiting commands make of the rows: from now on this is what is shown. */
  showForecast(rows: ReadonlyMap<string, KeptCard>): void {
    const before = this.#forecast;
    this.#forecast = rows;
    this.#tellChanged([...before.keys(), ...rows.keys()]);
  }

  /** The rows as the server answered them. */
  baseRows(nowMs: number): BaseRows {
    return new BaseRows(this.#cards, nowMs, this.#workspace);
  }

  /** What is shown of a card in a document that exists in a forecast only. */
  edited(id: string): Pick<CardRow, "values" | "notes"> | undefined {
    return this.#edited.of(id);
  }

  /** Keeps what open cards showed, without taking it, or a forecast, for what the server said. */
  async keepShown(cards: readonly ShownCard[]): Promise<void> {
    const kept: KeptCard[] = [];
    const edited: EditedCard[] = [];
    for (const card of cards) {
      const { row } = card;
      const { id, values, notes, inherited = {} } = row;
      const base = this.#told(id);
      if (base?.isDeleted === true || this.marks.isOfErased(row)) continue;
      const isForecast = this.#forecast.has(id);
      if (row.provisional === true && !isForecast) continue;
      if (base?.documentId === row.documentId) kept.push(...this.#withShown(base, card));
      else if (isForecast) {
        const own = Object.entries(values).filter(([field]) => !Object.hasOwn(inherited, field));
        edited.push({ id, values: Object.fromEntries(own), notes, isEdited: true });
      } else if (!this.#isOutdated(row, base)) kept.push(row);
    }
    // At once: a row that the server answers meanwhile is newer than what was looked at above.
    await Promise.all([this.#edited.put(edited), this.putCards(kept)]);
    if (edited.length > 0) this.#onRows?.();
  }

  /** What was shown may be older than what the server has said since. */
  #isOutdated(row: CardRow, base: KeptCard | undefined): boolean {
    return (base !== undefined && base.asOfMs > row.asOfMs) || this.#workspace?.standingOf(row) === "overtaken";
  }

  /** Beside the feed: what is shown may be what the server has not heard yet, but all else of the card the feed knows better. */
  #withShown(base: KeptCard, card: ShownCard): readonly KeptCard[] {
    const { values, notes, inherited = {} } = card.row;
    if (!this.#workspace) return [{ ...(this.#forecast.has(base.id) ? base : card.row), values, notes, inherited }];
    const before = this.#cards.get(base.id);
    const shown = shownFields(card, before?.shown);
    return shown ? [{ ...(this.#workspace.said(base.id, before) ?? base), shown }] : [];
  }

  /** The feed has told something of these cards. */
  rowsTold(ids: ReadonlySet<string>): void {
    this.#onRows?.();
    this.#tellChanged([...ids]);
  }

  /** Calls `listener` when rows were put: a forecast is made anew above them. */
  observeRows(listener: () => void): void {
    this.#onRows = listener;
  }

  /** Calls `listener` with the cards whose rows came, changed or went, until the returned function is called. */
  observeChanged(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#onChanged.add(listener);
    return () => this.#onChanged.delete(listener);
  }

  #tellChanged(ids: readonly string[]): void {
    const changed = new Set(ids);
    if (changed.size > 0) for (const listener of this.#onChanged) listener(changed);
  }

  /** Forgets what was shown on top of a forecast. */
  dropEdited = (ids: readonly string[]): Promise<void> => this.#edited.drop(ids);

  async outbox(): Promise<readonly OutboxRow[]> {
    const rows = (await this.#store.all("outbox")) as OutboxRow[];
    return [...rows].sort((a, b) => a.order - b.order);
  }

  putOutbox = (row: OutboxRow): Promise<void> => this.#store.put("outbox", [[row.id, row]]);

  dropOutbox = (id: string): Promise<void> => this.#store.delete("outbox", [id]);

  /** @param sinceMs when that was told: what the feed has told since holds */
  async markDeleted(id: string, sinceMs: number = Date.now()): Promise<void> {
    const row = this.#told(id);
    const asOfMs = this.#workspace ? sinceMs : row?.asOfMs;
    if (row && row.isDeleted !== true) await this.putCards([{ ...row, isDeleted: true, asOfMs: asOfMs ?? 0 }]);
  }

  async putCards(told: readonly KeptCard[]): Promise<void> {
    const rows = told.filter((row) => !this.marks.isOfErased(row));
    const cards = this.#cards;
    const max = this.isComplete ? maxCardsBesideAll : maxCards;
    const dropping = this.dropEdited(rows.map(({ id }) => id));
    // Before anything is waited for: who comes meanwhile knows of it.
    for (const row of rows) {
      // What was shown after an answer was asked for is not in it.
      const shown = row.shown ?? shownSince(cards.get(row.id)?.shown, row.asOfMs);
      cards.delete(row.id);
      cards.set(row.id, shown ? { ...row, shown } : row);
    }
    await dropping;
    await this.#store.put(
      "cards",
      rows.flatMap((row) => (this.marks.isOfErased(row) ? [] : [[row.id, cards.get(row.id) ?? row] as const])),
    );
    const surplus = [...cards.keys()].slice(0, Math.max(0, cards.size - max));
    for (const id of surplus) cards.delete(id);
    this.#tellChanged([...rows.map(({ id }) => id), ...surplus]);
    await this.#store.delete("cards", surplus);
    await this.#store.delete("past", surplus);
    if (rows.length > 0) this.#onRows?.();
  }

  /** Nothing of them is kept any more, nor rows of others that name one, or a document that went with it. */
  async forgetCards(gone: ReadonlySet<string>): Promise<void> {
    const ids = this.marks.erase(gone, this.#cards.values());
    for (const id of ids) this.#cards.delete(id);
    await this.dropEdited(ids);
    await Promise.all([this.#store.delete("cards", ids), this.#store.delete("past", ids)]);
    this.#tellChanged(ids);
  }

  /** As the server last told, and when; `undefined`: never. */
  async setup(): Promise<{ readonly setup: Setup; readonly asOfMs: number } | undefined> {
    try {
      const row = (await this.#store.get("setup", "setup")) as { readonly setup?: unknown; readonly asOfMs?: number };
      return { setup: parseSetup(row.setup), asOfMs: row.asOfMs ?? 0 };
    } catch {
      return undefined;
    }
  }

  /** What was told of the card's history. */
  async past(cardId: string): Promise<KeptPast | undefined> {
    return (await this.#store.get("past", cardId).catch(() => undefined)) as KeptPast | undefined;
  }

  putPast = (past: KeptPast): Promise<void> => this.#store.put("past", [[past.cardId, past]]);

  putSetup = (known: { readonly setup: Setup; readonly asOfMs: number }): Promise<void> =>
    this.#store.put("setup", [["setup", known]]);

  async refused(): Promise<readonly RefusedRow[]> {
    return (await this.#store.all("refused")) as RefusedRow[];
  }

  putRefused = (row: RefusedRow): Promise<void> => this.#store.put("refused", [[row.entry, row]]);

  dropRefused = (entries: readonly string[]): Promise<void> => this.#store.delete("refused", entries);

  async conflicts(): Promise<readonly ConflictRow[]> {
    return (await this.#store.all("conflicts")) as ConflictRow[];
  }

  async putConflicts(row: ConflictRow): Promise<void> {
    if (row.fields.length === 0) await this.#store.delete("conflicts", [row.documentId]);
    else await this.#store.put("conflicts", [[row.documentId, row]]);
  }

  async people(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#store.all("people")) as [string, string][]);
  }

  putPerson = (sub: string, name: string): Promise<void> => this.#store.put("people", [[sub, [sub, name]]]);

  /** Documents beyond those this device keeps. */
  surplusDocuments(): Promise<string[]> {
    return this.documents.surplus(this.isComplete ? maxDocumentsBesideAll : maxDocuments);
  }

  /** Writes what is here in memory once more. */
  async keepAnew(): Promise<void> {
    await this.#store.put("cards", [...this.#cards]);
    await this.#edited.keepAnew();
    await this.documents.keepAnew();
  }

  async clear(): Promise<void> {
    this.#cards.clear();
    this.#edited.clear();
    await this.#store.clear();
  }

  close(): void {
    this.documents.close();
    this.#store.close();
  }
}
