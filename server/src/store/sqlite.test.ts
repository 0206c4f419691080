import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { defaultSetup } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, StoreInUseError, StoreTooNewError } from "./schema.ts";
import { latestMigration } from "./sqlite-latest.ts";
import { searchTextOf } from "@couplet/model";
import { openSqliteStore, SqliteStore } from "./sqlite.ts";
import { describeStore } from "./store-contract.ts";
import { contactOf, documentIdOf, historyRow, logged, relationTo, vendorOf, workspace } from "./store-rows.ts";
import type { DocumentRow, Write } from "./store.ts";

/** What a file of before people signed in does not have. */
const dropChain = `DROP TABLE purged; ALTER TABLE workspace DROP COLUMN chained; ALTER TABLE workspace DROP COLUMN head;
  ${["log", "history"].flatMap((table) => ["nth", "salt", "link"].map((name) => `ALTER TABLE ${table} DROP COLUMN ${name};`)).join(" ")}`;
const dropErasure = "ALTER TABLE document DROP COLUMN erased_at_ms;";
const dropAccounts = `${dropErasure} ${dropChain} DROP TABLE passkey; DROP TABLE person; DROP TABLE sign_in_link; DROP TABLE sign_in_session;`;

describeStore("SqliteStore", async () => {
  const directory = await mkdtemp(join(tmpdir(), "couplet-store-"));
  const open = () => openSqliteStore(join(directory, "data", "couplet.db"));
  let store = open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    dispose: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
});

