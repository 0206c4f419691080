/**
 * Digests by which two sides see that they have the same: 8 bytes of SHA-256.
 *
 * Shape    of a thing: over its form (a row's text; a document's state, see `documentState` of `@couplet/crdt`); of a stretch: over ids and
 *          digests of the things in it, in the order of their ids.
 * Not      a seal: somebody who wants two documents to look the same can arrange for it, and keeps from nobody but themselves what differs.
 * Source   docs/PROTOCOL.md, "Another epoch"
 *
 * @module
 */
import { digest as sha256 } from "lib0/hash/sha256";
import type { Mark } from "./compare-frames.ts";

export const digestBytes = 8;
const text = new TextEncoder();

/** @param form the text of a row, or the state of a document */
export const digestOfThing = (form: string | Uint8Array): Uint8Array =>
  sha256(typeof form === "string" ? text.encode(form) : form).slice(0, digestBytes);

/** @param marks of things, in the order of their ids */
export function digestOfStretch(marks: readonly Mark[]): Uint8Array {
  const size = 36 + digestBytes;
  const bytes = new Uint8Array(marks.length * size);
  marks.forEach(({ id, digest }, index) => {
    text.encodeInto(id, bytes.subarray(index * size));
    bytes.set(digest, index * size + 36);
  });
  return sha256(bytes).slice(0, digestBytes);
}

export const isSameDigest = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
