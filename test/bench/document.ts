/**
 * `npm run bench -- document`: what a record document costs, in time and bytes.
 *
 * Shape    JSON lines: reading and writing one field of documents with 20 and with 200 fields (nanoseconds, several runs taking
 *          turns, medians and their ratio); reading all values of a document that is kept as bytes, beside doing so through a
 *          Y.Doc; what the steward costs beside Yjs; bytes per document and per edit, with 100,000 edits by two alternating writers, each beside
 *          a plain Y.Map key.
 *
 * @module
 */
import { readShown, RecordDocument, shownOf } from "@couplet/crdt";
import * as Y from "yjs";
import { judgedEdits } from "./judged-edits.ts";
import { median, print } from "./lines.ts";

const sizes = [20, 200] as const;
type Work = "read" | "readCold" | "write";

export async function run(options: { readonly smoke: boolean }): Promise<void> {
  const runs = options.smoke ? 1 : 9;
  times(runs, options.smoke ? 500 : 20_000);
  shownOfBytes(runs, options.smoke ? 50 : 2_000);
  if (options.smoke) judgedEdits(1, 0);
  else judgedEdits(41);
  bytesPerDocument();
  for (const edits of options.smoke ? [100] : [1, 1000, 100_000]) alternatingEdits(edits);
  await Promise.resolve();
}

const fieldName = (index: number): string => `field${index}`;

/** A document in which every field was set by the same two people, as on a card. */
function documentOf(fields: number): RecordDocument {
  const record = new RecordDocument(new Y.Doc());
  record.register(writers[0], { card: cardId(1), user: "ada" });
  record.register(writers[1], { card: cardId(2), user: "ben" });
  for (let index = 0; index < fields; index++) {
    record.set(fieldName(index), `value ${index}`, { writer: writers[index % 2] ?? writers[0], at: atOf(index) });
  }
  return record;
}

const writers = ["V1StGXR8Z5jd", "HiB6myT9wq2k"] as const;
const cardId = (number: number): string => `0198c0de-7c1a-7000-8000-${String(number).padStart(12, "0")}`;
/** A second apart, in 2026. */
const atOf = (index: number): number => (Date.UTC(2026, 0, 1) - Date.UTC(2020, 0, 1) + index * 1000) * 1024;

function times(runs: number, repeats: number): void {
  const taken = new Map<string, number[]>();
  for (let turn = 0; turn < runs; turn++) {
    for (const fields of sizes) {
      for (const [work, ns] of Object.entries(timesOnce(fields, repeats))) {
        print({ benchmark: "document", run: turn + 1, fields, work, ns });
        const key = `${work} ${fields}`;
        taken.set(key, [...(taken.get(key) ?? []), ns]);
      }
    }
  }
  for (const work of ["read", "readCold", "write"] satisfies Work[]) {
    const [small, large] = sizes.map((fields) => median(taken.get(`${work} ${fields}`) ?? []));
    if (small === undefined || large === undefined) continue;
    print({ benchmark: "document", work, medianNs: { 20: small, 200: large }, ratio: large / small });
  }
}

/** `readCold`: the first reading after the field has changed. */
function timesOnce(fields: number, repeats: number): Record<Work, number> {
  const record = documentOf(fields);
  const middle = fieldName(fields >> 1);
  let next = atOf(fields);
  const set = (): void => {
    next += 1024;
    record.set(middle, `value ${next}`, { writer: writers[0], at: next });
  };
  for (let index = 0; index < repeats / 10; index++) set();
  let cold = 0;
  let write = 0;
  let length = 0;
  for (let index = 0; index < repeats; index++) {
    const start = process.hrtime.bigint();
    set();
    const written = process.hrtime.bigint();
    length += String(record.value(middle)).length;
    cold += Number(process.hrtime.bigint() - written);
    write += Number(written - start);
  }
  const start = process.hrtime.bigint();
  for (let index = 0; index < repeats * 10; index++) length += String(record.value(middle)).length;
  const read = Number(process.hrtime.bigint() - start) / 10;
  if (length === 0) throw new Error("nothing was read");
  return { read: read / repeats, readCold: cold / repeats, write: write / repeats };
}

