/**
 * Set-up over HTTP and through the engine: changed as a whole, and never over what somebody else changed meanwhile.
 *
 * @module
 */
import { createEngine, type Engine } from "@couplet/engine";
import { signToken, type RunningServer } from "@couplet/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCaller, secret, startFresh, type Caller } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
const engines: Engine[] = [];

beforeEach(async () => {
  server = await startFresh();
  ada = await createCaller(server);
  // A workspace is there from its first administrator on.
  await ada.expecting(200, "GET", "/setup");
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await server.close();
});

const soon = { timeout: 10_000, interval: 25 };
const tagOf = async (): Promise<string> => (await ada.call("GET", "/setup")).headers.get("etag") ?? "";
const put = (change: object, tag?: string) =>
  ada.call("PUT", "/setup", change, tag === undefined ? {} : { "if-match": tag });

async function engineOf(role: "admin" | "sales"): Promise<Engine> {
  const engine = createEngine({
    endpoint: server.url,
    storage: "memory",
    getToken: async () => {
      const expiresAtMs = Date.now() + 900_000;
      const claims = { sub: role, name: role, workspace: "acme", role } as const;
      return { token: await signToken(secret, claims, expiresAtMs), expiresAt: new Date(expiresAtMs).toISOString() };
    },
  });
  engines.push(engine);
  await engine.ready;
  return engine;
}

