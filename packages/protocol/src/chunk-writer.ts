/**
 * A chunk of the feed, written into a buffer that can be used again.
 *
 * Shape    items first, behind room for a head; the head goes in front of them once it is known. What it writes is what `encodeToClient`
 *          would, without a copy and without anything for the garbage collector.
 * Source   docs/PROTOCOL.md, "The feed"
 *
 * @module
 */
import * as encoding from "lib0/encoding";
import { itemTypes, type FeedItem } from "./feed-item.ts";
import { digit } from "./sync-bytes.ts";
import { encodeChunkHead, type ChunkHead, type EncodedItems } from "./sync-to-client.ts";

/** A head is shorter: a type, a cursor of 64 bytes at most, and three numbers. */
const headRoom = 128;
const text = new TextEncoder();

export class ChunkWriter {
  count = 0;
  #buffer: Uint8Array<ArrayBuffer>;
  #at = headRoom;

  /** @param buffer written over; another one takes its place where it is too small */
  constructor(buffer: Uint8Array<ArrayBuffer>) {
    this.#buffer = buffer;
  }

  /** The buffer the chunk is in now. */
  get buffer(): Uint8Array<ArrayBuffer> {
    return this.#buffer;
  }

  get bytes(): number {
    return this.#at - headRoom;
  }

  add(item: FeedItem): void {
    this.count += 1;
    this.#need(64);
    this.#number(itemTypes[item.type]);
    switch (item.type) {
      case "document":
        this.#id(item.documentId);
        this.#bytes(item.update);
        return;
      case "card":
      case "relation":
      case "setup":
        this.#text(item.row);
        return;
      case "relationRemoved":
        this.#id(item.relationId);
        return;
      case "forgotten":
        this.#id(item.documentId);
        return;
      case "retired":
        this.#id(item.documentId);
        this.#id(item.into);
        return;
      default:
        item satisfies never;
    }
  }

  /** Items written by another writer, in place of whatever is there. @param read writes all of them */
  fill(count: number, bytes: number, read: (into: Uint8Array) => void): void {
    this.#at = headRoom;
    this.#need(bytes);
    read(this.#buffer.subarray(headRoom, headRoom + bytes));
    this.count = count;
    this.#at = headRoom + bytes;
  }

  /** A view of what has been written so far, without a head. */
  get content(): Uint8Array {
    return this.#buffer.subarray(headRoom, this.#at);
  }

  /** A view of the buffer: it is the chunk until another frame is made, or the buffer is used again. */
  frame(head: ChunkHead): Uint8Array {
    const bytes = encodeChunkHead(head, this.count);
    const from = headRoom - bytes.byteLength;
    this.#buffer.set(bytes, from);
    return this.#buffer.subarray(from, this.#at);
  }

  /** A copy of the items, for as many frames as there are readers. */
  items(): EncodedItems {
    return { count: this.count, bytes: this.#buffer.slice(headRoom, this.#at) };
  }

  #need(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.byteLength) return;
    const larger = new Uint8Array(Math.max(this.#buffer.byteLength * 2, this.#at + bytes));
    larger.set(this.#buffer.subarray(0, this.#at));
    this.#buffer = larger;
  }

  #number(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest & 127) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  #id(id: string): void {
    for (let index = 0; index < 36; index += 2) {
      if (id[index] === "-") index += 1;
      this.#buffer[this.#at++] = (digit(id.charCodeAt(index)) << 4) | digit(id.charCodeAt(index + 1));
    }
  }

  #bytes(bytes: Uint8Array): void {
    this.#need(bytes.byteLength + 16);
    this.#number(bytes.byteLength);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.byteLength;
  }

  #text(value: string): void {
    this.#need(value.length * 3 + 16);
    // Most text has as many bytes as characters: the length is written in front of where it ends up.
    const from = this.#at + sizeOf(value.length);
    const { written } = text.encodeInto(value, this.#buffer.subarray(from));
    const to = this.#at + sizeOf(written);
    if (to !== from) this.#buffer.copyWithin(to, from, from + written);
    this.#number(written);
    this.#at += written;
  }
}

/** Bytes of a varUint. */
const sizeOf = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4);

export const encodeItems = (items: readonly FeedItem[]): EncodedItems => {
  const writer = new ChunkWriter(new Uint8Array(1024));
  for (const item of items) writer.add(item);
  return writer.items();
};

/** As `encodeToClient` of a chunk, with items written beforehand. */
export function encodeChunk(head: ChunkHead, items: EncodedItems): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeUint8Array(encoder, encodeChunkHead(head, items.count));
  encoding.writeUint8Array(encoder, items.bytes);
  return encoding.toUint8Array(encoder);
}
