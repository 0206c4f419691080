import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digestOf, lineOf, linkOf } from "../store/chain.ts";
import { openDatabase } from "../store/schema.ts";
import { hexOf } from "../store/sqlite-chain.ts";
import { SqliteStore } from "../store/sqlite.ts";
import { contactOf, documentIdOf, historyRow, logged, workspace } from "../store/store-rows.ts";
import type { Write } from "../store/store.ts";
import { ChainCheck } from "./chain-check.ts";
import type { Finding } from "./finding.ts";

let directory: string;
let database: DatabaseSync;
let store: SqliteStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "couplet-chain-"));
  database = openDatabase(join(directory, "couplet.db"));
  store = new SqliteStore(database);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const update = (seq: number, document: number): Write => ({
  ...logged(seq),
  type: "update",
  documentId: documentIdOf(document),
  update: Uint8Array.of(seq),
});
const set = (seq: number, document: number, field: string): Write => ({
  workspace,
  type: "history",
  ...historyRow(seq, document, field, `Value ${seq}`),
});
const create = (index: number): Write => ({
  workspace,
  type: "createDocument",
  document: { id: documentIdOf(index), role: "common" },
});

/** Ten items, two documents; fields of the seventh were set in no order; something was set without an update. */
async function fill(): Promise<void> {
  await store.commit([create(1), create(2), { ...logged(1), type: "putCard", card: contactOf(1) }]);
  for (let seq = 2; seq <= 10; seq += 1) {
    const writes = [update(seq, (seq % 2) + 1), set(seq, (seq % 2) + 1, "name")];
    if (seq === 7) writes.push(set(seq, 2, "city"));
    await store.commit(writes);
  }
  await store.commit([set(10, 2, "address")]);
}

/** @returns `code id what` of each, for the one workspace */
function found(heads: readonly string[] = []): string[] {
  const findings: Finding[] = [];
  const unmet = new Set(heads);
  new ChainCheck(database, { key: 1, id: workspace, indexedSeq: 0 }, unmet, (finding) => findings.push(finding)).run();
  return [
    ...findings.map(({ code, id, what }) => [code, id, what].filter((part) => part !== undefined).join(" ")),
    ...[...unmet].map(() => "not met"),
  ];
}

