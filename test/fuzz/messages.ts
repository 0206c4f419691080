/**
 * Frames for rooms and for `/sync`: right ones, ones that say impossible things, and bytes.
 *
 * @module
 */
import {
  comparedThings,
  encodeTagged,
  encodeToServer,
  messageTypes,
  syncTypes,
  type ToServer,
} from "@couplet/protocol";
import { atOfMs } from "@couplet/crdt";
import { fieldNames } from "@couplet/model";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { secret } from "../harness/secret.ts";
import { spoiled } from "./bytes.ts";
import { jsonText, oddValue } from "./json.ts";
import { aCommand } from "./commands.ts";
import { anEdit, type Hand } from "./edits.ts";
import type { Dice } from "./dice.ts";
import { oddToken } from "./tokens.ts";
import { claimsOf, type Copy, freshId, type Person, tokenLifeMs, type World } from "./world.ts";
import { anUpdate, writeUpdate } from "./yjs-update.ts";

export interface Sender {
  readonly world: World;
  readonly person: Person;
  readonly dice: Dice;
}

const frameOf = (type: number, ...parts: readonly (number | Uint8Array)[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    for (const part of parts) {
      if (typeof part === "number") encoding.writeVarUint(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
  });

/** What the sender may know of the document, which may be nothing. */
function stateFor({ world, person, dice }: Sender, target: Copy | undefined): Uint8Array {
  const readable = world.readsOf(person);
  if (target && readable.includes(target)) return world.stateOf(target);
  return readable.length > 0 && dice.once(2) ? world.stateOf(dice.pick(readable)) : new Uint8Array([0, 0]);
}

function anyUpdate(sender: Sender, target: Copy | undefined): Uint8Array {
  const { world, person, dice } = sender;
  const ids = world.idsFor(person);
  const hand: Hand = {
    user: person.sub,
    dice,
    nowMs: world.place.nowMs,
    cards: ids.length > 0 ? ids : [freshId(dice)],
    value: () => oddValue(dice, ids),
  };
  const state = stateFor(sender, target);
  return dice.weighed<() => Uint8Array>([
    [20, () => anEdit(state, hand)],
    [5, () => writeUpdate(anUpdate(dice, surroundings(state, hand)))],
    [4, () => spoiled(anEdit(state, hand), dice, state)],
    [1, () => spoiled(state, dice)],
    [1, () => Y.convertUpdateFormatV1ToV2(anEdit(state, hand))],
    [1, () => replayed(sender, target)],
  ])();
}

function surroundings(state: Uint8Array, hand: Hand) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const clients = [...Y.decodeStateVector(Y.encodeStateVector(doc))];
  const slots = [...doc.getMap("fields").keys()];
  doc.destroy();
  return { clients, slots, value: () => hand.value() };
}

/** What was said in another document that everybody of the workspace reads. */
function replayed({ world, person, dice }: Sender, target: Copy | undefined): Uint8Array {
  const others = world.readsOf(person).filter((copy) => copy.isCommon && target?.isCommon !== false);
  return others.length > 0 ? world.stateOf(dice.pick(others)) : new Uint8Array([0, 0]);
}

function aStateVector(sender: Sender, target: Copy | undefined): Uint8Array {
  const { dice } = sender;
  const honest = Y.encodeStateVectorFromUpdate(stateFor(sender, target));
  return dice.weighed<() => Uint8Array>([
    [3, () => honest],
    [2, () => spoiled(honest, dice)],
    [1, () => encoding.encode((encoder) => encoding.writeVarUint(encoder, dice.number()))],
    [
      1,
      () =>
        encoding.encode((encoder) => {
          const count = dice.pick([1, 50, 3_000]);
          encoding.writeVarUint(encoder, count);
          for (let left = count * 2; left > 0; left -= 1) encoding.writeVarUint(encoder, dice.number());
        }),
    ],
  ])();
}

function aPresence({ dice, person }: Sender): Uint8Array {
  const state = dice.pick([
    JSON.stringify({ user: { sub: person.sub, name: "x" }, field: "city" }),
    JSON.stringify({ user: { sub: "ada", name: "Ada" } }),
    "null",
    "{",
    "[]",
    "7",
    `{"__proto__":{"user":1}}`,
    `{"user":${'{"a":'.repeat(400)}1${"}".repeat(400)}}`,
    JSON.stringify({ x: "x".repeat(5_000) }),
  ]);
  const count = dice.once(8) ? dice.number() : 1 + dice.roll(3);
  const body = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, count);
    for (let left = Math.min(count, 40); left > 0; left -= 1) {
      encoding.writeVarUint(encoder, dice.number());
      encoding.writeVarUint(encoder, dice.number());
      encoding.writeVarString(encoder, state);
    }
  });
  return frameOf(messageTypes.awareness, body);
}

