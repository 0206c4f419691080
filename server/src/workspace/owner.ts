/**
 * The owner of a workspace: the one place where its documents and rows change, in one order.
 *
 * Shape    frames are integrated as they arrive, the owner's own changes run between them; whatever came about in one turn
 *          of the event loop is one commit. Only after it is anything relayed, settled or answered.
 *          Commands hold new frames back until they are committed, so that who holds what is judged in the transaction
 *          that logs the update. When a commit fails, the rooms it touched are discarded: nobody was told anything.
 * Not      a judge: the steward judges updates, the rules of `@couplet/model` judge commands.
 * Source   docs/ARCHITECTURE.md, "The owner"
 *
 * @module
 */
import { WriterClock } from "@couplet/crdt";
import type { Setup } from "@couplet/model";
import { setImmediate as aTurn } from "node:timers/promises";
import * as Y from "yjs";
import { ProblemError, unavailable } from "../problem.ts";
import type { Store, Write } from "../store/store.ts";
import { Batch } from "./batch.ts";
import { type Companion, noFeeds } from "./companion.ts";
import { Door, type DoorHost, type Visitor } from "./door.ts";
import { Intake, type IntakeHost } from "./intake.ts";
import { placeLate, strandProse } from "./late.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import type { Meter } from "./meter.ts";
import { OwnerCounts, type OwnerStats } from "./owner-stats.ts";
import { buildDocument, type Room } from "./room.ts";
import { Rooms } from "./rooms.ts";
import { Rows } from "./rows.ts";
import type { ArrivedUpdate, Session } from "./session.ts";
import type { SessionSocket } from "./session-socket.ts";
import { type LogNumbers, Transaction } from "./transaction.ts";
import { Vacancy } from "./vacancy.ts";

export interface OwnerOptions {
  readonly store: Store;
  readonly workspace: string;
  readonly limits: Limits;
  readonly log: Logger;
  readonly meter: Meter;
  readonly nowMs: () => number;
  /** A directory for what can be made again; where there is none, it is made again every time. */
  readonly scratchDir?: string | undefined;
}

interface Operation {
  readonly run: (transaction: Transaction) => Promise<void>;
  readonly reject: (error: unknown) => void;
}

/** Operations that share one commit at most: bounds how long frames are held back. */
const maxOperations = 256;

export class Owner implements DoorHost, IntakeHost {
  readonly workspace: string;
  readonly limits: Limits;
  readonly store: Store;
  readonly nowMs: () => number;
  readonly log: Logger;
  readonly meter: Meter;
  readonly scratchDir: string | undefined;
  readonly rooms: Rooms;
  readonly numbers: LogNumbers = { seq: 0 };
  /** What has happened since the last commit began. */
  pending = new Batch();
  readonly #intake = new Intake(this);
  readonly #door = new Door(this);
  readonly #vacancy: Vacancy;
  companion: Companion | undefined;
  #clock: WriterClock;
  #setup: Setup | undefined;
  #operations: Operation[] = [];
  #stale = new Set<Room>();
  #held: { readonly session: Session; readonly frame: Uint8Array; readonly sinceMs: number }[] = [];
  #isHolding = false;
  #isScheduled = false;
  #isRunning = false;
  /** The store failed and has not answered since. */
  #isBroken = true;
  #reopening: Promise<void> | undefined;
  #isClosed = false;
  /** Grows whenever the owner's own changes begin, or a room goes: what was read before may be out of date. */
  #generation = 0;
  #idle: Promise<void> = Promise.resolve();
  readonly #counts: OwnerCounts;

