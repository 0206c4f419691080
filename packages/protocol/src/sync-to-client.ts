/**
 * Frames of `/sync` that the server sends.
 *
 * Shape    one variant per frame; `encodeToClient` and `decodeToClient` are each other's reverse.
 * Source   docs/PROTOCOL.md, "Frames to the client"
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { type Compared, readCompared, readWanted, type Wanted, writeCompared, writeWanted } from "./compare-frames.ts";
import { readFeedItem, writeFeedItem, type FeedItem } from "./feed-item.ts";
import { readRecovered, type Recovered, writeRecovered } from "./recover-frames.ts";
import {
  MalformedSyncFrameError,
  readBytes,
  readRest,
  readText,
  readWhole,
  syncFrameTypes as types,
} from "./sync-bytes.ts";
import type { Versions } from "./sync-version.ts";

/** From where the feed begins: from the cursor, or from the beginning and why. */
export const feedStarts = { goesOn: 0, first: 1, otherEpoch: 2, seesMore: 3, noCursor: 4 } as const;
export type FeedStart = (typeof feedStarts)[keyof typeof feedStarts];

/** What a connection may do from now on, and what is to come. */
interface Standing {
  readonly expiresAtMs: number;
  readonly role: string;
  readonly start: FeedStart;
  /** Items to come. */
  readonly pending: number;
}

export interface Chunk {
  readonly type: "chunk";
  /** Stands for everything up to and including this chunk. */
  readonly cursor: Uint8Array;
  /** Nothing is left at the moment. */
  readonly isLast: boolean;
  /** Items still to come. */
  readonly left: number;
  readonly items: readonly FeedItem[];
}

export type ToClient =
  | ({ readonly type: "welcome"; readonly epoch: string; readonly nowMs: number } & Versions & Standing)
  | Chunk
  | ({ readonly type: "renewed" } & Standing)
  | { readonly type: "outcome"; readonly tag: number; readonly status: number; readonly json: string }
  | { readonly type: "channel"; readonly channel: number; readonly frame: Uint8Array }
  | { readonly type: "closed"; readonly channel: number; readonly code: number; readonly reason: string }
  | { readonly type: "beat" }
  | Compared
  | Wanted
  | Recovered;

export function encodeToClient(frame: ToClient): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, types[frame.type]);
    switch (frame.type) {
      case "welcome":
        encoding.writeVarUint(encoder, frame.version);
        encoding.writeVarUint(encoder, frame.lowest);
        encoding.writeVarString(encoder, frame.epoch);
        encoding.writeVarUint(encoder, frame.nowMs);
        writeStanding(encoder, frame);
        return;
      case "chunk":
        writeHead(encoder, frame, frame.items.length);
        for (const item of frame.items) writeFeedItem(encoder, item);
        return;
      case "renewed":
        writeStanding(encoder, frame);
        return;
      case "outcome":
        encoding.writeVarUint(encoder, frame.tag);
        encoding.writeVarUint(encoder, frame.status);
        encoding.writeVarString(encoder, frame.json);
        return;
      case "channel":
        encoding.writeVarUint(encoder, frame.channel);
        encoding.writeUint8Array(encoder, frame.frame);
        return;
      case "closed":
        encoding.writeVarUint(encoder, frame.channel);
        encoding.writeVarUint(encoder, frame.code);
        encoding.writeVarString(encoder, frame.reason);
        return;
      case "beat":
        return;
      case "compared":
        writeCompared(encoder, frame);
        return;
      case "wanted":
        writeWanted(encoder, frame);
        return;
      case "recovered":
        writeRecovered(encoder, frame);
        return;
      default:
        frame satisfies never;
    }
  });
}

/** Items of a chunk written beforehand, so that many connections can be sent them. */
export interface EncodedItems {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** What a chunk says before its items. */
export type ChunkHead = Omit<Chunk, "type" | "items">;

export function encodeChunkHead(head: ChunkHead, count: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, types.chunk);
    writeHead(encoder, head, count);
  });
}

/** Frames, updates and cursors are views of `bytes`. @throws {MalformedSyncFrameError} and nothing else */
export const decodeToClient = (bytes: Uint8Array): ToClient =>
  readWhole(bytes, (decoder): ToClient => {
    const type = decoding.readVarUint(decoder);
    switch (type) {
      case types.welcome:
        return {
          type: "welcome",
          version: decoding.readVarUint(decoder),
          lowest: decoding.readVarUint(decoder),
          epoch: readText(decoder, maxTextBytes),
          nowMs: decoding.readVarUint(decoder),
          ...readStanding(decoder),
        };
      case types.chunk:
        return readChunk(decoder);
      case types.renewed:
        return { type: "renewed", ...readStanding(decoder) };
      case types.outcome: {
        const tag = decoding.readVarUint(decoder);
        return { type: "outcome", tag, status: decoding.readVarUint(decoder), json: readText(decoder, bytes.length) };
      }
      case types.channel:
        return { type: "channel", channel: decoding.readVarUint(decoder), frame: readRest(decoder) };
      case types.closed: {
        const channel = decoding.readVarUint(decoder);
        return {
          type: "closed",
          channel,
          code: decoding.readVarUint(decoder),
          reason: readText(decoder, maxTextBytes * 2),
        };
      }
      case types.beat:
        return { type: "beat" };
      case types.compared:
        return readCompared(decoder);
      case types.wanted:
        return readWanted(decoder);
      case types.recovered:
        return readRecovered(decoder);
      default:
        throw new MalformedSyncFrameError(`There is no frame of type ${type}`);
    }
  });

const maxTextBytes = 64;

function writeHead(encoder: encoding.Encoder, { cursor, isLast, left }: ChunkHead, count: number) {
  encoding.writeVarUint8Array(encoder, cursor);
  encoding.writeVarUint(encoder, isLast ? 1 : 0);
  encoding.writeVarUint(encoder, left);
  encoding.writeVarUint(encoder, count);
}

function readChunk(decoder: decoding.Decoder): Chunk {
  const cursor = readBytes(decoder, maxTextBytes);
  const isLast = decoding.readVarUint(decoder) === 1;
  const left = decoding.readVarUint(decoder);
  const count = decoding.readVarUint(decoder);
  const items: FeedItem[] = [];
  // Not `Array.from`: the count is only a claim, and the bytes end before it does harm.
  while (items.length < count) items.push(readFeedItem(decoder));
  return { type: "chunk", cursor, isLast, left, items };
}

function writeStanding(encoder: encoding.Encoder, { expiresAtMs, role, start, pending }: Standing): void {
  encoding.writeVarUint(encoder, expiresAtMs);
  encoding.writeVarString(encoder, role);
  encoding.writeVarUint(encoder, start);
  encoding.writeVarUint(encoder, pending);
}

const readStanding = (decoder: decoding.Decoder): Standing => ({
  expiresAtMs: decoding.readVarUint(decoder),
  role: readText(decoder, maxTextBytes),
  start: readStart(decoder),
  pending: decoding.readVarUint(decoder),
});

function readStart(decoder: decoding.Decoder): FeedStart {
  const start = decoding.readVarUint(decoder);
  const known = Object.values(feedStarts).find((value) => value === start);
  if (known === undefined) throw new MalformedSyncFrameError(`There is no start ${start}`);
  return known;
}