/** A frame for a room. `target` is the room's document, where it is one that is there. */
export function roomFrame(sender: Sender, target: Copy | undefined, acks: boolean): Uint8Array {
  const { dice } = sender;
  const sync = (type: number, body: Uint8Array): Uint8Array => frameOf(messageTypes.sync, type, body);
  const update = (): Uint8Array =>
    sync(
      dice.weighed([
        [4, syncTypes.update],
        [3, syncTypes.step2],
      ] as const),
      anyUpdate(sender, target),
    );
  const tagged = (frame: Uint8Array): Uint8Array =>
    encodeTagged(dice.once(6) ? dice.number() : 1 + dice.roll(2 ** 30), frame);
  const frame = dice.weighed<() => Uint8Array>([
    [24, () => (acks ? tagged(update()) : update())],
    [3, update],
    [3, () => sync(syncTypes.step1, aStateVector(sender, target))],
    [3, () => aPresence(sender)],
    [1, () => tagged(dice.once(2) ? tagged(update()) : aPresence(sender))],
    [1, () => frameOf(messageTypes.queryAwareness)],
    [
      1,
      () =>
        frameOf(
          dice.pick([messageTypes.auth, messageTypes.settled, messageTypes.notice, dice.number()]),
          dice.number(),
        ),
    ],
    [1, () => sync(dice.number(), anyUpdate(sender, target))],
    [1, () => new Uint8Array(dice.pick([0, 1, 300]))],
  ])();
  return dice.once(8) ? spoiled(frame, dice) : frame;
}

export function anyToken({ dice, person }: Sender): string {
  return oddToken(dice, claimsOf(person), secret, Date.now() + tokenLifeMs).token;
}

export function helloFrame(dice: Dice, isOdd: boolean, cursors: readonly Uint8Array[]): Uint8Array {
  const cursor = cursors.length > 0 && dice.once(2) ? dice.pick(cursors) : new Uint8Array();
  const plain = { type: "hello", version: 1, lowest: 1, epoch: "", cursor, language: "en", feed: true } as const;
  if (!isOdd) return encodeToServer({ ...plain, epoch: dice.pick(["", "another"]), feed: !dice.once(4) });
  const hello = encodeToServer({
    ...plain,
    version: dice.once(2) ? dice.number() : 1,
    lowest: dice.once(4) ? dice.number() : 1,
    epoch: dice.pick(["", "x", "x".repeat(65), "\u0000"]),
    cursor: dice.once(2) ? spoiled(cursor, dice).slice(0, 70) : dice.bytes(dice.roll(70)),
    language: dice.pick(["", "fr-CH", "*;q=9", "x".repeat(64), "%"]),
  });
  return dice.once(3) ? spoiled(hello, dice) : hello;
}

export interface SyncState {
  /** Channels that were opened, with what each is in. */
  readonly channels: Map<number, Copy | undefined>;
  next: number;
  readonly cursors: readonly Uint8Array[];
}

