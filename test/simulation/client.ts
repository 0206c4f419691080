/**
 * A simulated client: working copies on a device, an outbox, a connection that comes and goes, a clock that is wrong.
 *
 * Shape    with acknowledgements it keeps each update until it is settled and sends it again after a reconnect; without, it is a
 *          stock client that answers sync step 1 with what the server lacks.
 * Not      the engine: only what matters to the record document.
 * Source   docs/ARCHITECTURE.md, "Client flow"
 *
 * @module
 */
import { createWriterId, WriterClock } from "@couplet/crdt";
import type { Scalar } from "@couplet/model";
import * as Y from "yjs";
import type { DownMessage, UpdateMessage, UpMessage } from "./message.ts";
import { Violation } from "../harness/violation.ts";
import { keyOf, name, type Edit, type Oracle } from "./oracle.ts";
import { Replica } from "./replica.ts";
import type { SimServer } from "./server.ts";
import type { CardName, FieldName, Rows, User } from "./world.ts";

interface Outgoing {
  readonly message: UpdateMessage;
  isStored: boolean;
}

interface SimWriter {
  readonly id: string;
  readonly clock: WriterClock;
}

export class SimClient {
  readonly index: number;
  readonly name: string;
  readonly user: User;
  readonly hasAcks: boolean;
  readonly isHonest: boolean;
  readonly replicas = new Map<string, Replica>();
  up: UpMessage[] = [];
  down: DownMessage[] = [];
  isConnected = false;
  /** Which of its connections this is: the server knows sockets, not devices. */
  connection = 0;
  rows: Rows;
  readonly #server: SimServer;
  readonly #oracle: Oracle;
  readonly #offsetMs: number;
  readonly #writers = new Map<string, SimWriter>();
  #outbox: Outgoing[] = [];
  #unstored: Edit[] = [];
  #queued: (() => void)[] = [];
  #nextTag = 0;

  constructor(
    server: SimServer,
    index: number,
    options: { user: User; hasAcks: boolean; isHonest: boolean; offsetMs: number },
  ) {
    this.index = index;
    this.user = options.user;
    this.name = `${options.user}#${index}`;
    this.hasAcks = options.hasAcks;
    this.isHonest = options.isHonest;
    this.#offsetMs = options.offsetMs;
    this.#server = server;
    this.#oracle = server.oracle;
    this.rows = server.rows;
  }

  nextTag(): string {
    return `${this.index}.${this.#nextTag++}`;
  }

  /** Puts a message of the server's on its way, where there is a connection and the document is open. */
  send(message: DownMessage): void {
    if (!this.isConnected) return;
    if (message.kind !== "settled" && message.kind !== "rows" && !this.replicas.has(message.doc)) return;
    this.down.push(message);
  }

