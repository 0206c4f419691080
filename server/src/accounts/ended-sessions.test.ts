/**
 * The list of ended sessions beside the store: what has run out is left out of it, and nothing else is ever lost.
 *
 * @module
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EndedSessions } from "./ended-sessions.ts";

let directory: string;
const path = (): string => join(directory, "ended-sessions");
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "couplet-ended-"));
  await writeFile(path(), "old 5\nyoung 50\n");
});
afterEach(() => rm(directory, { recursive: true }));

test("[HT6] what would have ended by itself is left out of the file, which is replaced whole", async () => {
  await writeFile(`${path()}.new`, "cut off");
  const ended = await EndedSessions.open(path(), 10);
  expect([ended.has("old"), ended.has("young")]).toEqual([false, true]);
  expect(await readFile(path(), "utf8")).toBe("young 50\n");
  expect(await readdir(directory)).toEqual(["ended-sessions"]);
});

test("[HT6] where the new file cannot be written the one that is there stays as it was", async () => {
  await mkdir(`${path()}.new`);
  await expect(EndedSessions.open(path(), 10)).rejects.toMatchObject({ code: "EISDIR" });
  expect(await readFile(path(), "utf8")).toBe("old 5\nyoung 50\n");
});