/** What a restored server is said to have lost: mostly as a device would say it, of one's own or of somebody else's, with whatever it is said to have seen. */
function aLoss(sender: Sender, target: Copy | undefined): string {
  const { world, person, dice } = sender;
  const ids = world.idsFor(person);
  const users = [person.sub, person.sub, "ada", "holly", "nobody"];
  const cards = ids.length > 0 ? ids : [freshId(dice)];
  const writers = [`lost-${dice.roll(4)}`, `lost-${dice.roll(4)}`, ...(target?.record.writerIds() ?? [])];
  const then = (): number => atOfMs(world.place.nowMs) - dice.roll(20_000 * 1_000);
  const at = (): number => (dice.once(8) ? dice.pick([0, 2 ** 53 - 1, -1, 0.5, dice.number()]) : then());
  const entry = () => {
    const seen = dice.pick(writers);
    return {
      field: dice.pick(["city", "name", "phoneNo", dice.pick(fieldNames)]),
      writer: dice.pick(writers),
      card: dice.pick(cards),
      user: dice.pick(users),
      at: at(),
      value: dice.once(3) ? oddValue(dice, ids) : dice.pick(["Bern", "", "+41 31 000 00 00"]),
      seen: dice.once(2) ? { [seen]: at() } : {},
      seenWriters: dice.once(2) ? { [seen]: [dice.pick(cards), dice.pick(users)] } : {},
    };
  };
  const entries = Array.from({ length: dice.once(20) ? 201 : dice.roll(4) }, entry);
  const was = dice.once(2) ? (target?.record.notes().toJSON() ?? "") : "";
  const loss = { entries, ...(dice.once(3) && { notes: { was, text: "Von vorher." } }) };
  const json = dice.once(3) ? jsonText(loss, dice, ids) : JSON.stringify(loss);
  world.claimed(json);
  return json;
}

/** A frame for `/sync`, after its hello. */
export function syncFrame(sender: Sender, state: SyncState): Uint8Array {
  const { world, person, dice } = sender;
  const ids = world.idsFor(person);
  const anId = (): string => (ids.length > 0 && !dice.once(6) ? dice.pick(ids) : freshId(dice));
  const channel = (): number =>
    state.channels.size > 0 && !dice.once(20) ? dice.pick([...state.channels.keys()]) : dice.number();
  const frame = dice.weighed<() => ToServer>([
    [
      14,
      () => {
        const number = channel();
        return { type: "channel", channel: number, frame: roomFrame(sender, state.channels.get(number), true) };
      },
    ],
    [
      5,
      () => {
        const targets = world.targetsOf(person, dice);
        const target = targets.length > 0 && !dice.once(8) ? dice.pick(targets) : undefined;
        const number = dice.once(25) ? dice.number() : (state.next += 1);
        if (number >= state.next) state.channels.set(number, target);
        state.next = Math.max(state.next, number);
        return { type: "open", channel: number, documentId: target?.id ?? freshId(dice), acks: dice.once(2) };
      },
    ],
    [8, () => ({ type: "command", tag: dice.roll(2 ** 30), json: jsonText(aCommand(sender), dice, ids) })],
    [1, () => ({ type: "close", channel: channel() })],
    [1, () => ({ type: "taken", chunks: dice.once(4) ? dice.number() : 1 })],
    [1, () => ({ type: "token", token: anyToken(sender) })],
    [1, () => ({ type: "beat" })],
    [1, () => ({ type: "hold" })],
    [1, () => ({ type: "go" })],
    [
      2,
      () => ({
        type: "compare",
        thing: dice.pick(comparedThings),
        by: dice.pick(["stretch", "thing"]),
        from: anId(),
        to: anId(),
      }),
    ],
    [
      2,
      () => ({
        type: "want",
        thing: dice.pick(comparedThings),
        wants: Array.from({ length: dice.once(10) ? 65 : dice.roll(4) }, () => {
          const id = anId();
          return { id, stateVector: dice.once(3) ? new Uint8Array() : aStateVector(sender, world.copies.get(id)) };
        }),
      }),
    ],
    [
      4,
      () => {
        const targets = world.targetsOf(person, dice);
        const target = targets.length > 0 && !dice.once(8) ? dice.pick(targets) : undefined;
        return { type: "recover", documentId: target?.id ?? freshId(dice), json: aLoss(sender, target) };
      },
    ],
  ])();
  const bytes = frame.type === "channel" && frame.channel > 2 ** 50 ? new Uint8Array([5]) : encodeToServer(frame);
  return dice.once(10) ? spoiled(bytes, dice) : bytes;
}
