import { RecordDocument } from "@couplet/crdt";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { lostEntries } from "./reconcile.ts";

const id = "0198c0de-0001-7000-8000-000000000001";

/** A document with what each writer has set, in order. */
function documentOf(
  from: Uint8Array | undefined,
  set: readonly [writer: string, user: string, field: string, value: string][],
) {
  const doc = new Y.Doc();
  if (from) Y.applyUpdate(doc, from);
  const record = new RecordDocument(doc);
  for (const [writer, user, field, value] of set) {
    if (!record.writer(writer)) record.register(writer, { card: id, user });
    const at = (doc.getMap("fields").size + record.lastAt(writer) + 1) * 1024;
    record.set(field, value, { writer, at });
  }
  return Y.encodeStateAsUpdate(doc);
}

describe("What this user wrote and the server lost", () => {
  const backup = documentOf(undefined, [
    ["a", "ada", "city", "Bern"],
    ["b", "bob", "name", "Muster AG"],
  ]);
  const offered = (held: Uint8Array, theirs: Uint8Array): string[] | undefined =>
    lostEntries(id, held, theirs, "ada")?.entries.map(({ field, value }) => `${field}=${String(value)}`);

  test("[SY32] is what stood and was theirs", () => {
    const held = documentOf(backup, [
      ["a", "ada", "city", "Genf"],
      ["b", "bob", "name", "Neu AG"],
      ["a2", "ada", "phoneNo", "1"],
    ]);
    expect(offered(held, backup)?.sort()).toEqual(["city=Genf", "phoneNo=1"]);
  });

  test("[SY32] is nothing where somebody had replaced it, or the server has it, or one that has seen it", () => {
    const edited = documentOf(backup, [["a", "ada", "city", "Genf"]]);
    expect(offered(documentOf(edited, [["b", "bob", "city", "Zug"]]), backup)).toBeUndefined();
    expect(offered(edited, edited)).toBeUndefined();
    expect(offered(edited, documentOf(edited, [["b", "bob", "city", "Zug"]]))).toBeUndefined();
  });

  test("[SY32] are notes as they were, where the server has others", () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, backup);
    doc.getText("notes").insert(0, "Bitte anrufen");
    expect(lostEntries(id, Y.encodeStateAsUpdate(doc), backup, "ada")).toEqual({
      documentId: id,
      entries: [],
      notes: "Bitte anrufen",
    });
  });
});
