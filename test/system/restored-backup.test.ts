/**
 * A backup is restored while devices hold more than it has: it comes back from them.
 *
 * @module
 */
import type { CardSession, Engine } from "@couplet/engine";
import { createEngineOn } from "@couplet/engine/disk";
import { type CardKind, cardKinds, pathOfKind } from "@couplet/model";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runDataProgram, verifyStored } from "../harness/data-program.ts";
import { MemoryDisk } from "../harness/memory-disk.ts";
import { MessageLine } from "../harness/message-line.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";

interface Row {
  readonly id: string;
  readonly no: string;
  readonly name?: string;
  readonly city?: string;
  readonly notes?: string;
  readonly relations: readonly { readonly cardId: string }[];
  readonly [field: string]: unknown;
}

let dataDir: string;
let server: ServerProcess;
let token: string;
const lines: MessageLine[] = [];
const engines = new Set<Engine>();

const file = (name: string): string => join(dataDir, name);
const start = async (port = "0"): Promise<void> => {
  server = await startServerProcess({ dataDir, env: { PORT: port }, limits: {} });
};
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-restored-"));
  await start();
  token = await tokenFor("root");
});
afterEach(async () => {
  await Promise.all([...engines].map((engine) => engine.close()));
  engines.clear();
  sessions.clear();
  for (const line of lines.splice(0)) line.close();
  await server.kill("SIGKILL");
  await rm(dataDir, { recursive: true });
});

const rest = <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
  call<Answer>(server.url, token, method, path, body);
const made = (fields: object, path = "contacts"): Promise<Row> => rest<Row>("POST", `/${path}`, fields);
const read = (kind: CardKind, id: string): Promise<Row> => rest<Row>("GET", `/${pathOfKind(kind)}/${id}`);

async function everything(): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  for (const kind of cardKinds) {
    const { items } = await rest<{ items: Row[] }>("GET", `/${pathOfKind(kind)}?limit=1000`);
    for (const row of items) rows.set(row.id, row);
  }
  return rows;
}

interface Device {
  readonly engine: Engine;
  readonly line: MessageLine;
}

/** @param before the line it had: a device knows a server by its address */
async function device(sub: string, disk: MemoryDisk, before?: MessageLine): Promise<Device> {
  const line = before ?? (await MessageLine.open(server.url));
  lines.push(line);
  const engine = createEngineOn(disk, {
    endpoint: line.url,
    keeps: "workspace",
    getToken: async () => ({ token: await tokenFor(sub) }),
  });
  engines.add(engine);
  await engine.ready;
  await eventually(() => engine.progress.value?.isComplete, true);
  return { engine, line };
}

const eventually = <Value>(look: () => Value | Promise<Value>, value: unknown): Promise<void> =>
  expect.poll(look, { timeout: 60_000, interval: 20 }).toEqual(value);
const saved = (engine: Engine): Promise<void> => eventually(() => engine.status.value.waiting, 0);
async function backUp(name: string): Promise<void> {
  const { code, complained } = await runDataProgram(dataDir, "backup", file(name));
  expect(complained).toBe("");
  expect(code).toBe(0);
}

/** With a plug pulled. The address stays. */
async function restore(name: string): Promise<void> {
  const { port } = new URL(server.url);
  await server.kill("SIGKILL");
  const { code, complained } = await runDataProgram(dataDir, "restore", file(name));
  expect(complained).toBe("");
  expect(code).toBe(0);
  await start(port);
}

/** Sessions stay open: as many as a person's tabs. */
const sessions = new Map<Engine, Map<string, CardSession>>();

async function cardOf(engine: Engine, kind: CardKind, id: string): Promise<CardSession> {
  const open = sessions.get(engine) ?? new Map<string, CardSession>();
  sessions.set(engine, open);
  const card = open.get(id) ?? (await engine.openCard(kind, { id }));
  open.set(id, card);
  await eventually(() => card.snapshot.value.loading, false);
  return card;
}

async function edit(
  engine: Engine,
  kind: CardKind,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const card = await cardOf(engine, kind, id);
  for (const [field, value] of Object.entries(fields)) {
    if (field === "notes") card.notes.replace(value);
    else expect(card.set(field, value)).toMatchObject({ ok: true });
  }
}

const shownBy = async (engine: Engine): Promise<unknown> => {
  const rows = await Promise.all(cardKinds.map((kind) => engine.list(kind, { limit: 1_000 })));
  return rows
    .flatMap(({ items }) => items)
    .map(({ id, no, values, relations }) => [id, no, values["name"], values["city"], relations.length])
    .sort(byId);
};
const byId = ([a]: readonly unknown[], [b]: readonly unknown[]): number => (String(a) < String(b) ? -1 : 1);
const shownByServer = async (): Promise<unknown> =>
  [...(await everything()).values()]
    .map(({ id, no, name, city, relations }) => [id, no, name, city, relations.length])
    .sort(byId);

const lostItems = (engine: Engine) =>
  engine.attention.value.filter((item) => item.kind === "command" && item.code === "recovery.lost");

