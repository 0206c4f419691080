import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { documentState } from "./document-state.ts";

const seed = Date.now() % 2 ** 31;
const edit = fc.record({ who: fc.nat(2), field: fc.nat(3), value: fc.nat(9), prose: fc.boolean(), cut: fc.boolean() });

/** Three people who see each other's edits at once, and every update of theirs. */
function edited(edits: readonly { who: number; field: number; value: number; prose: boolean; cut: boolean }[]) {
  const docs = [0, 1, 2].map(() => new Y.Doc());
  const updates: Uint8Array[] = [];
  for (const [at, doc] of docs.entries())
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "other") return;
      updates.push(update);
      docs.forEach((other, index) => index !== at && Y.applyUpdate(other, update, "other"));
    });
  for (const { who, field, value, prose, cut } of edits) {
    const doc = docs[who] ?? new Y.Doc();
    const notes = doc.getText("notes");
    if (!prose) doc.getMap("fields").set(`field${field}|w${who}`, [value, updates.length, {}]);
    else if (cut && notes.length > 0) notes.delete(0, 1);
    else notes.insert(notes.length, "abc");
  }
  return { doc: docs[0] ?? new Y.Doc(), updates };
}

describe(`The state of a document's bytes (seed ${seed})`, () => {
  const edits = fc.array(edit, { minLength: 1, maxLength: 30 });

  test("[SY37] it is the same for merged updates, in any order, and for the bytes of a document", () => {
    fc.assert(
      fc.property(edits, fc.nat(), (list, turn) => {
        const { doc, updates } = edited(list);
        const state = documentState(Y.encodeStateAsUpdate(doc));
        expect(documentState(Y.mergeUpdates(updates))).toEqual(state);
        const at = turn % updates.length;
        expect(documentState(Y.mergeUpdates([...updates.slice(at), ...updates.slice(0, at)]))).toEqual(state);
      }),
      { seed },
    );
  });

  test("[SY37] it is another one where anything is missing, a deletion included", () => {
    fc.assert(
      fc.property(edits, (list) => {
        const { doc, updates } = edited(list);
        const before = Y.mergeUpdates(updates.slice(0, -1));
        expect(documentState(before)).not.toEqual(documentState(Y.encodeStateAsUpdate(doc)));
      }),
      { seed },
    );
  });

  test("[SY37] what comes after a hole does not count", () => {
    const { updates } = edited([0, 1, 2].map((value) => ({ who: 0, field: 0, value, prose: false, cut: false })));
    const [first = new Uint8Array(), , third = new Uint8Array()] = updates;
    const clocks = documentState(first);
    expect(documentState(Y.mergeUpdates([first, third])).subarray(0, clocks.length)).toEqual(clocks);
  });
});