/** Everything that is shown: of a document as it was made, and of one in which two people have set each field again since. */
function shownOfBytes(runs: number, repeats: number): void {
  for (const isEdited of [false, true]) {
    const first = documentOf(20);
    const record = new RecordDocument(new Y.Doc());
    Y.applyUpdate(record.doc, Y.encodeStateAsUpdate(first.doc));
    for (let index = 0; index < (isEdited ? 20 : 0); index++) {
      record.set(fieldName(index), `again ${index}`, {
        writer: writers[(index + 1) % 2] ?? writers[0],
        at: atOf(1_000 + index),
      });
    }
    const bytes = Y.encodeStateAsUpdate(record.doc);
    const throughDocument = (): unknown => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, bytes);
      const shown = shownOf(new RecordDocument(doc));
      doc.destroy();
      return shown;
    };
    const taken = { bytes: [] as number[], document: [] as number[] };
    for (let turn = 0; turn < runs; turn++) {
      taken.bytes.push(usEach(repeats, () => readShown(bytes)));
      taken.document.push(usEach(repeats, throughDocument));
    }
    const medianUs = { fromBytes: median(taken.bytes), throughDocument: median(taken.document) };
    const ratio = medianUs.throughDocument / medianUs.fromBytes;
    print({ benchmark: "document", work: "all values of bytes", fields: 20, isEdited, medianUs, ratio });
  }
}

function usEach(repeats: number, work: () => unknown): number {
  const start = performance.now();
  for (let index = 0; index < repeats; index++) work();
  return ((performance.now() - start) * 1000) / repeats;
}

function bytesPerDocument(): void {
  for (const fields of sizes) {
    const record = documentOf(fields);
    const plain = new Y.Doc();
    for (let index = 0; index < fields; index++) plain.getMap("fields").set(fieldName(index), `value ${index}`);
    const values = JSON.stringify(Object.fromEntries(record.fields().map((field) => [field, record.value(field)])));
    const [recordBytes, plainBytes] = [record.doc, plain].map((doc) => Y.encodeStateAsUpdate(doc).byteLength);
    print({ benchmark: "document", fields, recordBytes, plainBytes, jsonBytes: values.length });
  }
}

/** Two people who set one field in turn, each having seen the other's last value: how large it gets, and how long it takes to load. */
function alternatingEdits(edits: number): void {
  const record = pair((docs) => {
    const records = docs.map((doc) => new RecordDocument(doc));
    records.forEach((record, who) => record.register(writers[who] ?? "", { card: cardId(who), user: `user${who}` }));
    return (who, index) => {
      records[who]?.set("phoneNo", `+4144${index}`, { writer: writers[who] ?? "", at: atOf(index) });
    };
  }, edits);
  const plain = pair((docs) => {
    const maps = docs.map((doc) => doc.getMap("fields"));
    return (who, index) => {
      maps[who]?.set("phoneNo", `+4144${index}`);
    };
  }, edits);
  print({ benchmark: "document", edits, record, plainMapKey: plain });
}

interface Grown {
  readonly stateBytes: number;
  readonly loadMs: number;
  readonly updateBytesPerEdit: number;
}

function pair(prepare: (docs: readonly Y.Doc[]) => (who: number, index: number) => void, edits: number): Grown {
  const docs = [new Y.Doc(), new Y.Doc()];
  let bytes = 0;
  docs.forEach((doc, who) => {
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "other") return;
      bytes += update.byteLength;
      const other = docs[1 - who];
      if (other) Y.applyUpdate(other, update, "other");
    });
  });
  const set = prepare(docs);
  bytes = 0;
  for (let index = 0; index < edits; index++) set(index % 2, index);
  const state = Y.encodeStateAsUpdate(docs[0] ?? new Y.Doc());
  const loads = Array.from({ length: 5 }, () => {
    const start = performance.now();
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    return performance.now() - start;
  });
  return { stateBytes: state.byteLength, loadMs: median(loads), updateBytesPerEdit: bytes / edits };
}