describe("set-up that several administrators change", () => {
  test("[S7] who asks with the tag of what is known gets it only once it is another one; drawn numbers make it no other", async () => {
    const ask = (tag: string) =>
      fetch(`${server.url}/api/v1/setup`, { headers: { authorization: `Bearer ${ada.token}`, "if-none-match": tag } });
    const tag = await tagOf();
    await ada.expecting(201, "POST", "/contacts", { name: "Draws a number" });
    for (const known of [tag, `W/${tag}`, `"another", ${tag}`]) {
      const answer = await ask(known);
      expect([answer.status, await answer.text(), answer.headers.get("etag")]).toEqual([304, "", tag]);
    }
    const { defaults } = await ada.expecting(200, "GET", "/setup");
    await put({ defaults: { territoryCode: "NORTH" } }, tag);
    const other = await ask(tag);
    expect([other.status, other.headers.get("etag")]).toEqual([200, await tagOf()]);
    expect(await other.json()).toMatchObject({ defaults: { territoryCode: "NORTH" } });
    await put({ defaults }, await tagOf());
  });

  test("[S7] what is saved over a set-up that changed meanwhile is refused whole, and the other change holds", async () => {
    const read = await tagOf();
    expect(read).toMatch(/^"[\w-]{22}"$/u);
    const first = await put({ defaults: { countryCode: "CH" } }, read);
    expect(first.status).toBe(200);
    expect(first.headers.get("etag")).toBe(await tagOf());
    expect(first.headers.get("etag")).not.toBe(read);
    const second = await put({ defaults: { countryCode: "FR", languageCode: "fr-CH" } }, read);
    expect([second.status, second.body.code]).toEqual([412, "setup.changed"]);
    expect(second.headers.get("content-type")).toBe("application/problem+json");
    expect((await ada.expecting(200, "GET", "/setup")).defaults).toMatchObject({ countryCode: "CH", languageCode: "" });
    expect((await put({ defaults: { languageCode: "fr-CH" } }, await tagOf())).status).toBe(200);
  });

  test("[S7] two that save at once over the same set-up: one holds, the other is told", async () => {
    const read = await tagOf();
    const answers = await Promise.all(
      ["CH", "FR", "IT"].map((countryCode) => put({ defaults: { countryCode } }, read)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
    const held = answers.find(({ status }) => status === 200);
    expect(await ada.expecting(200, "GET", "/setup")).toEqual(held?.body);
  });

  test("[S2] numbers drawn meanwhile are no change of the set-up, and are not taken back", async () => {
    const { body: setup, headers } = await ada.call("GET", "/setup");
    const contact = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const saved = await put({ ...setup, defaults: { countryCode: "CH" } }, headers.get("etag") ?? "");
    expect(saved.status).toBe(200);
    expect(saved.body.numberSeries.contact.next).toBe(setup.numberSeries.contact.next + 1);
    expect((await ada.expecting(201, "POST", "/contacts", { name: "Next" })).no).not.toBe(contact.no);
  });

  test("[S7] a tag that a proxy weakened, one of several and any are understood; without one the change is made", async () => {
    expect((await put({ defaults: { countryCode: "CH" } }, `W/${await tagOf()}`)).status).toBe(200);
    expect((await put({ defaults: { countryCode: "FR" } }, `"nonsense", ${await tagOf()}`)).status).toBe(200);
    expect((await put({ defaults: { countryCode: "IT" } }, "*")).status).toBe(200);
    expect((await put({ defaults: { countryCode: "AT" } })).status).toBe(200);
    expect((await put({ defaults: { countryCode: "DE" } }, '"nonsense"')).status).toBe(412);
  });

  test("[S7] only an administrator changes the set-up, everybody reads it, and what is not understood is named", async () => {
    const sales = await createCaller(server, { sub: "ben", name: "Ben Rossi", role: "sales" });
    const tag = (await sales.call("GET", "/setup")).headers.get("etag") ?? "";
    const refused = await sales.call("PUT", "/setup", { defaults: { countryCode: "CH" } }, { "if-match": tag });
    expect([refused.status, refused.body.code]).toEqual([403, "perm.setup"]);
    const nonsense = await ada.expecting(422, "PUT", "/setup", { numberSeries: { vendor: { digits: 99 } } });
    expect(nonsense).toMatchObject({ code: "setup.invalid", field: "numberSeries.vendor.digits" });
    expect(nonsense.detail).toBe("The set-up is not understood at numberSeries.vendor.digits.");
    expect(await tagOf()).toBe(tag);
  });

  test("[S6] codes renamed by two swaps at once keep every relation's own", async () => {
    const customer = await ada.expecting(201, "POST", "/customers", { name: "Cronus AG" });
    const vendor = await ada.expecting(201, "POST", "/vendors", { name: "Fabrikam AG" });
    const { body: setup } = await ada.call("GET", "/setup");
    const renames = [
      { from: "CUST", to: "VEND" },
      { from: "VEND", to: "CUST" },
    ];
    const saved = await put({ ...setup, renames }, await tagOf());
    expect(saved.body.businessRelationCodes).toEqual({ customer: "VEND", vendor: "CUST", bankAccount: "BANK" });
    for (const [path, id, code] of [
      ["customers", customer.id, "VEND"],
      ["vendors", vendor.id, "CUST"],
    ])
      expect((await ada.expecting(200, "GET", `/${path}/${id}`)).relations).toMatchObject([{ code }]);
  });

  test("[S7] the engine hands out a set-up with its tag, and saves over that one only", async () => {
    const { administration } = await engineOf("admin");
    const first = await administration.readSetup();
    const other = await administration.readSetup();
    const saved = await administration.saveSetup(
      { defaults: { ...first.setup.defaults, countryCode: "CH" } },
      first.tag,
    );
    expect(saved.setup.defaults.countryCode).toBe("CH");
    await expect(administration.saveSetup({ defaults: { countryCode: "FR" } }, other.tag)).rejects.toMatchObject({
      status: 412,
      code: "setup.changed",
    });
    expect((await administration.readSetup()).tag).toBe(saved.tag);
  });
});

describe("a set-up that changes while others work", () => {
  test("[S5] [S6] is seen on their open cards without a reload: a switch, and the code of a relation", async () => {
    const company = await ada.expecting(201, "POST", "/contacts", { name: "Adatum", phoneNo: "+41313331122" });
    const person = await ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Ann Beebe",
      companyId: company.id,
    });
    await ada.expecting(201, "POST", `/contacts/${company.id}/customers`, {});
    const engine = await engineOf("sales");
    const [ann, adatum] = await Promise.all(
      [person.id, company.id].map((id: string) => engine.openCard("contact", { id })),
    );
    await expect.poll(() => ann?.snapshot.value.values["phoneNo"], soon).toBe("+41313331122");
    expect(adatum?.snapshot.value.relations).toMatchObject([{ code: "CUST" }]);
    const heard: string[] = [];
    engine.observe(({ type }) => heard.push(type));
    await put({ inheritance: { communication: false } });
    await expect.poll(() => ann?.snapshot.value.values["phoneNo"], soon).toBe("");
    expect(heard).toContain("setup-changed");
    await put({ renames: [{ from: "CUST", to: "KUNDE" }] });
    await expect.poll(() => adatum?.snapshot.value.relations[0]?.code, soon).toBe("KUNDE");
    await expect.poll(async () => (await engine.setup()).setup.businessRelationCodes.customer, soon).toBe("KUNDE");
  });

  test("[S7] is known offline as it was last heard of, with its age; never heard of, it is not made up", async () => {
    const engine = await engineOf("sales");
    const { setup, asOfMs, fromCache } = await engine.setup();
    expect(fromCache).toBe(false);
    engine.setOffline(true);
    await put({ defaults: { countryCode: "CH" } });
    const kept = await engine.setup();
    expect(kept).toMatchObject({ setup, fromCache: true });
    expect(kept.asOfMs).toBeGreaterThanOrEqual(asOfMs);
    expect(kept.asOfMs).toBeLessThanOrEqual(Date.now());
    engine.setOffline(false);
    await expect.poll(async () => (await engine.setup()).setup.defaults.countryCode, soon).toBe("CH");
  });

  test("[S5] duplicate rules and what is logged by itself are kept, and refused where they make no sense, naming the setting", async () => {
    const saved = await put({
      duplicateRules: { thresholdPercent: 80 },
      interactionTemplates: [{ code: "fax", description: "Fax" }],
      interactionOperations: { email: "FAX", coverSheet: "" },
    });
    expect(saved.body).toMatchObject({
      duplicateRules: { suggest: true, thresholdPercent: 80 },
      interactionOperations: { email: "FAX", coverSheet: "" },
    });
    expect(await ada.expecting(200, "GET", "/setup")).toEqual(saved.body);
    for (const [change, field] of [
      [{ duplicateRules: { thresholdPercent: 0 } }, "duplicateRules.thresholdPercent"],
      [{ interactionOperations: { email: "LETTER" } }, "interactionOperations.email"],
    ] as const) {
      const refused = await put(change);
      expect([refused.status, refused.body.code, refused.body.field]).toEqual([422, "setup.invalid", field]);
    }
  });
});