describe("[OP8] the chain over the log", () => {
  test("holds over rows, updates, what they set, and what was set without one", async () => {
    await fill();
    expect(found([(await store.chainHead(workspace))?.link ?? ""])).toEqual([]);
  });

  test.each([
    ["UPDATE log SET body = x'00' WHERE seq = 5", "log.changed 5"],
    ["UPDATE log SET by = 'eve' WHERE seq = 5", "log.changed 5"],
    ["UPDATE log SET at_ms = 1 WHERE seq = 5", "log.changed 5"],
    ["UPDATE log SET document = 1 WHERE seq = 5", "log.changed 5"],
    ["UPDATE log SET sets = replace(sets, 'Value', 'Other') WHERE seq = 5", "log.changed 5"],
    ["UPDATE log SET sets = NULL WHERE seq = 5", "log.changed 5"],
    ["UPDATE log SET body = replace(body, 'CT0', 'CT9') WHERE seq = 1", "log.changed 1"],
    ["UPDATE history SET new = '\"x\"'", "log.changed 10"],
    ["UPDATE history SET sub = 'eve'", "log.changed 10"],
    ["DELETE FROM history", "log.cut 10 11 to 11"],
    ["DELETE FROM log WHERE seq = 5", "log.missing 6 5 to 5"],
    ["DELETE FROM log WHERE seq BETWEEN 3 AND 8", "log.missing 9 3 to 8"],
    ["UPDATE log SET seq = 5 * 100 WHERE seq = 5", "log.changed 500"],
    ["UPDATE log SET salt = NULL WHERE seq = 5", "log.added 5"],
  ])("%s: %s", async (sql, finding) => {
    await fill();
    database.exec(sql);
    expect(found()[0]).toBe(finding);
    // Told of that one only; where it is unreadable, the place is empty, and where it was moved, all behind it stand before it.
    expect(found().length).toBeLessThanOrEqual(sql.includes("100") ? 6 : 2);
  });

  test("an item that was put in is told, with or without a place in the chain, and no other", async () => {
    await fill();
    const columns = "workspace, type, document, body, by, at_ms, salt, link";
    database.exec(`INSERT INTO log (seq, nth, ${columns}) SELECT 11, NULL, ${columns} FROM log WHERE seq = 5`);
    database.exec(`INSERT INTO log (seq, nth, ${columns}) SELECT 0, 6, ${columns} FROM log WHERE seq = 6`);
    database.exec(
      "INSERT INTO history SELECT 1, 3, entry, field, card_id, old, new, sub, name, at_ms, NULL, NULL, NULL FROM history",
    );
    expect(found()).toEqual(["log.added 3", "log.added 11", "log.added 0"]);
  });

  test("a chain that was made anew shows by a head that was kept: in the file, or outside of it", async () => {
    await fill();
    const early = (await store.chainHead(workspace))?.link ?? "";
    await store.commit([update(11, 1)]);
    expect(found([early])).toEqual([]);
    const before = database.prepare("SELECT link FROM log WHERE seq = 9").get()?.["link"] as Uint8Array;
    /** What somebody does who knows how: the last edit is another's, and its link fits. */
    const [salt, body] = [new Uint8Array(16), Uint8Array.of(99)];
    const entry = { nth: 10, seq: 10, type: "update", documentId: documentIdOf(1), by: "eve", atMs: 1 };
    const link = Buffer.from(linkOf(hexOf(before), [lineOf(entry, digestOf(salt, { body }))]), "hex");
    database
      .prepare("UPDATE log SET body = ?, by = 'eve', at_ms = 1, sets = NULL, salt = ?, link = ? WHERE seq = 10")
      .run(body, salt, link);
    database.exec("DELETE FROM log WHERE seq > 10; DELETE FROM history");
    expect(found()).toEqual(["log.cut 10 11 to 11"]);
    database.prepare("UPDATE workspace SET chained = 10, head = ?").run(link);
    expect(found()).toEqual([]);
    expect(found([early])).toEqual(["not met"]);
  });

  test("the end of the log is missed once the store has been closed, or has written more than edits", async () => {
    for (let seq = 1; seq <= 5; seq += 1) await store.commit([update(seq, 1)]);
    await store.close();
    database = openDatabase(join(directory, "couplet.db"));
    store = new SqliteStore(database);
    database.exec("DELETE FROM log WHERE seq > 3");
    expect(found()).toEqual(["log.cut 3 4 to 5"]);
    // What comes after it does not close the gap.
    await store.commit([update(6, 1)]);
    expect(found()).toEqual(["log.missing 6 4 to 5"]);
  });

  test("holds when updates are taken out of a forgotten document, and over what they had set", async () => {
    await fill();
    await store.commit([{ ...logged(11), type: "forgetDocument", documentId: documentIdOf(2) }]);
    await store.commit([{ workspace, type: "purgeDocument", documentId: documentIdOf(2), limit: 9 }]);
    expect(found()).toEqual([]);
    expect((await store.history(workspace, { documents: [{ documentId: documentIdOf(2) }], limit: 99 })).length).toBe(
      6,
    );
    database.exec("UPDATE purged SET by = 'eve' WHERE seq = 5");
    expect(found()).toEqual(["log.changed 5"]);
    database.exec("UPDATE purged SET by = 'ada'; UPDATE history SET new = '\"x\"' WHERE seq = 7 AND field = 'city'");
    expect(found().map((finding) => finding.slice(0, 11))).toEqual(["log.changed"]);
    database.exec("DELETE FROM purged WHERE seq = 7");
    expect(found()[0]).toBe("log.missing 8 7 to 7");
  });

  test("of a commit with many entries it says that it is one of them", async () => {
    await fill();
    await store.commit([update(11, 1), update(12, 1), set(12, 1, "city"), update(13, 2), update(14, 2)]);
    await store.commit([update(15, 1)]);
    const spoilt = (sql: string): string[] => {
      database.exec(`BEGIN; ${sql}`);
      const findings = found();
      database.exec("ROLLBACK");
      return findings;
    };
    expect(found()).toEqual([]);
    expect(spoilt("UPDATE log SET by = 'eve' WHERE seq = 12")).toEqual(["log.changed 11 11 to 14"]);
    expect(spoilt("DELETE FROM log WHERE seq = 12")).toEqual(["log.missing 13 13 to 13"]);
    // With the one that has the link.
    expect(spoilt("DELETE FROM log WHERE seq = 14")).toEqual(["log.missing 15 15 to 15"]);
    expect(spoilt("DELETE FROM log WHERE seq >= 14")).toEqual(["log.cut 10 after 14"]);
    expect(
      spoilt(`UPDATE log SET seq = -1 WHERE seq = 12; UPDATE log SET seq = 12 WHERE seq = 13;
        UPDATE log SET seq = 13 WHERE seq = -1`),
    ).toEqual(["log.order 11 11 to 14"]);
    const columns = "workspace, type, document, by, at_ms, salt";
    expect(
      spoilt(`INSERT INTO log (seq, nth, body, ${columns}) SELECT 0, nth, x'00', ${columns} FROM log WHERE seq = 12`),
    ).toEqual(["log.added 0"]);
  });

  test("what was set once more under the same entry takes the place of what was, and the chain holds", async () => {
    await fill();
    const again = { ...set(10, 2, "address"), new: "Other" } as Write;
    await store.commit([again]);
    const documents = [{ documentId: documentIdOf(2) }];
    const [row] = await store.history(workspace, { documents, field: "address", limit: 9 });
    expect([row?.new, found()]).toEqual(["Other", []]);
  });

  test("begins with what an older file has", async () => {
    const path = join(directory, "older.db");
    const plain = new DatabaseSync(path);
    plain.exec(readFileSync(new URL("../store/fixtures/version-8.sql", import.meta.url), "utf8"));
    plain.close();
    await store.close();
    database = openDatabase(path);
    store = new SqliteStore(database);
    expect(found()).toEqual([]);
    const items = Number(database.prepare("SELECT count(*) AS n FROM log").get()?.["n"]);
    const rows = Number(database.prepare("SELECT count(*) AS n FROM history").get()?.["n"]);
    const head = await store.chainHead(workspace);
    expect([rows > 0, head?.entries]).toEqual([true, items + rows]);
    await store.commit([update(24, 1)]);
    expect(found([head?.link ?? ""])).toEqual([]);
    database.exec("UPDATE history SET new = '\"x\"' WHERE seq = 3");
    expect(found()).toHaveLength(1);
  });
});
