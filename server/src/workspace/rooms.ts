/**
 * The rooms that are in memory, by document and by card.
 *
 * Shape    loaded lazily from the log; at most one room per document.
 * Not      a decision about when to load or unload: that is the owner's, which knows what is being changed.
 *
 * @module
 */
import type { Card } from "@couplet/model";
import { ProblemError } from "../problem.ts";
import type { DocumentRow, Hold, Store } from "../store/store.ts";
import type { Limits } from "./limits.ts";
import { buildDocument, Room } from "./room.ts";

/** Where the cards of a document's holders are read: the store, or a batch that has changed some. */
export interface CardSource {
  cardsById(ids: readonly string[]): Promise<Card[]>;
}

const forgottenCode = "document.forgotten";

/** The document was there once, and its content is gone for good. */
export const isForgotten = (error: unknown): boolean => error instanceof ProblemError && error.code === forgottenCode;

const none: ReadonlySet<Room> = new Set();

export class Rooms {
  readonly #byId = new Map<string, Room>();
  readonly #byCard = new Map<string, Set<Room>>();
  readonly #store: Store;
  readonly #workspace: string;
  readonly #limits: Limits;
  readonly #nowMs: () => number;

  constructor(store: Store, workspace: string, limits: Limits, nowMs: () => number) {
    this.#store = store;
    this.#workspace = workspace;
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(documentId: string): Room | undefined {
    return this.#byId.get(documentId);
  }

  all(): IterableIterator<Room> {
    return this.#byId.values();
  }

  /** Rooms in memory whose document the card holds or once held. */
  ofCard(cardId: string): ReadonlySet<Room> {
    return this.#byCard.get(cardId) ?? none;
  }

  /**
   * Reads a document without registering a room for it; `undefined` when there is none.
   *
   * @throws {ProblemError} 410 `document.forgotten` for one that was, too long ago
   */
  async read(documentId: string, cards: CardSource): Promise<Room | undefined> {
    const row = await this.#store.document(this.#workspace, documentId);
    if (!row) return undefined;
    if (row.forgottenAtMs !== undefined) throw new ProblemError(410, forgottenCode);
    const updates = await this.#store.loadDocument(this.#workspace, documentId);
    const holds = await this.#holdsOf(row);
    const holders = await cards.cardsById(holds.map((hold) => hold.cardId));
    const clientUsers = await this.#store.clients(this.#workspace, documentId);
    const room = new Room(row, buildDocument(updates), clientUsers, this.#limits, this.#nowMs());
    room.bytes = updates.reduce((bytes, update) => bytes + update.byteLength, 0);
    room.updatesSinceSnapshot = Math.max(0, updates.length - 1);
    for (const card of holders) {
      const isPresent = holds.some((hold) => hold.cardId === card.id && hold.untilSeq === undefined);
      room.setHolder(card, isPresent);
    }
    return room;
  }

  async #holdsOf(row: DocumentRow): Promise<Pick<Hold, "cardId" | "untilSeq">[]> {
    if (row.role === "card") return row.cardId === undefined ? [] : [{ cardId: row.cardId }];
    return await this.#store.holds(this.#workspace, { documentId: row.id });
  }

  /** A room for a document that is made now; `state` is what it starts with. */
  create(row: DocumentRow, state: Uint8Array | undefined): Room {
    const room = new Room(row, buildDocument(state ? [state] : []), new Map(), this.#limits, this.#nowMs());
    room.bytes = state?.byteLength ?? 0;
    this.register(room);
    return room;
  }

  register(room: Room): void {
    this.#byId.set(room.id, room);
    for (const cardId of room.holders.keys()) this.#index(cardId, room);
  }

  hold(room: Room, card: Card, isPresent: boolean): void {
    room.setHolder(card, isPresent);
    this.#index(card.id, room);
  }

  #index(cardId: string, room: Room): void {
    const rooms = this.#byCard.get(cardId);
    if (rooms) rooms.add(room);
    else this.#byCard.set(cardId, new Set([room]));
  }

  remove(room: Room): void {
    if (this.#byId.get(room.id) === room) this.#byId.delete(room.id);
    for (const cardId of room.holders.keys()) {
      const rooms = this.#byCard.get(cardId);
      rooms?.delete(room);
      if (rooms?.size === 0) this.#byCard.delete(cardId);
    }
    room.destroy();
  }
}
