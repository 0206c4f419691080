/**
 * A client of the load benchmark: one socket, one document, its own edits and its presence.
 *
 * Shape    edits are those of a record document; what others write is counted by clocks, not applied.
 *
 * @module
 */
import { createWriterId, RecordDocument, WriterClock } from "@couplet/crdt";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { type FrameReader, type Heard, type Wire } from "./load-wire.ts";

export interface LoadClientOptions {
  readonly wire: Wire;
  readonly reader: FrameReader;
  /** `ws://127.0.0.1:<port>` */
  readonly url: string;
  /** Where it comes from: a server bounds how many come from one address at a time. */
  readonly localAddress: string;
  readonly card: string;
  readonly user: string;
  /** The field it edits, and others do not. */
  readonly field: string;
  readonly onHeard: (client: LoadClient, heard: Heard) => void;
}

export class LoadClient {
  readonly clientId = Math.floor(Math.random() * 2 ** 32);
  readonly writer = createWriterId();
  readonly ready: Promise<void>;
  /** Edits of others that have come, frames and bytes of all kinds. */
  delivered = 0;
  updateFrames = 0;
  frames = 0;
  bytes = 0;
  sent = 0;
  settled = 0;
  refused = 0;
  /** What the document was when it came. */
  state = new Uint8Array();
  /** The clients of others that are present. */
  readonly present = new Set<number>();
  /** What is known of others' documents: the clock that is expected next. */
  readonly clocks = new Map<number, number>();
  /** Something came that does not follow what had come before. */
  gaps = 0;
  closedWith: number | undefined;
  #doc: Y.Doc | undefined;
  #record: RecordDocument | undefined;
  readonly #prepared: Uint8Array[] = [];
  #next = 0;
  #isPreparing = false;
  #awarenessClock = 0;
  readonly #clock = new WriterClock(Date.now);
  readonly #options: LoadClientOptions;
  readonly #socket: WebSocket;

  constructor(options: LoadClientOptions) {
    this.#options = options;
    const { wire, url, localAddress, reader } = options;
    this.#socket = new WebSocket(`${url}${wire.path}`, [...wire.protocols], { perMessageDeflate: false, localAddress });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#socket.on("open", () => {
      for (const frame of wire.opening()) this.#socket.send(frame);
    });
    this.#socket.on("message", (message: Buffer) => {
      this.frames += 1;
      this.bytes += message.byteLength;
      const heard = reader.read(wire, message);
      this.#note(heard);
      if (heard.kind === "state") resolve();
      options.onHeard(this, heard);
    });
    this.#socket.on("error", reject);
    this.#socket.on("close", (code) => {
      this.closedWith = code;
      reject(new Error(`closed with ${code}`));
    });
    promise.catch(() => undefined);
  }

  get field(): string {
    return this.#options.field;
  }

  /** The clock after its own last edit. */
  get ownClock(): number {
    return this.#doc ? Y.getState(this.#doc.store, this.#doc.clientID) : 0;
  }

  get ownClient(): number | undefined {
    return this.#doc?.clientID;
  }

  edit(value: string): void {
    const { card, user, field } = this.#options;
    const record = (this.#record ??= this.#begin());
    this.sent += 1;
    record.doc.transact(() => {
      record.register(this.writer, { card, user });
      record.set(field, value, { writer: this.writer, at: this.#clock.next() });
    });
  }

  /** Makes edits to be sent later, so that their making does not count. */
  prepare(edits: number): void {
    const sent = this.sent;
    this.#isPreparing = true;
    for (let index = 0; index < edits; index += 1) this.edit(`EDIT ${index}`);
    this.#isPreparing = false;
    this.sent = sent;
  }

  /** @returns false where none is left */
  sendPrepared(): boolean {
    const update = this.#prepared[this.#next];
    if (!update) return false;
    this.#next += 1;
    this.sent += 1;
    this.#socket.send(this.#options.wire.edit(update));
    return true;
  }

  #begin(): RecordDocument {
    const doc = (this.#doc = new Y.Doc());
    doc.on("update", (update: Uint8Array) => {
      if (this.#isPreparing) this.#prepared.push(update);
      else this.#socket.send(this.#options.wire.edit(update));
    });
    return new RecordDocument(doc);
  }

  /** Shows its state, or shows it again. */
  show(more: Readonly<Record<string, unknown>> = {}): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { user, card, wire } = this.#options;
    this.#awarenessClock += 1;
    const state = JSON.stringify({ user: { sub: user, name: user }, card, kind: "customer", ...more });
    this.#socket.send(wire.awareness(this.clientId, this.#awarenessClock, state));
  }

  #note(heard: Heard): void {
    if (heard.kind === "state") this.state = heard.update.slice();
    else if (heard.kind === "settled") {
      this.settled += 1;
      if (heard.isRefused) this.refused += 1;
    } else if (heard.kind === "awareness") {
      for (const [client] of heard.clients) if (client !== this.clientId) this.present.add(client);
    } else if (heard.kind === "update") {
      this.updateFrames += 1;
      for (const [client, from, to] of heard.clocks) {
        if (client === this.ownClient) continue;
        const known = this.clocks.get(client) ?? 0;
        if (from > known) this.gaps += 1;
        if (to <= known) continue;
        this.clocks.set(client, to);
        this.delivered += to - known;
      }
    }
  }

  close(): void {
    this.#socket.terminate();
  }
}
