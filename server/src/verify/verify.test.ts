import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { openDatabase } from "../store/schema.ts";
import { ada, openFixture, until } from "../workspace/workspace-fixture.ts";
import { type Finding, type FindingCode, findingCodes, isRepairable } from "./finding.ts";
import { repairProjections, verifyDatabase } from "./verify.ts";

let directory: string;
/** A customer with its contact, related. */
let customer: string;
let contact: string;
let person: string;
/** A vendor that was joined to a contact, which retires a document; its card document was edited update by update. */
let vendor: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "couplet-verify-"));
  const fixture = await openFixture();
  const made = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
  [customer, contact] = [made.id, made.relations[0]?.cardId ?? ""];
  const lone = await fixture.create("vendor", { name: "Muster AG" });
  vendor = lone.id;
  await fixture.unlink(lone);
  await fixture.delete(lone.relations[0]?.cardId ?? "");
  await fixture.link(contact, vendor);
  person = (await fixture.create("contact", { name: "Ann Muster" }, { contactType: "person" })).id;
  await fixture.workspace.editCard(person, { companyId: contact }, ada);
  const author = fixture.connect(made.documentId, { card: customer });
  await until(() => author.isSettled);
  for (const city of ["Basel", "Chur", "Genf"]) {
    author.set("city", city);
    await until(() => author.isSettled);
  }
  fixture.database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  copyFileSync(join(fixture.directory, "couplet.db"), join(directory, "couplet.db"));
  await fixture.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The database, spoilt: what is found, and what is still found once it has been repaired. */
async function found(spoil: (database: DatabaseSync) => void): Promise<{ findings: Finding[]; left: Finding[] }> {
  const path = join(mkdtempSync(join(directory, "spoilt-")), "couplet.db");
  copyFileSync(join(directory, "couplet.db"), path);
  const database = openDatabase(path);
  try {
    spoil(database);
    const look = (): Finding[] => {
      const findings: Finding[] = [];
      verifyDatabase(database, (finding) => findings.push(finding));
      return findings;
    };
    const findings = look();
    await repairProjections(database, findings.filter(isRepairable));
    return { findings, left: look() };
  } finally {
    database.close();
  }
}

const one = (database: DatabaseSync, sql: string, ...values: (string | number)[]): number =>
  Number(Object.values(database.prepare(sql).get(...values) ?? {})[0]);
const commonOf = (database: DatabaseSync, card: string): number =>
  one(database, "SELECT common_document FROM card WHERE id = ?", card);
const lastCardItem = "(SELECT max(seq) FROM log WHERE type = 'putCard' AND json_extract(body, '$.id') = ?)";

/** The row and the log, so that they agree. */
function changeCard(database: DatabaseSync, card: string, change: string): void {
  database.prepare(`UPDATE log SET body = ${change} WHERE seq = ${lastCardItem}`).run(card);
  database.prepare(`UPDATE card SET body = ${change} WHERE id = ?`).run(card);
}

/** An update that no steward has seen. */
function smuggle(database: DatabaseSync, card: string, write: (doc: Y.Doc) => void): void {
  const doc = new Y.Doc();
  write(doc);
  const [document, seq] = [commonOf(database, card), one(database, "SELECT max(seq) + 1 FROM log")];
  database
    .prepare("INSERT INTO log (workspace, seq, type, document, body, by, at_ms) VALUES (1, ?, 'update', ?, ?, 'x', 1)")
    .run(seq, document, Y.encodeStateAsUpdate(doc));
}

const updatesOf = "SELECT seq FROM log WHERE document = ? AND by = 'ben' ORDER BY seq LIMIT 1";

/** An item of the log, counted from its middle: updates and rows stand before and behind it. */
const itemAt = (database: DatabaseSync, offset = 0): number =>
  one(database, "SELECT seq FROM log ORDER BY seq LIMIT 1 OFFSET (SELECT count(*) / 2 FROM log) + ?", offset);

