/**
 * Updates made by hand, byte by byte, to cost much or to be taken for what they are not.
 *
 * @module
 */
import * as encoding from "lib0/encoding";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { RecordDocument } from "../record-document.ts";
import { maxWritersPerUser, steward, type StewardContext } from "./steward.ts";

const context = (over: Partial<StewardContext> = {}): StewardContext => ({
  user: "mallory",
  role: "card",
  nowMs: Date.UTC(2026, 0, 1),
  standing: () => "holds",
  mayEdit: () => true,
  check: () => undefined,
  ...over,
});

type Id = readonly [client: number, clock: number];

interface Item {
  readonly left?: Id;
  readonly right?: Id;
  /** Root type and key, where there is no neighbour to have them from. */
  readonly at?: readonly [root: string, key?: string];
  /** A value of a map; text otherwise; a length of garbage. */
  readonly value?: unknown;
  readonly text?: string;
  readonly garbage?: number;
}

interface Block {
  readonly client: number;
  readonly clock?: number;
  readonly items: readonly Item[];
}

const writeId = (encoder: encoding.Encoder, [client, clock]: Id): void => {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
};

function writeItem(encoder: encoding.Encoder, { left, right, at, value, text, garbage }: Item): void {
  if (garbage !== undefined) {
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, garbage);
    return;
  }
  const key = left || right ? undefined : at?.[1];
  encoding.writeUint8(
    encoder,
    (text === undefined ? 8 : 4) | (left ? 128 : 0) | (right ? 64 : 0) | (key === undefined ? 0 : 32),
  );
  if (left) writeId(encoder, left);
  if (right) writeId(encoder, right);
  if (!left && !right) {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, at?.[0] ?? "fields");
    if (key !== undefined) encoding.writeVarString(encoder, key);
  }
  if (text === undefined) {
    encoding.writeVarUint(encoder, 1);
    encoding.writeAny(encoder, (value ?? 1) as string);
  } else encoding.writeVarString(encoder, text);
}

