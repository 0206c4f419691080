import {
  array,
  assert,
  boolean,
  constantFrom,
  dictionary,
  integer,
  property,
  record,
  shuffledSubarray,
  string,
  tuple,
  uniqueArray,
} from "fast-check";
import { describe, expect, test } from "vitest";
import {
  candidatesOf,
  conflictOf,
  covers,
  decodeEntry,
  encodeEntry,
  entryId,
  isWriterId,
  knowledgeOf,
  ownSlot,
  parseSlot,
  serverSlot,
  type Entry,
} from "./entry.ts";

const field = "name";
const writers = ["a", "b", "c", "d"] as const;
const writer = constantFrom(...writers);
const at = integer({ min: 0, max: 9 });
const seen = dictionary(writer, at, { maxKeys: 3 });

/** Any entries, also such as only cheats make: claims that nobody could have, covering in circles. */
const anyEntry = record({ writer, at, value: constantFrom("", "x", "y"), seen, isServers: boolean() }).map(
  ({ writer, at, value, seen: { [writer]: _own, ...seen }, isServers }): Entry => ({
    field,
    writer,
    at,
    value,
    seen,
    slot: isServers ? serverSlot(field, writer) : ownSlot(field, writer),
  }),
);
const anyEntries = uniqueArray(anyEntry, { selector: (entry) => entry.slot, maxLength: 8, size: "max" });

/**
 * Entries as honest writers make them: each step, somebody sets the field having seen some of what was set before.
 */
const honestSteps = array(tuple(writer, array(integer({ min: 0, max: 40 }), { maxLength: 5 })), {
  minLength: 1,
  maxLength: 20,
  size: "max",
});
interface Step {
  readonly entry: Entry;
  readonly past: ReadonlySet<string>;
}
function honestEntries(steps: readonly (readonly [string, readonly number[]])[]): Step[] {
  const made: Step[] = [];
  for (const [writer, picks] of steps) {
    const own = made.filter((step) => step.entry.writer === writer);
    const met = [...own, ...picks.flatMap((pick) => made[pick % Math.max(1, made.length)] ?? [])];
    const { [writer]: _own, ...known } = knowledgeOf(met.map((step) => step.entry));
    const past = new Set(met.map((step) => entryId(step.entry)));
    for (const step of met) for (const id of step.past) past.add(id);
    // Clocks run apart: only a writer's own entries are in order.
    const at = Math.max(0, ...own.map((step) => step.entry.at)) + 1 + (writer.charCodeAt(0) % 3);
    made.push({
      past,
      entry: { field, writer, at, value: `v${made.length}`, seen: known, slot: ownSlot(field, writer) },
    });
  }
  return made;
}

const ids = (entries: readonly Entry[]): readonly string[] => entries.map(entryId);

describe("candidates", () => {
  test("[C1] do not depend on the order in which entries came", () => {
    assert(
      property(
        anyEntries.chain((entries) =>
          tuple(
            shuffledSubarray(entries, { minLength: entries.length }),
            shuffledSubarray(entries, { minLength: entries.length }),
          ),
        ),
        ([one, other]) => {
          expect(ids(candidatesOf(one))).toEqual(ids(candidatesOf(other)));
        },
      ),
    );
  });

  test("[C1] are candidates again among themselves: reading twice changes nothing", () => {
    assert(
      property(anyEntries, (entries) => {
        const once = candidatesOf(entries);
        expect(ids(candidatesOf(once))).toEqual(ids(once));
      }),
    );
  });

  test("[C1] of an entry that is there twice are those of one", () => {
    assert(
      property(honestSteps, (steps) => {
        const entries = honestEntries(steps).map((step) => step.entry);
        const twins = entries.map((entry) => Object.assign({}, entry, { slot: serverSlot(field, entry.writer) }));
        expect(ids(candidatesOf([...entries, ...twins]))).toEqual(ids(candidatesOf(entries)));
      }),
    );
  });

  test("[C2] are never empty where there is an entry, whatever it claims", () => {
    assert(property(anyEntries, (entries) => candidatesOf(entries).length > 0 === entries.length > 0));
  });

  test("[C2] are exactly the entries that nobody had seen who set the field", () => {
    assert(
      property(honestSteps, (steps) => {
        const made = honestEntries(steps);
        const replaced = new Set(made.flatMap((step) => [...step.past]));
        const standing = made.map((step) => step.entry).filter((entry) => !replaced.has(entryId(entry)));
        expect([...ids(candidatesOf(made.map((step) => step.entry)))].sort()).toEqual([...ids(standing)].sort());
      }),
    );
  });

  test("[C2] of a part and of the rest, joined, are those of the whole", () => {
    assert(
      property(honestSteps, integer({ min: 0, max: 20 }), (steps, cut) => {
        const entries = honestEntries(steps).map((step) => step.entry);
        const joined = [...candidatesOf(entries.slice(0, cut)), ...candidatesOf(entries.slice(cut))];
        expect(ids(candidatesOf(joined))).toEqual(ids(candidatesOf(entries)));
      }),
    );
  });

  test("[C2] show the greatest time first, equal times by writer", () => {
    assert(
      property(anyEntries, (entries) => {
        const shown = candidatesOf(entries);
        for (const [index, entry] of shown.entries()) {
          const next = shown[index + 1];
          if (next) expect(entry.at > next.at || (entry.at === next.at && entry.writer > next.writer)).toBe(true);
        }
      }),
    );
  });
});