describe("The SQLite file", () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "couplet-store-"));
    path = join(directory, "data", "couplet.db");
  });
  afterEach(() => rm(directory, { recursive: true }));

  test("[G2] the directory it makes is readable by its owner only", async () => {
    openDatabase(path).close();
    expect((await stat(join(directory, "data"))).mode & 0o777).toBe(0o700);
  });

  test("a second opener is told that the file is in use, and gets it once the first has closed", () => {
    const first = openDatabase(path);
    expect(() => openDatabase(path, 50)).toThrow(StoreInUseError);
    first.close();
    openDatabase(path, 50).close();
  });

  test("a file of a later version is left alone", () => {
    openDatabase(path).close();
    const plain = new DatabaseSync(path);
    plain.exec("PRAGMA user_version = 99");
    plain.close();
    expect(() => openDatabase(path)).toThrow(StoreTooNewError);
  });

  test("[ST46] a file from before the feed learns from its log when everything last changed", async () => {
    const database = openDatabase(path);
    const store = new SqliteStore(database);
    const [card, relation] = [contactOf(1), relationTo(1, contactOf(1), vendorOf(1))];
    const document = { id: documentIdOf(1), role: "common" } as const;
    await store.commit([
      { workspace, type: "createDocument", document },
      { workspace, type: "createDocument", document: { ...document, id: documentIdOf(2) } },
      { ...logged(1), type: "putCard", card },
      { ...logged(2), type: "update", documentId: documentIdOf(1), update: Uint8Array.of(1) },
      { ...logged(3), type: "putRelation", relation },
      { ...logged(4), type: "putCard", card: { ...card, no: "CT7" } },
      { ...logged(5), type: "removeRelation", relation },
      { ...logged(6), type: "update", documentId: documentIdOf(2), update: Uint8Array.of(1) },
      { workspace, type: "retireDocument", documentId: documentIdOf(2), into: documentIdOf(1), seq: 7, atMs: 1_007 },
      { ...logged(8), type: "putSetup", setup: defaultSetup() },
    ]);
    const query = { since: 0, after: 0, maxItems: 100, maxBytes: 1_000 };
    const before = await store.changed(workspace, query);
    expect(before.items.map(({ type }) => type)).toEqual(["document", "card", "relationRemoved", "retired", "setup"]);
    database.exec(`DROP TABLE latest; ${latestMigration}`);
    expect(await new SqliteStore(database).changed(workspace, query)).toEqual(before);
    await store.close();
  });

  test("[H4] a file with copied contact names finds its cards by the names of their primary contacts", async () => {
    const store = openSqliteStore(path);
    const [eva, vendor] = [contactOf(1), vendorOf(2)];
    const document = { id: vendor.cardDocumentId, role: "card", cardId: vendor.id } as const;
    const values = { contactName: "Éva Kunz", primaryContactId: eva.id, jobTitle: "Buchhaltung" };
    await store.commit([
      { ...logged(1), type: "putCard", card: eva },
      { ...logged(2), type: "putCard", card: vendor },
      { workspace, type: "createDocument", document },
      { workspace, type: "project", documentId: document.id, values, conflicts: [] },
    ]);
    await store.close();
    const plain = new DatabaseSync(path);
    const { search } = searchTextOf({ ...values, primaryContactId: "" });
    plain.prepare("UPDATE shown SET search = ?").run(search);
    plain.exec(`${dropAccounts} PRAGMA user_version = 9`);
    plain.close();
    const again = openSqliteStore(path);
    const found = (words: string) => again.listCards(workspace, { kind: "vendor", search: words, limit: 9 });
    expect([await found("kunz"), await found("buchhaltung")]).toEqual([[], [vendor]]);
    await again.close();
  });

  test("a file of before documents were forgotten learns since when which of them are unused", async () => {
    const create = (index: number, over: Partial<DocumentRow> = {}): Write => ({
      workspace,
      type: "createDocument",
      document: { id: documentIdOf(index), role: "common", ...over },
    });
    const deleted = { ...vendorOf(3), deletedAtMs: 700 };
    const store = openSqliteStore(path);
    await store.commit([
      create(1),
      create(2),
      create(3),
      { workspace, type: "createDocument", document: { id: deleted.cardDocumentId, role: "card", cardId: deleted.id } },
      { ...logged(1), type: "putCard", card: vendorOf(2) },
      { workspace, type: "retireDocument", documentId: documentIdOf(1), into: documentIdOf(2), seq: 2, atMs: 1_003 },
      { ...logged(3), type: "putCard", card: deleted },
      { workspace, type: "commandOutcome", commandId: "c", outcome: "x".repeat(500), atMs: 1 },
    ]);
    await store.close();
    const plain = new DatabaseSync(path);
    plain.exec(`
      ${dropAccounts} DROP TABLE latest; DROP TABLE job; DROP TABLE job_report; DROP TABLE former_number; DROP TRIGGER card_renumbered;
      DROP INDEX shown_primary_contact; ALTER TABLE shown DROP COLUMN primary_contact;
      DROP INDEX document_unused; DROP INDEX answer_whole; DROP INDEX command_large;
      ALTER TABLE document DROP COLUMN unused_since_ms; ALTER TABLE document DROP COLUMN forgotten_at_ms;
      ALTER TABLE answer DROP COLUMN at_ms; ALTER TABLE answer DROP COLUMN is_pruned; ALTER TABLE command DROP COLUMN at_ms;
      DROP INDEX card_of_merged;
      DROP TABLE document_log; ALTER TABLE log DROP COLUMN sets; ALTER TABLE workspace DROP COLUMN indexed_seq;
      CREATE INDEX log_of_document ON log (document, seq) WHERE document IS NOT NULL;
      PRAGMA user_version = 3`);
    plain.close();
    const again = openSqliteStore(path);
    const unused = async (beforeMs: number) =>
      (await again.unusedDocuments(workspace, { beforeMs, limit: 9 })).map(({ id }) => id).sort();
    expect(await unused(701)).toEqual([documentIdOf(3), deleted.cardDocumentId].sort());
    expect(await unused(1_003)).toEqual([documentIdOf(3), deleted.cardDocumentId].sort());
    expect(await unused(1_004)).toEqual([documentIdOf(1), documentIdOf(3), deleted.cardDocumentId].sort());
    // How old answers and outcomes are is not known: they count from now.
    expect(await again.largeOutcomes(workspace, { beforeMs: Date.now() - 60_000, limit: 9 })).toEqual([]);
    expect(await again.largeOutcomes(workspace, { beforeMs: Date.now() + 60_000, limit: 9 })).toHaveLength(1);
    await again.close();
  });

  test("a file of before history lay in the log loses nothing: what it has, and what is added, is one history", async () => {
    mkdirSync(dirname(path), { recursive: true });
    const plain = new DatabaseSync(path);
    plain.exec(await readFile(new URL("fixtures/version-8.sql", import.meta.url), "utf8"));
    plain.close();
    /** As it was filled: updates 3 to 20 take turns in three documents, every fifth sets nothing, the ninth two fields. */
    const rows = Array.from({ length: 18 }, (_, index) => index + 3)
      .filter((seq) => seq % 5 !== 0)
      .flatMap((seq) => {
        const row = historyRow(seq, (seq % 3) + 1, seq % 2 === 0 ? "name" : "city", `Value ${seq}`);
        const second = { ...row, field: "creditLimit", new: 12.5, old: false, entry: "v@9" };
        return [seq % 4 === 0 ? { ...row, old: "" } : row, ...(seq === 9 ? [second] : [])];
      })
      .toReversed()
      .sort((a, b) => b.seq - a.seq || (a.entry < b.entry ? 1 : -1));
    const documents = [1, 2, 3].map((index) => ({ documentId: documentIdOf(index) }));
    const bytesOf = (document: number, ...seqs: number[]) => seqs.map((seq) => Uint8Array.of(document, seq));
    let store = openSqliteStore(path);
    const isEdited = (document: number, cardId: string) =>
      store.isEditedSinceHeld(workspace, documentIdOf(document), cardId);
    expect(await store.history(workspace, { documents, limit: 99 })).toEqual(rows);
    expect(await store.loadDocument(workspace, documentIdOf(1))).toEqual([
      Uint8Array.of(255, 1),
      ...bytesOf(1, 15, 18),
    ]);
    expect(await store.loadDocument(workspace, documentIdOf(2))).toEqual(bytesOf(2, 4, 7, 10, 13, 16, 19));
    expect((await store.changes(workspace, 4, 99)).map(({ seq }) => seq)).toEqual([
      6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23,
    ]);
    const changed = async (since: number) =>
      (await store.changed(workspace, { since, after: since, maxItems: 99, maxBytes: 9_999 })).items;
    expect((await changed(0)).map(({ seq, type }) => [seq, type])).toEqual([
      [1, "card"],
      [2, "card"],
      [18, "document"],
      [19, "document"],
      [21, "relation"],
      [23, "forgotten"],
    ]);
    expect([await isEdited(1, contactOf(1).id), await isEdited(2, vendorOf(2).id)]).toEqual([true, true]);
    expect(await store.lastSeq(workspace)).toBe(23);
    const added = historyRow(24, 2, "city", "Value 24");
    const documentId = documentIdOf(2);
    await store.commit([
      { ...logged(24), type: "update", documentId, update: Uint8Array.of(2, 24) },
      { workspace, type: "history", ...added },
      { workspace, type: "purgeDocument", documentId: documentIdOf(3), limit: 9 },
    ]);
    await store.close();
    store = openSqliteStore(path);
    expect(await store.history(workspace, { documents, limit: 99 })).toEqual([added, ...rows]);
    expect(await store.loadDocument(workspace, documentId)).toEqual(bytesOf(2, 4, 7, 10, 13, 16, 19, 24));
    expect(await changed(19)).toMatchObject([{ seq: 21 }, { seq: 23 }, { seq: 24, updates: bytesOf(2, 24) }]);
    await store.close();
  });

  test("[GD2] what was deleted from a file of before it was overwritten is not in its bytes once it was scrubbed", async () => {
    mkdirSync(dirname(path), { recursive: true });
    const plain = new DatabaseSync(path);
    plain.exec(await readFile(new URL("fixtures/version-8.sql", import.meta.url), "utf8"));
    plain.exec("PRAGMA secure_delete = OFF");
    plain.exec(
      "INSERT INTO answer (workspace, user, key, body_hash, status, body) VALUES (1, 'ada', 'k', 'h', 200, 'Quastenberg')",
    );
    plain.exec("DELETE FROM answer");
    plain.close();
    const store = openSqliteStore(path);
    const hasIt = async () => (await readFile(path)).includes("Quastenberg");
    expect(await hasIt()).toBe(true);
    await store.scrub();
    expect([await hasIt(), (await readFile(`${path}-wal`)).length]).toEqual([false, 0]);
    expect(await store.lastSeq(workspace)).toBe(23);
    await store.close();
    const again = openSqliteStore(path);
    const update = {
      ...logged(24),
      documentId: documentIdOf(1),
      update: new TextEncoder().encode("Quastenberg"),
    } as const;
    await again.commit([{ ...update, type: "update" }]);
    await again.commit([
      { ...logged(25), type: "forgetDocument", documentId: documentIdOf(1) },
      { workspace, type: "eraseDocument", documentId: documentIdOf(1), atMs: 1 },
      { workspace, type: "purgeDocument", documentId: documentIdOf(1), limit: 99 },
    ]);
    await again.scrub();
    expect(await hasIt()).toBe(false);
    await again.close();
  });

  test("[G1] what a killed process had committed is there, and its lock is gone", { timeout: 60_000 }, async () => {
    const program = `
      const { openSqliteStore } = await import(${JSON.stringify(new URL("sqlite.ts", import.meta.url).href)});
      const store = openSqliteStore(${JSON.stringify(path)});
      for (let seq = 1; ; seq += 1) {
        await store.commit([{ workspace: ${JSON.stringify(workspace)}, type: "update", seq, by: "ada", atMs: seq,
          documentId: ${JSON.stringify(documentIdOf(1))}, update: Uint8Array.of(seq % 256) }]);
        process.stdout.write(seq + "\\n");
        await new Promise(setImmediate);
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.length > 2_000) child.kill("SIGKILL");
    });
    await once(child, "close");
    const acknowledged = Number(printed.split("\n").at(-2));
    expect(acknowledged).toBeGreaterThan(100);
    const store = openSqliteStore(path);
    expect(await store.lastSeq(workspace)).toBeGreaterThanOrEqual(acknowledged);
    const updates = await store.loadDocument(workspace, documentIdOf(1));
    expect(updates.map((update) => update[0])).toEqual(updates.map((_, index) => (index + 1) % 256));
    await store.commit([
      { ...logged(updates.length + 1), type: "update", documentId: documentIdOf(1), update: Uint8Array.of(1) },
    ]);
    await store.close();
  });

  test("[G1] a commit that finds the disk full leaves nothing, and the next one works once there is room", async () => {
    const database = openDatabase(path);
    const store = new SqliteStore(database);
    const write = (seq: number, update: Uint8Array): Write => ({
      ...logged(seq),
      type: "update",
      documentId: documentIdOf(seq),
      update,
    });
    await store.commit([write(1, Uint8Array.of(1))]);
    database.exec("PRAGMA max_page_count = 60");
    await expect(store.commit([write(2, Uint8Array.of(2)), write(3, new Uint8Array(500_000))])).rejects.toMatchObject({
      code: "store.unavailable",
      cause: { errstr: "database or disk is full" },
    });
    expect(await store.lastSeq(workspace)).toBe(1);
    database.exec("PRAGMA max_page_count = 1000000");
    await store.check();
    await store.commit([write(2, Uint8Array.of(3))]);
    expect(await store.loadDocument(workspace, documentIdOf(2))).toEqual([Uint8Array.of(3)]);
    await store.close();
  });

  test("a commit after a failed one works, and one after closing is an error", async () => {
    const store = openSqliteStore(path);
    const bad = {
      ...logged(1),
      type: "update",
      documentId: documentIdOf(1),
      update: 5 as unknown as Uint8Array,
    } as const;
    await store.commit([{ ...bad, update: Uint8Array.of(1) }]);
    await expect(
      store.commit([{ ...bad, seq: 2, update: Uint8Array.of(2), by: undefined as unknown as string }]),
    ).rejects.toThrow(TypeError);
    await store.commit([{ ...bad, seq: 2, update: Uint8Array.of(2) }]);
    expect(await store.loadDocument(workspace, documentIdOf(1))).toHaveLength(2);
    await store.close();
    await store.close();
    await expect(store.commit([{ ...bad, seq: 3, update: Uint8Array.of(3) }])).rejects.toThrow();
  });
});