function updateOf(...blocks: readonly Block[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, blocks.length);
  for (const { client, clock = 0, items } of blocks) {
    encoding.writeVarUint(encoder, items.length);
    writeId(encoder, [client, clock]);
    for (const item of items) writeItem(encoder, item);
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A chain of values of one key, each written over the one before. */
const chain = (client: number, count: number): Item[] =>
  times(count, (index) => (index === 0 ? { at: ["fields", "name|w"] } : { left: [client, index - 1] }));

const empty = (): RecordDocument => new RecordDocument(new Y.Doc());

function judged(update: Uint8Array, record = empty()): { readonly kind: string; readonly ms: number } {
  const startedMs = Date.now();
  const before = Y.encodeStateAsUpdate(record.doc);
  const { kind } = steward(record, update, context());
  const ms = Date.now() - startedMs;
  if (kind !== "integrated") expect(Y.encodeStateAsUpdate(record.doc)).toEqual(before);
  return { kind, ms };
}

describe("an update made to cost much", () => {
  test("[G3] garbage, and what is attached to it, is refused; it doubled the work with every item", () => {
    const items = [{ garbage: 1 }, ...times(60, (index) => ({ left: [1, index], right: [1, index] }) as const)];
    expect(judged(updateOf({ client: 1, items }))).toMatchObject({ kind: "malformed" });
    const text = [{ at: ["notes"], text: "a" } as const, ...items.slice(1)];
    const { ms } = judged(updateOf({ client: 1, items: text }));
    expect(ms).toBeLessThan(1_000);
  });

  test("[C2] a long chain of overwrites under another client's last one is an edit like any other", () => {
    const update = updateOf({ client: 5, items: [{ left: [4, 11_999] }] }, { client: 4, items: chain(4, 12_000) });
    expect(judged(update).kind).toBe("integrated");
  });

  test.each([
    ["a deletion of a client the document has", [1, 0]],
    ["a deletion of a client the document has not", [77, 0]],
    ["a deletion beyond its end", [1, 9]],
  ] as const)(
    "[G1] [G3] of no length is refused: %s, which made a document that nobody could load any more",
    (_, id) => {
      const update = updateOf({ client: 2, items: [{ at: ["fields", "city|w"] }] });
      const bytes = encoding.encode((encoder) => {
        encoding.writeUint8Array(encoder, update.subarray(0, -1));
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarUint(encoder, id[0]);
        encoding.writeVarUint(encoder, 1);
        writeId(encoder, [id[1], 0]);
      });
      const record = empty();
      Y.applyUpdate(record.doc, updateOf({ client: 1, items: chain(1, 3) }));
      expect(judged(bytes, record).kind).toBe("malformed");
    },
  );

  test("[G1] [G3] of no length is refused: a text, and garbage, that would stand where the next edit belongs", () => {
    expect(judged(updateOf({ client: 1, items: [{ at: ["notes"], text: "" }] })).kind).toBe("malformed");
    expect(judged(updateOf({ client: 1, items: [{ garbage: 0 }] })).kind).toBe("malformed");
    expect(judged(updateOf({ client: 1, items: [{ at: ["elsewhere"], text: "" }] })).kind).toBe("malformed");
  });

  test("[G3] origins in a circle are refused", () => {
    const update = updateOf(
      { client: 5, items: [{ left: [4, 0] }] },
      { client: 4, items: [{ left: [3, 0] }] },
      { client: 3, items: [{ left: [5, 0] }] },
    );
    expect(judged(update).kind).toBe("malformed");
  });

  test("[G3] clocks beyond counting, a client that comes twice and clocks that jump are refused", () => {
    const far = Number.MAX_SAFE_INTEGER - 1;
    expect(judged(updateOf({ client: 1, items: [{ garbage: far }] })).kind).toBe("malformed");
    expect(judged(updateOf({ client: 1, items: [{ garbage: far }, { garbage: far }] })).kind).not.toBe("integrated");
    const twice = updateOf(
      { client: 1, items: chain(1, 5) },
      { client: 2, items: chain(2, 2) },
      { client: 1, items: chain(1, 3) },
    );
    expect(judged(twice).kind).toBe("malformed");
  });

  test.each([
    [
      "thousands of first values of one key",
      (n: number) => times(n, (client) => ({ client: 2 * n - client, items: [{ at: ["fields", "name|w"] }] }) as const),
    ],
    [
      "thousands of values before the last one",
      (n: number) => [
        { client: 5, items: chain(5, n) },
        { client: 4, items: times(n, (index) => ({ right: [5, n - 1 - (index % 7)] }) as const) },
      ],
    ],
    [
      "thousands of texts before the last one",
      (n: number) => [
        {
          client: 5,
          items: times(
            n,
            (index) => (index === 0 ? { at: ["notes"], text: "a" } : { left: [5, index - 1], text: "b" }) as Item,
          ),
        },
        { client: 4, items: times(n, (index) => ({ right: [5, n - 1 - (index % 7)], text: "c" }) as const) },
      ],
    ],
  ] satisfies [string, (n: number) => readonly Block[]][])(
    "[G3] %s are refused before Yjs compares each with each",
    (_, blocks) => {
      expect(judged(updateOf(...blocks(8_000)))).toMatchObject({ kind: "malformed" });
      expect(judged(updateOf(...blocks(500))).kind).toBe("integrated");
    },
  );

  test("[G3] what is integrated in small pieces does not add up to more than the bound either", () => {
    const record = empty();
    let kind = "integrated";
    let longestMs = 0;
    for (let round = 0; round < 60 && kind === "integrated"; round += 1) {
      const blocks = times(1_000, (index) => ({
        client: 100_000 - round * 1_000 + index,
        items: [{ at: ["fields", "name|w"] as const }],
      }));
      const { kind: judgement, ms } = judged(updateOf(...blocks.reverse()), record);
      kind = judgement;
      longestMs = Math.max(longestMs, ms);
    }
    expect(kind).toBe("malformed");
    expect(longestMs).toBeLessThan(5_000);
  }, 30_000);

  test("[C2] notes that several people wrote apart for a long time are taken", () => {
    const replicas = times(4, () => new Y.Doc());
    let seed = 7;
    const roll = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    const server = empty();
    for (let round = 0; round < 4; round += 1) {
      for (const doc of replicas) {
        const notes = doc.getText("notes");
        for (let edit = 0; edit < 120; edit += 1) {
          const place = roll(notes.length + 1);
          if (roll(5) === 0 && notes.length > place + 3) notes.delete(place, 3);
          else notes.insert(place, "word ");
        }
      }
      for (const doc of replicas) {
        const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server.doc));
        expect(steward(server, update, context()).kind).toBe("integrated");
      }
      for (const doc of replicas) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
    }
    // All of it at once, too, into a document that has nothing yet.
    expect(steward(empty(), Y.encodeStateAsUpdate(server.doc), context()).kind).toBe("integrated");
    expect(new Set(replicas.map((doc) => doc.getText("notes").toJSON())).size).toBe(1);
  }, 30_000);
});

