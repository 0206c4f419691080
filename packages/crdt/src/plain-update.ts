/**
 * Reads a record document's slots and prose out of the bytes of an update, without a Y.Doc.
 *
 * Shape    an update is *plain* where its outcome needs no merging: every client from its first clock on, every key of a map one chain of
 *          items, each set after the one before it, and prose that only grew at its end. Then a key shows the end of its chain, unless that is
 *          deleted, and what Yjs would make of it can be read off.
 * Not      a second Yjs: everything else, what is malformed included, is `undefined`, and for Yjs to say.
 * Source   https://github.com/yjs/yjs/blob/main/src/utils/encoding.js, update format 1
 *
 * @module
 */
import * as decoding from "lib0/decoding";

export interface PlainContent {
  /** What stands in each slot of `fields`. */
  readonly slots: ReadonlyMap<string, unknown>;
  readonly notes: string;
}

/** Of an item's first byte: what is written of its place, and the kind of its content. */
const bits = { content: 0b0001_1111, key: 0b0010_0000, rightOrigin: 0b0100_0000, origin: 0b1000_0000 } as const;
const contents = { deleted: 1, text: 4, any: 8 } as const;

/** An item, and where it stands. */
interface Piece {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  /** The piece it was set after, or typed behind. */
  readonly origin: { readonly client: number; readonly clock: number } | undefined;
  /** Of a piece without origin. */
  readonly root: string;
  readonly key: string | undefined;
  readonly isDeleted: boolean;
  readonly value: unknown;
  next: Piece | undefined;
}

/** The bytes are not plain. Thrown here only, and caught below. */
class NotPlain extends Error {}
const notPlain = new NotPlain();

const isRoot = (root: string, key: string | undefined): boolean =>
  root === "notes" ? key === undefined : (root === "fields" || root === "writers") && key !== undefined;

/** `undefined` where the bytes are not plain. Never throws. O(bytes). */
export function readPlainUpdate(update: Uint8Array): PlainContent | undefined {
  try {
    return read(decoding.createDecoder(update));
  } catch {
    return undefined;
  }
}

function read(decoder: decoding.Decoder): PlainContent {
  const piecesByClient = new Map<number, Piece[]>();
  let isLinked = false;
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients -= 1) {
    const count = decoding.readVarUint(decoder);
    const client = decoding.readVarUint(decoder);
    if (count === 0 || decoding.readVarUint(decoder) !== 0 || piecesByClient.has(client)) throw notPlain;
    const pieces: Piece[] = [];
    let clock = 0;
    while (pieces.length < count) {
      const piece = readPiece(decoder, client, clock);
      isLinked ||= piece.origin !== undefined;
      pieces.push(piece);
      clock += piece.length;
    }
    piecesByClient.set(client, pieces);
  }
  const deletions = readDeletions(decoder);
  if (isLinked) link(piecesByClient);
  return contentOf(piecesByClient, deletions);
}

function readPiece(decoder: decoding.Decoder, client: number, clock: number): Piece {
  const info = decoding.readUint8(decoder);
  if ((info & bits.rightOrigin) !== 0) throw notPlain;
  let origin: Piece["origin"];
  let root = "";
  let key: string | undefined;
  if ((info & bits.origin) !== 0) {
    origin = { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) };
  } else {
    if (decoding.readVarUint(decoder) !== 1) throw notPlain;
    root = readName(decoder);
    if ((info & bits.key) !== 0) key = readName(decoder);
    if (!isRoot(root, key)) throw notPlain;
  }
  const at = { client, clock, origin, root, key, next: undefined };
  switch (info & bits.content) {
    case contents.deleted:
      return { ...at, length: lengthOf(decoding.readVarUint(decoder)), isDeleted: true, value: undefined };
    case contents.text: {
      const value = decoding.readVarString(decoder);
      return { ...at, length: lengthOf(value.length), isDeleted: false, value };
    }
    case contents.any:
      // A map's value is one: several would be a list's.
      if (decoding.readVarUint(decoder) !== 1) throw notPlain;
      return { ...at, length: 1, isDeleted: false, value: [decoding.readAny(decoder)] };
    default:
      throw notPlain;
  }
}

