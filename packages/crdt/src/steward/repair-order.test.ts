/**
 * What random histories found in the steward, each as short as it can be told.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { writeFields, type Author } from "../lineage.ts";
import { RecordDocument } from "../record-document.ts";
import { context } from "./steward-fixture.ts";
import { steward, type StewardContext, type StewardResult } from "./steward.ts";

const replicaOf = (server: RecordDocument): RecordDocument => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
  return new RecordDocument(doc);
};

const push = (server: RecordDocument, replica: RecordDocument, context: StewardContext): StewardResult =>
  steward(server, Y.encodeStateAsUpdate(replica.doc, Y.encodeStateVector(server.doc)), context);

const values = (record: RecordDocument, field: string): unknown[] =>
  record.candidates(field).map((entry) => entry.value);

describe("the steward", () => {
  test("[C2] believes what an author has seen of a writer of theirs that the same update registers", () => {
    const server = new RecordDocument(new Y.Doc());
    const ann = replicaOf(server);
    // The later writer's name sorts first, so that it is judged first, too.
    ann.register("b-first", { card: "c1", user: "ann" });
    ann.set("name", "one", { writer: "b-first", at: 10 });
    ann.register("a-then", { card: "c2", user: "ann" });
    ann.set("name", "two", { writer: "a-then", at: 11 });
    push(server, ann, context("ann"));
    expect(values(server, "name")).toEqual(["two"]);
  });

  test("[C2] waits for the registration that a device stored before, unless the update is all there is", () => {
    const server = new RecordDocument(new Y.Doc());
    const stored = replicaOf(server);
    stored.register("w", { card: "c1", user: "ann" });
    const session = replicaOf(stored);
    const before = Y.encodeStateVector(session.doc);
    session.set("name", "typed at once", { writer: "w", at: 10 });
    const update = Y.encodeStateAsUpdate(session.doc, before);
    expect(steward(server, update, context("ann", { isWhole: false })).kind).toBe("incomplete");
    expect(server.fields()).toEqual([]);
    const refused = steward(server, update, context("ann", { isWhole: true }));
    expect(refused).toMatchObject({ kind: "integrated", refused: [{ code: "writer.unknown" }] });
  });

  test("[C2] waits for what an author has seen of a stored edit that was not sent yet", () => {
    const server = new RecordDocument(new Y.Doc());
    const stored = replicaOf(server);
    stored.register("old", { card: "c1", user: "ann" });
    stored.set("name", "stored", { writer: "old", at: 10 });
    const session = replicaOf(stored);
    const before = Y.encodeStateVector(session.doc);
    session.register("new", { card: "c2", user: "ann" });
    session.set("name", "typed", { writer: "new", at: 11 });
    const update = Y.encodeStateAsUpdate(session.doc, before);
    expect(steward(server, update, context("ann", { isWhole: false })).kind).toBe("incomplete");
    push(server, session, context("ann", { isWhole: true }));
    expect(values(server, "name")).toEqual(["typed"]);
  });

  test("[C2] puts back the later of two values where a writer's own slot and the server's for it are overwritten at once", () => {
    const server = new RecordDocument(new Y.Doc());
    let now = 100;
    const author: Author = {
      writer: "sann",
      card: "c1",
      user: "ann",
      nextAt: (atLeast) => Math.max(atLeast, now++) + 1,
    };
    const overwrite = (): void => {
      const mallory = replicaOf(server);
      mallory.doc.transact(() => {
        for (const slot of ["name|sann", "name|sann!s"]) mallory.doc.getMap("fields").set(slot, ["666", 9_000, {}]);
      });
      push(server, mallory, context("mal"));
    };
    writeFields(server, { name: "first" }, author);
    overwrite();
    writeFields(server, { name: "second" }, author);
    overwrite();
    expect(values(server, "name")).toEqual(["second"]);
  });

  test("[C2] cuts back what is claimed through the prototype, and knows no writer that every object has", () => {
    const server = new RecordDocument(new Y.Doc());
    const ann = replicaOf(server);
    ann.register("wa", { card: "c1", user: "ann" });
    push(server, ann, context("ann"));
    const mallory = replicaOf(server);
    mallory.register("wm", { card: "c1", user: "mal" });
    const seen = Object.defineProperty({}, "__proto__", { value: { wa: 2 ** 50 }, enumerable: true });
    mallory.doc.getMap("fields").set("name|wm", ["swallows", 5, seen]);
    mallory.doc.getMap("writers").set("constructor", ["c1", "mal"]);
    mallory.doc.getMap("fields").set("name|constructor", ["for ever", 6, {}]);
    push(server, mallory, context("mal"));
    ann.set("name", "ann's", { writer: "wa", at: 4 });
    push(server, ann, context("ann"));
    expect(values(server, "name")).toEqual(["ann's"]);
  });
});
