/**
 * The simulated server: the one owner of all documents, made of the real steward and the real document operations.
 *
 * Shape    an update is integrated at once and durable after {@link SimServer.commit}; relays and acknowledgements wait for it.
 *          A crash takes back everything since the last commit and loads the documents again from what was committed.
 * Not      a network: clients put messages in and find messages in their queues.
 * Source   docs/ARCHITECTURE.md, "Server flow"
 *
 * @module
 */
import { RecordDocument, WriterClock, type Author, type AuthoredEntry, type StewardContext } from "@couplet/crdt";
import * as Y from "yjs";
import type { SimClient } from "./client.ts";
import type { Counts } from "./counts.ts";
import type { UpdateMessage, UpMessage } from "./message.ts";
import { Violation } from "../harness/violation.ts";
import { keyOf, name, type Edit, type Oracle } from "./oracle.ts";
import type { Parts } from "./parts.ts";
import { cardToday, isCard, judge, kindOf, type CardName, type Rows, type User } from "./world.ts";

export interface Room {
  readonly id: string;
  record: RecordDocument;
  /** Durable updates, and those that are integrated but not durable yet. */
  readonly log: Uint8Array[];
  pending: Uint8Array[];
  isDurable: boolean;
  /** Whose Yjs clients are whose. */
  readonly users: Map<number, User>;
}

export class SimServer {
  readonly rooms = new Map<string, Room>();
  readonly clients: SimClient[] = [];
  readonly oracle: Oracle;
  readonly parts: Parts;
  readonly counts: Counts;
  nowMs = Date.UTC(2026, 0, 1);
  /** For eavesdroppers. */
  onRelay: ((doc: string, update: Uint8Array) => void) | undefined;
  rows: Rows;
  durableRows: Rows;
  /** Kept for the author of a deleted card's edit, by the edit's key. */
  readonly stranded = new Map<string, AuthoredEntry>();
  readonly #answers = new Map<string, readonly Edit[]>();
  #afterCommit: (() => void)[] = [];
  readonly #clock = new WriterClock(() => this.nowMs);
  #isDirty = false;
  #nextDoc = 0;

  constructor(oracle: Oracle, parts: Parts, counts: Counts, rows: Rows) {
    this.oracle = oracle;
    this.parts = parts;
    this.counts = counts;
    this.rows = rows;
    this.durableRows = rows;
    for (const doc of new Set(Object.values(rows.hold))) this.createRoom(doc);
  }

  nextDocId(): string {
    return `D${this.#nextDoc++}`;
  }

  createRoom(id: string, state?: Uint8Array): Room {
    const room: Room = {
      id,
      record: load(id, state ? [state] : []),
      log: [],
      pending: state ? [state] : [],
      isDurable: false,
      users: new Map(),
    };
    this.rooms.set(id, room);
    this.#isDirty = true;
    return room;
  }

  room(id: string): Room {
    const room = this.rooms.get(id);
    if (!room) throw new Violation("simulation", `no document ${id}`);
    return room;
  }

  setRows(rows: Rows): void {
    this.rows = rows;
    this.#isDirty = true;
    this.afterCommit(() => {
      for (const client of this.clients) client.send({ kind: "rows", rows });
    });
  }

  afterCommit(tell: () => void): void {
    this.#afterCommit.push(tell);
  }

  commit(): void {
    if (!this.#isDirty && this.#afterCommit.length === 0) return;
    for (const room of this.rooms.values()) {
      room.isDurable = true;
      if (room.pending.length === 0) continue;
      room.log.push(...room.pending);
      room.pending = [];
    }
    this.durableRows = this.rows;
    this.oracle.committed();
    this.#isDirty = false;
    const tells = this.#afterCommit;
    this.#afterCommit = [];
    for (const tell of tells) tell();
  }

  /** Everything not committed is gone, and every connection with it. */
  crash(): void {
    this.counts.crashes++;
    for (const client of this.clients) client.disconnect();
    this.#afterCommit = [];
    this.#isDirty = false;
    this.rows = this.durableRows;
    this.oracle.crashed();
    for (const room of this.rooms.values()) {
      if (!room.isDurable) this.rooms.delete(room.id);
      else this.#reload(room, []);
    }
    for (const client of this.clients) client.checkNothingTakenBack();
    for (const room of this.rooms.values()) this.oracle.check(room.id, room.record);
  }

  #reload(room: Room, pending: Uint8Array[]): void {
    room.pending = pending;
    room.record = load(room.id, [...room.log, ...pending]);
  }

