/**
 * Stores that earlier versions left (`test/upgrade/stores`), opened by this one.
 *
 * Shape    each file is brought up to date by the real server, which then has to answer what the server of that time answered, find nothing
 *          wrong, and take edits.
 * Know     the clock goes on from when the file was made: what becomes old with time is another test's.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { type RunningServer, startServer, verifyDatabase } from "@couplet/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../rules/rule-book.ts";
import { answersOf, type Told, type ToldCard } from "../upgrade/answers.ts";
import { RoomClient } from "../harness/room-client.ts";
import { createCaller, secret } from "./rest-client.ts";

const folder = join(root, "test/upgrade/stores");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".sqlite.gz"))
  .map((name) => name.replace(".sqlite.gz", ""));
const unpacked = async (name: string): Promise<Buffer> => gunzipSync(await readFile(join(folder, name)));

let dataDir: string;
let server: RunningServer | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-earlier-"));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(dataDir, { recursive: true });
});

async function opened(
  name: string,
): Promise<{ readonly told: Told; readonly running: RunningServer; readonly aheadMs: number }> {
  await writeFile(join(dataDir, "couplet.db"), await unpacked(`${name}.sqlite.gz`));
  const told = JSON.parse((await unpacked(`${name}.json.gz`)).toString()) as Told;
  const aheadMs = told.atMs + 60_000 - Date.now();
  const running = await startServer({ dataDir, auth: { kind: "secret", secret }, nowMs: () => Date.now() + aheadMs });
  server = running;
  return { told, running, aheadMs };
}

/** Less what a person reads from its company: early versions showed a blank there. */
function ownOf(card: ToldCard["card"]): ToldCard["card"] {
  const { inherited = {}, ...own } = card;
  return { ...own, ...Object.fromEntries(Object.keys(inherited as object).map((field) => [field, ""])) };
}

const idOf = ({ card }: ToldCard): string => String(card["id"]);

test("there is a store of every version that was released", () => {
  const versions = names.map((name) => Number(name.replace("version-", "")));
  expect(versions.slice(0, 11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

describe.each(names)("[OP9] a store of %s", (name) => {
  test("answers what it answered then, has nothing wrong, and goes on", async () => {
    const { told, running, aheadMs } = await opened(name);
    const [ada, ben] = await Promise.all([
      createCaller(running, {}, aheadMs),
      createCaller(running, { sub: "ben", name: "Ben Rossi" }, aheadMs),
    ]);
    const now = await answersOf((sub, ...call) => (sub === "ada" ? ada : ben).call(...call), told.atMs);
    expect(now.cards.map(idOf)).toEqual(told.cards.map(idOf));
    for (const [index, { card, history }] of told.cards.entries()) {
      expect(ownOf(now.cards[index]?.card ?? {})).toMatchObject(ownOf(card));
      expect(now.cards[index]?.history).toEqual(history);
    }
    expect(now.stranded).toMatchObject(told.stranded);
    expect(told.stranded).toHaveLength(1);

    // Every card takes an edit, over the API and in its room, and tells both.
    for (const [index, { path, card, history }] of told.cards.entries()) {
      const id = String(card["id"]);
      await ada.expecting(200, "PATCH", `/${path}/${id}`, { address2: `Floor ${index}` });
      const room = new RoomClient({
        url: running.url,
        token: ben.token,
        documentId: String(card["documentId"]),
        card: id,
        user: "ben",
      });
      await room.ready;
      expect((await room.set("county", "ZH")).refusals).toEqual([]);
      room.close();
      const { items } = await ada.expecting(200, "GET", `/${path}/${id}/history?limit=1000`);
      expect(items.length).toBeGreaterThanOrEqual(history.length + 2);
    }
    const [stranded] = now.stranded;
    await ben.expecting(204, "POST", `/stranded/${String(stranded?.["entry"])}`, { action: "apply" });
    await running.close();
    server = undefined;
    const database = new DatabaseSync(join(dataDir, "couplet.db"));
    const findings: object[] = [];
    verifyDatabase(database, (finding) => findings.push(finding));
    database.close();
    expect(findings).toEqual([]);
  });
});

test("[OP9] a store of a later version is refused in one line, and not a byte of it is changed", async () => {
  const path = join(dataDir, "couplet.db");
  await writeFile(path, await unpacked("version-11.sqlite.gz"));
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 999");
  database.close();
  const before = await readFile(path);
  const started = spawnSync(process.execPath, [join(root, "server/src/main.ts")], {
    env: { ...process.env, DATA_DIR: dataDir, DEMO: "0", PORT: "0" },
    encoding: "utf8",
  });
  expect(started.status).toBe(1);
  expect(started.stderr).toMatch(
    /Couplet cannot start: .*couplet\.db has version 999, this program knows versions up to \d+\n/u,
  );
  expect((await readFile(path)).equals(before)).toBe(true);
  expect(readdirSync(dataDir).filter((name) => name.startsWith("couplet.db"))).toEqual(["couplet.db"]);
});
