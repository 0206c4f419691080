/**
 * A transaction: the owner's own changes (commands, edits over REST, carried-over edits) within one batch.
 *
 * Shape    loads what it needs first, then changes live documents and appends the writes that say so.
 * Not      a commit: the batch is, when the owner commits it.
 * Source   docs/ARCHITECTURE.md, "The owner"
 *
 * @module
 */
import type { Linked, WriterClock } from "@couplet/crdt";
import { entryId } from "@couplet/crdt";
import { type Actor, type Card, isCardId, type Scalar } from "@couplet/model";
import type { Notice } from "@couplet/protocol";
import type { DocumentRow, Store, Write } from "../store/store.ts";
import { cardToday } from "./alias.ts";
import type { Batch } from "./batch.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import type { Rows } from "./rows.ts";

/** Who history names, which is who signed in. */
export type By = Pick<Actor, "sub" | "name">;

/** Numbers the log of a workspace. */
export interface LogNumbers {
  seq: number;
}

type WithoutWorkspace<Item> = Item extends unknown ? Omit<Item, "workspace"> : never;

export class Transaction {
  readonly workspace: string;
  readonly store: Store;
  readonly batch: Batch;
  readonly rows: Rows;
  readonly rooms: Rooms;
  readonly clock: WriterClock;
  readonly nowMs: number;
  /** Set while documents are being changed: what fails then must fail the whole batch. */
  isChanging = false;
  readonly #numbers: LogNumbers;
  readonly #outcomes = new Map<string, string>();
  /** Documents made in this batch that nobody has looked into yet: empty, and without a room until somebody does. */
  readonly #made = new Map<string, { readonly row: DocumentRow; readonly holders: Card[] }>();
  /** Cards that took hold in this batch of documents that are not in memory, and whose rows do not say so yet. */
  readonly #newHolders = new Map<string, Card[]>();

  constructor(parts: {
    readonly workspace: string;
    readonly store: Store;
    readonly batch: Batch;
    readonly rows: Rows;
    readonly rooms: Rooms;
    readonly clock: WriterClock;
    readonly nowMs: number;
    readonly numbers: LogNumbers;
  }) {
    this.workspace = parts.workspace;
    this.store = parts.store;
    this.batch = parts.batch;
    this.rows = parts.rows;
    this.rooms = parts.rooms;
    this.clock = parts.clock;
    this.nowMs = parts.nowMs;
    this.#numbers = parts.numbers;
  }

  /** The last number given out. */
  get seq(): number {
    return this.#numbers.seq;
  }

  nextSeq(): number {
    this.#numbers.seq += 1;
    return this.#numbers.seq;
  }

  write(write: WithoutWorkspace<Write>): void {
    this.batch.writes.push({ workspace: this.workspace, ...write });
    if (write.type === "putCard") this.#tellOf(write.card.id);
    else if (write.type === "putRelation" || write.type === "removeRelation") {
      this.#tellOf(write.relation.contactId);
      this.#tellOf(write.relation.cardId);
    }
  }

