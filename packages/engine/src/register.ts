/**
 * The engine's memory across restarts: writers and what they have not had confirmed, refused edits, cards seen, documents kept.
 *
 * Shape    a seat is a writer on one card's document, claimed by one tab at a time. It is on record as open *before* its first edit, and
 *          stays so until everything is confirmed: whatever is found open at start is drained.
 * Not      the documents themselves.
 * Source   docs/ARCHITECTURE.md, "Client flow"
 *
 * @module
 */
import { createWriterId } from "@couplet/crdt";
import { parseSetup, type CardKind, type Setup } from "@couplet/model";
import { BaseRows } from "./base-rows.ts";
import type { CardRow } from "./card-row.ts";
import type { RefusedEdit } from "./card-session.ts";
import type { DeviceStore } from "./device-store.ts";
import { claim, type Release } from "./exclusive.ts";
import type { OutboxRow } from "./outbox-row.ts";
import type { KeptPast } from "./past.ts";

export type DocumentRole = "common" | "card";

export interface SeatRow {
  readonly writer: string;
  readonly documentId: string;
  readonly role: DocumentRole;
  readonly cardId: string;
  readonly kind: CardKind;
  /** Greatest `at` the writer used, as far as is known. */
  readonly lastAt: number;
  /** Every entry of the writer up to here is decided. */
  readonly confirmedAt: number;
  readonly notesWait: boolean;
  readonly isOpen: boolean;
}

/** A seat this tab holds. */
export interface Seat {
  row: SeatRow;
  readonly release: Release;
}

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

interface DocumentRow {
  readonly documentId: string;
  readonly openedAtMs: number;
  /** Moves on where the device's copy was given up for a fresh one. */
  readonly generation: number;
}

const editedKey = (id: string): string => `~${id}`;

/** Documents kept for opening offline, and rows kept for listing offline. */
const maxDocuments = 500;
const maxCards = 5_000;

export class Register {
  /** Names databases and locks of this user on this device. */
  readonly name: string;
  readonly #store: DeviceStore;
  #cards = new Map<string, KeptCard>();
  #edited = new Map<string, EditedCard>();
  #onRows: (() => void) | undefined;
  readonly #onChanged = new Set<(changed: ReadonlySet<string>) => void>();
  #forecast: ReadonlyMap<string, KeptCard> = new Map();
  #documents = new Map<string, DocumentRow>();

  constructor(name: string, store: DeviceStore) {
    this.name = name;
    this.#store = store;
  }

