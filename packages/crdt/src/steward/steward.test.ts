import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { RecordDocument } from "../record-document.ts";
import { putServerSlot } from "../server-slots.ts";
import { context } from "./steward-fixture.ts";
import { steward, type StewardContext } from "./steward.ts";

const replicaOf = (server: RecordDocument): RecordDocument => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
  return new RecordDocument(doc);
};
const since = (replica: RecordDocument, server: RecordDocument): Uint8Array =>
  Y.encodeStateAsUpdate(replica.doc, Y.encodeStateVector(server.doc));

function accepted(server: RecordDocument, replica: RecordDocument, ctx: StewardContext): ReturnType<typeof integrated> {
  return integrated(steward(server, since(replica, server), ctx));
}
function integrated(result: ReturnType<typeof steward>): Extract<typeof result, { kind: "integrated" }> {
  if (result.kind !== "integrated") throw new Error(`steward said ${result.kind}`);
  return result;
}

function seeded(): { server: RecordDocument; ann: RecordDocument } {
  const server = new RecordDocument(new Y.Doc());
  const ann = replicaOf(server);
  ann.register("wa", { card: "c1", user: "ann" });
  ann.set("phoneNo", "1", { writer: "wa", at: 10 });
  accepted(server, ann, context("ann"));
  return { server, ann };
}

describe("steward", () => {
  test("[C2] an honest edit is accepted unchanged and names what it replaced", () => {
    const { server, ann } = seeded();
    ann.set("phoneNo", "2", { writer: "wa", at: 20 });
    const result = accepted(server, ann, context("ann"));
    expect(result.repaired).toBe(false);
    expect(result.accepted).toMatchObject([{ field: "phoneNo", value: "2", old: "1", card: "c1", user: "ann" }]);
    expect(server.value("phoneNo")).toBe("2");
  });

  test("[G1] what is logged of an edit leads from the document before to the document after, swept slots included", () => {
    const { server, ann } = seeded();
    server.doc.transact(() => putServerSlot(server, { ...server.candidates("phoneNo")[0]!, at: 11, value: "11" }));
    Y.applyUpdate(ann.doc, Y.encodeStateAsUpdate(server.doc));
    const follower = replicaOf(server);
    ann.set("phoneNo", "2", { writer: "wa", at: 20 });
    const update = Y.encodeStateAsUpdate(ann.doc, Y.encodeStateVector(server.doc));
    const result = integrated(steward(server, update, context("ann", { isWhole: false })));
    expect([...server.doc.getMap("fields").keys()]).toEqual(["phoneNo|wa"]);
    Y.applyUpdate(follower.doc, result.update ?? new Uint8Array());
    expect(Y.equalSnapshots(Y.snapshot(follower.doc), Y.snapshot(server.doc))).toBe(true);
  });

  test("[C2] erasing is not an edit: a wiped document is put back", () => {
    const { server } = seeded();
    const mallory = replicaOf(server);
    mallory.doc.getMap("fields").clear();
    mallory.doc.getMap("writers").clear();
    const result = integrated(steward(server, Y.encodeStateAsUpdate(mallory.doc), context("mallory")));
    expect(result.repaired).toBe(true);
    expect(server.value("phoneNo")).toBe("1");
    expect(server.writer("wa")).toEqual({ card: "c1", user: "ann" });
    Y.applyUpdate(mallory.doc, result.update ?? new Uint8Array());
    expect(mallory.value("phoneNo")).toBe("1");
  });

  test("[C2] an overwrite of somebody else's slot is taken out, and their concurrent edit survives it", () => {
    for (let round = 0; round < 20; round++) {
      const { server, ann } = seeded();
      const mallory = replicaOf(server);
      mallory.doc.getMap("fields").set("phoneNo|wa", ["666", 99, {}]);
      ann.set("phoneNo", "2", { writer: "wa", at: 20 });
      const update = since(ann, server);
      const hostile = accepted(server, mallory, context("mallory"));
      expect(hostile.refused).toMatchObject([{ code: "slot.foreign" }]);
      expect(server.value("phoneNo")).toBe("1");
      const honest = integrated(steward(server, update, context("ann")));
      expect(honest.accepted).toHaveLength(1);
      expect(server.value("phoneNo")).toBe("2");
    }
  });

  test("[C2] a claim to have seen more of others than is known is cut back", () => {
    const { server, ann } = seeded();
    const bob = replicaOf(server);
    bob.register("wb", { card: "c1", user: "bob" });
    bob.doc.getMap("fields").set("phoneNo|wb", ["b", 30, { wa: 1_000_000 }]);
    accepted(server, bob, context("bob"));
    ann.set("phoneNo", "a", { writer: "wa", at: 40 });
    accepted(server, ann, context("ann"));
    expect(server.candidates("phoneNo").map((entry) => entry.value)).toEqual(["a", "b"]);
  });

  test("[C2] a refused value leaves what it replaced, for everybody", () => {
    const { server, ann } = seeded();
    ann.set("phoneNo", "bad", { writer: "wa", at: 20 });
    const result = accepted(server, ann, context("ann", { check: () => ({ code: "phone.letters" }) }));
    expect(result.refused).toMatchObject([{ code: "phone.letters", field: "phoneNo", entry: "wa@20", value: "bad" }]);
    expect(server.value("phoneNo")).toBe("1");
    Y.applyUpdate(ann.doc, result.update ?? new Uint8Array());
    expect(ann.value("phoneNo")).toBe("1");
  });

  test("[C5] an entry of a card that moved on is taken out as late", () => {
    const { server, ann } = seeded();
    ann.set("phoneNo", "2", { writer: "wa", at: 20 });
    const result = accepted(server, ann, context("ann", { standing: () => "held" }));
    expect(result.late).toMatchObject([{ field: "phoneNo", value: "2", card: "c1", fate: "moved" }]);
    expect(server.value("phoneNo")).toBe("1");
  });

  test("[G3] random bytes, foreign types and updates with holes change nothing", () => {
    const { server, ann } = seeded();
    expect(steward(server, new Uint8Array([1, 2, 3, 255, 255, 255, 9]), context("ann")).kind).toBe("malformed");
    const foreign = new Y.Doc();
    foreign.getMap("fields").set("x|w", new Y.Map());
    expect(steward(server, Y.encodeStateAsUpdate(foreign), context("ann")).kind).toBe("malformed");
    const other = new Y.Doc();
    other.getMap("elsewhere").set("x", 1);
    expect(steward(server, Y.encodeStateAsUpdate(other), context("ann")).kind).toBe("malformed");
    ann.set("city", "Bern", { writer: "wa", at: 30 });
    const vector = Y.encodeStateVector(ann.doc);
    ann.set("city", "Basel", { writer: "wa", at: 31 });
    expect(steward(server, Y.encodeStateAsUpdate(ann.doc, vector), context("ann")).kind).toBe("incomplete");
    expect(server.value("city")).toBeUndefined();
  });
});
