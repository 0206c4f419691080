import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { defaultSetup } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isDiskTrouble, StoreUnavailableError } from "./disk-trouble.ts";
import { diskError, diskErrorNames, type Fault, faultyDatabase } from "./faulty-database.ts";
import { openDatabase } from "./schema.ts";
import { SqliteStore } from "./sqlite.ts";
import { contactOf, documentIdOf, historyRow, logged, relationTo, vendorOf, workspace } from "./store-rows.ts";
import { ConstraintError, type Write } from "./store.ts";

let directory: string;
let database: DatabaseSync;
let store: SqliteStore;
const faults: { fault: Fault } = { fault: () => undefined };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "couplet-trouble-"));
  database = openDatabase(join(directory, "couplet.db"));
  faults.fault = () => undefined;
  store = new SqliteStore(faultyDatabase(database, faults), 0);
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const update = (seq: number, document: number): Write => ({
  ...logged(seq),
  type: "update",
  documentId: documentIdOf(document),
  update: new Uint8Array([seq, 1, 2, 3]),
});

/** One of nearly everything. */
const writes = (seq: number): Write[] => [
  { ...logged(seq), type: "putSetup", setup: defaultSetup() },
  { ...logged(seq + 1), type: "putCard", card: contactOf(seq) },
  { ...logged(seq + 2), type: "putCard", card: vendorOf(seq) },
  { ...logged(seq + 3), type: "putRelation", relation: relationTo(seq, contactOf(seq), vendorOf(seq)) },
  update(seq + 4, seq),
  { workspace, type: "history", ...historyRow(seq + 4, seq, "name", `Name ${seq}`) },
  { workspace, type: "project", documentId: documentIdOf(seq), values: { name: `Name ${seq}` }, conflicts: [] },
  { workspace, type: "snapshot", documentId: documentIdOf(seq), state: new Uint8Array([9, seq]), seq: seq + 4 },
  { workspace, type: "hold", documentId: documentIdOf(seq), cardId: contactOf(seq).id, fromSeq: seq },
  { workspace, type: "commandOutcome", commandId: `command ${seq}`, outcome: "{}", atMs: 1 },
];

/** Every row of every table but the one that is written when the disk is tried. */
function everything(): unknown {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return tables
    .map(({ name }) => String(name))
    .filter((name) => name !== "meta")
    .map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]);
}

/** What fails is the statement with this number, counted from here, and all after it. */
function failFrom(number: number, error: Error): { readonly hasFailed: () => boolean } {
  let count = 0;
  let hasFailed = false;
  faults.fault = () => {
    count += 1;
    if (count <= number) return undefined;
    hasFailed = true;
    return error;
  };
  return { hasFailed: () => hasFailed };
}

describe("[G1] a disk that fails", () => {
  test.each(diskErrorNames)(
    "at any statement of a commit leaves nothing of it, and the next one takes it: %s",
    async (name) => {
      await store.commit(writes(1));
      let tried = 0;
      for (let seq = 11; ; tried += 1) {
        const before = everything();
        const { hasFailed } = failFrom(tried, diskError(name));
        const failed = await store.commit(writes(seq)).then(
          () => undefined,
          (error: unknown) => error,
        );
        faults.fault = () => undefined;
        if (!hasFailed()) break;
        expect(failed, `statement ${tried}`).toBeInstanceOf(StoreUnavailableError);
        // A rollback that fails as well is made up for before anything else is written.
        expect(store.canWrite()).toBe(true);
        expect(everything(), `statement ${tried}`).toEqual(before);
      }
      expect(tried).toBeGreaterThan(15);
      expect((await store.changes(workspace, 0, 100)).map(({ seq }) => seq)).toEqual([
        1, 2, 3, 4, 5, 11, 12, 13, 14, 15,
      ]);
      expect(await store.loadDocument(workspace, documentIdOf(11))).toEqual([new Uint8Array([9, 11])]);
    },
  );

  test("takes no write until one as large as the one that failed has succeeded", async () => {
    const slow = new SqliteStore(faultyDatabase(database, faults), 3_600_000);
    const large: Write = { ...logged(1), type: "update", documentId: documentIdOf(1), update: new Uint8Array(300_000) };
    faults.fault = () => diskError("full");
    await expect(slow.commit([large])).rejects.toThrow(StoreUnavailableError);
    faults.fault = () => undefined;
    expect(slow.canWrite()).toBe(false);
    const asked: string[] = [];
    faults.fault = (sql) => void asked.push(sql);
    await expect(slow.commit([large])).rejects.toThrow(StoreUnavailableError);
    expect(asked).toEqual([]);
    // Room for something small only.
    faults.fault = (sql) => (sql.includes("zeroblob") ? diskError("full") : undefined);
    await expect(slow.check()).rejects.toThrow("full");
    expect(slow.canWrite()).toBe(false);
    faults.fault = () => undefined;
    await slow.check();
    expect(slow.canWrite()).toBe(true);
    await slow.commit([large]);
    expect(database.prepare("SELECT name FROM meta WHERE name = 'checkedRoom'").all()).toEqual([]);
  });

  test("is not what a write was refused for", async () => {
    await store.commit(writes(1));
    await expect(
      store.commit([{ workspace, type: "commandOutcome", commandId: "command 1", outcome: "", atMs: 2 }]),
    ).rejects.toThrow(ConstraintError);
    expect(store.canWrite()).toBe(true);
  });

  test("that cannot be read says so each time, and what was half read is not remembered", async () => {
    await store.commit([
      { ...logged(1), type: "putCard", card: contactOf(1) },
      update(2, 1),
      update(3, 1),
      update(4, 2),
    ]);
    const whole = await store.loadDocument(workspace, documentIdOf(1));
    expect(whole).toHaveLength(2);
    for (let from = 0; ; from += 1) {
      const fresh = new SqliteStore(faultyDatabase(database, faults), 0);
      const { hasFailed } = failFrom(from, diskError("read"));
      const failed = await fresh.loadDocument(workspace, documentIdOf(1)).then(
        () => undefined,
        (error: unknown) => error,
      );
      faults.fault = () => undefined;
      if (!hasFailed()) break;
      expect(isDiskTrouble(failed), `statement ${from}`).toBe(true);
      expect(await fresh.loadDocument(workspace, documentIdOf(1)), `statement ${from}`).toEqual(whole);
    }
  });
});
