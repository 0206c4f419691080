/**
 * An engine over a line that breaks, beside a clock that jumps: what is typed arrives, once, over one socket at a time.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type CardSession, type Engine } from "@couplet/engine";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MessageLine } from "../harness/message-line.ts";
import { call, startServerProcess, type ServerProcess, tokenFor } from "../harness/server-process.ts";

/** In a process of its own: its clock is the true one. */
let server: ServerProcess;
let line: MessageLine;
let engine: Engine;
let card: CardSession;
let token = "";
let workspace = "";
let count = 0;

beforeAll(async () => {
  server = await startServerProcess({ dataDir: await mkdtemp(join(tmpdir(), "couplet-line-")), limits: {} });
});
afterAll(() => server.kill("SIGTERM"));
beforeEach(async () => {
  count += 1;
  workspace = `line-${count}`;
  token = await tokenFor("ada", "admin", workspace);
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.close();
  line.close();
});

async function open(options: Parameters<typeof MessageLine.open>[1] = {}): Promise<void> {
  const { id } = await call<{ id: string }>(server.url, token, "POST", "/contacts", { name: "Cronus AG" });
  line = await MessageLine.open(server.url, options);
  engine = createEngine({
    endpoint: line.url,
    storage: "memory",
    getToken: async () => ({ token: await tokenFor("ada", "admin", workspace) }),
  });
  card = await engine.openCard("contact", { id });
}

const isSaved = (): Promise<void> =>
  expect.poll(() => engine.status.value.waiting, { timeout: 30_000, interval: 20 }).toBe(0);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The values a field has had on the server, each as often as it was set. */
async function past(field: string): Promise<unknown[]> {
  const path = `/contacts/${card.id}/history?field=${field}`;
  const { items } = await call<{ items: { readonly new: unknown }[] }>(server.url, token, "GET", path);
  return items.map((item) => item.new).reverse();
}

describe("over a line that breaks", () => {
  test("[SY10] rooms, however many, are one socket", async () => {
    await open();
    const others = await Promise.all(["vendor", "customer", "bankAccount"].map((kind) => made(kind as "vendor")));
    await Promise.all(others.map((row) => engine.openCard(row.kind, { id: row.id })));
    await expect.poll(() => card.snapshot.value.connected).toBe(true);
    expect(line.sockets).toBe(1);
  });

  test("[C2] cut after every message of an edit in turn, the edit arrives, and once", async () => {
    await open();
    await expect.poll(() => card.snapshot.value.connected).toBe(true);
    const cities: string[] = [];
    for (let after = 1; after <= 12; after += 1) {
      line.cutIn(after);
      cities.push(`Ort ${after}`);
      card.set("city", `Ort ${after}`);
      await isSaved();
    }
    expect(await past("city")).toEqual(cities);
  }, 120_000);

  test("[SY9] a command goes over the socket; cut after every message of one in turn, each is done, and once", async () => {
    await open();
    const isConnected = () => expect.poll(() => card.snapshot.value.connected, { timeout: 30_000 }).toBe(true);
    await isConnected();
    const requests = vi.spyOn(globalThis, "fetch");
    const names = ["Muster 0"];
    await engine.create("vendor", { name: "Muster 0" });
    expect(requests.mock.calls.filter(([url]) => JSON.stringify(url).includes("/commands"))).toEqual([]);
    await expect(engine.link(card.id, crypto.randomUUID())).rejects.toMatchObject({ code: "card.notFound" });
    requests.mockRestore();
    for (let after = 1; after <= 6; after += 1) {
      line.cutIn(after);
      names.push(`Muster ${after}`);
      await engine.create("vendor", { name: `Muster ${after}` });
      await isSaved();
      await isConnected();
    }
    const { items } = await call<{ items: { name: string }[] }>(server.url, token, "GET", "/vendors?limit=100");
    expect(items.map(({ name }) => name).sort()).toEqual(names);
  }, 120_000);

  test("[C2] through a proxy that drops what is idle, edits arrive, and the engine neither gives up nor storms", async () => {
    await open({ idleMs: 400 });
    for (const city of ["Bern", "Chur", "Zug"]) {
      await pause(1_200);
      card.set("city", city);
      await isSaved();
    }
    expect(await past("city")).toEqual(["Bern", "Chur", "Zug"]);
    expect(line.sockets).toBeGreaterThan(1);
    expect(line.sockets).toBeLessThan(30);
  });
});

const made = (kind: "vendor" | "customer" | "bankAccount") => engine.create(kind, { name: `Muster ${kind}` });

describe("beside a clock that jumps", () => {
  for (const [name, hours] of [
    ["forth", 2],
    ["back", -2],
  ] as const) {
    test(`[SY21] two hours ${name}: what is typed then arrives, and so does what others type`, async () => {
      await open();
      await expect.poll(() => card.snapshot.value.connected).toBe(true);
      card.set("city", "Bern");
      await isSaved();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * 3_600_000 });
      // Longer than the engine's looks at the connection are apart.
      await pause(6_000);
      card.set("city", "Chur");
      await isSaved();
      await call(server.url, token, "PATCH", `/contacts/${card.id}`, { address: "Weg 1" });
      await expect.poll(() => card.snapshot.value.values["address"], { timeout: 20_000 }).toBe("Weg 1");
      expect(card.snapshot.value).toMatchObject({ connected: true, values: { city: "Chur" } });
      expect(await past("city")).toEqual(["Bern", "Chur"]);
    });
  }
});
