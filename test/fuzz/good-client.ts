/**
 * Somebody who means well, on the same server at the same time: edits a card in a room and reads it over REST.
 *
 * @module
 */
import { createWriterId, RecordDocument, WriterClock } from "@couplet/crdt";
import { ackProtocol, encodeTagged, messageTypes, readSettled, syncTypes } from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { FuzzSocket } from "./fuzz-socket.ts";
import { holly, type World } from "./world.ts";

type Until = (isSo: () => boolean, what: string) => Promise<void>;

const syncFrame = (type: number, body: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, body);
  });

export class GoodClient {
  readonly #world: World;
  readonly #doc = new Y.Doc();
  readonly #record = new RecordDocument(this.#doc);
  readonly #clock: WriterClock;
  readonly #writer = createWriterId();
  #socket = new FuzzSocket(() => undefined);
  #tag = 0;
  #settled = 0;
  #refused: string[] = [];
  #edits = 0;

  constructor(world: World) {
    this.#world = world;
    this.#clock = new WriterClock(() => world.place.nowMs);
    this.#doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      this.#tag += 1;
      this.#socket.put(encodeTagged(this.#tag, syncFrame(syncTypes.update, update)));
    });
  }

  async join(): Promise<void> {
    this.#socket = new FuzzSocket((frame) => this.#hear(frame));
    const protocols = [ackProtocol, `jwt.${this.#world.tokenOf(holly)}`];
    await this.#world.place.connect(this.#socket, { target: `/docs/${this.#world.sealed.documentId}`, protocols });
    this.#socket.put(syncFrame(syncTypes.step1, Y.encodeStateVector(this.#doc)));
  }

  /** An edit, saved and shown to whoever reads. @returns what was not as it should be */
  async work(until: Until): Promise<readonly string[]> {
    this.#edits += 1;
    const city = `Ort ${this.#edits}`;
    this.#doc.transact(() => {
      this.#record.register(this.#writer, { card: this.#world.sealed.id, user: holly.sub });
      this.#record.set("city", city, { writer: this.#writer, at: this.#clock.next() });
    });
    await until(() => this.#settled >= this.#tag || !this.#socket.isOpen, "an honest edit to be saved");
    const wrong = this.#refused.splice(0).map((code) => `An honest edit was refused: ${code}`);
    if (!this.#socket.isOpen) return [...wrong, `Somebody honest was closed with ${this.#socket.code}`];
    const card = await this.#world.call<{ readonly city: string }>(
      holly,
      "GET",
      `/bank-accounts/${this.#world.sealed.id}`,
    );
    return card.city === city ? wrong : [...wrong, `An honest edit is not shown: ${card.city} for ${city}`];
  }

  leave(): void {
    this.#socket.leave();
    this.#doc.destroy();
  }

  #hear(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.settled) {
      const { tag, refusals } = readSettled(decoder);
      this.#settled = Math.max(this.#settled, tag);
      this.#refused.push(...refusals.map(({ code }) => code));
    }
    if (type !== messageTypes.sync) return;
    const kind = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (kind === syncTypes.step1) this.#socket.put(syncFrame(syncTypes.step2, Y.encodeStateAsUpdate(this.#doc, body)));
    else Y.applyUpdate(this.#doc, body, this);
  }
}