  /** Whoever has the card open reads its row again, once, after the commit. */
  #tellOf(cardId: string): void {
    if (this.batch.changedCards.has(cardId)) return;
    this.batch.changedCards.add(cardId);
    const notice: Notice = { kind: "card-changed", card: cardId, entries: [] };
    const tell = (): void => {
      for (const room of this.rooms.ofCard(cardId)) for (const session of room.sessions) session.notify(notice);
    };
    this.batch.deliveries.push({ type: "call", run: tell });
  }

  /** The card that the id stands for today, deleted ones included. */
  cardToday(id: string): Promise<Card | undefined> {
    return cardToday(async (one) => (await this.rows.cardsById([one]))[0], id);
  }

  /** Whoever is in any room reads the set-up again, once, after the commit. */
  tellOfSetup(): void {
    const notice: Notice = { kind: "setup-changed", card: "", entries: [] };
    const tell = (): void => {
      for (const room of this.rooms.all()) for (const session of room.sessions) session.notify(notice);
    };
    this.batch.deliveries.push({ type: "call", run: tell });
  }

  /** What a command did when it was executed before, in this batch or ever. */
  async outcome(commandId: string): Promise<string | undefined> {
    return this.#outcomes.get(commandId) ?? (await this.store.commandOutcome(this.workspace, commandId));
  }

  saveOutcome(commandId: string, outcome: string): void {
    this.#outcomes.set(commandId, outcome);
    this.write({ type: "commandOutcome", commandId, outcome, atMs: this.nowMs });
  }

  /** The room of a document, loaded if need be; `undefined` when there is no such document. */
  async findRoom(documentId: string): Promise<Room | undefined> {
    const live = this.rooms.get(documentId) ?? this.#open(documentId);
    if (live) return live;
    const room = await this.rooms.read(documentId, this.rows);
    if (!room) return undefined;
    this.rooms.register(room);
    this.#admit(room, this.#newHolders.get(documentId) ?? []);
    return room;
  }

  /** The room of a document that this batch made. */
  #open(documentId: string): Room | undefined {
    const made = this.#made.get(documentId);
    if (!made) return undefined;
    this.#made.delete(documentId);
    const room = this.rooms.create(made.row, undefined);
    this.batch.touch(room);
    room.isDirty = true;
    this.#admit(room, made.holders);
    return room;
  }

  #admit(room: Room, holders: readonly Card[]): void {
    for (const card of holders) {
      this.batch.touch(room);
      this.rooms.hold(room, this.rows.latest(card), true);
    }
  }

  /** @throws when there is no such document: rows that name one do not lie. */
  async room(documentId: string): Promise<Room> {
    const room = await this.findRoom(documentId);
    if (!room) throw new Error(`Document ${documentId} is named by a row but does not exist`);
    return room;
  }

  /** A room that is known to be loaded. */
  loaded(documentId: string): Room {
    const room = this.rooms.get(documentId) ?? this.#open(documentId);
    if (!room) throw new Error(`Document ${documentId} was not loaded before it was to be changed`);
    return room;
  }

  /** An empty document. It gets a room once somebody looks into it. @param holder of a card document: its card */
  createEmptyDocument(row: DocumentRow, holder: Card | undefined): void {
    this.#made.set(row.id, { row, holders: holder ? [holder] : [] });
    this.write({ type: "createDocument", document: row });
  }

  createDocument(row: DocumentRow, state: Uint8Array): Room {
    const room = this.rooms.create(row, state);
    this.batch.touch(room);
    room.isDirty = true;
    this.write({ type: "createDocument", document: row });
    return room;
  }

  putCard(card: Card, by: By): void {
    this.rows.putCard(card);
    for (const room of this.rooms.ofCard(card.id)) {
      this.batch.touch(room);
      const isPresent = room.holders.get(card.id)?.isPresent ?? false;
      room.setHolder(card, isPresent);
    }
    this.write({ type: "putCard", seq: this.nextSeq(), card, by: by.sub, atMs: this.nowMs });
  }

  /** A document that is not in memory is not loaded for it: what its rows do not say yet is remembered beside. */
  hold(documentId: string, card: Card): void {
    const room = this.rooms.get(documentId);
    const made = this.#made.get(documentId);
    if (room) this.#admit(room, [card]);
    else if (made) made.holders.push(card);
    else this.#newHolders.set(documentId, [...(this.#newHolders.get(documentId) ?? []), card]);
    this.write({ type: "hold", documentId, cardId: card.id, fromSeq: this.seq + 1 });
  }

  release(room: Room, card: Card): void {
    this.batch.touch(room);
    this.rooms.hold(room, card, false);
    this.write({ type: "release", documentId: room.id, cardId: card.id, untilSeq: this.seq + 1 });
  }

  retire(room: Room, into: string): void {
    this.batch.touch(room);
    room.retiredInto = into;
    this.write({ type: "retireDocument", documentId: room.id, into, seq: this.nextSeq(), atMs: this.nowMs });
    const drain = (): void => {
      for (const session of room.sessions) session.drain(room.stateVector());
    };
    this.batch.deliveries.push({ type: "call", run: drain });
  }

  /** Logs and relays a change of the server's own. `undefined`: nothing had changed. */
  emit(room: Room, update: Uint8Array | undefined, by: By): void {
    if (!update) return;
    this.batch.touch(room);
    room.isDirty = true;
    room.bytes += update.byteLength;
    room.updatesSinceSnapshot += 1;
    const seq = this.nextSeq();
    this.write({ type: "update", seq, documentId: room.id, update, by: by.sub, atMs: this.nowMs });
    if (room.sessions.size === 0) return;
    this.batch.deliveries.push({ type: "relay", room, update, except: undefined });
  }

  /** Notes that a field was set; after the update that did it. */
  note(documentId: string, cardId: string, by: By, linked: Omit<Linked, "entry"> & { readonly entry: string }): void {
    const { field, old, value, entry } = linked;
    const row = { documentId, cardId, field, new: value, by: { sub: by.sub, name: by.name }, atMs: this.nowMs, entry };
    this.write({ type: "history", seq: this.seq, ...row, ...(old !== undefined && { old }) });
  }

  noteAll(documentId: string, cardId: string, by: By, linked: readonly Linked[]): void {
    for (const item of linked) this.note(documentId, cardId, by, { ...item, entry: entryId(item.entry) });
  }

  /** A person's row follows its `companyId` field. Called after the field may have changed. */
  mirrorCompany(room: Room, by: By): void {
    const card = mirroredCard(room);
    if (card) this.putCard(card, by);
  }
}

/** The card's row as its `companyId` field wants it; `undefined` when it is so already. */
export function mirroredCard(room: Room): Card | undefined {
  if (room.role !== "card") return undefined;
  const [holder] = room.holders.values();
  if (holder?.card.kind !== "contact") return undefined;
  const value: Scalar | undefined = room.record.value("companyId");
  const companyId = isCardId(value) ? value : undefined;
  if (holder.card.companyId === companyId) return undefined;
  const { companyId: _before, ...card } = holder.card;
  return companyId === undefined ? card : { ...card, companyId };
}
