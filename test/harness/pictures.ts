/**
 * Pictures for tests: small ones as cards keep them, and picture files as people have them.
 *
 * Shape    files are PNGs made byte by byte, of one colour above and another below, so that a test can tell which way up they are.
 *
 * @module
 */
import { crc32, deflateSync } from "node:zlib";

type Colour = readonly [red: number, green: number, blue: number];

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** A PNG file; `below` colours its lower half. */
export function pngFile(width: number, height: number, above: Colour, below: Colour = above): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const line = (colour: Colour): Buffer =>
    Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
  const [upper, lower] = [line(above), line(below)];
  const lines = Array.from({ length: height }, (_, row) => (row < height / 2 ? upper : lower));
  return Buffer.concat([
    Buffer.from("\u0089PNG\r\n\u001a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(lines))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const pictureOf = (file: Buffer): string => `data:image/png;base64,${file.toString("base64")}`;

export const redPicture = pictureOf(pngFile(8, 8, [178, 58, 46]));
export const bluePicture = pictureOf(pngFile(8, 8, [40, 91, 163]));
