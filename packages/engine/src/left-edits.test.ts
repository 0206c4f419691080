import { RecordDocument } from "@couplet/crdt";
import { expect, test } from "vitest";
import * as Y from "yjs";
import type { DeviceDisk } from "./device-disk.ts";
import { editsOf, missingEntries, readLeft } from "./left-edits.ts";
import type { SeatRow } from "./seats.ts";

const row: SeatRow = {
  writer: "mine",
  documentId: "d",
  role: "card",
  cardId: "c",
  kind: "contact",
  lastAt: 30,
  confirmedAt: 10,
  notesWait: true,
  isOpen: true,
};

const diskWith = (doc: Y.Doc, read = Promise.resolve()): DeviceDisk => ({
  openStore: () => Promise.reject(new Error("no")),
  forgetStore: () => Promise.resolve(),
  forgetDocument: () => Promise.resolve(),
  openDocument: (_name, into) => {
    return {
      loaded: Promise.resolve(false),
      read: read.then(() => Y.applyUpdate(into, Y.encodeStateAsUpdate(doc))),
      hasSynced: () => Promise.resolve(true),
      markSynced: () => Promise.resolve(),
      written: () => Promise.resolve(),
      keepAnew: () => Promise.resolve(),
      catchUp: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  },
});

function oldCopy(): RecordDocument {
  const record = new RecordDocument(new Y.Doc());
  for (const writer of ["mine", "other", "unknown"]) record.register(writer, { card: "c", user: writer });
  record.set("name", "confirmed", { writer: "mine", at: 10 });
  record.set("city", "theirs", { writer: "other", at: 15 });
  record.set("city", "nobody's", { writer: "unknown", at: 16 });
  record.set("city", "Bern", { writer: "mine", at: 20 });
  record.set("address", "Weg 1", { writer: "mine", at: 25 });
  record.notes().insert(0, "Ring twice.");
  return record;
}

test("[C2] of a copy that was given up the seat's own edits are found that are not known to be confirmed, and the prose", async () => {
  const left = await readLeft(diskWith(oldCopy().doc), row, "d");
  expect(
    editsOf(left)
      .map(({ id, field, value }) => `${id} ${field} ${value}`)
      .sort(),
  ).toEqual(["mine@20 city Bern", "mine@25 address Weg 1", "mine@31 notes Ring twice."]);
});

test("[C2] a device that is slow to give the old copy is waited for: nothing is taken for empty", async () => {
  const { promise: read, resolve: give } = Promise.withResolvers<void>();
  const reading = readLeft(diskWith(oldCopy().doc, read), { ...row, notesWait: false }, "d");
  await Promise.resolve();
  give();
  expect(editsOf(await reading).map(({ id }) => id)).toEqual(["mine@20", "mine@25"]);
});

test("[C2] they go over with what they had seen, so that a value set meanwhile stands beside them, and not twice", async () => {
  const left = await readLeft(diskWith(oldCopy().doc), { ...row, notesWait: false }, "d");
  const fresh = new RecordDocument(new Y.Doc());
  fresh.register("other", { card: "c", user: "other" });
  fresh.register("third", { card: "c", user: "third" });
  fresh.set("city", "theirs", { writer: "other", at: 15 });
  fresh.set("city", "meanwhile", { writer: "third", at: 40 });
  const missing = missingEntries(fresh, left);
  for (const entry of missing) fresh.put(entry);
  expect(fresh.conflict("city").map(({ value }) => value)).toEqual(["meanwhile", "Bern"]);
  expect(fresh.value("address")).toBe("Weg 1");
  // A claim to have seen somebody the server does not know would be sent back.
  expect(missing.find(({ field }) => field === "city")?.seen).toEqual({ other: 15 });
  expect(missingEntries(fresh, left)).toEqual([]);
});

test("[C2] what somebody has replaced there, having seen it, is not brought back", async () => {
  const left = await readLeft(diskWith(oldCopy().doc), { ...row, notesWait: false }, "d");
  const fresh = new RecordDocument(new Y.Doc());
  fresh.doc.getMap("fields").set("city|other", ["later", 50, { mine: 20 }]);
  expect(missingEntries(fresh, left).map(({ field }) => field)).toEqual(["address"]);
});
