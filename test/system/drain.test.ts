/**
 * A server that is asked to stop while people type: what was acknowledged is there, and what was not is still on their devices and comes again.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RoomClient } from "../harness/room-client.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";

/** One per device, so that all of what each has set stands in the history. */
const fields = ["city", "name2", "address", "address2", "county"];
const atLeast = 20;

interface Card {
  readonly id: string;
  readonly documentId: string;
}
interface Device {
  readonly user: string;
  readonly field: string;
  readonly acknowledged: string[];
  last: string;
  client: RoomClient;
}

let dataDir: string;
let server: ServerProcess;
let card: Card;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-drain-"));
  server = await startServerProcess({ dataDir });
  card = await call<Card>(server.url, await tokenFor("ann"), "POST", "/contacts", { name: "Muster AG" });
});
afterEach(async () => {
  await server.kill("SIGKILL");
  await rm(dataDir, { recursive: true });
});

async function connected(user: string, before?: RoomClient): Promise<RoomClient> {
  const client = new RoomClient({
    url: server.url,
    token: await tokenFor(user),
    documentId: card.documentId,
    card: card.id,
    user,
    ...(before && { doc: before.doc, writer: before.writer }),
  });
  await client.ready;
  return client;
}

/** Types until the server has gone, and then once more: that stays on the device. */
async function typeOn(device: Device): Promise<void> {
  const { client, field } = device;
  const line = { isOpen: true };
  const closed = client.closed.then(() => (line.isOpen = false));
  for (let count = 0; line.isOpen; count += 1) {
    const value = `${device.user} ${count}`;
    device.last = value;
    const { entry, settled } = client.edit(field, value);
    const isTaken = settled.then((refusals) => {
      expect(refusals).toEqual([]);
      device.acknowledged.push(entry);
    });
    // Every third is not waited for: the server is asked to stop with some on their way.
    if (count % 3 === 0) await Promise.race([isTaken, closed]);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  device.last = `${device.user} at last`;
  client.edit(field, device.last);
  client.close();
}

test("[OP4] [G1] asked to stop in mid-edit it closes every socket; nothing acknowledged is lost, and the rest comes back with its device", async () => {
  const devices: Device[] = await Promise.all(
    fields.map(async (field, index) => {
      const user = `user${index}`;
      return { user, field, acknowledged: [], last: "", client: await connected(user) };
    }),
  );
  const typing = Promise.all(devices.map(typeOn));
  await expect
    .poll(() => Math.min(...devices.map(({ acknowledged }) => acknowledged.length)), { timeout: 120_000 })
    .toBeGreaterThanOrEqual(atLeast);
  await server.kill("SIGTERM");
  await typing;
  // 1006 for who did not take its 1013 before the process went: coming again is what both ask for.
  for (const { client } of devices) expect([1013, 1006]).toContain(await client.closed);
  expect(server.output()).not.toContain("could not close in order");

  server = await startServerProcess({ dataDir });
  const token = await tokenFor("ann");
  const known = new Set<string>();
  for (const { field } of devices) {
    let cursor = "";
    do {
      const page: { items: { entry: string }[]; nextCursor?: string } = await call(
        server.url,
        token,
        "GET",
        `/contacts/${card.id}/history?field=${field}&limit=1000${cursor && `&cursor=${cursor}`}`,
      );
      for (const { entry } of page.items) known.add(entry);
      cursor = page.nextCursor ?? "";
    } while (cursor !== "");
  }
  for (const { acknowledged, user } of devices)
    expect([user, acknowledged.filter((entry) => !known.has(entry))]).toEqual([user, []]);

  for (const device of devices) {
    const client = await connected(device.user, device.client);
    await client.settled();
    client.close();
  }
  const told = await call<Record<string, string>>(server.url, token, "GET", `/contacts/${card.id}`);
  expect(devices.map(({ field }) => told[field])).toEqual(devices.map(({ last }) => last));
});
