/**
 * A disk that fails under a real server: full, turned read-only by the kernel, writes or fsyncs that give an error.
 *
 * Know     small file systems are mounted for it, and a library is compiled; where that cannot be, the test is skipped and says why.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { compileFaultyDisk, noCompiler } from "../harness/disk/faulty-disk.ts";
import { cannotMount, mountReadOnlyable, mountTiny } from "../harness/disk/mounted-disk.ts";
import { metricsToken, seriesOf } from "../harness/metrics.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";
import { type DiskCard, doorsOf, readEverywhere, roomClient, statusOf } from "./disk-scene.ts";

const servers: ServerProcess[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill("SIGKILL");
});

interface Broken {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  breakDisk(): void;
  /** Absent where that takes a restart. */
  mendDisk?(): void;
  /** Between the end of the server and its next start. */
  beforeRestart?(): void;
}

async function start(broken: Broken): Promise<ServerProcess> {
  const { dataDir, env = {} } = broken;
  const server = await startServerProcess({ dataDir, env: { METRICS_TOKEN: metricsToken, ...env } });
  servers.push(server);
  return server;
}

async function throughTrouble(broken: Broken): Promise<void> {
  const server = await start(broken);
  const { url } = server;
  const token = await tokenFor("ann");
  const card = await call<DiskCard>(url, token, "POST", "/customers", { name: "Muster AG", city: "Bern" });
  const doors = Object.entries(doorsOf(url, card));
  for (const [name, door] of doors) expect(await door(`B ${name}`.slice(0, 10)), name).toEqual({ isTaken: true });
  const city = "B room";
  const before = await readEverywhere(url, card);
  expect(before).toEqual({ rest: city, list: city, history: city, room: city, feed: city });
  expect(await statusOf(url, "/readyz")).toBe("200 ready");
  // Somebody who has it open, and goes on typing.
  const author = await roomClient(url, card);
  await author.ready;
  await author.set("name2", "SAVED");

  broken.breakDisk();
  let isSettled = false;
  void author.set("name2", "WAITS").then(() => (isSettled = true));
  expect(await author.closed).toBe(1013);
  expect(isSettled).toBe(false);
  // Twice: the first time the disk may be asked, the second time it is known.
  for (const [name, door] of [...doors, ...doors]) {
    const told = ["room", "channel"].includes(name) ? 1013 : "store.unavailable";
    expect(await door(`C ${name}`.slice(0, 10)), name).toEqual({ isTaken: false, told });
  }
  await expect.poll(() => statusOf(url, "/readyz"), { timeout: 60_000, interval: 50 }).toBe("503 server.notReady");
  expect(await statusOf(url, "/healthz")).toBe("200 ok");
  expect((await seriesOf(url)).get("couplet_disk_trouble")).toBe(1);
  expect((await seriesOf(url)).get("couplet_failures_total")).toBeGreaterThan(0);
  expect(await readEverywhere(url, card)).toEqual(before);

  let serving = server;
  if (broken.mendDisk) {
    broken.mendDisk();
    await expect.poll(() => statusOf(url, "/readyz"), { timeout: 60_000, interval: 50 }).toBe("200 ready");
    await serves(url, card, author.doc);
    expect((await seriesOf(url)).get("couplet_disk_trouble")).toBe(0);
    expect(server.output()).not.toContain("unforeseen");
  }
  await server.kill("SIGKILL");
  broken.beforeRestart?.();
  serving = await start(broken);
  await serves(serving.url, card, author.doc);
}

/** What was saved is there, what waited is taken now, and so is anything new. */
async function serves(url: string, card: DiskCard, doc: Parameters<typeof roomClient>[2]): Promise<void> {
  const token = await tokenFor("ann");
  const again = await roomClient(url, card, doc);
  await again.ready;
  await again.settled();
  const read = await call<Record<string, unknown>>(url, token, "GET", `/customers/${card.id}`);
  expect(read).toMatchObject({ name2: "WAITS" });
  const names = new Set(
    (await call<{ items: { new: unknown }[] }>(url, token, "GET", `/customers/${card.id}/history`)).items.map(
      ({ new: value }) => value,
    ),
  );
  for (const saved of ["B room", "B channel", "B edit", "SAVED", "WAITS"]) expect(names).toContain(saved);
  for (const refused of ["C room", "C channel", "C edit"]) expect(names).not.toContain(refused);
  const vendors = await call<{ items: { name: string }[] }>(url, token, "GET", "/vendors?limit=100");
  const made = vendors.items.map(({ name }) => name).filter((name) => !name.startsWith("D"));
  expect(made.sort()).toEqual(["B command", "B command", "B creation"]);
  for (const [name, door] of Object.entries(doorsOf(url, card)))
    expect(await door(`D ${name}`.slice(0, 10)), name).toEqual({ isTaken: true });
}

describe("[G1] a disk that fails: not ready, every write refused with one code, reads go on, nothing saved is lost", () => {
  test("a full one, until there is room again", async (context) => {
    const disk = mountTiny(24);
    if (!disk) {
      context.skip(cannotMount);
      return;
    }
    onTestFinished(() => disk.unmount());
    await throughTrouble({
      dataDir: join(disk.path, "data"),
      breakDisk: () => disk.fill(),
      mendDisk: () => disk.free(),
    });
  });

  test("one that the kernel has turned read-only, until it is mounted again", async (context) => {
    const disk = mountReadOnlyable(32);
    if (!disk) {
      context.skip(cannotMount);
      return;
    }
    onTestFinished(() => disk.unmount());
    await throughTrouble({
      dataDir: disk.path,
      breakDisk: () => disk.turnReadOnly(),
      beforeRestart: () => disk.mountAgain(),
    });
  });

  test.each([
    ["writes fail", ["write"], "EIO"],
    ["writes find it read-only", ["write", "truncate"], "EROFS"],
    ["fsync fails", ["sync"], "EIO"],
    ["fsync finds it full", ["sync"], "ENOSPC"],
  ] as const)("one where %s, until they do not", async (_, calls, error) => {
    const disk = compileFaultyDisk();
    if (!disk) {
      console.log(`Not shown: ${noCompiler}`);
      return;
    }
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-disk-"));
    onTestFinished(async () => {
      disk.remove();
      await rm(dataDir, { recursive: true, force: true });
    });
    const { env } = disk;
    await throughTrouble({ dataDir, env, breakDisk: () => disk.fail(calls, error), mendDisk: () => disk.mend() });
  });
});
