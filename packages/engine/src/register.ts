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
import type { DeviceStore } from "./device-store.ts";
import { DocumentRows } from "./document-rows.ts";
import type { OutboxRow } from "./outbox-row.ts";
import type { KeptPast } from "./past.ts";
import type { WorkspaceRows } from "./replica/workspace-rows.ts";
import { Seats } from "./seats.ts";

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

export type KeptCard = CardRow & { readonly isDeleted?: boolean };

/** What a card shows in a document that the server does not have yet. */
interface EditedCard extends Pick<CardRow, "values" | "notes"> {
  readonly id: string;
  readonly isEdited: true;
}

const epochKey = "epoch";
const editedKey = (id: string): string => `~${id}`;

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
  #edited = new Map<string, EditedCard>();
  #onRows: (() => void) | undefined;
  readonly #onChanged = new Set<(changed: ReadonlySet<string>) => void>();
  #forecast: ReadonlyMap<string, KeptCard> = new Map();
  #workspace: WorkspaceRows | undefined;
  readonly #overtaken = new WeakSet<KeptCard>();

  constructor(name: string, store: DeviceStore) {
    this.name = name;
    this.#store = store;
    this.seats = new Seats(name, store);
    this.documents = new DocumentRows(name, store, this.seats);
  }

  /** Of which kind a card is that was edited here, where its row is not known. */
  async kindOf(cardId: string): Promise<CardKind | undefined> {
    return this.card(cardId)?.kind ?? (await this.seats.all()).find((row) => row.cardId === cardId)?.kind;
  }

  /** Reads what is asked for without waiting later. */
  async load(): Promise<void> {
    const rows = (await this.#store.all("cards")) as (KeptCard | EditedCard)[];
    this.#edited = new Map(rows.flatMap((row) => ("isEdited" in row ? [[row.id, row] as const] : [])));
    this.#cards = new Map(rows.flatMap((row) => ("isEdited" in row ? [] : [[row.id, row] as const])));
    await this.documents.load();
  }

  /**
   * Cards whose kept answers the feed has overtaken since this was asked last: they look different now, and nothing else tells that.
   *
   * @returns `isMore`: others are held against it for a moment longer
   */
  overtaken(): { readonly ids: readonly string[]; readonly isMore: boolean } {
    const ids: string[] = [];
    let isMore = false;
    for (const row of this.#cards.values()) {
      const standing = this.#workspace?.standingOf(row) ?? "holds";
      isMore ||= standing === "held";
      if (standing !== "overtaken" || this.#overtaken.has(row)) continue;
      this.#overtaken.add(row);
      ids.push(row.id);
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
    return this.#edited.get(id);
  }

  /** Keeps what open cards showed at those times, without taking a forecast for what the server said. */
  async keepShown(rows: readonly CardRow[], shownMs: ReadonlyMap<string, number> = new Map()): Promise<void> {
    const kept: KeptCard[] = [];
    const edited: EditedCard[] = [];
    for (const row of rows) {
      const { id, values, notes, inherited = {} } = row;
      const base = this.#told(id);
      if (base?.isDeleted === true) continue;
      // What was shown may be older than what the server has answered since.
      const isOutdated = base !== undefined && base.asOfMs > row.asOfMs && base.documentId !== row.documentId;
      if (isOutdated && !this.#forecast.has(id)) continue;
      if (!this.#forecast.has(id)) {
        // Beside the feed: what is shown may be what the server has not heard yet, but whose card it is related to the feed knows better.
        const isTold = this.#workspace !== undefined && base?.documentId === row.documentId;
        if (isTold) kept.push({ ...base, values, notes, inherited, asOfMs: shownMs.get(id) ?? Date.now() });
        else if (row.provisional !== true) kept.push(row);
      } else if (base?.documentId === row.documentId) kept.push({ ...base, values, notes, inherited });
      else {
        const own = Object.entries(values).filter(([field]) => !Object.hasOwn(inherited, field));
        edited.push({ id, values: Object.fromEntries(own), notes, isEdited: true });
      }
    }
    for (const row of edited) this.#edited.set(row.id, row);
    // At once: a row that the server answers meanwhile is newer than what was looked at above.
    const putting = this.putCards(kept);
    await this.#store.put(
      "cards",
      edited.map((row) => [editedKey(row.id), row] as const),
    );
    await putting;
    if (edited.length > 0) this.#onRows?.();
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
  async dropEdited(ids: readonly string[]): Promise<void> {
    const dropped = ids.filter((id) => this.#edited.delete(id));
    await this.#store.delete("cards", dropped.map(editedKey));
  }

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

  async putCards(rows: readonly KeptCard[]): Promise<void> {
    const cards = this.#cards;
    const max = this.isComplete ? maxCardsBesideAll : maxCards;
    const dropping = this.dropEdited(rows.map(({ id }) => id));
    // Before anything is waited for: who comes meanwhile knows of it.
    for (const row of rows) {
      cards.delete(row.id);
      cards.set(row.id, row);
    }
    await dropping;
    await this.#store.put(
      "cards",
      rows.map((row) => [row.id, cards.get(row.id) ?? row] as const),
    );
    const surplus = [...cards.keys()].slice(0, Math.max(0, cards.size - max));
    for (const id of surplus) cards.delete(id);
    this.#tellChanged([...rows.map(({ id }) => id), ...surplus]);
    await this.#store.delete("cards", surplus);
    await this.#store.delete("past", surplus);
    if (rows.length > 0) this.#onRows?.();
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

  /** Of the store that the documents here came from. */
  async epoch(): Promise<string> {
    const row = (await this.#store.get("setup", epochKey)) as { readonly epoch?: string } | undefined;
    return row?.epoch ?? "";
  }

  putEpoch = (epoch: string): Promise<void> => this.#store.put("setup", [[epochKey, { epoch }]]);

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
    const edited = [...this.#edited.values()].map((row) => [editedKey(row.id), row] as const);
    await this.#store.put("cards", [...this.#cards, ...edited]);
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
