/**
 * Presence of many: everybody hears of everybody, in few frames, each with the latest.
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { awarenessFrame } from "./frames.ts";
import { defaultLimits } from "./limits.ts";
import { type Attendant, RoomPresence } from "./presence.ts";

/** Somebody in the room, who knows what they heard last of each client. */
class Person implements Attendant {
  readonly actor: { readonly sub: string; readonly name: string };
  readonly clientId: number;
  isBehind = false;
  readonly states = new Map<number, unknown>();
  frames = 0;
  bytes = 0;
  #clock = 0;

  constructor(index: number) {
    this.actor = { sub: `user${index}`, name: `User ${index}` };
    this.clientId = 1_000 + index;
  }

  send(frame: Uint8Array): void {
    this.frames += 1;
    this.bytes += frame.byteLength;
    const outer = decoding.createDecoder(frame);
    expect(decoding.readVarUint(outer)).toBe(1);
    const inner = decoding.createDecoder(decoding.readVarUint8Array(outer));
    for (let left = decoding.readVarUint(inner); left > 0; left -= 1) {
      const client = decoding.readVarUint(inner);
      decoding.readVarUint(inner);
      const state: unknown = JSON.parse(decoding.readVarString(inner));
      if (state === null) this.states.delete(client);
      else this.states.set(client, state);
    }
    expect(decoding.hasContent(inner)).toBe(false);
  }

  /** Shows a state of its own. */
  show(presence: RoomPresence, state: Readonly<Record<string, unknown>>, isWithinRate = true): void {
    this.#clock += 1;
    const text = JSON.stringify({ user: this.actor, ...state });
    const outer = decoding.createDecoder(
      awarenessFrame([{ clientId: this.clientId, clock: this.#clock, state: text }]),
    );
    decoding.readVarUint(outer);
    presence.receive(this, decoding.readVarUint8Array(outer), isWithinRate);
  }
}

const roomOf = (count: number) => {
  const people = Array.from({ length: count }, (_, index) => new Person(index));
  const sessions = new Set<Person>();
  return { people, sessions, presence: new RoomPresence(sessions, defaultLimits) };
};

const later = (ms: number): void => void vi.advanceTimersByTime(ms);

describe("Presence", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("[G3] a hundred and twenty who come at once all see each other soon, in few frames, and each themselves by their own id", () => {
    const { people, sessions, presence } = roomOf(120);
    for (const person of people) {
      sessions.add(person);
      presence.join(person);
      person.show(presence, { field: "city" });
      later(1);
    }
    later(500);
    for (const person of people) {
      expect(person.states.size).toBe(120);
      expect(person.states.has(person.clientId)).toBe(true);
      expect(people.filter(({ clientId }) => person.states.has(clientId))).toEqual([person]);
      expect(person.frames).toBeLessThan(20);
      // Told of each about once: whoever comes hears of all who are there, and then of those who come later.
      expect(person.bytes).toBeLessThan(120 * 70 * 1.5);
    }
    const before = people.map(({ frames }) => frames);
    for (let round = 0; round < 20; round += 1) {
      for (const person of people) person.show(presence, { field: `field${round}` });
      later(50);
    }
    later(500);
    for (const [index, person] of people.entries()) {
      expect(person.frames - (before[index] ?? 0)).toBeLessThan(25);
      expect([...person.states.values()].every((state) => (state as { field: string }).field === "field19")).toBe(true);
    }
    for (const person of people.slice(1)) {
      sessions.delete(person);
      presence.leave(person);
    }
    later(500);
    expect([...(people[0]?.states.keys() ?? [])]).toEqual([people[0]?.clientId]);
    presence.close();
  });

  test("[G3] where nothing was told just before, what is new is told at once, a departure too", () => {
    const { people, sessions, presence } = roomOf(2);
    const [one, other] = people;
    if (!one || !other) throw new Error("Two people");
    for (const person of people) sessions.add(person);
    for (let round = 1; round <= 5; round += 1) {
      one.show(presence, { field: `field${round}` });
      expect(other.frames).toBe(round);
      later(50);
    }
    sessions.delete(one);
    presence.leave(one);
    expect(other.states.size).toBe(0);
  });

  test("[G3] who does not read hears nothing until they read again, and then of everybody", () => {
    const { people, sessions, presence } = roomOf(3);
    const [one, other, slow] = people;
    if (!one || !other || !slow) throw new Error("Three people");
    for (const person of people) {
      sessions.add(person);
      person.show(presence, { field: "name" });
      later(50);
    }
    const before = slow.frames;
    slow.isBehind = true;
    for (let round = 0; round < 20; round += 1) {
      one.show(presence, { field: `field${round}` });
      later(50);
    }
    expect(slow.frames).toBe(before);
    slow.isBehind = false;
    other.show(presence, { field: "city" });
    expect(slow.frames).toBe(before + 1);
    expect([...slow.states.values()]).toEqual(expect.arrayContaining([{ user: one.actor, field: "field19" }]));
    presence.close();
  });

  test("[G3] large states come in frames that may be sent back", () => {
    const { people, sessions, presence } = roomOf(60);
    for (const person of people) {
      sessions.add(person);
      person.show(presence, { note: "x".repeat(3_500) }, false);
    }
    later(500);
    const late = new Person(60);
    presence.tell(late);
    expect(late.states.size).toBe(60);
    for (const { frames, bytes } of [late, ...people]) expect(bytes / frames).toBeLessThan(100_000);
    presence.close();
  });
});