describe("After a backup was restored", () => {
  test("[SY39] [C2] [G4] edits, links and cards that it lacks come back from the devices, and all end the same", async () => {
    const contacts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => made({ name: `Firma ${index}`, city: "Bern" })),
    );
    const idOf = (index: number): string => contacts[index]?.id ?? "";
    const customer = await made({}, `contacts/${idOf(0)}/customers`);
    const loose = await made({ name: "Lose" }, "vendors");
    await rest("DELETE", `/contacts/${loose.relations[0]?.cardId ?? ""}`);
    const [adaDisk, bobDisk] = [new MemoryDisk(), new MemoryDisk()];
    const ada = await device("ada", adaDisk);
    const bob = await device("bob", bobDisk);
    await edit(ada.engine, "contact", idOf(1), { notes: "Zuerst." });
    await saved(ada.engine);
    await backUp("backup.db");

    // What the backup lacks: of Ada's all, of Bob's the first half; the second half waits on his device.
    const open = await ada.engine.openCard("contact", { id: idOf(2) });
    for (let round = 0; round < 5; round += 1) {
      for (let index = 0; index < 20; index += 1) {
        const engine = index % 2 === 0 ? ada.engine : bob.engine;
        if (round < 4 || index % 2 === 0)
          await edit(engine, "contact", idOf(index), {
            city: `Ort ${round}`,
            phoneNo: `+4144200${round}${String(index).padStart(2, "0")}0`,
          });
      }
      await Promise.all([saved(ada.engine), saved(bob.engine)]);
    }
    await edit(ada.engine, "contact", idOf(1), { notes: "Zuerst. Dann." });
    await edit(ada.engine, "customer", customer.id, { name: "Ein Name" });
    const fresh = await ada.engine.create("contact", { name: "Neu AG", city: "Chur" });
    const freshCustomer = await ada.engine.createFromContact(fresh.id, "customer");
    await edit(ada.engine, "customer", freshCustomer.id, { creditLimit: "500", notes: "Gut." });
    await ada.engine.link(idOf(3), loose.id);
    await saved(ada.engine);
    await eventually(async () => (await bob.engine.readCard("contact", fresh.id))?.values["city"], "Chur");
    const before = await everything();
    bob.engine.setOffline(true);
    for (let index = 1; index < 20; index += 2)
      await edit(bob.engine, "contact", idOf(index), { city: `Fern ${index}` });
    await edit(bob.engine, "contact", idOf(4), { email: "bob@firma.ch" });
    await bob.engine.create("contact", { name: "Von Bob" });

    await restore("backup.db");
    await eventually(async () => (await read("contact", idOf(2))).city, "Ort 4");
    await eventually(() => lostItems(ada.engine).length, 3);
    // A number that the lost card had is nobody else's.
    const next = await made({ name: "Danach" });
    expect([...before.values()].map(({ no }) => no)).not.toContain(next.no);
    bob.engine.setOffline(false);
    await saved(bob.engine);
    // The link is given again by hand, as are the cards.
    for (let rounds = 0; lostItems(ada.engine).length > 0; rounds += 1) {
      expect(rounds).toBeLessThan(10);
      for (const item of lostItems(ada.engine)) await ada.engine.retry(item);
      await saved(ada.engine);
      const others = ada.engine.attention.value.filter(
        (item) => item.kind === "command" && item.code !== "recovery.lost",
      );
      expect(others).toEqual([]);
    }
    for (let index = 0; index < 20; index += 1) {
      const { city, phoneNo } = await read("contact", idOf(index));
      expect([index, city, phoneNo]).toEqual([
        index,
        index % 2 === 0 ? "Ort 4" : `Fern ${index}`,
        before.get(idOf(index))?.["phoneNo"],
      ]);
    }
    expect(await read("contact", idOf(1))).toMatchObject({ notes: "Zuerst. Dann." });
    expect(await read("contact", idOf(4))).toMatchObject({ email: "bob@firma.ch" });
    expect(await read("contact", idOf(0))).toMatchObject({ name: "Ein Name" });
    expect(await read("vendor", loose.id)).toMatchObject({ name: "Firma 3", relations: [{ cardId: idOf(3) }] });
    for (const id of [fresh.id, freshCustomer.id]) expect((await everything()).get(id)?.no).toBe(before.get(id)?.no);
    expect(await read("customer", freshCustomer.id)).toMatchObject({
      name: "Neu AG",
      city: "Chur",
      creditLimit: "500",
      relations: [{ cardId: fresh.id }],
    });
    // What Ada still has open is live again.
    await edit(bob.engine, "contact", idOf(2), { city: "Zug" });
    await eventually(() => open.snapshot.value.values["city"], "Zug");
    expect(open.set("city", "Olten")).toMatchObject({ ok: true });
    await saved(ada.engine);
    const rows = [...(await everything()).values()];
    expect(rows.map(({ name }) => name)).toContain("Von Bob");
    expect(new Set(rows.map(({ no }) => no)).size).toBe(rows.length);
    await eventually(() => lostItems(bob.engine).length, 0);
    const shown = await shownByServer();
    for (const { engine } of [ada, bob]) await eventually(() => shownBy(engine), shown);

    verifyStored(dataDir);

    // A second time there is next to nothing to be said.
    await backUp("again.db");
    await Promise.all([ada, bob].map(({ engine }) => engine.close()));
    await restore("again.db");
    const messages = [ada, bob].map(({ line }) => line.messages);
    const again = [await device("ada", adaDisk, ada.line), await device("bob", bobDisk, bob.line)];
    await made({ name: "Letzte" });
    for (const [index, { engine, line }] of again.entries()) {
      await eventually(async () => (await engine.list("contact", { search: "Letzte" })).items.length, 1);
      expect(lostItems(engine)).toEqual([]);
      expect(line.messages - (messages[index] ?? 0)).toBeLessThan(40);
    }
  }, 240_000);
});