  constructor(options: OwnerOptions) {
    this.workspace = options.workspace;
    this.store = options.store;
    this.limits = options.limits;
    this.nowMs = options.nowMs;
    this.log = options.log;
    this.meter = options.meter;
    this.#counts = new OwnerCounts(options.meter);
    this.scratchDir = options.scratchDir;
    const rooms = (this.rooms = new Rooms(options.store, options.workspace, options.limits, options.nowMs));
    this.#clock = new WriterClock(options.nowMs);
    const snapshot = (room: Room): void => {
      // Nobody needs it; the room stays until it can be written.
      if (!this.canWrite()) return;
      this.#snapshot(room, this.pending);
      this.schedule();
    };
    const remove = (room: Room): void => {
      this.#generation += 1;
      rooms.remove(room);
    };
    this.#vacancy = new Vacancy({ rooms, limits: this.limits, isHolding: () => this.#isHolding, snapshot, remove });
  }

  /** Reads where the log ends. @throws when the store does not answer. */
  async open(): Promise<void> {
    const seq = await this.store.lastSeq(this.workspace);
    const setup = await this.store.setup(this.workspace);
    if (!setup) throw new ProblemError(404, "workspace.notFound", { text: "There is no such workspace." });
    // Some numbers are given to what is not in the log, so the last one need not be there.
    const last = (await this.store.changes(this.workspace, Math.max(0, seq - 16), 16)).at(-1);
    // A clock that went back while the server was down must not let a writer of the server's repeat itself.
    if (last) this.#clock = new WriterClock(() => Math.max(this.nowMs(), last.atMs));
    this.numbers.seq = seq;
    this.#setup = setup;
    this.#isBroken = false;
  }