const damages: readonly (readonly [FindingCode, (database: DatabaseSync) => void])[] = [
  ["log.item", (database) => database.exec("UPDATE log SET body = '{' WHERE type = 'putSetup'")],
  ["log.changed", (database) => database.exec(`UPDATE log SET by = 'eve' WHERE seq = ${itemAt(database)}`)],
  ["log.changed", (database) => database.exec(`UPDATE log SET at_ms = at_ms + 1 WHERE seq = ${itemAt(database)}`)],
  ["log.missing", (database) => database.exec(`DELETE FROM log WHERE seq = ${itemAt(database)}`)],
  ["log.added", (database) => smuggle(database, customer, () => undefined)],
  [
    "log.order",
    (database) => {
      const [first, second] = [itemAt(database), itemAt(database, 1)];
      for (const [from, to] of [
        [first, -1],
        [second, first],
        [-1, second],
      ])
        database.exec(`UPDATE log SET seq = ${to} WHERE seq = ${from}`);
    },
  ],
  ["log.cut", (database) => database.exec(`DELETE FROM log WHERE seq >= ${itemAt(database, 4)}`)],
  ["log.head", (database) => database.exec("UPDATE workspace SET head = zeroblob(32)")],
  [
    "index.document",
    (database) => database.exec("DELETE FROM document_log WHERE seq = (SELECT min(seq) FROM document_log)"),
  ],
  ["index.latest", (database) => database.exec("DELETE FROM latest WHERE thing = 1")],
  ["index.latest", (database) => database.exec("UPDATE latest SET seq = 10000 WHERE thing = 2")],
  [
    "document.notCreated",
    (database) =>
      void database.prepare("UPDATE document SET role = NULL WHERE key = ?").run(commonOf(database, customer)),
  ],
  [
    "document.unreadable",
    (database) => {
      const seq = one(database, updatesOf, commonOf(database, customer));
      database.prepare("UPDATE log SET body = x'ff00ff' WHERE seq = ?").run(seq);
    },
  ],
  [
    "document.incomplete",
    (database) => {
      const seq = one(database, updatesOf, commonOf(database, customer));
      database.prepare("DELETE FROM log WHERE seq = ?").run(seq);
      database.prepare("DELETE FROM document_log WHERE seq = ?").run(seq);
    },
  ],
  [
    "document.snapshot",
    (database) => {
      const state = Y.encodeStateAsUpdate(new Y.Doc());
      database
        .prepare("INSERT INTO snapshot (document, seq, state) VALUES (?, 10000, ?)")
        .run(commonOf(database, customer), state);
    },
  ],
  ["document.root", (database) => smuggle(database, customer, (doc) => doc.getMap("other").set("a", 1))],
  [
    "document.leftover",
    (database) =>
      void database.prepare("UPDATE document SET forgotten_at_ms = 1 WHERE key = ?").run(commonOf(database, customer)),
  ],
  ["entry.malformed", (database) => smuggle(database, customer, (doc) => doc.getMap("fields").set("city|w", "Bern"))],
  [
    "entry.writer",
    (database) => smuggle(database, customer, (doc) => doc.getMap("fields").set("city|w", ["Bern", 1, {}])),
  ],
  [
    "entry.field",
    (database) =>
      smuggle(database, customer, (doc) => {
        doc.getMap("writers").set("w", [customer, "ben"]);
        doc.getMap("fields").set("shoeSize|w", ["44", 1, {}]);
      }),
  ],
  [
    "projection.missing",
    (database) => void database.prepare("DELETE FROM shown WHERE document = ?").run(commonOf(database, customer)),
  ],
  [
    "projection.differs",
    (database) => database.exec("UPDATE shown SET field_values = json_set(field_values, '$.city', 'Zug')"),
  ],
  ["projection.differs", (database) => database.exec("UPDATE shown SET search = 'something else'")],
  ["card.row", (database) => database.exec("UPDATE card SET body = json_set(body, '$.createdAtMs', 5)")],
  ["card.row", (database) => void database.prepare("DELETE FROM card WHERE id = ?").run(person)],
  ["card.columns", (database) => database.exec("UPDATE card SET search = 'x'")],
  ["card.document", (database) => database.exec("UPDATE document SET card_id = 'x' WHERE role = 'card'")],
  [
    "card.document",
    (database) =>
      database.exec("UPDATE document SET retired_into = 'x' WHERE role = 'common' AND retired_into IS NULL"),
  ],
  ["card.hold", (database) => void database.prepare("DELETE FROM hold WHERE card_id = ?").run(customer)],
  [
    "card.company",
    (database) => {
      changeCard(database, person, "json_remove(body, '$.companyId')");
      database.prepare("UPDATE card SET company_id = NULL WHERE id = ?").run(person);
    },
  ],
  ["relation.row", (database) => database.exec("DELETE FROM relation")],
  ["relation.row", (database) => database.exec("UPDATE relation SET kind = 'bankAccount' WHERE kind = 'vendor'")],
  ["relation.end", (database) => changeCard(database, customer, "json_set(body, '$.deletedAtMs', 5)")],
  [
    "relation.document",
    (database) =>
      changeCard(database, customer, `json_set(body, '$.commonDocumentId', '0198c0de-0001-7000-8000-000000000001')`),
  ],
  [
    "number.twice",
    (database) => {
      const [no] = Object.values(database.prepare("SELECT no FROM card WHERE id = ?").get(contact) ?? {});
      changeCard(database, person, `json_set(body, '$.no', '${String(no)}')`);
    },
  ],
  [
    "number.series",
    (database) => {
      const change =
        "json_set(body, '$.numberSeries.customer.next', 1, '$.numberSeries.customer.manual', json('false'))";
      database.exec(`UPDATE setup SET body = ${change}`);
      database.exec(`UPDATE log SET body = ${change} WHERE seq = (SELECT max(seq) FROM log WHERE type = 'putSetup')`);
    },
  ],
  ["setup.row", (database) => database.exec("UPDATE setup SET body = '{}'")],
];

