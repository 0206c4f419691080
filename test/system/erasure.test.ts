/**
 * A person who asks to be forgotten: gone from every answer, from the bytes on the server's disk, from devices; and not brought back by any of them, nor
 * by a backup. The chain over the log holds.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "@couplet/engine";
import { MemoryReplicaStore } from "@couplet/engine/disk";
import type { RunningServer } from "@couplet/server";
import { startReplica } from "../harness/replica-client.ts";
import { type Caller, createCaller, type Json, startFresh } from "./rest-client.ts";

let dataDir: string;
let server: RunningServer;
let ada: Caller;
const engines: Engine[] = [];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "couplet-erasure-"));
  await start();
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await server.close();
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<void> {
  server = await startFresh({ dataDir });
  ada = await createCaller(server);
}

const program = new URL("../../server/src/verify/program.ts", import.meta.url).pathname;
function verify(...args: readonly string[]): { findings: Json[]; head: string } {
  const { stdout } = spawnSync(process.execPath, [program, dataDir, ...args], { encoding: "utf8" });
  const lines: Json[] = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  const last = lines.pop();
  return { findings: lines, head: last?.verified.heads[0].head ?? "" };
}

/** What only the person has. Latin capitals and folded forms stand in what is searched. */
const words = ["Quastenberg", "QUASTENBERG", "quastenberg", "791234567", "Wollgras"];

/** Which files of the data directory have one of the words, as text or as base64 of a document. */
function found(): string[] {
  return readdirSync(dataDir, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const { name } = entry;
    const bytes = readFileSync(join(dataDir, name));
    return words.filter((word) => bytes.includes(word)).map((word) => `${name}: ${word}`);
  });
}

interface Person {
  readonly contact: Json;
  readonly customer: Json;
  readonly joined: Json;
}

/** A person with a customer, a vendor once linked, a contact joined in, notes, a former number, answers that are kept. */
async function person(): Promise<Person> {
  const fields = { name: "Zephyrine Quastenberg", phoneNo: "+41791234567" };
  const customer = await ada.expecting(201, "POST", "/customers", fields, { "idempotency-key": "made" });
  const contactId = customer.relations[0].cardId as string;
  const joined = await ada.expecting(201, "POST", "/contacts", { name: "Z. Quastenberg", city: "Chur" });
  const vendor = await ada.expecting(201, "POST", "/vendors", { name: "Nebel AG" });
  await ada.expecting(200, "PATCH", `/contacts/${contactId}`, { notes: "Grows Wollgras.", email: "z@quastenberg.ch" });
  await ada.expecting(204, "DELETE", `/contacts/${vendor.relations[0].cardId}`);
  const linked = await ada.expecting(201, "POST", `/contacts/${contactId}/links`, { cardId: vendor.id });
  const relation = (linked.relations ?? [linked]).find(({ kind }: Json) => kind === "vendor");
  await ada.expecting(204, "DELETE", `/contacts/${contactId}/links/${relation.id}`);
  await ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { name: "Nebel AG", phoneNo: "", email: "" });
  await ada.expecting(204, "DELETE", `/vendors/${vendor.id}`);
  await ada.expecting(200, "POST", `/contacts/${contactId}/merge`, { contactId: joined.id });
  const contact = await ada.expecting(200, "GET", `/contacts/${contactId}`);
  return { contact, customer, joined };
}

/** What a device has of facts. */
const textOf = async (store: MemoryReplicaStore): Promise<string> =>
  JSON.stringify([await store.load(0), await store.lists()]);

const erase = (path: string, confirm: string): Promise<Json> =>
  ada.expecting(200, "POST", `${path}/erasure`, { confirm });

async function eraseAll({ contact, customer }: Person): Promise<Json> {
  await ada.expecting(204, "DELETE", `/contacts/${contact.id}`);
  await ada.expecting(204, "DELETE", `/customers/${customer.id}`);
  await erase(`/customers/${customer.id}`, customer.no);
  const { items } = await ada.expecting(200, "GET", "/changes?limit=1000");
  for (const { type, card } of items)
    if (type === "putCard" && card.kind === "vendor" && card.deletedAtMs && !card.erasedAtMs)
      await erase(`/vendors/${card.id}`, card.no);
  return await erase(`/contacts/${contact.id}`, contact.no);
}

