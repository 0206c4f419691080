/**
 * A client of one room in a few lines: raw frames, acknowledgements by tag, a record document.
 *
 * Not      the engine: it keeps nothing and does not reconnect, so that a test sees exactly what the server said.
 *
 * @module
 */
import { createWriterId, entryId, RecordDocument, WriterClock, type Entry } from "@couplet/crdt";
import type { Scalar } from "@couplet/model";
import {
  encodeTagged,
  messageTypes,
  type Notice,
  offerOf,
  readNotice,
  readSettled,
  type Refusal,
  syncTypes,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { WebSocket } from "ws";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

export interface RoomClientOptions {
  /** `http://…` of the server. */
  readonly url: string;
  readonly token: string;
  readonly documentId: string;
  readonly card: string;
  readonly user: string;
  /** A copy that was edited before, which the client brings along; an empty one if absent. */
  readonly doc?: Y.Doc;
  /** Of a device that has written before; a new one if absent. */
  readonly writer?: string;
}

export class RoomClient {
  readonly doc: Y.Doc;
  readonly record: RecordDocument;
  readonly writer: string;
  /** Everything the server refused, and told about edits that went elsewhere. */
  readonly refusals: Refusal[] = [];
  readonly notices: Notice[] = [];
  readonly #options: RoomClientOptions;
  readonly #clock: WriterClock;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (refusals: readonly Refusal[]) => void>();
  /** Tags the server has not answered yet. */
  readonly #unsettled = new Set<number>();
  #onSettled: () => void = () => undefined;
  #tag = 0;
  /** Resolves after the server's state has arrived. */
  readonly ready: Promise<void>;
  /** The close code, once closed. */
  readonly closed: Promise<number>;
  /** Called for every update that arrives. */
  onRemote: () => void = () => undefined;

  constructor(options: RoomClientOptions) {
    this.#options = options;
    this.doc = options.doc ?? new Y.Doc();
    this.record = new RecordDocument(this.doc);
    this.writer = options.writer ?? createWriterId();
    this.#clock = new WriterClock(() => Date.now(), this.record.lastAt(this.writer));
    this.#socket = new WebSocket(
      `${options.url.replace("http", "ws")}/docs/${options.documentId}`,
      offerOf(options.token, true),
    );
    this.#socket.binaryType = "arraybuffer";
    let resolveReady: () => void;
    this.ready = new Promise((resolve) => (resolveReady = resolve));
    this.closed = new Promise((resolve) => this.#socket.on("close", (code) => resolve(code)));
    this.#socket.on("error", () => undefined);
    this.#socket.on("open", () => this.#send(syncFrame((encoder) => sync.writeSyncStep1(encoder, this.doc))));
    this.#socket.on("message", (bytes: ArrayBuffer) => {
      if (this.#receive(new Uint8Array(bytes)) === syncTypes.step2) resolveReady();
    });
    this.doc.on("update", this.#onUpdate);
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#sendTagged(syncFrame((encoder) => sync.writeUpdate(encoder, update)));
  };

  /** Resolves once the server has said of everything sent that it is durable or refused, or has closed. */
  async settled(): Promise<void> {
    if (this.#unsettled.size === 0) return;
    await Promise.race([this.closed, new Promise<void>((resolve) => (this.#onSettled = resolve))]);
  }

  /** Sets a field; resolves with the entry once the server has settled it, and why it was refused if it was. */
  async set(field: string, value: Scalar): Promise<{ entry: string; refusals: readonly Refusal[] }> {
    const { entry, settled } = this.edit(field, value);
    return { entry, refusals: await settled };
  }

  /** Sets a field. `settled`: why it was refused, once the server has said so, or that it was not. */
  edit(field: string, value: Scalar): { entry: string; settled: Promise<readonly Refusal[]> } {
    const { card, user } = this.#options;
    let entry: Entry | undefined;
    this.doc.transact(() => {
      this.record.register(this.writer, { card, user });
      entry = this.record.set(field, value, { writer: this.writer, at: this.#clock.next() });
    });
    const settled = new Promise<readonly Refusal[]>((resolve) => this.#waiting.set(this.#tag, resolve));
    return { entry: entry ? entryId(entry) : "", settled };
  }

  /** Sends all it has once more, as a line does that delivers twice. */
  repeat(): void {
    this.#sendTagged(syncFrame((encoder) => sync.writeUpdate(encoder, Y.encodeStateAsUpdate(this.doc))));
  }

  /** Sends raw bytes, as a hostile client would. */
  sendRaw(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  close(): void {
    this.doc.off("update", this.#onUpdate);
    this.#socket.terminate();
  }

  #sendTagged(frame: Uint8Array): void {
    this.#tag += 1;
    this.#unsettled.add(this.#tag);
    this.#send(encodeTagged(this.#tag, frame));
  }

  #send(bytes: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  /** Takes one message in; the sync type where it was one. */
  #receive(bytes: Uint8Array): number | undefined {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.settled) {
      const { tag, refusals } = readSettled(decoder);
      this.refusals.push(...refusals);
      this.#waiting.get(tag)?.(refusals);
      this.#waiting.delete(tag);
      this.#unsettled.delete(tag);
      if (this.#unsettled.size === 0) this.#onSettled();
      return undefined;
    }
    if (type === messageTypes.notice) {
      this.notices.push(readNotice(decoder));
      return undefined;
    }
    if (type !== messageTypes.sync) return undefined;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, messageTypes.sync);
    const kind = sync.readSyncMessage(decoder, encoder, this.doc, this);
    if (kind === syncTypes.step1) this.#sendTagged(encoding.toUint8Array(encoder));
    else this.onRemote();
    return kind;
  }
}

function syncFrame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  write(encoder);
  return encoding.toUint8Array(encoder);
}