/** Names are short and mostly ASCII: then a decoder costs more than the text. */
function readName(decoder: decoding.Decoder): string {
  const { arr, pos } = decoder;
  const length = arr[pos] ?? 0;
  if (length > 63 || pos + length >= arr.length) return decoding.readVarString(decoder);
  let name = "";
  for (let index = pos + 1; index <= pos + length; index += 1) {
    const byte = arr[index] ?? 128;
    if (byte > 127) return decoding.readVarString(decoder);
    name += String.fromCharCode(byte);
  }
  decoder.pos = pos + 1 + length;
  return name;
}

function lengthOf(length: number): number {
  if (length < 1) throw notPlain;
  return length;
}

type Deletions = ReadonlyMap<number, readonly (readonly [from: number, to: number])[]>;

function readDeletions(decoder: decoding.Decoder): Deletions {
  const deletions = new Map<number, (readonly [number, number])[]>();
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients -= 1) {
    const client = decoding.readVarUint(decoder);
    const ranges = deletions.get(client) ?? [];
    deletions.set(client, ranges);
    for (let count = decoding.readVarUint(decoder); count > 0; count -= 1) {
      const from = decoding.readVarUint(decoder);
      ranges.push([from, from + decoding.readVarUint(decoder)]);
    }
  }
  return deletions;
}

/** Tells every piece which one follows it. */
function link(piecesByClient: ReadonlyMap<number, readonly Piece[]>): void {
  const byLastClock = new Map<number, Map<number, Piece>>();
  for (const [client, pieces] of piecesByClient) {
    byLastClock.set(client, new Map(pieces.map((piece) => [piece.clock + piece.length - 1, piece])));
  }
  let isAcross = false;
  for (const pieces of piecesByClient.values()) {
    for (const piece of pieces) {
      if (!piece.origin) continue;
      const { client, clock } = piece.origin;
      const before = byLastClock.get(client)?.get(clock);
      // Two that follow the same one were set while apart: which of them shows is for Yjs to say.
      if (!before || before.next || (client === piece.client && clock >= piece.clock)) throw notPlain;
      before.next = piece;
      isAcross ||= client !== piece.client;
    }
  }
  if (isAcross && !isInOrder(piecesByClient)) throw notPlain;
}

/** Whether the pieces can be taken in one after the other: Yjs leaves out those that wait for each other. */
function isInOrder(piecesByClient: ReadonlyMap<number, readonly Piece[]>): boolean {
  const taken = new Map<number, number>();
  const known = new Map<number, number>();
  const isKnown = ({ origin, client }: Piece): boolean =>
    !origin || origin.client === client || origin.clock < (known.get(origin.client) ?? 0);
  let isMoving = true;
  while (isMoving) {
    isMoving = false;
    for (const [client, pieces] of piecesByClient) {
      let index = taken.get(client) ?? 0;
      for (let piece = pieces[index]; piece && isKnown(piece); piece = pieces[index]) {
        index += 1;
        known.set(client, piece.clock + piece.length);
        isMoving = true;
      }
      taken.set(client, index);
    }
  }
  return [...piecesByClient].every(([client, pieces]) => taken.get(client) === pieces.length);
}

function contentOf(piecesByClient: ReadonlyMap<number, readonly Piece[]>, deletions: Deletions): PlainContent {
  const slots = new Map<string, unknown>();
  const begun = new Set<string>();
  let notes = "";
  let left = 0;
  for (const pieces of piecesByClient.values()) left += pieces.length;
  for (const pieces of piecesByClient.values()) {
    for (const piece of pieces) {
      if (piece.origin) continue;
      const place = `${piece.root} ${piece.key ?? ""}`;
      if (begun.has(place)) throw notPlain;
      begun.add(place);
      for (let one: Piece | undefined = piece; one; one = one.next) {
        left -= 1;
        const isText = typeof one.value === "string";
        if (!one.isDeleted && isText !== (piece.root === "notes")) throw notPlain;
        if (piece.root === "notes") notes += isText && !isGone(one, deletions) ? String(one.value) : "";
        else if (!one.next && piece.root === "fields" && !isGone(one, deletions)) {
          slots.set(piece.key ?? "", (one.value as readonly unknown[])[0]);
        }
      }
    }
  }
  if (left !== 0) throw notPlain;
  return { slots, notes };
}

function isGone({ client, clock, length, isDeleted }: Piece, deletions: Deletions): boolean {
  if (isDeleted) return true;
  for (const [from, to] of deletions.get(client) ?? []) {
    if (from <= clock && to >= clock + length) return true;
    if (from < clock + length && to > clock) throw notPlain;
  }
  return false;
}
