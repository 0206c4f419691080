import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChunkWriter, encodeChunk, encodeItems } from "./chunk-writer.ts";
import { comparedThings } from "./compare-frames.ts";
import type { FeedItem } from "./feed-item.ts";
import { MalformedSyncFrameError } from "./sync-bytes.ts";
import { decodeToClient, encodeToClient, feedStarts, type ToClient } from "./sync-to-client.ts";
import { decodeToServer, encodeToServer, type ToServer } from "./sync-to-server.ts";
import { agreedVersion } from "./sync-version.ts";
import { digestBytes } from "./thing-digest.ts";

const seed = Date.now() % 2 ** 31;
const check = <Values>(property: fc.IProperty<Values>, numRuns = 500): void => fc.assert(property, { seed, numRuns });

const nat = fc.nat(2 ** 31 - 1);
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const longText = fc.oneof(
  text,
  fc.string({ unit: "grapheme", minLength: 40, maxLength: 140, size: "max" }),
  fc.constant("é".repeat(9_000)),
);
const shortBytes = fc.uint8Array({ maxLength: 64 });
const uuid = fc.uuid();
const thing = fc.constantFrom(...comparedThings);

const toServer: fc.Arbitrary<ToServer> = fc.oneof(
  fc.record({
    type: fc.constant("hello" as const),
    version: fc.constant(1),
    lowest: fc.constant(1),
    epoch: text.filter((it) => new TextEncoder().encode(it).length <= 64),
    cursor: shortBytes,
    language: fc.constantFrom("", "en", "fr-CH"),
    feed: fc.boolean(),
  }),
  fc.record({ type: fc.constant("taken" as const), chunks: nat }),
  fc.record({ type: fc.constant("token" as const), token: text }),
  fc.record({ type: fc.constant("command" as const), tag: nat, json: text }),
  fc.record({ type: fc.constant("open" as const), channel: nat, documentId: uuid, acks: fc.boolean() }),
  fc.record({ type: fc.constant("channel" as const), channel: nat, frame: fc.uint8Array() }),
  fc.record({ type: fc.constant("close" as const), channel: nat }),
  fc.constantFrom({ type: "beat" as const }, { type: "hold" as const }, { type: "go" as const }),
  fc.record({
    type: fc.constant("compare" as const),
    thing,
    by: fc.constantFrom("stretch", "thing"),
    from: uuid,
    to: uuid,
  }),
  fc.record({
    type: fc.constant("want" as const),
    thing,
    wants: fc.array(fc.record({ id: uuid, stateVector: shortBytes }), { maxLength: 64 }),
  }),
  fc.record({ type: fc.constant("recover" as const), documentId: uuid, json: longText }),
);

const item: fc.Arbitrary<FeedItem> = fc.oneof(
  fc.record({ type: fc.constant("document" as const), documentId: uuid, update: fc.uint8Array() }),
  fc.record({ type: fc.constantFrom("card" as const, "relation" as const, "setup" as const), row: longText }),
  fc.record({ type: fc.constant("relationRemoved" as const), relationId: uuid }),
  fc.record({ type: fc.constant("forgotten" as const), documentId: uuid }),
  fc.record({ type: fc.constant("retired" as const), documentId: uuid, into: uuid }),
);
const standing = {
  expiresAtMs: nat,
  role: fc.constantFrom("viewer", "admin"),
  start: fc.constantFrom(...Object.values(feedStarts)),
  pending: nat,
};
const toClient: fc.Arbitrary<ToClient> = fc.oneof(
  fc.record({
    type: fc.constant("welcome" as const),
    version: nat,
    lowest: nat,
    epoch: uuid,
    nowMs: fc.nat(2 ** 48),
    ...standing,
  }),
  fc.record({
    type: fc.constant("chunk" as const),
    cursor: shortBytes,
    isLast: fc.boolean(),
    left: nat,
    items: fc.array(item, { maxLength: 8 }),
  }),
  fc.record({ type: fc.constant("renewed" as const), ...standing }),
  fc.record({ type: fc.constant("outcome" as const), tag: nat, status: nat, json: text }),
  fc.record({ type: fc.constant("channel" as const), channel: nat, frame: fc.uint8Array() }),
  fc.record({
    type: fc.constant("closed" as const),
    channel: nat,
    code: nat,
    reason: text.filter((it) => it.length < 20),
  }),
  fc.constant({ type: "beat" as const }),
  fc.record({
    type: fc.constant("compared" as const),
    end: uuid,
    marks: fc.array(fc.record({ id: uuid, digest: fc.uint8Array({ minLength: digestBytes, maxLength: digestBytes }) })),
  }),
  fc.record({
    type: fc.constant("wanted" as const),
    items: fc.array(fc.option(item, { nil: undefined }), { maxLength: 8 }),
  }),
);

