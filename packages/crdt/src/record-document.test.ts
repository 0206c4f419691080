import { array, assert, constantFrom, integer, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { carryOver, authored } from "./server-slots.ts";
import {
  forkDocument,
  joinDocuments,
  linkDocuments,
  mergeDocuments,
  takeAlong,
  writeFields,
  type Author,
} from "./lineage.ts";
import { RecordDocument } from "./record-document.ts";

const fields = ["name", "phoneNo", "city"] as const;
const users = ["ann", "bob", "cat"] as const;
const card = "c1";

const author = (user: string): Author => {
  let last = 0;
  return { writer: `s${user}`, card, user, nextAt: (atLeast) => (last = Math.max(last, atLeast, 1000) + 1) };
};

/** What three people do on three replicas: set a field, or hear of everything another one has. */
const steps = array(
  tuple(constantFrom("set", "set", "hear"), integer({ min: 0, max: 2 }), integer({ min: 0, max: 2 })),
  {
    maxLength: 40,
    size: "max",
  },
);

function replicasAfter(script: readonly (readonly [string, number, number])[]): RecordDocument[] {
  const replicas = users.map(() => new RecordDocument(new Y.Doc()));
  for (const [step, [what, who, which]] of script.entries()) {
    const record = replicas[who];
    const other = replicas[which];
    const user = users[who];
    const field = fields[which];
    if (!record || !other || user === undefined || field === undefined) continue;
    if (what === "hear") Y.applyUpdate(record.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(record.doc)));
    else {
      record.register(user, { card, user });
      // Bob's clock is a day slow.
      record.set(field, `${user}${step}`, { writer: user, at: (user === "bob" ? 1 : 500) + step });
    }
  }
  return replicas;
}

const shown = (record: RecordDocument): unknown =>
  Object.fromEntries(
    record
      .fields()
      .sort()
      .map((field) => [
        field,
        record.candidates(field).map(({ writer, at, value }) => `${writer}@${at}=${String(value)}`),
      ]),
  );

const merged = (states: readonly Uint8Array[]): RecordDocument => {
  const doc = new Y.Doc();
  for (const state of states) Y.applyUpdate(doc, state);
  return new RecordDocument(doc);
};

const copyOf = (record: RecordDocument): RecordDocument => merged([Y.encodeStateAsUpdate(record.doc)]);

describe("a record document", () => {
  test("[C1] merges to the same in any order, and again to the same", () => {
    assert(
      property(steps, (script) => {
        const states = replicasAfter(script).map(({ doc }) => Y.encodeStateAsUpdate(doc));
        const one = merged(states);
        expect(shown(merged([...states].reverse()))).toEqual(shown(one));
        expect(shown(merged([...states, ...states]))).toEqual(shown(one));
      }),
    );
  });

  test("[C1] its index says what a fresh reading of the same document says", () => {
    assert(
      property(steps, (script) => {
        for (const record of replicasAfter(script)) {
          expect(shown(record)).toEqual(shown(new RecordDocument(record.doc)));
        }
      }),
    );
  });

  test("[C2] shows what was set last by somebody who had seen the rest, also against the clock", () => {
    const record = new RecordDocument(new Y.Doc());
    record.set("name", "fast", { writer: "a", at: 900 });
    record.set("name", "slow", { writer: "b", at: 5 });
    expect(record.value("name")).toBe("slow");
    expect(record.conflict("name")).toEqual([]);
  });

  test("[C2] tells which fields changed, and who asked for it", () => {
    const record = new RecordDocument(new Y.Doc());
    const heard: unknown[] = [];
    const stop = record.observe((names, origin) => heard.push([...names], origin));
    record.set("name", "x", { writer: "a", at: 1, origin: "me" });
    stop();
    record.set("name", "y", { writer: "a", at: 2 });
    expect(heard).toEqual([["name"], "me"]);
  });
});

