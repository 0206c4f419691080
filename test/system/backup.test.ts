/**
 * `npm run backup` and `npm run restore`: of a server in use, of a stopped one, and with files that are none.
 *
 * @module
 */
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ran, runDataProgram, verifyStored } from "../harness/data-program.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";

interface Row {
  readonly id: string;
  readonly no: string;
}

let dataDir: string;
let server: ServerProcess;
let token: string;

const file = (name: string): string => join(dataDir, name);
const start = async (): Promise<void> => {
  server = await startServerProcess({ dataDir, limits: {} });
};
const run = (...args: readonly string[]): Promise<Ran> => runDataProgram(dataDir, ...args);
const made = (name: string): Promise<Row> => call<Row>(server.url, token, "POST", "/contacts", { name });
const numbers = async (): Promise<readonly string[]> =>
  (await call<{ items: Row[] }>(server.url, token, "GET", "/contacts?limit=1000")).items.map(({ no }) => no);

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-backup-"));
  token = await tokenFor("ada");
  await start();
});
afterEach(async () => {
  await server.kill("SIGKILL");
  await rm(dataDir, { recursive: true });
});

describe("A backup", () => {
  test("[BK1] of a server that is written to is whole: a state that there was, with all that was answered before", async () => {
    for (let index = 0; index < 20; index += 1) await made(`Vor ${index}`);
    const before = await numbers();
    const running = run("backup", file("backup"));
    const isOver = (): Promise<boolean> =>
      Promise.race([running.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false)))]);
    for (let index = 0; !(await isOver()); index += 1)
      await Promise.all([made(`Neben ${index}`), made(`Bei ${index}`)]);
    const ran = await running;
    expect(ran).toMatchObject({ code: 0, complained: "" });
    expect((await stat(file("backup"))).mode & 0o077).toBe(0);
    expect(await readdir(dataDir)).not.toContain("backup.partial");
    await server.kill("SIGKILL");
    expect((await run("restore", file("backup"))).code).toBe(0);
    await start();
    const after = await numbers();
    expect(after).toEqual(expect.arrayContaining([...before]));
    expect(new Set(after).size).toBe(after.length);
  });

  test("[BK1] of a stopped server is one, too; nothing is written over, and what is not there is said", async () => {
    await made("Eins");
    await server.kill("SIGKILL");
    expect((await run("backup", file("backup"))).code).toBe(0);
    const content = await readFile(file("backup"));
    expect(await run("backup", file("backup"))).toMatchObject({
      code: 1,
      complained: expect.stringContaining("exists already"),
    });
    expect(await readFile(file("backup"))).toEqual(content);
    expect(await run("backup")).toMatchObject({ code: 1, complained: expect.stringContaining("Which file?") });
    expect(await run("backup", file("none/backup"))).toMatchObject({
      code: 1,
      complained: expect.stringContaining("no directory"),
    });
    const elsewhere = await runDataProgram(file("empty"), "backup", file("other"));
    expect(elsewhere).toMatchObject({ code: 1, complained: expect.stringContaining("no database") });
  });
});

describe("A restore", () => {
  const epoch = (): unknown => {
    const database = new DatabaseSync(file("couplet.db"));
    try {
      return database.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.["value"];
    } finally {
      database.close();
    }
  };

  test("[BK2] is another store, and keeps what it replaces", async () => {
    const { no } = await made("Eins");
    await run("backup", file("backup"));
    const later = await made("Zwei");
    await server.kill("SIGTERM");
    const before = epoch();
    expect(await run("restore", file("backup"))).toMatchObject({ code: 0, complained: "" });
    expect(epoch()).not.toBe(before);
    const kept = (await readdir(dataDir)).find((name) => name.startsWith("couplet.db.replaced-"));
    await start();
    expect(await numbers()).toEqual([no]);
    await server.kill("SIGTERM");
    await rm(file("couplet.db"));
    await copyFile(file(kept ?? ""), file("couplet.db"));
    await start();
    expect(await numbers()).toEqual([no, later.no]);
  });

  test("[BK3] [G4] issues no number twice, whether or not the database that is replaced can still be read", async () => {
    const issued = new Set([(await made("Eins")).no]);
    await run("backup", file("backup"));
    const next = async (name: string): Promise<void> => {
      const { no } = await made(name);
      expect([...issued]).not.toContain(no);
      issued.add(no);
    };
    for (let index = 0; index < 10; index += 1) await next(`Später ${index}`);
    // Read from what is replaced, also a second time.
    for (let round = 0; round < 2; round += 1) {
      await server.kill("SIGKILL");
      const { said } = await run("restore", file("backup"));
      expect(said).toContain("go on after the last one drawn");
      verifyStored(dataDir);
      await start();
      await next(`Runde ${round}`);
    }
    expect([...issued].sort().at(-1)).toMatch(/0013$/u);
    // Damaged: nobody knows how far they had come.
    await server.kill("SIGTERM");
    await writeFile(file("couplet.db"), "not a database any more, whatever it was before");
    const { said, code } = await run("restore", file("backup"), "--numbers=500");
    expect([code, said]).toEqual([0, expect.stringContaining("jumped ahead by 500")]);
    verifyStored(dataDir);
    await start();
    await next("Danach");
  });

  test("[BK4] is refused while a server runs, and with a file that is no backup; nothing has changed then", async () => {
    const { no } = await made("Eins");
    await run("backup", file("backup"));
    expect(await run("restore", file("backup"))).toMatchObject({
      code: 1,
      complained: expect.stringContaining("Stop it first"),
    });
    await made("Zwei");
    await server.kill("SIGTERM");
    const content = await readFile(file("couplet.db"));
    await writeFile(file("text"), "no database");
    new DatabaseSync(file("foreign")).exec("CREATE TABLE other (id)");
    await copyFile(file("backup"), file("cut"));
    const bytes = await readFile(file("backup"));
    await writeFile(file("cut"), bytes.subarray(0, bytes.byteLength / 2));
    await copyFile(file("backup"), file("newer"));
    new DatabaseSync(file("newer")).exec("PRAGMA user_version = 9999");
    for (const name of ["missing", "text", "foreign", "cut", "newer"]) {
      const ran = await run("restore", file(name));
      expect([name, ran.code, ran.said]).toEqual([name, 1, ""]);
      expect(ran.complained).not.toContain("    at ");
    }
    expect(await run("restore", file("backup"), "--nombres=3")).toMatchObject({ code: 1 });
    expect(await readFile(file("couplet.db"))).toEqual(content);
    expect((await readdir(dataDir)).filter((name) => name.includes("restoring") || name.includes("replaced"))).toEqual(
      [],
    );
    await start();
    expect(await numbers()).toContain(no);
  });
});