describe("erased", () => {
  test("[GD2] nothing of the person is answered, or in any byte of the data directory; the chain holds, and numbers stay taken", async () => {
    const made = await person();
    const store = new MemoryReplicaStore();
    const device = await startReplica({ url: server.url, token: ada.token, role: "admin", store });
    await device.until(() => device.replica.isComplete);
    expect(device.replica.rows.row(made.contact.id)?.values["name"]).toBe("Zephyrine Quastenberg");
    expect(await textOf(store)).toContain("Quastenberg");
    expect(found().length).toBeGreaterThan(0);
    const before = verify();
    expect(before.findings).toEqual([]);

    const told = await eraseAll(made);
    expect(told).toMatchObject({ cardIds: [made.contact.id, made.joined.id], sharedWith: [] });
    for (const card of [made.contact, made.joined, made.customer]) {
      const path = `/${card.kind === "customer" ? "customers" : "contacts"}/${card.id}`;
      await ada.expecting(404, "GET", path);
      expect((await ada.expecting(200, "GET", `${path}/history`)).items).toEqual([]);
      await ada.expecting(card === made.joined ? 409 : 410, "POST", `${path}/restore`);
    }
    const kept = await ada.expecting(200, "GET", `/contacts/${made.contact.id}/personal-data`);
    expect([kept.history, kept.cards[0].fields, kept.cards[0].notes]).toEqual([[], {}, ""]);
    const { items } = await ada.expecting(200, "GET", "/changes?limit=1000");
    const updates = items.flatMap(({ update }: Json) =>
      update ? [Buffer.from(update, "base64").toString("latin1")] : [],
    );
    for (const word of words) expect(JSON.stringify(items) + updates.join()).not.toContain(word);
    expect(await ada.expecting(409, "POST", "/contacts", { no: made.contact.no, name: "Other" })).toMatchObject({
      code: "number.taken",
    });
    // A device that held it is told, and lets go of it.
    const last = await ada.expecting(201, "POST", "/bank-accounts", { name: "Last one" });
    await device.until(() => device.replica.rows.row(last.id)?.values["name"] === "Last one");
    const row = device.replica.rows.row(made.contact.id);
    expect(row).toMatchObject({ isDeleted: true, values: { name: "", phoneNo: "" }, notes: "" });
    for (const word of words) expect(JSON.stringify(row)).not.toContain(word);
    const documents = [made.contact, made.joined, made.customer].map(({ documentId }) =>
      device.replica.document(documentId),
    );
    const left =
      (await textOf(store)) +
      Buffer.concat((await Promise.all(documents)).flatMap((one) => one ?? [])).toString("latin1");
    expect(words.filter((word) => left.includes(word))).toEqual([]);
    device.end();
    // The same again changes nothing.
    expect((await erase(`/contacts/${made.contact.id}`, made.contact.no)).cardIds).toEqual(told.cardIds);
    await server.close();
    expect(found()).toEqual([]);
    expect(verify(`--head=${before.head}`).findings).toEqual([]);
    await start();
  });

  test("[GD2] a card that is there is not erased, nor without its number, nor by anybody but an administrator", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Uli Roth" });
    const path = `/contacts/${card.id}/erasure`;
    expect(await ada.expecting(409, "POST", path, { confirm: card.no })).toMatchObject({ code: "erasure.notDeleted" });
    await ada.expecting(204, "DELETE", `/contacts/${card.id}`);
    expect(await ada.expecting(422, "POST", path, { confirm: "CT9" })).toMatchObject({
      code: "erasure.confirm",
      field: "confirm",
    });
    expect(await ada.expecting(422, "POST", path, {})).toMatchObject({ code: "value.missing" });
    const ben = await createCaller(server, { sub: "ben", name: "Ben Moser", role: "editor" });
    expect(await ben.expecting(403, "POST", path, { confirm: card.no })).toMatchObject({ code: "perm.personalData" });
    await ada.expecting(200, "POST", `/contacts/${card.id}/restore`);
    const other = await ada.expecting(201, "POST", "/contacts", { name: "U. Roth" });
    await ada.expecting(200, "POST", `/contacts/${card.id}/merge`, { contactId: other.id });
    expect(await ada.expecting(409, "POST", `/contacts/${other.id}/erasure`, { confirm: other.no })).toMatchObject({
      code: "erasure.joined",
      detail: expect.stringContaining(card.no),
    });
  });

  test("[GD2] every answer says when something was erased last, and every device may ask what: ids only, also after a restart", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Zephyrine Quastenberg" });
    const ben = await createCaller(server, { sub: "ben", name: "Ben Moser", role: "viewer" });
    expect((await ben.call("GET", "/setup")).headers.get("x-erased-at")).toBeNull();
    expect(await ben.expecting(200, "GET", "/erasures")).toEqual({ items: [], erasedAt: 0 });
    await ada.expecting(204, "DELETE", `/contacts/${card.id}`);
    await erase(`/contacts/${card.id}`, card.no);
    const told = await ben.expecting(200, "GET", "/erasures?since=0");
    expect(told.items).toEqual([{ cardId: card.id, documentIds: expect.arrayContaining([card.documentId]) }]);
    expect(told.items[0].documentIds).toHaveLength(2);
    expect((await ben.call("GET", "/setup")).headers.get("x-erased-at")).toBe(String(told.erasedAt));
    expect((await ben.expecting(200, "GET", `/erasures?since=${told.erasedAt + 60_001}`)).items).toEqual([]);
    expect(await ben.expecting(400, "GET", "/erasures?since=-1")).toMatchObject({ code: "query.invalid" });
    await server.close();
    await start();
    const again = await createCaller(server, { sub: "ben", name: "Ben Moser", role: "viewer" });
    expect((await again.expecting(200, "GET", "/erasures")).items).toEqual(told.items);
  });

  test("[GD2] [D1] what another card holds stays whole, and is named", async () => {
    const customer = await ada.expecting(201, "POST", "/customers", { name: "Uli Roth", city: "Bern" });
    const contact = customer.relations[0];
    await ada.expecting(204, "DELETE", `/customers/${customer.id}`);
    const told = await erase(`/customers/${customer.id}`, customer.no);
    expect(told.sharedWith).toEqual([{ id: contact.cardId, kind: "contact", no: contact.no }]);
    expect(await ada.expecting(200, "GET", `/contacts/${contact.cardId}`)).toMatchObject({
      name: "Uli Roth",
      city: "Bern",
    });
    expect((await ada.expecting(200, "GET", `/contacts/${contact.cardId}/history`)).items.length).toBeGreaterThan(0);
    await server.close();
    expect(verify().findings).toEqual([]);
    await start();
  });

  test("[GD2] a restored backup does not bring the person back, nor gives the number to somebody else", async () => {
    const made = await person();
    await server.close();
    const backup = join(tmpdir(), `${crypto.randomUUID()}.db`);
    copyFileSync(join(dataDir, "couplet.db"), backup);
    await start();
    await eraseAll(made);
    await server.close();
    expect(found()).toEqual([]);
    copyFileSync(backup, join(dataDir, "couplet.db"));
    rmSync(backup);
    expect(found().length).toBeGreaterThan(0);
    await start();
    await ada.expecting(404, "GET", `/contacts/${made.contact.id}`);
    await ada.expecting(404, "GET", `/customers/${made.customer.id}`);
    expect((await ada.expecting(200, "GET", "/contacts?search=quastenberg")).items).toEqual([]);
    await ada.expecting(409, "POST", "/contacts", { no: made.contact.no, name: "Other" });
    await server.close();
    expect(found()).toEqual([]);
    expect(verify().findings).toEqual([]);
    await start();
  });

  test("[GD2] [C2] an edit made offline does not bring the person back: its author has it, with the reason", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Zephyrine Quastenberg" });
    const getToken = async () => ({ token: (await createCaller(server, { sub: "ben", name: "Ben Moser" })).token });
    const ben = createEngine({ endpoint: server.url, storage: "memory", getToken });
    engines.push(ben);
    const atBen = await ben.openCard("contact", { id: card.id });
    await expect.poll(() => atBen.snapshot.value.connected, { timeout: 10_000 }).toBe(true);
    ben.setOffline(true);
    atBen.set("city", "Wollgras");
    await ada.expecting(204, "DELETE", `/contacts/${card.id}`);
    await erase(`/contacts/${card.id}`, card.no);
    ben.setOffline(false);
    await expect.poll(() => ben.attention.value.length, { timeout: 10_000 }).toBe(1);
    expect(ben.attention.value).toMatchObject([
      { kind: "refused", field: "city", value: "Wollgras", code: "document.forgotten" },
    ]);
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    await server.close();
    expect(found()).toEqual([]);
    await start();
  });
});