describe("documents", () => {
  test("[C4] a fork shows what its source shows, less the fields not kept", () => {
    assert(
      property(steps, (script) => {
        for (const record of replicasAfter(script)) {
          const fork = merged([forkDocument(record, (field) => field !== "city")]);
          const { city: _left, ...kept } = shown(record) as Record<string, unknown>;
          expect(shown(fork)).toEqual(kept);
        }
      }),
    );
  });

  test("[D4] merging documents is what merging their replicas is, in any order and any number of times", () => {
    assert(
      property(steps, (script) => {
        const replicas = replicasAfter(script);
        const whole = shown(merged(replicas.map(({ doc }) => Y.encodeStateAsUpdate(doc))));
        for (const order of [replicas, [...replicas].reverse(), [...replicas, ...replicas]]) {
          const into = new RecordDocument(new Y.Doc());
          for (const from of order) mergeDocuments(into, from, () => true);
          expect(shown(into)).toEqual(whole);
        }
      }),
    );
  });

  test("[D4] a fork merged back changes nothing, and brings what was set in it meanwhile", () => {
    assert(
      property(steps, (script) => {
        for (const record of replicasAfter(script)) {
          const before = shown(record);
          const fork = merged([forkDocument(record, () => true)]);
          mergeDocuments(record, fork, () => true);
          expect(shown(record)).toEqual(before);
          writeFields(fork, { name: "forked" }, author("dan"));
          mergeDocuments(record, fork, () => true);
          expect(record.candidates("name").map((entry) => entry.value)).toEqual(["forked"]);
        }
      }),
    );
  });

  test("[C2] carrying over is idempotent and does not depend on the order", () => {
    assert(
      property(steps, (script) => {
        const [from, into] = replicasAfter(script);
        if (!from || !into) return;
        const entries = from
          .fields()
          .flatMap((field) => [...from.entries(field)].flatMap((entry) => authored(from, entry) ?? []));
        const other = copyOf(into);
        carryOver(into, entries);
        for (const entry of [...entries].reverse()) carryOver(other, [entry]);
        expect(shown(other)).toEqual(shown(into));
        expect(carryOver(into, entries)).toEqual([]);
      }),
    );
  });

  test("[L2] the chosen side's value is shown, its conflict comes along, and the contact's candidates are replaced", () => {
    assert(
      property(steps, steps, (one, two) => {
        const [into] = replicasAfter(one);
        const [left, right] = replicasAfter(two);
        if (!into || !left || !right) return;
        // The card's people are others than the contact's.
        const from = new RecordDocument(new Y.Doc());
        for (const side of [left, right]) {
          for (const field of side.fields()) {
            for (const entry of side.entries(field)) {
              const writer = `card-${entry.writer}`;
              const seen = Object.fromEntries(Object.entries(entry.seen).map(([id, at]) => [`card-${id}`, at]));
              carryOver(from, [{ ...entry, writer, seen, card: "c2", user: entry.writer }]);
            }
          }
        }
        const had = new Map(fields.map((field) => [field, into.value(field) !== undefined]));
        linkDocuments(into, from, fields, () => "", author("dan"));
        for (const field of fields) {
          const [chosen, ...beside] = from.candidates(field);
          expect(into.value(field)).toBe(chosen?.value ?? (had.get(field) ? "" : undefined));
          expect(
            into
              .candidates(field)
              .slice(1)
              .map((entry) => entry.value),
          ).toEqual(beside.map((entry) => entry.value));
        }
      }),
    );
  });

  test("[U2] joining decides every field by somebody who has seen both: late copies change nothing, what was not seen stands beside", () => {
    const [into, from] = [new RecordDocument(new Y.Doc()), new RecordDocument(new Y.Doc())];
    into.register("a", { card: "k1", user: "ann" });
    from.register("b", { card: "k2", user: "bob" });
    into.set("name", "Kept", { writer: "a", at: 10 });
    from.set("name", "Merged", { writer: "b", at: 20 });
    from.set("city", "Bern", { writer: "b", at: 21 });
    from.set("phoneNo", "1", { writer: "b", at: 22 });
    const old = [...from.entries("name")].flatMap((entry) => authored(from, entry) ?? []);
    const copy = merged([forkDocument(from, () => true)]);
    joinDocuments(
      into,
      from,
      (field) => field === "city",
      () => "",
      author("cat"),
    );
    expect([into.value("name"), into.value("city"), into.value("phoneNo")]).toEqual(["Kept", "Bern", ""]);
    expect(carryOver(into, old)).toEqual([]);
    from.set("name", "Unseen", { writer: "b", at: 30 });
    carryOver(
      into,
      [...from.candidates("name")].flatMap((entry) => authored(from, entry) ?? []),
    );
    expect(new Set(into.conflict("name").map(({ value }) => value))).toEqual(new Set(["Kept", "Unseen"]));
    // What is set afterwards replaces on either side.
    into.register("v", { card: "v1", user: "bob" });
    into.set("city", "Chur", { writer: "v", at: 5_000 });
    takeAlong(copy, into, (card) => card === "v1", new Set());
    expect(copy.candidates("city").map(({ value }) => value)).toEqual(["Chur"]);
    expect(copy.value("name")).toBe("Merged");
  });

  test("[U2] of a conflict on the chosen side, what its author has replaced on the other one does not stand again", () => {
    const into = new RecordDocument(new Y.Doc());
    const from = new RecordDocument(new Y.Doc());
    for (const [record, at] of [
      [into, 20],
      [from, 10],
    ] as const) {
      record.register("w", { card: "c1", user: "bob" });
      record.doc.getMap("fields").set("city|w", [`Of ${at}`, at, {}]);
    }
    from.register("v", { card: "c1", user: "ann" });
    from.doc.getMap("fields").set("city|v", ["Shown", 30, {}]);
    joinDocuments(
      into,
      from,
      () => true,
      () => "",
      author("cat"),
    );
    expect(into.candidates("city").map(({ value }) => value)).toEqual(["Shown"]);
  });

  test("[U2] what another writer of the same id has set on the other side is covered all the same", () => {
    const into = new RecordDocument(new Y.Doc());
    const from = new RecordDocument(new Y.Doc());
    into.register("w", { card: "c2", user: "mal" });
    into.doc.getMap("fields").set("city|w", ["Far ahead", 900_000, {}]);
    from.register("w", { card: "c1", user: "bob" });
    from.register("v", { card: "c1", user: "ann" });
    from.doc.getMap("fields").set("city|w", ["Beside", 10, {}]);
    from.doc.getMap("fields").set("city|v", ["Shown", 30, {}]);
    joinDocuments(
      into,
      from,
      () => true,
      () => "",
      author("cat"),
    );
    expect(into.value("city")).toBe("Shown");
    expect(new Set(into.conflict("city").map(({ value }) => value))).toEqual(new Set(["Shown", "Beside"]));
  });

  test("[U2] joining leaves a conflict of the chosen side a conflict, and covers the other side's", () => {
    for (const chosen of ["into", "from"] as const) {
      const sides = { into: new RecordDocument(new Y.Doc()), from: new RecordDocument(new Y.Doc()) };
      for (const [name, record] of Object.entries(sides)) {
        for (const writer of [`${name}1`, `${name}2`]) {
          record.register(writer, { card: name, user: writer });
          record.doc.getMap("fields").set(`city|${writer}`, [writer, writer.endsWith("1") ? 2 : 1, {}]);
        }
      }
      joinDocuments(
        sides.into,
        sides.from,
        () => chosen === "from",
        () => "",
        author("cat"),
      );
      expect(sides.into.conflict("city").map(({ value }) => value)).toEqual([`${chosen}1`, `${chosen}2`]);
    }
  });

  test("[C2] the author of a link may be the author of what comes along", () => {
    const into = new RecordDocument(new Y.Doc());
    const from = new RecordDocument(new Y.Doc());
    const dan = author("dan");
    writeFields(copyOf(from), {}, dan);
    from.register("a", { card, user: "ann" });
    from.set("name", "shown", { writer: "a", at: 5000 });
    const elsewhere = new RecordDocument(new Y.Doc());
    writeFields(elsewhere, { name: "beside" }, dan);
    mergeDocuments(from, elsewhere, () => true);
    linkDocuments(into, from, ["name"], () => "", dan);
    expect(into.candidates("name").map((entry) => entry.value)).toEqual(["shown", "beside"]);
  });

  test("[C2] an id that somebody took from another document neither speaks for its owner nor hides an edit of theirs", () => {
    const into = new RecordDocument(new Y.Doc());
    into.register("victim", { card: "c9", user: "mal" });
    into.set("name", "mallory's", { writer: "victim", at: 9_000 });
    const late = { field: "name", writer: "victim", at: 10, value: "ann's", seen: {}, slot: "", card, user: "ann" };
    expect(carryOver(into, [late])).toHaveLength(1);
    expect(carryOver(into, [late])).toEqual([]);
    const authors = into.candidates("name").map((entry) => [entry.value, into.writer(entry.writer)?.user]);
    expect(authors).toEqual([
      ["mallory's", "mal"],
      ["ann's", "ann"],
    ]);
  });
});