describe("contacts for cards without one", () => {
  test("[L11] counted by filter before they are made, reported card by card", async () => {
    await put({ businessRelationCodes: { customer: "" } });
    for (const name of ["Alpine", "Alps", "Beta"]) await ada.expecting(201, "POST", "/customers", { name });
    await put({ businessRelationCodes: { customer: "CUST" } });
    await ada.expecting(201, "POST", "/customers", { name: "Alpha with contact" });
    const { administration } = await engineOf("sales");
    expect(await administration.countMissingContacts("customer", { name: "Al*" })).toEqual({ cards: 3, wanted: 2 });
    expect(await administration.countMissingContacts("customer", {})).toEqual({ cards: 4, wanted: 3 });
    await put({ businessRelationCodes: { customer: "" } });
    const refused = await administration.createMissingContacts("customer", { name: "Beta" });
    expect(refused).toMatchObject({
      status: "done",
      report: { refused: 1, items: [{ code: "link.setup", params: { kind: "customer" } }] },
    });
    await put({ businessRelationCodes: { customer: "CUST" } });
    expect(await administration.createMissingContacts("customer", {})).toMatchObject({
      status: "done",
      report: { created: 3, skipped: 1, refused: 0 },
    });
    expect(await administration.countMissingContacts("customer", {})).toEqual({ cards: 4, wanted: 0 });
  });
});
