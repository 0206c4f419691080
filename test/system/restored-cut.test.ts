/**
 * A line that breaks while a device compares what it holds with a restored server; and devices that keep only what was opened.
 *
 * @module
 */
import type { Engine } from "@couplet/engine";
import { createEngineOn } from "@couplet/engine/disk";
import { restore, type RunningServer, signToken, startServer } from "@couplet/server";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MemoryDisk } from "../harness/memory-disk.ts";
import { MessageLine } from "../harness/message-line.ts";
import { type Caller, createCaller, type Json, secret } from "./rest-client.ts";

let dataDir: string;
let server: RunningServer;
let root: Caller;
let line: MessageLine;
let nudging: ReturnType<typeof setInterval> | undefined;
const engines = new Set<Engine>();

const file = (name: string): string => join(dataDir, name);
async function start(port = 0): Promise<void> {
  server = await startServer({ dataDir, port, auth: { kind: "secret", secret } });
  root = await createCaller(server, { sub: "root" });
}
/** The address stays. @param before what is done while it is away */
async function restored(before: () => void = () => undefined): Promise<void> {
  const { port } = server;
  await server.close();
  restore({ dataDir, file: file("backup") });
  before();
  await start(port);
}
async function backedUp(): Promise<void> {
  const { port } = server;
  await server.close();
  await copyFile(file("couplet.db"), file("backup"));
  await start(port);
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-cut-"));
  await start();
  line = await MessageLine.open(server.url);
});
afterEach(async () => {
  clearInterval(nudging);
  await Promise.all([...engines].map((engine) => engine.close()));
  engines.clear();
  line.close();
  await server.close();
  await rm(dataDir, { recursive: true });
});

async function engineOf(sub: string, disk: MemoryDisk, keeps: "workspace" | "opened"): Promise<Engine> {
  const engine = createEngineOn(disk, {
    endpoint: line.url,
    keeps,
    getToken: async () => ({
      token: await signToken(secret, { sub, name: sub, workspace: "acme", role: "editor" }, Date.now() + 3_600_000),
    }),
  });
  engines.add(engine);
  await engine.ready;
  if (keeps === "workspace") await eventually(() => engine.progress.value?.isComplete, true);
  return engine;
}

const eventually = (look: () => unknown, value: unknown): Promise<void> =>
  expect.poll(look, { timeout: 60_000, interval: 20 }).toEqual(value);
const read = (card: Json): Promise<Json> => root.expecting(200, "GET", `/contacts/${card.id}`);
/** As the device has it. */
const cityOf = async (engine: Engine, { id }: Json): Promise<unknown> =>
  (await engine.list("contact")).items.find((row) => row.id === id)?.values["city"];
const contact = (name: string): Promise<Json> => root.expecting(201, "POST", "/contacts", { name, city: "Bern" });

describe("After a backup was restored", () => {
  test("[SY40] [C2] an engine that is cut at any message of the comparison begins again, and nothing is lost", async () => {
    const cards = [await contact("Eins"), await contact("Zwei"), await contact("Drei")];
    const ada = await engineOf("ada", new MemoryDisk(), "workspace");
    const [one] = cards;
    const open = await ada.openCard("contact", { id: one.id });
    await backedUp();
    // Somebody who asks for it: else the pauses between two connections grow from cut to cut.
    nudging = setInterval(() => ada.retryConnection(), 100);
    for (let after = 1; after <= 32; after += 1) {
      expect(open.set("city", `Ort ${after}`)).toMatchObject({ ok: true });
      for (const card of cards.slice(1))
        await root.expecting(200, "PATCH", `/contacts/${card.id}`, { city: `Ort ${after}` });
      // The feed has told it: what no device knows nobody brings back.
      for (const card of cards) await eventually(async () => await cityOf(ada, card), `Ort ${after}`);
      await eventually(() => ada.status.value.waiting, 0);
      await restored(() => line.cutIn(after));
      for (const card of cards) await eventually(async () => (await read(card)).city, `Ort ${after}`);
      // What is open is live again.
      await root.expecting(200, "PATCH", `/contacts/${one.id}`, { phoneNo: `+4144200${1_000 + after}` });
      await eventually(() => open.snapshot.value.values["phoneNo"], `+4144200${1_000 + after}`);
      expect(open.snapshot.value.conflicts).toEqual({});
    }
    expect(ada.attention.value).toEqual([]);
  }, 240_000);

  test("[SY39] [C2] of an engine that keeps only what was opened, too: what the copies on its device have comes back", async () => {
    const card = await contact("Eins");
    const other = await contact("Zwei");
    const ada = await engineOf("ada", new MemoryDisk(), "opened");
    const bob = await engineOf("bob", new MemoryDisk(), "opened");
    const [atAda, atBob] = [
      await ada.openCard("contact", { id: card.id }),
      await bob.openCard("contact", { id: card.id }),
    ];
    await eventually(() => atAda.snapshot.value.connected && atBob.snapshot.value.connected, true);
    // Known to the backup as his: what he writes after it under the same Yjs client nobody else could push.
    atBob.set("city", "Chur");
    await eventually(() => atAda.snapshot.value.values["city"], "Chur");
    await eventually(() => bob.status.value.waiting, 0);
    await backedUp();
    await eventually(() => atAda.snapshot.value.connected && atBob.snapshot.value.connected, true);
    atBob.set("city", "Zug");
    await eventually(() => atAda.snapshot.value.values["city"], "Zug");
    atAda.set("phoneNo", "+41442001000");
    await eventually(() => atBob.snapshot.value.values["phoneNo"], "+41442001000");
    await eventually(() => ada.status.value.waiting + bob.status.value.waiting, 0);
    // Bob does not come back; what is typed on Ada's device without network goes on as well.
    await bob.close();
    engines.delete(bob);
    ada.setOffline(true);
    atAda.set("email", "info@eins.ch");
    await restored();
    ada.setOffline(false);
    const values = async (): Promise<unknown[]> => {
      const { city, phoneNo, email } = await read(card);
      return [city, phoneNo, email];
    };
    await eventually(values, ["Zug", "+41442001000", "info@eins.ch"]);
    await eventually(() => ada.status.value.waiting, 0);
    expect(ada.attention.value).toEqual([]);
    await root.expecting(200, "PATCH", `/contacts/${card.id}`, { city: "Olten" });
    await eventually(() => atAda.snapshot.value.values["city"], "Olten");
    expect(await read(other)).toMatchObject({ city: "Bern" });
  }, 120_000);

  test("[SY39] [C2] notes come back where nobody has written since, and else as a text to be put together", async () => {
    const [alone, both] = [await contact("Eins"), await contact("Zwei")];
    const disk = new MemoryDisk();
    const ada = await engineOf("ada", disk, "workspace");
    await backedUp();
    for (const { id } of [alone, both]) {
      const card = await ada.openCard("contact", { id });
      await eventually(() => card.snapshot.value.connected, true);
      card.notes.replace("Bitte anrufen.");
      await card.flush();
      card.close();
    }
    await eventually(async () => (await ada.readCard("contact", both.id))?.notes, "Bitte anrufen.");
    ada.setOffline(true);
    await restored();
    await root.expecting(200, "PATCH", `/contacts/${both.id}`, { notes: "Hat angerufen." });
    ada.setOffline(false);
    await eventually(async () => (await read(alone)).notes, "Bitte anrufen.");
    await eventually(
      () => ada.attention.value.map((item) => item.kind === "refused" && [item.code, item.value]),
      [["recovery.notes", "Bitte anrufen."]],
    );
    expect(await read(both)).toMatchObject({ notes: "Hat angerufen." });
  }, 120_000);
});