describe("a document made to cost much", () => {
  test("[G3] a user's writers are bounded; the ones there are go on writing", () => {
    const record = empty();
    const doc = new Y.Doc();
    const replica = new RecordDocument(doc);
    doc.transact(() => {
      for (let count = 0; count < maxWritersPerUser + 50; count += 1) {
        replica.register(`w${count}`, { card: "c", user: "mallory" });
        doc.getMap("fields").set(`name|w${count}`, [`Name ${count}`, 1, {}]);
      }
    });
    const result = steward(record, Y.encodeStateAsUpdate(doc), context());
    if (result.kind !== "integrated") throw new Error(result.kind);
    expect(result.accepted).toHaveLength(16);
    expect(record.candidates("name")).toHaveLength(16);
    expect(record.writerIds()).toHaveLength(maxWritersPerUser);
    const codes = new Set(result.refused.map(({ code }) => code));
    expect(codes).toEqual(new Set(["writer.tooMany", "writer.unknown", "entry.tooMany"]));
    Y.applyUpdate(doc, result.update ?? new Uint8Array());
    expect(replica.candidates("name")).toEqual(record.candidates("name"));
    const before = Y.encodeStateVector(doc);
    replica.set("name", "Settled", { writer: "w3", at: 10 });
    expect(steward(record, Y.encodeStateAsUpdate(doc, before), context()).kind).toBe("integrated");
    expect(record.candidates("name").map(({ value }) => value)).toEqual(["Settled"]);
    expect([...record.entries("name")]).toHaveLength(1);
  });

  test("[G3] [C2] a user's candidates are bounded, however many updates bring them; what is beyond is refused, none gives way unseen", () => {
    const record = empty();
    const ann = new RecordDocument(new Y.Doc());
    ann.register("wa", { card: "c", user: "ann" });
    ann.set("name", "Ann's", { writer: "wa", at: 5 });
    steward(record, Y.encodeStateAsUpdate(ann.doc), context({ user: "ann" }));
    const refused: string[] = [];
    for (let count = 0; count < 100; count += 1) {
      const doc = new Y.Doc();
      doc.getMap("writers").set(`w${count}`, ["c", "mallory"]);
      doc.getMap("fields").set(`name|w${count}`, [`Name ${count}`, 10 + count, {}]);
      const result = steward(record, Y.encodeStateAsUpdate(doc), context());
      if (result.kind === "integrated") refused.push(...result.refused.map(({ code }) => code));
    }
    const shown = record.candidates("name").map(({ value }) => value);
    expect(shown).toEqual([...times(16, (index) => `Name ${15 - index}`), "Ann's"]);
    expect(refused).toEqual(times(84, () => "entry.tooMany"));
    expect([...record.entries("name")]).toHaveLength(17);
    expect(Y.encodeStateAsUpdate(record.doc).byteLength).toBeLessThan(32 * 1024);
  });

  test("[G3] thousands of candidates are read in a moment", () => {
    const doc = new Y.Doc();
    const record = new RecordDocument(doc);
    doc.transact(() => {
      for (let count = 0; count < 20_000; count += 1)
        doc.getMap("fields").set(`phoneNo|w${count}`, [`+4144${count}`, count, {}]);
    });
    const startedMs = Date.now();
    expect(record.candidates("phoneNo")).toHaveLength(20_000);
    expect(record.conflict("phoneNo").length).toBeGreaterThan(10_000);
    expect(Date.now() - startedMs).toBeLessThan(5_000);
  });
});

describe("an update that speaks for another's Yjs client", () => {
  /** Clients of whom the sender is told that they are somebody else's. */
  const foreign = (...clients: number[]): StewardContext =>
    context({ clients: { mayExtend: (client) => !clients.includes(client) } });

  test("[C2] [C1] is refused, and the edit it would have taken the place of arrives", () => {
    const server = empty();
    const ann = new RecordDocument(new Y.Doc());
    ann.register("wa", { card: "c", user: "ann" });
    ann.set("name", "First", { writer: "wa", at: 1 });
    const first = steward(server, Y.encodeStateAsUpdate(ann.doc), context({ user: "ann" }));
    expect(first).toMatchObject({ kind: "integrated", newClients: [ann.doc.clientID] });
    const vector = Y.encodeStateVector(ann.doc);
    ann.set("name", "Second", { writer: "wa", at: 2 });
    const clock = Y.getState(server.doc.store, ann.doc.clientID);
    const spoof = updateOf({
      client: ann.doc.clientID,
      clock,
      items: [{ at: ["fields", "x|wm"] }, { left: [ann.doc.clientID, clock] }],
    });
    expect(steward(server, spoof, foreign(ann.doc.clientID))).toMatchObject({ kind: "malformed", isUntouched: true });
    const second = steward(server, Y.encodeStateAsUpdate(ann.doc, vector), context({ user: "ann" }));
    expect(second).toMatchObject({ kind: "integrated", accepted: [{ value: "Second" }], newClients: [] });
  });

  test("[C1] what the document has already may come from anybody", () => {
    const server = empty();
    const ann = new Y.Doc();
    ann.getMap("writers").set("wa", ["c", "ann"]);
    steward(server, Y.encodeStateAsUpdate(ann), context({ user: "ann" }));
    const bob = new Y.Doc();
    Y.applyUpdate(bob, Y.encodeStateAsUpdate(server.doc));
    bob.getMap("writers").set("wb", ["c", "mallory"]);
    expect(steward(server, Y.encodeStateAsUpdate(bob), foreign(ann.clientID))).toMatchObject({
      kind: "integrated",
      newClients: [bob.clientID],
      refused: [],
    });
  });
});
