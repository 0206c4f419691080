/**
 * Yjs updates as structures that need not be possible, and their bytes.
 *
 * Shape    an update is what each client wrote from a clock on, and what is deleted; `writeUpdate` writes whatever it is given, so that a
 *          struct may hang on one that is not there, in a type of another kind, under a length that is wrong.
 * Source   https://github.com/yjs/yjs/blob/main/src/utils/encoding.js, update format 1
 *
 * @module
 */
import * as encoding from "lib0/encoding";
import type { Dice } from "./dice.ts";

interface Id {
  readonly client: number;
  readonly clock: number;
}

interface Struct {
  /** 0 is GC, 10 a skip, else a kind of content. */
  readonly kind: number;
  readonly length: number;
  readonly origin?: Id;
  readonly rightOrigin?: Id;
  readonly parent: string | Id;
  readonly key?: string;
  readonly write: (encoder: encoding.Encoder) => void;
}

export interface LooseUpdate {
  readonly blocks: readonly { readonly client: number; readonly clock: number; readonly structs: readonly Struct[] }[];
  readonly deletions: readonly { readonly client: number; readonly ranges: readonly (readonly [number, number])[] }[];
}

const bits = { key: 0b0010_0000, rightOrigin: 0b0100_0000, origin: 0b1000_0000 } as const;

export const writeUpdate = ({ blocks, deletions }: LooseUpdate): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, blocks.length);
    for (const { client, clock, structs } of blocks) {
      encoding.writeVarUint(encoder, structs.length);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      for (const struct of structs) writeStruct(encoder, struct);
    }
    encoding.writeVarUint(encoder, deletions.length);
    for (const { client, ranges } of deletions) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const [clock, length] of ranges) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  });

function writeStruct(encoder: encoding.Encoder, struct: Struct): void {
  const { kind, origin, rightOrigin, parent, key } = struct;
  if (kind === 0 || kind === 10) {
    encoding.writeUint8(encoder, kind);
    encoding.writeVarUint(encoder, struct.length);
    return;
  }
  const flags = (origin ? bits.origin : 0) | (rightOrigin ? bits.rightOrigin : 0) | (key === undefined ? 0 : bits.key);
  encoding.writeUint8(encoder, kind | flags);
  if (origin) writeId(encoder, origin);
  if (rightOrigin) writeId(encoder, rightOrigin);
  if (!origin && !rightOrigin) {
    encoding.writeVarUint(encoder, typeof parent === "string" ? 1 : 0);
    if (typeof parent === "string") encoding.writeVarString(encoder, parent);
    else writeId(encoder, parent);
    if (key !== undefined) encoding.writeVarString(encoder, key);
  }
  struct.write(encoder);
}

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}

/** What an impossible update may refer to. */
export interface Surroundings {
  /** Yjs clients of the document, and how far each has come. */
  readonly clients: readonly (readonly [client: number, clock: number])[];
  readonly slots: readonly string[];
  readonly value: () => unknown;
}

/** Of each kind of content, and of some that there are not; `length` is how far the clock goes on. */
function contentOf(dice: Dice, { value }: Surroundings): { kind: number; length: number; write: Struct["write"] } {
  const kind = dice.weighed([
    [6, 8],
    [2, 4],
    [2, 7],
    [1, 0],
    [1, 10],
    [1, 1],
    [1, 2],
    [1, 3],
    [1, 5],
    [1, 6],
    [1, 9],
    [1, 11 + dice.roll(20)],
  ] as const);
  const length = dice.once(6) ? dice.number() : 1 + dice.roll(3);
  return { kind, length, write: (encoder) => writeContent(encoder, kind, length, dice, value) };
}

function writeContent(encoder: encoding.Encoder, kind: number, length: number, dice: Dice, value: () => unknown): void {
  const few = Math.min(length, 5);
  switch (kind) {
    case 1:
      encoding.writeVarUint(encoder, length);
      return;
    case 2:
      encoding.writeVarUint(encoder, dice.once(8) ? dice.number() : few);
      for (let left = few; left > 0; left -= 1)
        encoding.writeVarString(encoder, dice.pick(["undefined", "{", JSON.stringify(value()), "[".repeat(2_000)]));
      return;
    case 3:
      encoding.writeVarUint8Array(encoder, dice.bytes(few));
      return;
    case 4:
      encoding.writeVarString(
        encoder,
        dice.pick(["Grüezi", "", "\u0000", "😀".repeat(few), "x".repeat(dice.roll(3_000))]),
      );
      return;
    case 5:
      encoding.writeVarString(encoder, dice.pick(['{"a":1}', "{", "null"]));
      return;
    case 6:
      encoding.writeVarString(encoder, dice.pick(["bold", "__proto__"]));
      encoding.writeVarString(encoder, dice.pick(["true", '{"a":', "null"]));
      return;
    case 7: {
      const type = dice.roll(9);
      encoding.writeVarUint(encoder, type);
      if (type === 3 || type === 5) encoding.writeVarString(encoder, "p");
      return;
    }
    case 8:
      encoding.writeVarUint(encoder, dice.once(10) ? dice.number() : few);
      for (let left = few; left > 0; left -= 1)
        encoding.writeAny(encoder, value() as Parameters<typeof encoding.writeAny>[1]);
      return;
    case 9:
      encoding.writeVarString(encoder, "a-subdocument");
      encoding.writeAny(encoder, dice.pick([{ shouldLoad: true, autoLoad: true }, {}, null]));
      return;
    default:
      encoding.writeVarUint(encoder, length);
  }
}

const roots = ["fields", "writers", "notes", "elsewhere", "", "__proto__"] as const;

export function anUpdate(dice: Dice, around: Surroundings): LooseUpdate {
  const own = dice.roll(2 ** 32);
  const client = (): number => (around.clients.length > 0 && dice.once(3) ? dice.pick(around.clients)[0] : own);
  const clockOf = (wanted: number): number => around.clients.find(([one]) => one === wanted)?.[1] ?? 0;
  const id = (): Id => {
    const one = client();
    return { client: one, clock: dice.once(5) ? dice.number() : dice.roll(clockOf(one) + 2) };
  };
  const struct = (): Struct => {
    const content = contentOf(dice, around);
    const key = dice.once(4) ? undefined : around.slots.length > 0 ? dice.pick(around.slots) : "name|w";
    return {
      ...content,
      ...(dice.once(3) ? { origin: id() } : {}),
      ...(dice.once(6) ? { rightOrigin: id() } : {}),
      parent: dice.once(6) ? id() : dice.pick(roots),
      ...(key === undefined ? {} : { key }),
    };
  };
  const block = (): LooseUpdate["blocks"][number] => {
    const one = client();
    return {
      client: one,
      clock: dice.once(6) ? dice.number() : clockOf(one),
      structs: Array.from({ length: dice.once(30) ? 300 : dice.roll(4) }, struct),
    };
  };
  const range = (): readonly [number, number] => [
    dice.once(4) ? dice.number() : dice.roll(40),
    dice.once(4) ? dice.number() : dice.roll(10),
  ];
  return {
    blocks: Array.from({ length: dice.roll(4) }, block),
    deletions: Array.from({ length: dice.once(3) ? dice.roll(4) : 0 }, () => ({
      client: client(),
      ranges: Array.from({ length: dice.once(30) ? 300 : dice.roll(4) }, range),
    })),
  };
}
