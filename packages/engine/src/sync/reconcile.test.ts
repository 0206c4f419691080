import { RecordDocument } from "@couplet/crdt";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { lostContent } from "./reconcile.ts";

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

describe("What the server lost of a document", () => {
  const backup = documentOf(undefined, [
    ["a", "ada", "city", "Bern"],
    ["b", "bob", "name", "Muster AG"],
  ]);
  const offered = (held: Uint8Array, theirs: Uint8Array): string[] | undefined =>
    lostContent(id, held, theirs)?.entries.map(({ field, value }) => `${field}=${String(value)}`);

  test("[SY32] is what stood, whoever made it", () => {
    const held = documentOf(backup, [
      ["a", "ada", "city", "Genf"],
      ["b", "bob", "name", "Neu AG"],
      ["a2", "ada", "phoneNo", "1"],
    ]);
    expect(offered(held, backup)?.sort()).toEqual(["city=Genf", "name=Neu AG", "phoneNo=1"]);
  });

  test("[SY32] is nothing where the server has it, or one that has seen it; what was replaced stays so", () => {
    const edited = documentOf(backup, [["a", "ada", "city", "Genf"]]);
    expect(offered(documentOf(edited, [["b", "bob", "city", "Zug"]]), backup)).toEqual(["city=Zug"]);
    expect(offered(edited, edited)).toBeUndefined();
    expect(offered(edited, documentOf(edited, [["b", "bob", "city", "Zug"]]))).toBeUndefined();
  });

  test("[SY32] are notes as they were, where the server has others", () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, backup);
    doc.getText("notes").insert(0, "Bitte anrufen");
    const held = Y.encodeStateAsUpdate(doc);
    const notes = { was: "", text: "Bitte anrufen", isLater: true };
    expect(lostContent(id, held, backup)).toEqual({ documentId: id, entries: [], notes });
    const other = new Y.Doc();
    Y.applyUpdate(other, backup);
    other.getText("notes").insert(0, "Neu");
    const theirs = Y.encodeStateAsUpdate(other);
    expect(lostContent(id, held, theirs)?.notes).toEqual({ was: "Neu", text: "Bitte anrufen", isLater: false });
  });

  test("[SY32] is not what is on its way anyway", () => {
    const held = documentOf(backup, [["a", "ada", "city", "Genf"]]);
    expect(lostContent(id, held, backup, ({ writer }) => writer === "a")).toBeUndefined();
  });
});