  /** Opens again, once for everybody who finds it broken: numbers are given out as soon as the first of them goes on. */
  #reopen(): Promise<void> {
    this.#reopening ??= this.open().finally(() => (this.#reopening = undefined));
    return this.#reopening;
  }

  stats(): OwnerStats {
    const sessions = [...this.rooms.all()].reduce((sum, room) => sum + room.sessions.size, 0);
    const { updates, refused } = this.#intake;
    const waiting = this.#operations.length + this.#held.length;
    const others = { ...(this.companion?.stats() ?? noFeeds), ...this.#counts.values() };
    return { rooms: this.rooms.size, sessions, waiting, updates, refused, ...others };
  }

  /**
   * Runs changes of the owner's own, alone, and resolves once they are durable.
   *
   * What `run` throws before it has changed anything is its own; afterwards it fails the whole batch.
   *
   * @param changes false: it only reads, which goes on while nothing can be written
   */
  transact<Result>(run: (transaction: Transaction) => Promise<Result>, changes = true): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#isClosed || (changes && !this.canWrite())) {
        reject(unavailable(undefined));
        return;
      }
      const operation = async (transaction: Transaction): Promise<void> => {
        const result = await run(transaction);
        transaction.batch.deliveries.push({ type: "call", run: () => resolve(result) });
      };
      this.#operations.push({ run: operation, reject });
      this.schedule();
    });
  }

  connect(socket: SessionSocket, documentId: string, visitor: Visitor): Promise<void> {
    return this.#door.connect(socket, documentId, visitor);
  }

  left(session: Session): void {
    this.#door.left(session);
    this.#vacancy.leave(session.room);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  canWrite(): boolean {
    return this.store.canWrite();
  }

  /** A room, loaded if need be, of a time when nothing of the owner's own was under way. */
  async openRoom(documentId: string): Promise<Room | undefined> {
    if (this.#isBroken) await this.#reopen();
    for (;;) {
      const live = this.rooms.get(documentId);
      // What a half changed document says must be told to nobody; it is rebuilt in a turn of its own.
      if (live?.isStale) await aTurn();
      else if (live && !this.#isHolding) return live;
      await this.#idle;
      const generation = this.#generation;
      const room = this.rooms.get(documentId) ?? (await this.#read(documentId));
      if (this.#isHolding || generation !== this.#generation) continue;
      const other = this.rooms.get(documentId);
      if (other?.isStale) continue;
      if (other || !room) return other;
      this.rooms.register(room);
      return room;
    }
  }

  #read(documentId: string): Promise<Room | undefined> {
    const cardsById = (ids: readonly string[]) => this.store.cardsById(this.workspace, ids);
    return this.rooms.read(documentId, { cardsById });
  }

  receive(session: Session, frame: Uint8Array, sinceMs: number): void {
    if (this.#isHolding || session.room.isStale) {
      this.#held.push({ session, frame, sinceMs });
      session.hold(frame.byteLength);
    } else session.handle(frame, sinceMs);
  }

  integrate(session: Session, arrived: ArrivedUpdate): void {
    this.#intake.integrate(session, arrived);
  }

  answerStep1(session: Session, stateVector: Uint8Array): void {
    this.#intake.answerStep1(session, stateVector);
  }

  markStale(room: Room): void {
    room.isStale = true;
    this.#stale.add(room);
    this.schedule();
  }

  follow(run: (transaction: Transaction) => Promise<void>): void {
    this.#operations.push({ run, reject: (error) => this.log.error({ error }, "what follows an edit failed") });
  }

  schedule(): void {
    if (this.#isScheduled || this.#isRunning) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#isRunning = true;
      this.#idle = this.#run();
    });
  }

  /** Commits batch after batch until nothing is pending. Never rejects. */
  async #run(): Promise<void> {
    while (!this.pending.isEmpty || this.#operations.length > 0 || this.#stale.size > 0) {
      const batch = this.pending;
      const isExclusive =
        this.#operations.length > 0 || batch.late.length > 0 || batch.prose.size > 0 || this.#stale.size > 0;
      try {
        if (isExclusive) await this.#workAlone(batch);
        this.pending = new Batch();
        this.#seal(batch);
        if (batch.writes.length > 0) await this.#commit(batch);
        batch.deliver((error) => this.log.error({ error }, "somebody could not be told of a commit"));
      } catch (error) {
        await this.#fail(batch, error);
      }
      if (this.#isHolding) this.#releaseHeld();
    }
    // Without waiting in between: what is scheduled from now on needs a turn of its own.
    this.#isRunning = false;
  }

  async #commit(batch: Batch): Promise<void> {
    await this.#counts.commit(this.store, batch.writes);
    this.companion?.committed();
  }

  async #workAlone(batch: Batch): Promise<void> {
    this.#isHolding = true;
    this.#generation += 1;
    if (this.#isBroken) await this.#reopen();
    const transaction = this.#begin(batch);
    for (const room of this.#stale) await this.#rebuild(room, batch);
    this.#stale.clear();
    transaction.isChanging = true;
    for (const arrival of batch.late) this.#counts.carriedOver += await placeLate(transaction, arrival);
    for (const prose of batch.prose.values()) strandProse(transaction, prose);
    transaction.isChanging = false;
    for (let count = 0; count < maxOperations; count += 1) {
      const operation = this.#operations.shift();
      if (!operation) break;
      await this.#perform(operation, transaction);
    }
    this.#setup = transaction.rows.setup;
  }

  #begin(batch: Batch): Transaction {
    const setup = this.#setup;
    if (!setup) throw new Error("The owner was not opened");
    const nowMs = this.nowMs();
    const live = (documentId: string, field: string) => {
      const room = this.rooms.get(documentId);
      return room && { value: room.record.value(field) };
    };
    const pendingEdits = (documentId: string, cardId: string): boolean => batch.setsAfterHold(documentId, cardId);
    const forgets = (documentId: string): boolean => batch.forgets(documentId);
    const rows = new Rows(this.store, this.workspace, setup, nowMs, { live, pendingEdits, forgets });
    for (const write of batch.writes) if (write.type === "putCard") rows.putCard(write.card);
    const { workspace, store, rooms, numbers } = this;
    return new Transaction({ workspace, store, batch, rows, rooms, clock: this.#clock, nowMs, numbers });
  }

  async #perform(operation: Operation, transaction: Transaction): Promise<void> {
    try {
      await operation.run(transaction);
      transaction.batch.rejections.push(operation.reject);
    } catch (error) {
      operation.reject(error);
      if (transaction.isChanging) throw error;
    }
  }

  /** A document half changed by garbage: again from the log and from what this batch adds to it. */
  async #rebuild(room: Room, batch: Batch): Promise<void> {
    const stored = await this.store.loadDocument(this.workspace, room.id);
    const added = batch.writes.flatMap((write) =>
      write.type === "update" && write.documentId === room.id ? [write.update] : [],
    );
    room.replace(buildDocument([...stored, ...added]));
  }

  /** Adds what is derived from the documents: shown values, and snapshots where the log has grown long. */
  #seal(batch: Batch): void {
    for (const room of batch.rooms) {
      if (!room.isDirty || room.isStale) continue;
      room.isDirty = false;
      const write: Write = { workspace: this.workspace, type: "project", documentId: room.id, ...room.shown() };
      batch.writes.push(write);
      if (room.updatesSinceSnapshot > this.limits.snapshotWhileOpen) this.#snapshot(room, batch);
    }
  }

  #snapshot(room: Room, batch: Batch): void {
    const state = Y.encodeStateAsUpdate(room.doc);
    room.bytes = state.byteLength;
    room.updatesSinceSnapshot = 0;
    const { workspace } = this;
    batch.touch(room);
    batch.writes.push({ workspace, type: "snapshot", documentId: room.id, state, seq: this.numbers.seq });
  }

  /** Nothing of the batch happened: what it changed in memory goes, and whoever waited for it is told. */
  async #fail(batch: Batch, error: unknown): Promise<void> {
    this.#counts.failures += 1;
    this.log.error({ error, workspace: this.workspace }, "a commit failed");
    // Until it is known where the log ends, nothing may be numbered.
    this.#isHolding = true;
    this.#generation += 1;
    const next = this.pending;
    this.pending = new Batch();
    const rooms = new Set([...batch.rooms, ...next.rooms, ...this.#stale]);
    this.#stale.clear();
    this.#discard(rooms);
    for (const reject of [...batch.rejections, ...next.rejections]) reject(unavailable(error));
    for (const delivery of [...batch.deliveries, ...next.deliveries]) {
      if (delivery.type === "answer" || delivery.type === "settle") delivery.session.close("tryAgainLater");
    }
    this.#isBroken = true;
    try {
      await this.#reopen();
    } catch (again) {
      this.log.error({ error: again, workspace: this.workspace }, "the store does not answer");
      this.#discard(this.rooms.all());
      for (const operation of this.#operations.splice(0)) operation.reject(unavailable(again));
    }
  }

  #discard(rooms: Iterable<Room>): void {
    for (const room of rooms) {
      for (const session of room.sessions) session.close("tryAgainLater");
      this.rooms.remove(room);
    }
  }

  #releaseHeld(): void {
    this.#isHolding = false;
    const held = this.#held;
    this.#held = [];
    for (const { session, frame, sinceMs } of held) {
      session.release(frame.byteLength);
      if (session.isOpen) this.receive(session, frame, sinceMs);
    }
  }

  /** Unloads rooms nobody is in, keeps quiet sockets, ends dead ones. Called every few seconds. */
  sweep(isPingDue: boolean): void {
    const nowMs = this.nowMs();
    this.companion?.sweep(isPingDue);
    for (const room of this.rooms.all()) for (const session of room.sessions) session.beat(nowMs, isPingDue);
    this.#vacancy.sweep(nowMs);
  }

  /** Commits what is pending, then closes every socket with 1013. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.transact(() => Promise.resolve(), false).catch((error: unknown) => {
      this.log.error({ error, workspace: this.workspace }, "the last commit failed");
    });
    this.#isClosed = true;
    this.#discard(this.rooms.all());
    this.companion?.close();
  }
}
