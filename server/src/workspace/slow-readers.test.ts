/**
 * People in a room who do not read: what waits for them is bounded, whatever is written meanwhile, and they have all of it once they read again.
 *
 * @module
 */
import { messageTypes, syncTypes } from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { step1Frame } from "./frames.ts";
import { defaultLimits } from "./limits.ts";
import type { SessionSocket } from "./session-socket.ts";
import { synced } from "./test-devices.ts";
import { actorOf, type Fixture, openFixture, until } from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const readers = 200;
const edits = 120;

/** Keeps what it is sent until it is read. */
class UnreadSocket extends EventEmitter implements SessionSocket {
  readonly OPEN = 1;
  readyState = 1;
  readonly doc = new Y.Doc();
  bufferedAmount = 0;
  isReading = false;
  /** Most that ever waited. */
  most = 0;
  #frames: Uint8Array[] = [];

  send(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.bufferedAmount += frame.byteLength;
    this.most = Math.max(this.most, this.bufferedAmount);
    if (this.isReading) this.read();
  }

  read(): void {
    for (const frame of this.#frames.splice(0)) {
      const decoder = decoding.createDecoder(frame);
      if (decoding.readVarUint(decoder) !== messageTypes.sync) continue;
      if (decoding.readVarUint(decoder) !== syncTypes.step1)
        Y.applyUpdate(this.doc, decoding.readVarUint8Array(decoder));
    }
    this.bufferedAmount = 0;
  }

  close(): void {
    this.readyState = 3;
    this.emit("close");
  }
  terminate(): void {
    this.close();
  }
  pause(): void {}
  resume(): void {}
  ping(): void {
    this.emit("pong");
  }
}

test("[G3] [C1] 200 who never read while a document is flooded keep no more than their bound, nobody is closed, and each has all once they read", async () => {
  const card = await fixture.create("customer", { name: "Muster AG" });
  const author = await synced(fixture.connect(card.cardDocumentId, { card: card.id }));
  const sockets = Array.from({ length: readers }, () => new UnreadSocket());
  for (const [index, socket] of sockets.entries()) {
    await fixture.workspace.connect(socket, card.cardDocumentId, actorOf(`reader${index}`, "editor"), false);
    socket.emit("message", Buffer.from(step1Frame(Y.encodeStateVector(socket.doc))), true);
  }
  const text = (index: number): string => `${index} ${"x".repeat(6_000)}`;
  for (let index = 0; index < edits; index++) {
    author.doc.getText("notes").insert(0, text(index));
    if (index % 20 === 0) await until(() => author.isSettled, "the author's edits");
  }
  await until(() => author.isSettled, "the author's edits");
  expect(author.refusals).toEqual([]);
  // The last frame may be what goes beyond it.
  const bound = defaultLimits.maxBehindBytes + 200_000;
  expect(Math.max(...sockets.map(({ most }) => most))).toBeLessThan(bound);
  expect(sockets.filter(({ readyState }) => readyState !== 1)).toEqual([]);
  for (const socket of sockets) {
    socket.read();
    socket.isReading = true;
  }
  fixture.workspaces.sweep();
  author.doc.getText("notes").insert(0, "Chur");
  await until(() => author.isSettled, "the last edit");
  const all = Y.encodeStateVector(author.doc);
  for (const { doc } of sockets) expect(Y.encodeStateVector(doc)).toEqual(all);
  for (const { doc } of sockets) expect(doc.getText("notes").toJSON()).toBe(author.doc.getText("notes").toJSON());
}, 120_000);