const decoders = [
  ["a server", decodeToServer, toServer.map(encodeToServer)],
  ["a client", decodeToClient, toClient.map(encodeToClient)],
] as const;

/** The only thing that may be thrown. */
function reads(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch (error) {
    if (!(error instanceof MalformedSyncFrameError)) throw error;
    return false;
  }
}

describe(`Frames of /sync (seed ${seed})`, () => {
  test("[SY1] what a client encodes a server decodes", () =>
    check(
      fc.property(toServer, (frame) => {
        expect(decodeToServer(encodeToServer(frame))).toEqual(frame);
      }),
    ));

  test("[SY1] what a server encodes a client decodes", () =>
    check(
      fc.property(toClient, (frame) => {
        expect(decodeToClient(encodeToClient(frame))).toEqual(frame);
      }),
    ));

  const dirty = new Uint8Array(200).fill(255);
  test("[SY1] items encoded beforehand, and in a used buffer, make the same chunk", () =>
    check(
      fc.property(shortBytes, fc.boolean(), nat, fc.array(item, { maxLength: 8 }), (cursor, isLast, left, items) => {
        const expected = encodeToClient({ type: "chunk", cursor, isLast, left, items });
        expect(encodeChunk({ cursor, isLast, left }, encodeItems(items))).toEqual(expected);
        const writer = new ChunkWriter(dirty.slice());
        for (const it of items) writer.add(it);
        expect(writer.frame({ cursor, isLast, left })).toEqual(expected);
      }),
    ));

  for (const [who, decode, valid] of decoders) {
    test(`[SY1] random bytes are a frame to ${who} or the documented error`, () =>
      check(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void reads(decode, bytes)),
        5_000,
      ));

    test(`[SY1] a damaged frame is a frame to ${who} or the documented error`, () =>
      check(
        fc.property(valid, fc.nat(), fc.nat(255), (bytes, where, byte) => {
          const damaged = Uint8Array.from(bytes);
          damaged[where % damaged.length] = byte;
          reads(decode, damaged);
        }),
        5_000,
      ));

    test(`[SY1] nothing may follow the end of a frame to ${who}, nor may its end be missing`, () =>
      check(
        fc.property(valid, (bytes) => {
          const [type] = bytes;
          // The frame of a channel goes on to the end of the message.
          if (type === 5) return;
          expect(reads(decode, Uint8Array.from([...bytes, 0]))).toBe(false);
          if (bytes.length > 1) expect(reads(decode, bytes.slice(0, -1))).toBe(false);
        }),
      ));
  }

  test("[SY1] a length that is only claimed takes no memory", () => {
    const claims = Uint8Array.from([2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(reads(decodeToServer, claims)).toBe(false);
    expect(reads(decodeToClient, Uint8Array.from([1, 0, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f]))).toBe(false);
  });

  test("[SY2] a hello of a later version is read, with whatever it has more", () => {
    const place = { epoch: "e", cursor: new Uint8Array() };
    const hello = { type: "hello", version: 7, lowest: 1, ...place, language: "", feed: true } as const;
    expect(decodeToServer(Uint8Array.from([...encodeToServer(hello), 1, 2, 3]))).toEqual(hello);
  });

  test("[SY2] two sides agree on the lower version unless one of them no longer speaks it", () => {
    expect(agreedVersion({ lowest: 1, version: 3 }, { lowest: 2, version: 5 })).toBe(3);
    expect(agreedVersion({ lowest: 1, version: 1 }, { lowest: 2, version: 5 })).toBeUndefined();
    expect(agreedVersion({ lowest: 4, version: 5 }, { lowest: 1, version: 3 })).toBeUndefined();
  });
});