describe("[OP7] verifying", () => {
  test("finds nothing where nothing is wrong", async () => {
    expect((await found(() => undefined)).findings).toEqual([]);
  });

  test.each(damages.map(([code, spoil], index) => [index, code, spoil] as const))(
    "%i: names %s, and repairs it where nothing but a projection is wrong",
    async (_, code, spoil) => {
      const { findings, left } = await found(spoil);
      expect(findings.map((finding) => finding.code)).toContain(code);
      expect(findings.length).toBeLessThan(20);
      if (findings.every(isRepairable)) expect(left).toEqual([]);
      else
        expect(left.map((finding) => finding.code)).toContain(findings.find((finding) => !isRepairable(finding))?.code);
    },
  );

  test("has a damage here for every finding but that of SQLite itself", () => {
    const shown = new Set<string>(damages.map(([code]) => code));
    expect(Object.keys(findingCodes).filter((code) => !shown.has(code))).toEqual(["file.damaged"]);
  });
});

const program = new URL("program.ts", import.meta.url).pathname;
function verify(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { status, lines: lines.map((line) => JSON.parse(line) as Partial<Finding> & { verified?: object }), stderr };
}

describe("[OP7] npm run verify", () => {
  test(
    "ends with 0, 1 with findings, 0 once they are repaired; 2 where there is nothing to look at",
    { timeout: 300_000 },
    () => {
      const dataDir = join(directory, "program");
      mkdirSync(dataDir);
      copyFileSync(join(directory, "couplet.db"), join(dataDir, "couplet.db"));
      const whole = verify(dataDir);
      expect([whole.status, whole.lines.length]).toEqual([0, 1]);
      expect(whole.lines[0]?.verified).toMatchObject({ workspaces: 1, cards: 5, relations: 2, findings: 0 });
      const head = /"head":"([0-9a-f]{64})"/.exec(JSON.stringify(whole.lines))?.[1] ?? "";
      expect(verify(dataDir, `--head=${head}`).status).toBe(0);
      expect(verify(dataDir, `--head=${"0".repeat(64)}`).lines[0]).toEqual({ code: "log.head", what: "0".repeat(64) });
      expect(verify(dataDir, "--head=1").status).toBe(2);
      const database = openDatabase(join(dataDir, "couplet.db"));
      database.prepare("DELETE FROM shown WHERE document = ?").run(commonOf(database, customer));
      // Beside a server that has the file open, and in its write-ahead log what is not in the file yet.
      const spoilt = verify(dataDir);
      expect([spoilt.status, spoilt.lines[0]?.code]).toEqual([1, "projection.missing"]);
      const inUse = verify(dataDir, "--repair");
      expect([inUse.status, inUse.stderr]).toEqual([2, expect.stringContaining("in use")]);
      database.close();
      expect(verify(dataDir).status).toBe(1);
      expect(verify(dataDir, "--repair").status).toBe(0);
      expect(verify(dataDir).status).toBe(0);
      expect(verify(join(directory, "nowhere")).status).toBe(2);
    },
  );

  test("says so where SQLite finds the file damaged", () => {
    const dataDir = join(directory, "damaged");
    mkdirSync(dataDir);
    const bytes = readFileSync(join(directory, "couplet.db"));
    bytes.fill(0xa5, bytes.length - 16 * 4096, bytes.length - 8 * 4096);
    writeFileSync(join(dataDir, "couplet.db"), bytes);
    const { status, lines } = verify(dataDir);
    expect(status).toBe(1);
    expect(lines.map(({ code }) => code)).toContain("file.damaged");
  });
});