  #seatLock(writer: string): string {
    return `${this.name}/seat/${writer}`;
  }

  documentLock(documentId: string): string {
    return `${this.name}/open/${documentId}`;
  }

  async #seats(): Promise<SeatRow[]> {
    return (await this.#store.all("seats")) as SeatRow[];
  }

  /** A writer for this card on this document, on record as open: one that no other tab uses, or a new one. */
  async claimSeat(at: Pick<SeatRow, "documentId" | "role" | "cardId" | "kind">): Promise<Seat> {
    for (const row of await this.#seats()) {
      if (row.documentId !== at.documentId || row.cardId !== at.cardId) continue;
      const release = await claim(this.#seatLock(row.writer));
      if (release) return await this.#opened(row, release);
    }
    const writer = createWriterId();
    const release = (await claim(this.#seatLock(writer))) ?? (() => undefined);
    return await this.#opened({ ...at, writer, lastAt: 0, confirmedAt: 0, notesWait: false, isOpen: false }, release);
  }

  async #opened(row: SeatRow, release: Release): Promise<Seat> {
    const seat: Seat = { row: { ...row, isOpen: true }, release };
    await this.saveSeat(seat);
    return seat;
  }

  async saveSeat(seat: Seat): Promise<void> {
    await this.#store.put("seats", [[seat.row.writer, seat.row]]);
  }

  /** Documents with edits that may not be confirmed and that no tab has open, with their seats claimed. */
  async abandonedSeats(): Promise<Seat[]> {
    const seats: Seat[] = [];
    for (const row of await this.#seats()) {
      if (!row.isOpen) continue;
      const release = await claim(this.#seatLock(row.writer));
      if (release) seats.push({ row, release });
    }
    return seats;
  }

  /** Of which kind a card is that was edited here, where its row is not known. */
  async kindOf(cardId: string): Promise<CardKind | undefined> {
    return this.card(cardId)?.kind ?? (await this.#seats()).find((row) => row.cardId === cardId)?.kind;
  }

  /** Whether some tab has left edits in the document that may not be confirmed. */
  async hasOpenSeats(documentId: string): Promise<boolean> {
    return (await this.#seats()).some((row) => row.documentId === documentId && row.isOpen);
  }

  /** Forgets the writers of a document that is no more. */
  async dropSeats(documentId: string): Promise<void> {
    const rows = await this.#seats();
    await this.#store.delete(
      "seats",
      rows.filter((row) => row.documentId === documentId).map(({ writer }) => writer),
    );
  }

  /** Reads what is asked for without waiting later. */
  async load(): Promise<void> {
    const rows = (await this.#store.all("cards")) as (KeptCard | EditedCard)[];
    this.#edited = new Map(rows.flatMap((row) => ("isEdited" in row ? [[row.id, row] as const] : [])));
    this.#cards = new Map(rows.flatMap((row) => ("isEdited" in row ? [] : [[row.id, row] as const])));
    const documents = (await this.#store.all("documents")) as DocumentRow[];
    this.#documents = new Map(documents.map((row) => [row.documentId, row]));
  }

  /** A card seen before; a deleted one is still known, for naming it. */
  card(id: string): KeptCard | undefined {
    return this.#forecast.get(id) ?? this.#cards.get(id);
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

  cards(): readonly KeptCard[] {
    const kept = [...this.#cards.values()].filter(({ id }) => !this.#forecast.has(id));
    return [...kept, ...this.#forecast.values()];
  }

  /** What waiting commands make of the rows: from now on this is what is shown. */
  showForecast(rows: ReadonlyMap<string, KeptCard>): void {
    const before = this.#forecast;
    this.#forecast = rows;
    this.#tellChanged([...before.keys(), ...rows.keys()]);
  }

  /** The rows as the server answered them. */
  baseRows(nowMs: number): BaseRows {
    return new BaseRows(this.#cards, nowMs);
  }

  /** What is shown of a card in a document that exists in a forecast only. */
  edited(id: string): Pick<CardRow, "values" | "notes"> | undefined {
    return this.#edited.get(id);
  }

  /** Keeps what open cards show, without taking a forecast for what the server said. */
  async keepShown(rows: readonly CardRow[]): Promise<void> {
    const kept: KeptCard[] = [];
    const edited: EditedCard[] = [];
    for (const row of rows) {
      const { id, values, notes, inherited = {} } = row;
      const base = this.#cards.get(id);
      if (base?.isDeleted === true) continue;
      // What was shown may be older than what the server has answered since.
      const isOutdated = base !== undefined && base.asOfMs > row.asOfMs && base.documentId !== row.documentId;
      if (isOutdated && !this.#forecast.has(id)) continue;
      if (!this.#forecast.has(id)) {
        if (row.provisional !== true) kept.push(row);
      } else if (base?.documentId === row.documentId) kept.push({ ...base, values, notes, inherited });
      else {
        const own = Object.entries(values).filter(([field]) => !Object.hasOwn(inherited, field));
        edited.push({ id, values: Object.fromEntries(own), notes, isEdited: true });
      }
    }
    for (const row of edited) this.#edited.set(row.id, row);
    await this.#store.put(
      "cards",
      edited.map((row) => [editedKey(row.id), row] as const),
    );
    await this.putCards(kept);
    if (edited.length > 0) this.#onRows?.();
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

  async markDeleted(id: string): Promise<void> {
    const row = this.#cards.get(id);
    if (row && row.isDeleted !== true) await this.putCards([{ ...row, isDeleted: true }]);
  }

  async putCards(rows: readonly KeptCard[]): Promise<void> {
    const cards = this.#cards;
    await this.dropEdited(rows.map(({ id }) => id));
    for (const row of rows) {
      cards.delete(row.id);
      cards.set(row.id, row);
    }
    await this.#store.put(
      "cards",
      rows.map((row) => [row.id, row] as const),
    );
    const surplus = [...cards.keys()].slice(0, Math.max(0, cards.size - maxCards));
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

  /** Of the database that keeps the document. */
  storageNameOf(documentId: string): string {
    const generation = this.#documents.get(documentId)?.generation ?? 0;
    return `${this.name}/doc/${documentId}${generation === 0 ? "" : `~${generation}`}`;
  }

  /** The document was opened now. */
  touchDocument(documentId: string): Promise<void> {
    return this.#putDocument(documentId, 0);
  }

  /** The device's copy is given up: the next one is kept under another name. */
  renewDocument(documentId: string): void {
    this.#putDocument(documentId, 1).catch(() => undefined);
  }

  async #putDocument(documentId: string, step: 0 | 1): Promise<void> {
    const generation = (this.#documents.get(documentId)?.generation ?? 0) + step;
    const row: DocumentRow = { documentId, openedAtMs: Date.now(), generation };
    this.#documents.set(documentId, row);
    await this.#store.put("documents", [[documentId, row]]);
  }

  async dropDocument(documentId: string): Promise<void> {
    this.#documents.delete(documentId);
    await this.#store.delete("documents", [documentId]);
  }

  /** Documents beyond those kept, the ones longest unopened first; never one with a seat on record as open. */
  async surplusDocuments(keep: number = maxDocuments): Promise<string[]> {
    const rows = [...this.#documents.values()];
    if (rows.length <= keep) return [];
    const open = new Set((await this.#seats()).filter(({ isOpen }) => isOpen).map(({ documentId }) => documentId));
    return rows
      .sort((a, b) => a.openedAtMs - b.openedAtMs)
      .slice(0, rows.length - keep)
      .map(({ documentId }) => documentId)
      .filter((documentId) => !open.has(documentId));
  }

  documents(): string[] {
    return [...this.#documents.keys()];
  }

  async clear(): Promise<void> {
    this.#cards.clear();
    this.#edited.clear();
    await this.#store.clear();
  }

  close(): void {
    this.#store.close();
  }
}
