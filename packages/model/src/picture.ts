/**
 * Pictures of cards: what the field `image` may hold.
 *
 * Shape    `data:image/jpeg;base64,…` (or `png`, `webp`), small enough to travel in the document; its bytes are looked at, so that
 *          nothing else is kept under that name.
 * Not      how a picture is made from what somebody picks: that takes a browser (`packages/elements/src/picture`). No SVG: it is a
 *          document that runs scripts. No links: they are gone offline, and tell a stranger's server who looks at which card.
 * Source   docs/decisions/0017-pictures-travel-in-the-document.md; rule F9
 *
 * @module
 */
import type { KnownProblem } from "./problem.ts";

export const pictureTypes = ["jpeg", "png", "webp"] as const;
export type PictureType = (typeof pictureTypes)[number];

/** Most characters of the value: some 9 KB of picture. */
export const maxPictureLength = 12_000;
/** A few bytes may say that they are a huge picture; whoever shows it would have to unpack it. */
export const maxPictureSide = 512;

export interface PictureHeader {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
}

const prefix = /^data:image\/(jpeg|png|webp);base64,/;
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const sextets = new Map(Array.from(digits, (digit, index) => [digit, index]));

/** `undefined` for anything but the one spelling that encoders write: no blanks, padded, no bits left over. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let size = 0;
  let index = 0;
  for (let at = 0; at < text.length - padding; at += 1) {
    const sextet = sextets.get(text.charAt(at));
    if (sextet === undefined) return undefined;
    bits = ((bits << 6) | sextet) & 0xffff;
    size += 6;
    if (size < 8) continue;
    size -= 8;
    bytes[index] = (bits >> size) & 0xff;
    index += 1;
  }
  return (bits & ((1 << size) - 1)) === 0 ? bytes : undefined;
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const pngSignature = "\u0089PNG\r\n\u001a\n";
const pngHeaderLength = 33;

function readPng(bytes: Uint8Array): PictureHeader | undefined {
  if (!startsWith(bytes, 0, pngSignature) || !startsWith(bytes, 12, "IHDR")) return undefined;
  if (bytes.length < pngHeaderLength) return undefined;
  return { type: "png", width: view(bytes).getUint32(16), height: view(bytes).getUint32(20) };
}

/** Whether a JPEG segment says how large the picture is: start of frame, of whichever coding. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function readJpeg(bytes: Uint8Array): PictureHeader | undefined {
  if (!startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) return undefined;
  const data = view(bytes);
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = data.getUint8(at + 1);
    // Fill bytes before a marker.
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return { type: "jpeg", height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    else if (data.getUint16(at + 2) < 2) return undefined;
    else at += 2 + data.getUint16(at + 2);
  }
  return undefined;
}

function readWebp(bytes: Uint8Array): PictureHeader | undefined {
  if (!startsWith(bytes, 0, "RIFF") || !startsWith(bytes, 8, "WEBP") || bytes.length < 30) return undefined;
  const data = view(bytes);
  const type = "webp";
  if (startsWith(bytes, 12, "VP8X"))
    return { type, width: (data.getUint32(23, true) >>> 8) + 1, height: (data.getUint32(26, true) >>> 8) + 1 };
  if (startsWith(bytes, 12, "VP8L") && bytes[20] === 0x2f) {
    const sides = data.getUint32(21, true);
    return { type, width: (sides & 0x3fff) + 1, height: ((sides >> 14) & 0x3fff) + 1 };
  }
  if (startsWith(bytes, 12, "VP8 ") && startsWith(bytes, 23, "\u009d\u0001\u002a"))
    return { type, width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff };
  return undefined;
}

/** What the first bytes of a file say that it is; `undefined` where it is none of the types we keep. O(segments), nothing is unpacked. */
export const readPictureHeader = (bytes: Uint8Array): PictureHeader | undefined =>
  readJpeg(bytes) ?? readPng(bytes) ?? readWebp(bytes);

/** Whether the file ends where its own structure says, and is one picture, not a moving one. */
function isWhole(bytes: Uint8Array, type: PictureType): boolean {
  const data = view(bytes);
  if (type === "jpeg") return bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
  if (type === "webp") {
    const isMoving = startsWith(bytes, 12, "VP8X") && (data.getUint8(20) & 2) !== 0;
    return data.getUint32(4, true) + 8 === bytes.length && !isMoving;
  }
  for (let at = pngSignature.length; at + 12 <= bytes.length; at += 12 + data.getUint32(at)) {
    if (startsWith(bytes, at + 4, "acTL")) return false;
    if (startsWith(bytes, at + 4, "IEND")) return at + 12 === bytes.length && data.getUint32(at) === 0;
  }
  return false;
}

/** What is wrong with a value of the field `image`, apart from its length. Pure; O(length). */
export function judgePicture(text: string): KnownProblem | undefined {
  const [start, type] = prefix.exec(text) ?? [];
  if (start === undefined || type === undefined) return { code: "image.format" };
  const bytes = decodeBase64(text.slice(start.length));
  const header = bytes && readPictureHeader(bytes);
  if (!header || header.type !== type || !isWhole(bytes, header.type))
    return { code: "image.content", params: { type } };
  const { width, height } = header;
  const isSized = Math.min(width, height) >= 1 && Math.max(width, height) <= maxPictureSide;
  return isSized ? undefined : { code: "image.size", params: { width, height, max: maxPictureSide } };
}

/** Whether the value can be shown as a picture: what was stored before there were any is text, and is not. */
export const isPicture = (value: unknown): value is string =>
  typeof value === "string" && value.length <= maxPictureLength && judgePicture(value) === undefined;
