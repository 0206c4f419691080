import { array, assert, constantFrom, integer, property, tuple, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { forkDocument, joinDocuments, linkDocuments, mergeDocuments, writeFields, type Author } from "./lineage.ts";
import { readPlainUpdate } from "./plain-update.ts";
import { readShown, shownOf, type Shown } from "./read-shown.ts";
import { RecordDocument } from "./record-document.ts";

const fields = ["name", "phoneNo", "city"] as const;
const users = ["ann", "bob", "cat"] as const;
const words = ["Bern", "", "+41 44 123", "Zoë 🙂", "x"] as const;
const card = "c1";

const author = (user: string): Author => {
  let last = 0;
  return { writer: `s${user}`, card, user, nextAt: (atLeast) => (last = Math.max(last, atLeast, 1000) + 1) };
};

const acts = [
  "set",
  "set",
  "set",
  "hear",
  "hear",
  "restart",
  "append",
  "insert",
  "cut",
  "erase",
  "fork",
  "link",
  "join",
  "merge",
  "serve",
] as const;
const steps = array(
  tuple(constantFrom(...acts), integer({ min: 0, max: 2 }), integer({ min: 0, max: 2 }), integer({ min: 0, max: 4 })),
  { maxLength: 40, size: "max" },
);
type Script = readonly (readonly [(typeof acts)[number], number, number, number])[];

/** Everything that happens to documents, on three replicas of which each hears of the others now and then. */
function replicasAfter(script: Script): { readonly records: RecordDocument[]; readonly updates: Uint8Array[] } {
  const updates: Uint8Array[] = [];
  const open = (state?: Uint8Array): RecordDocument => {
    const doc = new Y.Doc();
    if (state) Y.applyUpdate(doc, state);
    doc.on("update", (update: Uint8Array) => updates.push(update));
    return new RecordDocument(doc);
  };
  const records = users.map(() => open());
  for (const [step, [act, who, which, what]] of script.entries()) {
    const record = records[who];
    const other = records[which];
    const [user, field, word] = [users[who], fields[which], words[what]];
    if (!record || !other || user === undefined || field === undefined || word === undefined) continue;
    const { length } = record.notes();
    const keepAll = (): boolean => true;
    switch (act) {
      case "set":
        record.register(user, { card, user });
        // Bob's clock is a day slow.
        record.set(field, what === 4 ? step : word, { writer: user, at: (user === "bob" ? 1 : 500) + step });
        break;
      case "hear":
        Y.applyUpdate(record.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(record.doc)));
        break;
      case "restart":
        records[who] = open(Y.encodeStateAsUpdate(record.doc));
        break;
      case "append":
        record.notes().insert(length, word);
        break;
      case "insert":
        record.notes().insert(Math.min(what, length), word);
        break;
      case "cut":
        if (length > 0) record.notes().delete(0, Math.min(length, what + 1));
        break;
      case "erase":
        for (const { slot } of record.entries(field)) record.doc.getMap("fields").delete(slot);
        break;
      case "fork":
        records[who] = open(forkDocument(record, (name) => name !== field));
        break;
      case "link":
        linkDocuments(record, other, [field], () => "", author(user));
        break;
      case "join":
        joinDocuments(
          record,
          other,
          (name) => name === field,
          () => "",
          author(user),
        );
        break;
      case "merge":
        mergeDocuments(record, other, keepAll);
        break;
      case "serve":
        writeFields(record, { [field]: word }, author(user));
        break;
      default:
        act satisfies never;
    }
  }
  return { records, updates };
}

function throughDocument(update: Uint8Array): Shown {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return shownOf(new RecordDocument(doc));
}

function outcomeOf(read: () => Shown): Shown | "no update" {
  try {
    return read();
  } catch {
    return "no update";
  }
}

const expectSame = (update: Uint8Array): void => {
  expect(outcomeOf(() => readShown(update))).toEqual(outcomeOf(() => throughDocument(update)));
};

describe("what a document shows, read from its bytes", { timeout: 60_000 }, () => {
  test("[C1] is what the document shows, whatever happened to it", () => {
    assert(
      property(steps, (script) => {
        const { records } = replicasAfter(script);
        for (const record of records) expectSame(Y.encodeStateAsUpdate(record.doc));
        expectSame(Y.mergeUpdates(records.map(({ doc }) => Y.encodeStateAsUpdate(doc))));
      }),
      { numRuns: 200 },
    );
  });

  test("[C1] is what the document shows, of updates that were merged as bytes, in any order and with some missing", () => {
    assert(
      property(steps, integer({ min: 0, max: 6 }), (script, missing) => {
        const { updates } = replicasAfter(script);
        if (updates.length === 0) return;
        expectSame(Y.mergeUpdates(updates));
        expectSame(Y.mergeUpdates([...updates].reverse()));
        const some = updates.filter((_, index) => index % 7 !== missing);
        if (some.length > 0) expectSame(Y.mergeUpdates(some));
      }),
      { numRuns: 200 },
    );
  });

  test("[G3] is nothing of its own making where bytes are spoilt", () => {
    const spoils = array(tuple(integer({ min: 0, max: 400 }), integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    assert(
      property(steps, spoils, (script, changes) => {
        const [record] = replicasAfter(script).records;
        const bytes = Y.encodeStateAsUpdate(record?.doc ?? new Y.Doc());
        for (const [index, byte] of changes) bytes[index % bytes.byteLength] = byte;
        expectSame(bytes);
      }),
      { numRuns: 400 },
    );
    assert(property(uint8Array({ maxLength: 60 }), expectSame), { numRuns: 1_000 });
  });

  test("[G3] waits, as Yjs does, for what waits for each other", () => {
    // Two clients of two items each, in which every first one follows the other's second one.
    const text = (chars: string): number[] => [
      chars.length,
      ...Array.from({ length: chars.length }, (_, index) => chars.charCodeAt(index)),
    ];
    const value = [1, 119, ...text("late")];
    const root = (key: string): number[] => [0x28, 1, ...text("fields"), ...text(key), ...value];
    const follows = (client: number, clock: number): number[] => [0x88, client, clock, ...value];
    const client = (id: number, ...items: number[][]): number[] => [items.length, id, 0, ...items.flat()];
    const update = Uint8Array.from([
      2,
      ...client(9, follows(5, 1), root("a|x")),
      ...client(5, follows(9, 1), root("b|x")),
      0,
    ]);
    expect(Y.decodeUpdate(update).structs).toHaveLength(4);
    expect(readPlainUpdate(update)).toBeUndefined();
    expectSame(update);
  });

  test("needs no document for what most documents are: set, set again by others, prose that grew", () => {
    const doc = new Y.Doc();
    let record = new RecordDocument(doc);
    for (const [index, user] of users.entries()) {
      record.register(user, { card, user });
      for (const field of fields) record.set(field, `${field} of ${user}`, { writer: user, at: 10 + index });
      record.set("city", `again ${user}`, { writer: user, at: 20 + index });
      record.notes().insert(record.notes().length, `${user} says. `);
      const next = new Y.Doc();
      Y.applyUpdate(next, Y.encodeStateAsUpdate(record.doc));
      record = new RecordDocument(next);
    }
    const update = Y.encodeStateAsUpdate(record.doc);
    expect(readPlainUpdate(update)).toBeDefined();
    expect(readShown(update)).toEqual({
      values: { name: "name of cat", phoneNo: "phoneNo of cat", city: "again cat" },
      notes: "ann says. bob says. cat says. ",
      lastAt: 22,
    });
  });
});
