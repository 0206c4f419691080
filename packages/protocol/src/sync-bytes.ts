/**
 * Reading and writing what the frames of `/sync` share: types, bounded texts, ids as 16 bytes.
 *
 * Shape    every reader throws {@link MalformedSyncFrameError} and nothing else.
 * Source   docs/PROTOCOL.md, "One socket per workspace"
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Types that mean the same in both directions have the same number. */
export const syncFrameTypes = {
  hello: 0,
  welcome: 0,
  taken: 1,
  chunk: 1,
  token: 2,
  renewed: 2,
  command: 3,
  outcome: 3,
  open: 4,
  channel: 5,
  close: 6,
  closed: 6,
  beat: 7,
  hold: 8,
  compare: 9,
  compared: 9,
  want: 10,
  wanted: 10,
  go: 11,
  recover: 12,
  recovered: 12,
} as const;

/** The bytes are no frame of `/sync`: the connection is closed with 4400. */
export class MalformedSyncFrameError extends Error {
  readonly code = "sync.malformed";
}

/** Runs a reader over a whole message. */
export function readWhole<Frame>(bytes: Uint8Array, read: (decoder: decoding.Decoder) => Frame): Frame {
  const decoder = decoding.createDecoder(bytes);
  let frame: Frame;
  try {
    frame = read(decoder);
  } catch (cause) {
    if (cause instanceof MalformedSyncFrameError) throw cause;
    throw new MalformedSyncFrameError("Not a frame", { cause });
  }
  if (decoding.hasContent(decoder)) throw new MalformedSyncFrameError("Bytes after the end of the frame");
  return frame;
}

/** @throws {MalformedSyncFrameError} where it is longer than `maxBytes`, before anything is copied */
export function readText(decoder: decoding.Decoder, maxBytes: number): string {
  return text.decode(readBytes(decoder, maxBytes));
}

/** A view of the message. @throws {MalformedSyncFrameError} where it is longer than `maxBytes` or than what is left */
export function readBytes(decoder: decoding.Decoder, maxBytes: number): Uint8Array {
  const length = decoding.readVarUint(decoder);
  const left = decoder.arr.length - decoder.pos;
  if (length > maxBytes || length > left) throw new MalformedSyncFrameError(`${length} bytes are too many`);
  return decoding.readUint8Array(decoder, length);
}

/** Everything that is left, as a view. */
export const readRest = (decoder: decoding.Decoder): Uint8Array =>
  decoding.readUint8Array(decoder, decoder.arr.length - decoder.pos);

/** Where the bytes of an id stand in its text. */
const placesOfId = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const idText = Array.from({ length: 36 }, () => "-".charCodeAt(0));

/** A UUID as text, lower case. Put together at once: a text that grows would be twenty pieces in memory. */
export function readId(decoder: decoding.Decoder): string {
  const { arr, pos } = decoder;
  if (arr.length - pos < 16) throw new MalformedSyncFrameError("An id has 16 bytes");
  for (let index = 0; index < 16; index += 1) {
    const byte = arr[pos + index] ?? 0;
    const place = placesOfId[index] ?? 0;
    idText[place] = hexDigit(byte >> 4);
    idText[place + 1] = hexDigit(byte & 15);
  }
  decoder.pos = pos + 16;
  return String.fromCharCode(...idText);
}

const hexDigit = (value: number): number => (value < 10 ? value + 48 : value + 87);

/** @param id a UUID in lower case: what is none of ours never comes here */
export function writeId(encoder: encoding.Encoder, id: string): void {
  for (let index = 0; index < 36; index += 2) {
    if (id[index] === "-") index += 1;
    encoding.write(encoder, (digit(id.charCodeAt(index)) << 4) | digit(id.charCodeAt(index + 1)));
  }
}

/** Of `0` to `9` and `a` to `f`. */
export const digit = (code: number): number => (code < 58 ? code - 48 : code - 87);