  connect(): void {
    if (this.isConnected) return;
    this.isConnected = true;
    this.connection++;
    this.down.push({ kind: "rows", rows: this.#server.durableRows });
    for (const replica of this.replicas.values()) {
      this.up.push({ kind: "step1", doc: replica.docId, stateVector: replica.stateVector() });
    }
    for (const { message } of this.#outbox) this.up.push(message);
    for (const run of this.#queued) this.up.push({ kind: "command", run });
    this.#queued = [];
  }

  disconnect(): void {
    this.isConnected = false;
    // A command is kept until it is answered; it is idempotent, so it may be sent again.
    for (const message of this.up) if (message.kind === "command") this.#queued.push(message.run);
    this.up = [];
    this.down = [];
  }

  /** Sends a command now, or once there is a connection. */
  command(run: () => void): void {
    if (this.isConnected) this.up.push({ kind: "command", run });
    else this.#queued.push(run);
  }

  get hasWork(): boolean {
    return this.up.length > 0 || this.down.length > 0;
  }

  /** The working copy of a document; made from committed state where there is a connection. */
  open(doc: string): Replica | undefined {
    const present = this.replicas.get(doc);
    if (present || !this.isConnected) return present;
    if ((this.#server.rooms.get(doc)?.pending.length ?? 0) > 0) this.#server.commit();
    if (!this.#server.rooms.has(doc)) return undefined;
    return this.#load(doc, this.#server.committedUpdates(doc));
  }

  #load(doc: string, updates: readonly Uint8Array[]): Replica {
    const replica = new Replica(doc, this.#oracle, updates);
    this.replicas.set(doc, replica);
    return replica;
  }

  /** Forgets a working copy of which everything is confirmed. */
  close(doc: string): void {
    const isBusy =
      !this.hasAcks ||
      this.#outbox.some(({ message }) => message.doc === doc) ||
      [...this.up, ...this.down].some((message) => "doc" in message && message.doc === doc);
    if (!isBusy && this.isConnected) this.replicas.delete(doc);
  }

  edit(card: CardName, field: FieldName, value: Scalar): Edit | undefined {
    if (this.rows.deleted[card]) return undefined;
    const replica = this.open(this.rows.hold[card]);
    if (!replica) return undefined;
    const { record, docId } = replica;
    const key = `${docId}|${card}`;
    let writer = this.#writers.get(key);
    if (!writer) {
      const clock = new WriterClock(() => this.#server.nowMs + this.#offsetMs);
      this.#writers.set(key, (writer = { id: createWriterId(), clock }));
    }
    const seen = replica.seenOf(field);
    const own = this.#oracle.edits.filter((edit) => edit.writer === writer.id && edit.field === field);
    const mine = own.reduce((bits, edit) => bits | edit.bit, 0n);
    const at = writer.clock.next(record.lastAt(writer.id));
    const edit = this.#oracle.add({
      user: this.user,
      card,
      field,
      value,
      writer: writer.id,
      at,
      home: docId,
      client: this.index,
      isHonest: true,
      may: seen.may | mine,
      must: seen.must | mine,
    });
    const updates: Uint8Array[] = [];
    const onUpdate = (update: Uint8Array): void => void updates.push(update);
    record.doc.on("update", onUpdate);
    record.register(writer.id, { card, user: this.user });
    record.set(field, value, { writer: writer.id, at });
    record.doc.off("update", onUpdate);
    this.#unstored.push(edit);
    const update = updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates);
    this.#sendUpdate({ kind: "update", doc: docId, tag: this.nextTag(), update, edits: [edit], isWhole: false });
    return edit;
  }

  #sendUpdate(message: UpdateMessage): void {
    if (this.hasAcks) this.#outbox.push({ message, isStored: false });
    if (this.isConnected) this.up.push(message);
  }

  /** Everything made so far is on the device from here on. */
  store(): void {
    for (const replica of this.replicas.values()) replica.store();
    for (const outgoing of this.#outbox) outgoing.isStored = true;
    this.#unstored = [];
  }

  /** The page is loaded again: nothing is lost, but it is another Yjs client from here on. */
  restart(): void {
    this.store();
    this.disconnect();
    for (const replica of this.replicas.values()) this.#load(replica.docId, replica.storedUpdates());
  }

  /** The device dies: what was not stored is gone. */
  crash(): number {
    this.disconnect();
    let lost = 0;
    for (const edit of this.#unstored) {
      edit.isLost = true;
      if (edit.verdict === undefined) lost++;
    }
    this.#unstored = [];
    // Without an outbox what the server has and the device lost would destroy what is written into the same slot meanwhile.
    if (!this.hasAcks) this.#writers.clear();
    this.#outbox = this.#outbox.filter(({ isStored }) => isStored);
    for (const replica of this.replicas.values()) this.#load(replica.docId, replica.storedUpdates());
    return lost;
  }

  receive(message: DownMessage): void {
    switch (message.kind) {
      case "rows":
        this.rows = message.rows;
        return;
      case "settled":
        this.#outbox = this.#outbox.filter((outgoing) => outgoing.message.tag !== message.tag);
        for (const edit of message.refused) edit.isTold = true;
        return;
      case "update":
        this.replicas.get(message.doc)?.apply(message.update);
        return;
      case "step1":
        this.#answerStep1(message.doc, message.stateVector);
        return;
    }
  }

  #answerStep1(doc: string, stateVector: Uint8Array): void {
    const replica = this.replicas.get(doc);
    if (!replica) return;
    const update = replica.since(stateVector);
    const edits: Edit[] = [];
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) continue;
      const edit = this.#oracle.editOf(struct.content.arr[0]);
      if (edit?.client === this.index) edits.push(edit);
    }
    edits.sort((a, b) => a.at - b.at);
    this.#sendUpdate({ kind: "update", doc, tag: this.nextTag(), update, edits, isWhole: true });
  }

  /** G1: nobody was shown what a crash of the server took back. C5: nor what nobody may have put there. */
  checkNothingTakenBack(): void {
    for (const replica of this.replicas.values()) {
      for (const [slot, raw] of replica.record.doc.getMap("fields").entries()) {
        const edit = this.#oracle.editOf(raw);
        if (!edit) throw new Violation("C5", `${this.name} was shown ${JSON.stringify(raw)} in ${slot}`);
        const isThere = edit.verdict === "entered" || (edit.verdict === "stale" && !edit.isHonest);
        if (edit.client !== this.index && !isThere)
          throw new Violation("G1", `${this.name} was shown ${name(edit)}, which is not on the server`);
      }
    }
  }

  /** C1: the same values, the same candidates, the same conflicts as the server. */
  checkEqual(): void {
    for (const { docId, record } of this.replicas.values()) {
      const mine = shown(record);
      const servers = shown(this.#server.room(docId).record);
      if (mine !== servers) throw new Violation("C1", `${this.name} shows ${mine} for ${docId}, the server ${servers}`);
    }
  }
}

const shown = (record: Replica["record"]): string =>
  JSON.stringify(
    record
      .fields()
      .sort()
      .map((field) => [
        field,
        record.candidates(field).map((entry) => keyOf(entry.at, entry.value)),
        record.conflict(field).length,
      ]),
  );