describe("an entry", () => {
  test("[C2] never covers itself, and honest ones never each other", () => {
    assert(
      property(honestSteps, (steps) => {
        const entries = honestEntries(steps).map((step) => step.entry);
        for (const one of entries)
          for (const other of entries) expect(covers(one, other) && covers(other, one)).toBe(false);
      }),
    );
  });

  test("[C1] reads back as it was written", () => {
    assert(
      property(anyEntry, (entry) => {
        expect(decodeEntry(entry.slot, encodeEntry(entry))).toEqual(entry);
      }),
    );
  });

  test.each([
    ["text", "x"],
    ["too short", ["x", 1]],
    ["too long", ["x", 1, {}, 1]],
    ["no time", ["x", "1", {}]],
    ["a broken time", ["x", 1.5, {}]],
    ["a negative time", ["x", -1, {}]],
    ["a value that is no scalar", [["x"], 1, {}]],
    ["null", [null, 1, {}]],
    ["not a number", [Number.NaN, 1, {}]],
    ["a list of writers", ["x", 1, ["w"]]],
    ["a writer without a time", ["x", 1, { w: "1" }]],
    ["an impossible writer", ["x", 1, { "a b": 1 }]],
    ["what every object has", ["x", 1, { constructor: 1 }]],
    ["a prototype that knows more", ["x", 1, Object.create({ victim: 2 ** 50 })]],
  ])("[G3] that is none is not read: %s", (_name, raw) => {
    expect(decodeEntry("name|w", raw)).toBeUndefined();
  });
});

describe("a conflict", () => {
  test("[C2] is none where all say the same, or the same in another format", () => {
    const entry = (writer: string, value: string): Entry => ({
      field: "phoneNo",
      writer,
      at: 1,
      value,
      seen: {},
      slot: ownSlot("phoneNo", writer),
    });
    expect(conflictOf([entry("a", "+41 44 668 18 00"), entry("b", "+41446681800")])).toEqual([]);
    expect(conflictOf([entry("a", "1"), entry("b", "2"), entry("c", "1")])).toHaveLength(2);
  });
});

describe("a slot", () => {
  test("[C1] has a field, a writer, and perhaps the server's mark; anything else is none", () => {
    expect(parseSlot("lines/7/quantity|w-_1")).toEqual({ field: "lines/7/quantity", writer: "w-_1", server: false });
    expect(parseSlot("name|w!s")).toEqual({ field: "name", writer: "w", server: true });
    for (const key of [
      "name",
      "|w",
      "name|",
      "name|w!x",
      "na|me|w",
      "name|w!s!s",
      "name|w ",
      "name|__proto__",
      "name|toString",
    ]) {
      expect(parseSlot(key), key).toBeUndefined();
    }
  });

  test("[G3] no text makes reading it fail", () => {
    assert(property(string({ maxLength: 300 }), (key) => parseSlot(key) === undefined || key.includes("|")));
    expect(isWriterId("hasOwnProperty")).toBe(false);
  });
});
