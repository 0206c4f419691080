/**
 * Engines that keep the whole workspace, against a real server: cards never opened, without network; and beside others' changes.
 *
 * @module
 */
import { createEngine, OfflineError, type Engine, type EngineOptions } from "@couplet/engine";
import type { Role } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createCaller, secret, startFresh, type Caller, type Json } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
let workspace = "";
let count = 0;
const engines: Engine[] = [];

beforeAll(async () => {
  server = await startFresh();
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  workspace = `whole-${count}`;
  ada = await createCaller(server, { workspace });
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

async function engineOf(sub: string, role: Role = "editor", options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = createEngine({
    endpoint: server.url,
    storage: "memory",
    keeps: "workspace",
    getToken: async () => ({
      token: await signToken(secret, { sub, name: sub, workspace, role }, Date.now() + 3_600_000),
    }),
    ...options,
  });
  engines.push(engine);
  await engine.ready;
  return engine;
}

const complete = (engine: Engine): Promise<void> =>
  expect.poll(() => engine.progress.value?.isComplete, { timeout: 8_000 }).toBe(true);

const post = (path: string, body: object): Promise<Json> => ada.expecting(201, "POST", path, body);

/** A company with a person, a customer and notes. */
async function family() {
  const company = await post("/contacts", { name: "Haus AG", city: "Bern", countryCode: "CH" });
  const person = await post("/contacts", { type: "person", name: "Eva Muster", companyId: company.id });
  const customer = await post(`/contacts/${company.id}/customers`, {});
  await ada.expecting(200, "PATCH", `/customers/${customer.id}`, { notes: "Pays late.", creditLimit: "5000" });
  return { company, person, customer };
}

describe("An engine that keeps the workspace", () => {
  test("[O1] opens a card that was never opened here, without network, with all its values", async () => {
    const { company, person, customer } = await family();
    const ben = await engineOf("ben");
    await complete(ben);
    ben.setOffline(true);
    const atCustomer = await ben.openCard("customer", { id: customer.id });
    expect(atCustomer.snapshot.value).toMatchObject({
      loading: false,
      readonly: false,
      no: customer.no,
      notes: "Pays late.",
      values: { name: "Haus AG", city: "Bern", creditLimit: "5000" },
      relations: [{ cardId: company.id, name: "Haus AG" }],
    });
    const atPerson = await ben.openCard("contact", { no: person.no });
    expect(atPerson.snapshot.value).toMatchObject({ values: { name: "Eva Muster", countryCode: "CH" } });
    expect(atPerson.snapshot.value.inherited).toHaveProperty("countryCode");
    // Edited there, and sent when the network is back.
    expect(atCustomer.set("city", "Thun")).toMatchObject({ ok: true });
    ben.setOffline(false);
    expect((await atCustomer.flush()).waiting).toBe(0);
    expect((await ada.expecting(200, "GET", `/contacts/${company.id}`)).city).toBe("Thun");
  });

  test("[O1] without that, a card that was never opened cannot be", async () => {
    const { customer } = await family();
    const ben = await engineOf("ben", "editor", { keeps: "opened" });
    ben.setOffline(true);
    expect(ben.progress.value).toBeUndefined();
    await expect(ben.openCard("customer", { id: customer.id })).rejects.toThrow(OfflineError);
  });

  test("[O1] lists and finds every card without network, by number, in pages", async () => {
    for (let index = 0; index < 25; index += 1) await post("/vendors", { name: `Lieferant ${"vwxyz"[index % 5]}q` });
    const ben = await engineOf("ben");
    await complete(ben);
    ben.setOffline(true);
    const numbers: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ben.list("vendor", { limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.fromCache).toBe(true);
      numbers.push(...page.items.map(({ no }) => no));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(numbers).toHaveLength(25);
    expect(numbers).toEqual([...numbers].sort());
    const found = await ben.list("vendor", { search: "lieferant yq", limit: 3 });
    expect(found.items.map(({ values }) => values["name"])).toEqual(["Lieferant yq", "Lieferant yq", "Lieferant yq"]);
    const rest = await ben.list("vendor", { search: "lieferant yq", limit: 3, cursor: found.nextCursor ?? "" });
    expect(rest.items).toHaveLength(2);
    expect(rest.nextCursor).toBeUndefined();
  });

  test("hears what others make, change and delete, without asking", async () => {
    const { company, customer } = await family();
    const ben = await engineOf("ben");
    await complete(ben);
    const names = async (): Promise<string[]> =>
      (await ben.list("contact")).items.map(({ values }) => String(values["name"])).sort((a, b) => a.localeCompare(b));
    const heard = new Set<string>();
    ben.observe((event) => {
      if (event.type === "cards-changed") for (const id of event.cardIds) heard.add(id);
    });
    await ada.expecting(200, "PATCH", `/contacts/${company.id}`, { name: "Heim AG" });
    const other = await post("/contacts", { name: "Neu AG" });
    await expect.poll(names).toEqual(["Eva Muster", "Heim AG", "Neu AG"]);
    await expect.poll(() => [company.id, customer.id, other.id].every((id) => heard.has(id))).toBe(true);
    const atCustomer = await ben.openCard("customer", { id: customer.id });
    expect(atCustomer.snapshot.value.relations[0]?.name).toBe("Heim AG");
    await ada.expecting(204, "DELETE", `/contacts/${other.id}`);
    await expect.poll(names).toEqual(["Eva Muster", "Heim AG"]);
    await ada.expecting(204, "DELETE", `/customers/${customer.id}`);
    await expect.poll(() => atCustomer.snapshot.value.deleted, { timeout: 4_000 }).toBe(true);
  });

  test("shows an own command at once, and what it does to cards never opened, offline too", async () => {
    const { company, customer } = await family();
    const ben = await engineOf("ben");
    await complete(ben);
    const made = await ben.create("vendor", { name: "Selbst gemacht" });
    expect((await ben.list("vendor")).items.map(({ id }) => id)).toEqual([made.id]);
    ben.setOffline(true);
    await ben.execute({ type: "delete", kind: "customer", cardId: customer.id });
    expect((await ben.list("customer")).items).toEqual([]);
    const vendor = await ben.execute({ type: "createFromContact", contactId: company.id, kind: "vendor" });
    expect(vendor.card?.values).toMatchObject({ name: "Haus AG", city: "Bern" });
    const atCompany = await ben.openCard("contact", { id: company.id });
    expect(atCompany.snapshot.value.relations.map(({ kind }) => kind)).toEqual(["vendor"]);
    ben.setOffline(false);
    await expect.poll(() => ben.queue.value.length, { timeout: 8_000 }).toBe(0);
    await ada.expecting(404, "GET", `/customers/${customer.id}`);
    await expect.poll(() => atCompany.snapshot.value.relations[0]?.no, { timeout: 8_000 }).not.toBe("");
  });

  test("[X2] a role that does not read a kind's own fields has none of them here", async () => {
    const bank = await post("/bank-accounts", { name: "Bank AG", iban: "CH9300762011623852957" });
    const sam = await engineOf("sam", "sales");
    await complete(sam);
    sam.setOffline(true);
    const row = await sam.readCard("bankAccount", bank.id);
    expect(row).toMatchObject({ values: { name: "Bank AG" }, cardDocumentId: "" });
    expect(row?.values).not.toHaveProperty("iban");
    const atBank = await sam.openCard("bankAccount", { id: bank.id });
    expect(atBank.snapshot.value.isOwnPartClosed).toBe(true);
  });
});
