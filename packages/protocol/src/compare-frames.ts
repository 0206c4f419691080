/**
 * Frames that compare what a client holds with what the server has, after a backup was restored.
 *
 * Shape    the client asks, the server answers in the same order; nothing is kept in between. `compare` about stretches of ids gives a digest per
 *          stretch, about things one per thing; `want` gives the things themselves.
 * Source   docs/PROTOCOL.md, "Another epoch"; docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readFeedItem, writeFeedItem, type FeedItem } from "./feed-item.ts";
import { MalformedSyncFrameError, readBytes, readId, writeId } from "./sync-bytes.ts";
import { digestBytes } from "./thing-digest.ts";

export const comparedThings = ["document", "card", "relation", "setup"] as const;
export type ComparedThing = (typeof comparedThings)[number];

/** The set-up is one of a kind; its id is this one. */
export const lowestId = "00000000-0000-0000-0000-000000000000";
export const highestId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The next one in order; of the last one there is none. */
export function idAfter(id: string): string {
  const number = BigInt(`0x${id.replaceAll("-", "")}`) + 1n;
  const digits = number.toString(16).padStart(32, "0");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

/** Things a `want` may ask for at once. */
export const maxWants = 64;
const maxStateVectorBytes = 256 * 1024;

export interface Compare {
  readonly type: "compare";
  readonly thing: ComparedThing;
  readonly by: "stretch" | "thing";
  /** Both included. */
  readonly from: string;
  readonly to: string;
}

export interface Want {
  readonly type: "want";
  readonly thing: ComparedThing;
  /** `stateVector`: of what the client has of a document; empty where it has nothing. */
  readonly wants: readonly { readonly id: string; readonly stateVector: Uint8Array }[];
}

/** A digest of one thing, or of the things after the mark before and up to this id. */
export interface Mark {
  readonly id: string;
  readonly digest: Uint8Array;
}

export interface Compared {
  readonly type: "compared";
  /** All up to here is told; where it is not the `to` that was asked for, ask again for what comes after it. */
  readonly end: string;
  readonly marks: readonly Mark[];
}

export interface Wanted {
  readonly type: "wanted";
  /** As they were asked for, the first ones where all would be too large; `undefined`: not there, or not for this role. */
  readonly items: readonly (FeedItem | undefined)[];
}

export function writeCompare(encoder: encoding.Encoder, { thing, by, from, to }: Compare): void {
  encoding.writeVarUint(encoder, comparedThings.indexOf(thing));
  encoding.writeVarUint(encoder, by === "thing" ? 1 : 0);
  writeId(encoder, from);
  writeId(encoder, to);
}

export function readCompare(decoder: decoding.Decoder): Compare {
  const thing = readThing(decoder);
  const by = decoding.readVarUint(decoder);
  if (by > 1) throw new MalformedSyncFrameError(`${by} is no way to compare`);
  return { type: "compare", thing, by: by === 1 ? "thing" : "stretch", from: readId(decoder), to: readId(decoder) };
}

export function writeWant(encoder: encoding.Encoder, { thing, wants }: Want): void {
  encoding.writeVarUint(encoder, comparedThings.indexOf(thing));
  encoding.writeVarUint(encoder, wants.length);
  for (const { id, stateVector } of wants) {
    writeId(encoder, id);
    encoding.writeVarUint8Array(encoder, stateVector);
  }
}

export function readWant(decoder: decoding.Decoder): Want {
  const thing = readThing(decoder);
  const count = decoding.readVarUint(decoder);
  if (count > maxWants) throw new MalformedSyncFrameError(`${count} are too many at once`);
  const wants: Want["wants"][number][] = [];
  while (wants.length < count)
    wants.push({ id: readId(decoder), stateVector: readBytes(decoder, maxStateVectorBytes) });
  return { type: "want", thing, wants };
}

export function writeCompared(encoder: encoding.Encoder, { end, marks }: Compared): void {
  writeId(encoder, end);
  encoding.writeVarUint(encoder, marks.length);
  for (const { id, digest } of marks) {
    writeId(encoder, id);
    encoding.writeUint8Array(encoder, digest);
  }
}

export function readCompared(decoder: decoding.Decoder): Compared {
  const end = readId(decoder);
  const count = decoding.readVarUint(decoder);
  const marks: Mark[] = [];
  while (marks.length < count) marks.push({ id: readId(decoder), digest: readDigest(decoder) });
  return { type: "compared", end, marks };
}

export function writeWanted(encoder: encoding.Encoder, { items }: Wanted): void {
  encoding.writeVarUint(encoder, items.length);
  for (const item of items) {
    encoding.writeVarUint(encoder, item ? 1 : 0);
    if (item) writeFeedItem(encoder, item);
  }
}

export function readWanted(decoder: decoding.Decoder): Wanted {
  const count = decoding.readVarUint(decoder);
  const items: (FeedItem | undefined)[] = [];
  while (items.length < count) items.push(decoding.readVarUint(decoder) === 1 ? readFeedItem(decoder) : undefined);
  return { type: "wanted", items };
}

function readThing(decoder: decoding.Decoder): ComparedThing {
  const number = decoding.readVarUint(decoder);
  const thing = comparedThings[number];
  if (!thing) throw new MalformedSyncFrameError(`There is no thing ${number}`);
  return thing;
}

function readDigest(decoder: decoding.Decoder): Uint8Array {
  if (decoder.arr.length - decoder.pos < digestBytes) throw new MalformedSyncFrameError("A digest is cut off");
  return decoding.readUint8Array(decoder, digestBytes);
}