  /** `connection`: the one it came over, which may be one of long ago. */
  receive(client: SimClient, message: UpMessage, connection = client.connection): void {
    switch (message.kind) {
      case "command":
        message.run();
        return;
      case "step1":
        this.#whenCommitted(message.doc, () => this.#answerStep1(client, message.doc, message.stateVector));
        return;
      case "update":
        this.#receiveUpdate(client, message, connection);
        return;
    }
  }

  #whenCommitted(doc: string, tell: () => void): void {
    if ((this.rooms.get(doc)?.pending.length ?? 0) > 0) this.afterCommit(tell);
    else tell();
  }

  #answerStep1(client: SimClient, doc: string, stateVector: Uint8Array): void {
    const room = this.rooms.get(doc);
    if (!room) return;
    client.send({ kind: "update", doc, update: Y.encodeStateAsUpdate(room.record.doc, stateVector) });
    if (!client.hasAcks) client.send({ kind: "step1", doc, stateVector: Y.encodeStateVector(room.record.doc) });
  }

  /** The state that a client may be shown now. */
  committedUpdates(doc: string): readonly Uint8Array[] {
    return this.room(doc).log;
  }

  context(user: User, doc: string): StewardContext {
    const { rows } = this;
    return {
      user,
      role: "common",
      nowMs: this.nowMs,
      standing: (card) => {
        if (!isCard(card) || !rows.everHeld[card].includes(doc)) return "never";
        if (rows.deleted[card]) return "deleted";
        return rows.hold[card] === doc ? "holds" : "held";
      },
      mayEdit: (card) => isCard(card) && !rows.mayNotEdit[user].includes(kindOf(card)),
      check: judge,
      clients: { mayExtend: (client) => this.room(doc).users.get(client) === user },
    };
  }

  #receiveUpdate(from: SimClient, message: UpdateMessage, connection: number): void {
    const room = this.rooms.get(message.doc);
    if (!room) return;
    const result = this.parts.steward(room.record, message.update, {
      ...this.context(from.user, room.id),
      isWhole: message.isWhole,
    });
    switch (result.kind) {
      case "malformed":
        if (from.isHonest) throw new Violation("C2", `an honest update of ${from.name} is malformed: ${result.reason}`);
        this.counts.malformed++;
        if (!result.isUntouched) this.#reload(room, room.pending);
        this.oracle.check(room.id, room.record);
        return;
      case "incomplete":
        this.counts.incomplete++;
        this.#whenCommitted(room.id, () =>
          from.send({ kind: "step1", doc: room.id, stateVector: Y.encodeStateVector(room.record.doc) }),
        );
        return;
      case "integrated":
        break;
    }
    const { update, repaired, refused, late, newClients } = result;
    for (const client of newClients) {
      room.users.set(client, from.user);
      this.oracle.onCrash(() => room.users.delete(client));
    }
    if (update) this.#logged(room, update, repaired ? undefined : { client: from, connection });
    for (const entry of late) {
      const card = isCard(entry.card) ? cardToday(this.rows, entry.card) : undefined;
      if (card === undefined || this.rows.deleted[card]) this.strand(entry);
      else {
        this.counts.carriedOver++;
        this.change(this.room(this.rows.hold[card]), (record) => this.parts.carryOver(record, [entry]));
      }
    }
    const reported = new Set(
      refused.flatMap(({ entry, value }) => (entry === undefined ? [] : [keyOf(entry.split("@")[1], value)])),
    );
    const told = this.#judge(from, message, reported);
    this.#settle(from, message, told);
  }

  /** Compares what the steward reports with what the oracle says must become of each edit. */
  #judge(client: SimClient, message: UpdateMessage, reported: ReadonlySet<string>): readonly Edit[] {
    const { oracle, counts } = this;
    const touched = new Set([message.doc]);
    const told: Edit[] = [];
    for (const edit of message.edits) {
      if (edit.verdict !== undefined || edit.home !== message.doc) continue;
      const isRefused = reported.has(edit.key);
      const verdict = oracle.arrive(edit, this.rows, atOf(this.nowMs), isRefused);
      counts[verdict]++;
      if (verdict === "entered" && isCard(edit.card)) touched.add(this.rows.hold[cardToday(this.rows, edit.card)]);
      if (verdict === "stranded" && edit.isHonest && !this.stranded.has(edit.key))
        throw new Violation("C2", `${name(edit)} is not among the stranded`);
      if (verdict === "refused" || verdict === "stale") told.push(edit);
      if (client.isHonest && verdict !== "stale" && isRefused !== (verdict === "refused"))
        throw new Violation(
          "C2",
          `${name(edit)} is ${verdict}, but ${isRefused ? "was" : "was not"} reported as refused`,
        );
    }
    for (const doc of touched) oracle.check(doc, this.room(doc).record);
    return told;
  }

  #settle(client: SimClient, message: UpdateMessage, told: readonly Edit[]): void {
    const answered = this.#answers.get(message.tag);
    if (answered === undefined) {
      this.#answers.set(message.tag, told);
      this.oracle.onCrash(() => this.#answers.delete(message.tag));
    }
    const settle = (): void => {
      for (const edit of message.edits) {
        if (edit.verdict === "entered" || edit.verdict === "stranded") edit.isPromised = true;
      }
      client.send({ kind: "settled", tag: message.tag, refused: answered ?? told });
    };
    if (this.parts.settlesAfterCommit && this.#isDirty) this.afterCommit(settle);
    else settle();
  }

  strand(entry: AuthoredEntry): void {
    const key = keyOf(entry.at, entry.value);
    this.stranded.set(key, entry);
    this.#isDirty = true;
    this.oracle.onCrash(() => this.stranded.delete(key));
  }

  unstrand(entry: AuthoredEntry): void {
    const key = keyOf(entry.at, entry.value);
    this.stranded.delete(key);
    this.#isDirty = true;
    this.oracle.onCrash(() => this.stranded.set(key, entry));
  }

  /** Runs an operation on a live document, logs what it wrote and relays it to everybody. */
  change<T>(room: Room, work: (record: RecordDocument) => T): T {
    const updates: Uint8Array[] = [];
    const onUpdate = (update: Uint8Array): void => void updates.push(update);
    room.record.doc.on("update", onUpdate);
    const result = work(room.record);
    room.record.doc.off("update", onUpdate);
    if (updates.length > 0) this.#logged(room, updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates), undefined);
    return result;
  }

  #logged(
    room: Room,
    update: Uint8Array,
    except: { readonly client: SimClient; readonly connection: number } | undefined,
  ): void {
    room.pending.push(update);
    this.#isDirty = true;
    const relay = (): void => {
      this.onRelay?.(room.id, update);
      for (const client of this.clients) {
        const isAuthor = client === except?.client && client.connection === except.connection;
        if (!isAuthor) client.send({ kind: "update", doc: room.id, update });
      }
    };
    if (this.parts.relaysAfterCommit) this.afterCommit(relay);
    else relay();
  }

  /** The server's writer for a user on a card, in one document. */
  author(user: User, card: CardName, doc: string): Author {
    const clock = this.#clock;
    return { writer: `s-${user}-${card}-${doc}`, card, user, nextAt: (atLeast) => clock.next(atLeast) };
  }
}

const epochMs = Date.UTC(2020, 0, 1);
const atOf = (ms: number): number => (ms - epochMs) * 1024;

function load(id: string, updates: readonly Uint8Array[]): RecordDocument {
  const doc = new Y.Doc({ guid: id });
  for (const update of updates) Y.applyUpdate(doc, update);
  return new RecordDocument(doc);
}
