/**
 * What the steward costs beyond Yjs: updates the size of a keystroke, judged, beside the same ones merely applied.
 *
 * Shape    two documents with 20 fields of a contact, in turns: one takes each update through the steward, with the rights and limits of a room,
 *          the other through `Y.applyUpdate` alone, with a listener as a relay has it. A field's value typed letter by letter, and prose.
 *
 * @module
 */
import { createWriterId, RecordDocument, steward, type StewardContext } from "@couplet/crdt";
import { judgeValue, documentRole, fieldSpec, fieldsOfKind, mayEdit } from "@couplet/model";
import * as Y from "yjs";
import { median, print } from "./lines.ts";

const card = "0198c0de-7c1a-7000-8000-000000000001";
/** A second apart, in 2026. */
const atOf = (index: number): number => (Date.UTC(2026, 0, 1) - Date.UTC(2020, 0, 1) + index * 1000) * 1024;
const sentence = "Bitte erst am Nachmittag anrufen, die Zentrale ist am Morgen nicht besetzt. ";
/** As often as somebody types in one session before it is all new again. */
const updatesEach = 1_000;

type Typed = "field" | "notes";

/** Before them the code is compiled, as it is in a server that has run for a minute. */
const warmUpTurns = 40;

export function judgedEdits(runs: number, warmUp: number = warmUpTurns): void {
  for (const typed of ["field", "notes"] as const) {
    const taken = { judged: [] as number[], applied: [] as number[] };
    for (let turn = -warmUp; turn < runs; turn++) {
      const { base, updates } = typing(typed);
      const [judged, applied] = [judgedUs(typed, base, updates), appliedUs(base, updates)];
      if (turn < 0) continue;
      taken.judged.push(judged);
      taken.applied.push(applied);
    }
    const medianUs = { judged: median(taken.judged), applied: median(taken.applied) };
    const beyond = medianUs.judged - medianUs.applied;
    print({
      benchmark: "document",
      work: "a keystroke judged",
      typed,
      medianUs,
      stewardToApply: beyond / medianUs.applied,
    });
  }
}

/** A contact's document, and what somebody types into it, update by update. */
function typing(typed: Typed): { readonly base: Uint8Array; readonly updates: readonly Uint8Array[] } {
  const record = new RecordDocument(new Y.Doc());
  const writer = createWriterId();
  record.register(writer, { card, user: "ada" });
  const fields = fieldsOfKind("contact").filter(({ name }) => documentRole("contact", name) === roleOf(typed));
  for (const [index, { name }] of fields.entries()) record.set(name, "", { writer, at: atOf(index) });
  const base = Y.encodeStateAsUpdate(record.doc);
  const updates: Uint8Array[] = [];
  record.doc.on("update", (update: Uint8Array) => updates.push(update));
  for (let index = 0; index < updatesEach; index++) {
    const at = index % sentence.length;
    if (typed === "notes") record.notes().insert(record.notes().length, sentence.charAt(at));
    else record.set("name", sentence.slice(0, (at % 30) + 1), { writer, at: atOf(100 + index) });
  }
  return { base, updates };
}

const roleOf = (typed: Typed): "common" | "card" => (typed === "notes" ? "card" : "common");

function judgedUs(typed: Typed, base: Uint8Array, updates: readonly Uint8Array[]): number {
  const record = new RecordDocument(new Y.Doc());
  Y.applyUpdate(record.doc, base);
  const context: StewardContext = {
    user: "ada",
    role: roleOf(typed),
    nowMs: Date.UTC(2026, 5, 1),
    isWhole: false,
    standing: () => "holds",
    mayEdit: () => mayEdit("sales", "contact"),
    check: (_card, field, value) => {
      const spec = fieldSpec("contact", field);
      return spec ? judgeValue(spec, value) : { code: "field.unknown" };
    },
  };
  const startedMs = performance.now();
  for (const update of updates) {
    const result = steward(record, update, context);
    if (result.kind !== "integrated" || result.refused.length > 0) throw new Error("Something was refused");
  }
  return ((performance.now() - startedMs) * 1_000) / updates.length;
}

function appliedUs(base: Uint8Array, updates: readonly Uint8Array[]): number {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, base);
  let bytes = 0;
  doc.on("update", (update: Uint8Array) => (bytes += update.byteLength));
  const startedMs = performance.now();
  for (const update of updates) Y.applyUpdate(doc, update);
  const us = ((performance.now() - startedMs) * 1_000) / updates.length;
  if (bytes === 0) throw new Error("Nothing was relayed");
  return us;
}
