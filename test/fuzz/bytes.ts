/**
 * What may become of bytes on their way: bits turned, pieces cut out, put in twice, exchanged or cut off.
 *
 * Not      structure: what is wrong in a way that still decodes is made by whoever knows the format.
 *
 * @module
 */
import * as encoding from "lib0/encoding";
import type { Dice } from "./dice.ts";

type Spoil = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const varUint = (value: number): Uint8Array => encoding.encode((encoder) => encoding.writeVarUint(encoder, value));

const ways: readonly Spoil[] = [
  /* a bit */
  (bytes, dice) => {
    const turned = bytes.slice();
    for (let left = 1 + dice.roll(4); left > 0 && turned.length > 0; left -= 1)
      turned[dice.roll(turned.length)]! ^= 1 << dice.roll(8);
    return turned;
  },
  /* a byte */
  (bytes, dice) => {
    const turned = bytes.slice();
    if (turned.length > 0) turned[dice.roll(turned.length)] = dice.pick([0, 1, 0x7f, 0x80, 0xff, dice.roll(256)]);
    return turned;
  },
  /* the end is missing */
  (bytes, dice) => bytes.slice(0, dice.roll(bytes.length + 1)),
  /* the beginning is missing */
  (bytes, dice) => bytes.slice(dice.roll(bytes.length + 1)),
  /* a piece is missing */
  (bytes, dice) => {
    const from = dice.roll(bytes.length + 1);
    return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + dice.roll(8)));
  },
  /* a piece comes twice, or very often */
  (bytes, dice) => {
    const from = dice.roll(bytes.length + 1);
    const piece = bytes.subarray(from, from + 1 + dice.roll(32));
    const times = dice.once(20) ? 2_000 : 1 + dice.roll(4);
    return joined(bytes.subarray(0, from), ...Array.from({ length: times }, () => piece), bytes.subarray(from));
  },
  /* a number is another one, much too large perhaps */
  (bytes, dice) => {
    const at = dice.roll(bytes.length + 1);
    return joined(bytes.subarray(0, at), varUint(dice.number()), bytes.subarray(at + 1));
  },
  /* something is put in */
  (bytes, dice) => {
    const at = dice.roll(bytes.length + 1);
    return joined(bytes.subarray(0, at), dice.bytes(1 + dice.roll(8)), bytes.subarray(at));
  },
  /* it goes on as another one */
  (bytes, dice, other) =>
    joined(bytes.subarray(0, dice.roll(bytes.length + 1)), other.subarray(dice.roll(other.length + 1))),
  /* nothing but noise */
  (_, dice) => dice.bytes(dice.roll(80)),
];

/** @param other what to go on with, of the same kind */
export function spoiled(bytes: Uint8Array, dice: Dice, other: Uint8Array = bytes): Uint8Array {
  let result = bytes;
  for (let left = dice.once(3) ? 1 + dice.roll(3) : 1; left > 0; left -= 1)
    result = dice.pick(ways)(result, dice, other);
  return result;
}
