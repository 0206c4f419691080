import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RunningServer } from "@couplet/server";
import { type Caller, createCaller, startFresh } from "./rest-client.ts";

const iban = "CH9300762011623852957";
const unknownId = "0198c0de-7c1a-7000-8000-000000000000";
const paths = { customer: "customers", vendor: "vendors", bankAccount: "bank-accounts" } as const;
const relatedPaths = Object.values(paths);

let server: RunningServer;
let ada: Caller;
let workspace = 0;

beforeAll(async () => {
  server = await startFresh();
});
afterAll(() => server.close());
beforeEach(async () => {
  workspace += 1;
  ada = await createCaller(server, { workspace: `acme-${workspace}` });
});

const as = (role: "viewer" | "sales" | "purchasing" | "finance" | "editor", sub = role): Promise<Caller> =>
  createCaller(server, { workspace: `acme-${workspace}`, role, sub, name: sub });

/** A contact with a customer, a vendor and a bank account, all four on one common document. */
async function family(): Promise<{ contact: string; customers: string; vendors: string; "bank-accounts": string }> {
  const contact = await ada.expecting(201, "POST", "/contacts", {
    name: "Cronus AG",
    phoneNo: "+41442000000",
    city: "Zug",
    countryCode: "CH",
  });
  const ids: Record<string, string> = { contact: contact.id };
  for (const path of relatedPaths) ids[path] = (await ada.expecting(201, "POST", `/contacts/${contact.id}/${path}`)).id;
  return ids as Awaited<ReturnType<typeof family>>;
}

describe("bad input gets the documented answer and changes nothing", () => {
  let card: { id: string; phoneNo: string };
  beforeEach(async () => {
    card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", phoneNo: "+41442000000" });
  });
  const stillThere = async (): Promise<void> => {
    expect(await ada.expecting(200, "GET", `/contacts/${card.id}`)).toEqual(card);
  };

  test("[G3] malformed JSON: 400 body.json", async () => {
    const { status, headers, body } = await ada.call("PATCH", `/contacts/${card.id}`, '{"name": "Cro', {});
    expect([status, headers.get("content-type"), body.code]).toEqual([400, "application/problem+json", "body.json"]);
    expect((await ada.call("POST", "/contacts", "[]")).body.code).toBe("body.object");
    await stillThere();
  });

  test.each([
    ["colour", { colour: "red" }],
    ["iban", { iban }],
    ["kind", { kind: "vendor" }],
    ["documentId", { documentId: unknownId }],
    ["__proto__", '{"__proto__": {"name": "x"}}'],
    ["constructor", '{"constructor": "x"}'],
  ])("[G3] a field the kind does not have: 422 field.unknown (%s)", async (field, patch) => {
    for (const answered of [
      await ada.call("PATCH", `/contacts/${card.id}`, patch),
      await ada.call("POST", "/contacts", patch),
    ]) {
      expect([answered.status, answered.body.code, answered.body.field]).toEqual([422, "field.unknown", field]);
    }
    await stillThere();
  });

  test.each([
    ["text.tooLong", "name", { name: "x".repeat(101) }],
    ["text.tooLong", "notes", { notes: "x".repeat(1_000_000) }],
    ["phone.letters", "phoneNo", { phoneNo: "+41 44 CALL ME" }],
    ["email.format", "email", { email: "ada@" }],
    ["country.unknown", "countryCode", { countryCode: "QQ" }],
    ["value.type", "name", { name: 7 }],
    ["value.type", "name", { name: null }],
    ["value.type", "name", { name: { deep: "er" } }],
    ["value.type", "privacyBlocked", { privacyBlocked: "yes" }],
  ])("[F6] a value that is refused keeps the old one: 422 %s at %s", async (code, field, patch) => {
    for (const answered of [
      await ada.call("PATCH", `/contacts/${card.id}`, { city: "Bern", ...patch }),
      await ada.call("POST", "/contacts", patch),
    ]) {
      expect([answered.status, answered.body.code, answered.body.field]).toEqual([422, code, field]);
    }
    await stillThere();
  });

  test("[F4] an IBAN with swapped digits: 422 iban.check, in French where that is asked for", async () => {
    const account = await ada.expecting(201, "POST", "/bank-accounts", {
      name: "Zuger Bank",
      iban: "CH93 0076 2011 6238 5295 7",
    });
    expect(account.iban).toBe(iban);
    const { status, body } = await ada.call(
      "PATCH",
      `/bank-accounts/${account.id}`,
      { iban: "CH93 0076 2011 6238 5259 7" },
      { "accept-language": "fr-CH" },
    );
    expect([status, body.code, body.field, body.detail]).toEqual([
      422,
      "iban.check",
      "iban",
      "Les chiffres de contrôle ne correspondent pas. Deux caractères sont peut-être inversés.",
    ]);
    expect((await ada.expecting(200, "GET", `/bank-accounts/${account.id}`)).iban).toBe(iban);
  });

  test.each([unknownId, "nonsense", "..%2f..", "%00", "1"])("[G3] an unknown id: 404 (%s)", async (id) => {
    for (const [method, path, body] of [
      ["GET", `/contacts/${id}`],
      ["PATCH", `/contacts/${id}`, { name: "x" }],
      ["DELETE", `/contacts/${id}`],
      ["POST", `/contacts/${id}/restore`],
      ["GET", `/contacts/${id}/history`],
      ["GET", `/contacts/${id}/conflicts`],
      ["POST", `/contacts/${id}/customers`],
      ["POST", `/contacts/${id}/links`, { cardId: unknownId }],
      ["DELETE", `/contacts/${card.id}/links/${id}`],
      ["POST", `/vendors/${id}/contact`],
    ] as const) {
      expect([method, path, (await ada.call(method, path, body)).status]).toEqual([method, path, 404]);
    }
    expect((await ada.call("GET", `/customers/${card.id}`)).status).toBe(404);
    expect((await ada.call("DELETE", `/customers/${card.id}`)).status).toBe(404);
    await stillThere();
  });

  test("[G3] a wrong content type: 415", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"]) {
      expect((await ada.call("POST", "/contacts", '{"name":"x"}', { "content-type": type })).status).toBe(415);
    }
    await stillThere();
  });

  test("[G3] a body of 10 MB: 413", async () => {
    const { status, body } = await ada.call("POST", "/contacts", JSON.stringify({ name: "x".repeat(10_000_000) }));
    expect([status, body.code]).toEqual([413, "body.tooLarge"]);
    await stillThere();
  });

  test.each(["limit=0", "limit=1001", "limit=ten", "cursor=nonsense", "limit=1&limit=2x", `search=${"x".repeat(300)}`])(
    "[G3] a query that cannot be understood: 400 (%s)",
    async (query) => {
      expect((await ada.call("GET", `/contacts?${query}`)).status).toBe(400);
    },
  );

  test("[G3] structural bodies name what is wrong in them", async () => {
    const link = async (body: unknown): Promise<unknown[]> => {
      const answered = await ada.call("POST", `/contacts/${card.id}/links`, body);
      return [answered.status, answered.body.code, answered.body.field];
    };
    expect(await link(undefined)).toEqual([400, "body.missing", undefined]);
    expect(await link({})).toEqual([422, "value.missing", "cardId"]);
    expect(await link({ cardId: 7 })).toEqual([422, "value.type", "cardId"]);
    expect(await link({ cardId: unknownId, master: "both" })).toEqual([422, "value.type", "master"]);
    expect(await link({ cardId: unknownId, why: "not" })).toEqual([422, "field.unknown", "why"]);
    expect(await link({ cardId: unknownId })).toEqual([404, "card.notFound", "cardId"]);
  });
});

describe("who may call", () => {
  test("[G2] without a token, with another's or an expired one: 401", async () => {
    const call = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${server.url}/api/v1/contacts`, { headers });
    const missing = await call({});
    expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await call({ authorization: "Bearer nonsense" })).status).toBe(401);
    expect((await call({ authorization: `Basic ${ada.token}` })).status).toBe(401);
    expect((await fetch(`${server.url}/api/v1/nothing-here`)).status).toBe(401);
    expect((await ada.call("GET", "/nothing-here")).status).toBe(404);
  });

  test("[G2] a workspace exists from its first administrator, and its cards are not there for another's", async () => {
    const early = await createCaller(server, { workspace: "later", role: "editor" });
    expect((await early.call("GET", "/contacts")).status).toBe(404);
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const other = await createCaller(server, { workspace: "later" });
    expect(await other.expecting(200, "GET", "/contacts")).toEqual({ items: [] });
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["DELETE", ""],
      ["GET", "/history"],
    ] as const) {
      expect(
        (await other.call(method, `/contacts/${card.id}${path}`, method === "PATCH" ? { name: "Mine" } : undefined))
          .status,
      ).toBe(404);
    }
    await early.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    expect((await ada.expecting(200, "GET", `/contacts/${card.id}`)).name).toBe("Cronus AG");
  });

  test("[G2] a role edits its kinds and reads the rest: 403", async () => {
    const cards = await family();
    const viewer = await as("viewer");
    const sales = await as("sales");
    for (const [path, id] of [["contacts", cards.contact], ...relatedPaths.map((path) => [path, cards[path]])]) {
      expect((await viewer.call("GET", `/${path}/${id}`)).status).toBe(200);
      expect((await viewer.call("PATCH", `/${path}/${id}`, { name: "Mine" })).status).toBe(403);
      expect((await viewer.call("DELETE", `/${path}/${id}`)).status).toBe(403);
      expect((await viewer.call("POST", `/${path}`, { name: "Mine" })).status).toBe(403);
    }
    expect((await sales.call("PATCH", `/customers/${cards.customers}`, { city: "Chur" })).status).toBe(200);
    expect((await sales.call("PATCH", `/vendors/${cards.vendors}`, { city: "Mine" })).status).toBe(403);
    expect((await sales.call("DELETE", `/bank-accounts/${cards["bank-accounts"]}`)).status).toBe(403);
    expect((await sales.call("PUT", "/setup", await sales.expecting(200, "GET", "/setup"))).status).toBe(403);
    expect((await ada.expecting(200, "GET", `/vendors/${cards.vendors}`)).city).toBe("Chur");
  });

  test("[HT2] a page of a foreign origin is refused, an allowed one may call", async () => {
    const withOrigin = await startFresh({ allowedOrigins: ["https://erp.example"] });
    try {
      const caller = await createCaller(withOrigin);
      expect((await caller.call("GET", "/contacts", undefined, { origin: "https://evil.example" })).status).toBe(403);
      const allowed = await caller.call("GET", "/contacts", undefined, { origin: "https://erp.example" });
      expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([
        200,
        "https://erp.example",
      ]);
      const preflight = await fetch(`${withOrigin.url}/api/v1/contacts`, {
        method: "OPTIONS",
        headers: {
          origin: "https://erp.example",
          "access-control-request-method": "PATCH",
          "access-control-request-headers": "authorization,idempotency-key",
        },
      });
      expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
        204,
        "GET,POST,PUT,PATCH,DELETE",
      ]);
    } finally {
      await withOrigin.close();
    }
  });

  test("[HT1] 500 requests at once are answered, a flood is told when to come back, others are left alone", async () => {
    const nowMs = Date.now();
    const still = await startFresh({ nowMs: () => nowMs });
    try {
      const mallory = await createCaller(still, { sub: "mallory" });
      const ask = async (): Promise<number> => (await mallory.call("GET", "/setup")).status;
      expect(new Set(await Promise.all(Array.from({ length: 500 }, ask)))).toEqual(new Set([200]));
      expect(new Set(await Promise.all(Array.from({ length: 200 }, ask)))).toEqual(new Set([200, 429]));
      const refused = await mallory.call("GET", "/setup");
      expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([
        429,
        "rate.requests",
        "1",
      ]);
      expect((await (await createCaller(still)).call("GET", "/setup")).status).toBe(200);
    } finally {
      await still.close();
    }
  });
});

describe("cards", () => {
  test("[K6] are created with numbers of the series, listed in order, found by what they show", async () => {
    const made = [];
    for (const name of ["Zoë Müller", "Cronus AG", "Adatum"])
      made.push(await ada.expecting(201, "POST", "/contacts", { name, phoneNo: "044 200 00 00", countryCode: "CH" }));
    expect(made.map(({ no }) => no)).toEqual(["CT000001", "CT000002", "CT000003"]);
    expect(made[0]).toMatchObject({
      kind: "contact",
      type: "company",
      phoneNo: "+41442000000",
      searchName: "ZOË MÜLLER",
      relations: [],
      status: "none",
    });
    const first = await ada.expecting(200, "GET", "/contacts?limit=2");
    const second = await ada.expecting(200, "GET", `/contacts?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`);
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["Zoë Müller", "Cronus AG", "Adatum"]);
    expect(second.nextCursor).toBeUndefined();
    expect(
      (await ada.expecting(200, "GET", "/contacts?search=muller")).items.map(({ id }: { id: string }) => id),
    ).toEqual([made[0].id]);
  });

  test("[G4] a typed number is taken once", async () => {
    await ada.expecting(201, "POST", "/vendors", { name: "A", no: "V00001" });
    expect((await ada.expecting(409, "POST", "/vendors", { name: "B", no: "V00001" })).code).toBe("number.taken");
    expect((await ada.expecting(201, "POST", "/vendors", { name: "C" })).no).toBe("V00002");
  });

  test("[F2] only what is named is edited, by that user, and the history says so", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    const ben = await as("sales", "ben" as "sales");
    const edited = await ben.expecting(200, "PATCH", `/contacts/${card.id}`, { city: "Baar" });
    expect(edited).toEqual({ ...card, city: "Baar" });
    const { items } = await ada.expecting(200, "GET", `/contacts/${card.id}/history?limit=1`);
    expect(items).toMatchObject([{ field: "city", old: "Zug", new: "Baar", by: { sub: "ben" }, cardId: card.id }]);
    expect(await ada.expecting(200, "GET", `/contacts/${card.id}/conflicts`)).toEqual({ items: [] });
  });

  test("[G1] the feed tells everything after a number, once", async () => {
    const start = await ada.expecting(200, "GET", "/changes?limit=1000");
    await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const next = await ada.expecting(200, "GET", `/changes?since=${start.nextSince}&limit=1000`);
    expect(next.items.map(({ type }: { type: string }) => type)).toEqual(expect.arrayContaining(["putCard", "update"]));
    expect(await ada.expecting(200, "GET", `/changes?since=${next.nextSince}`)).toEqual({
      items: [],
      nextSince: next.nextSince,
    });
  });
});

describe("relating", () => {
  test("[L10] a customer, vendor or bank account comes with a contact that shares its common fields", async () => {
    for (const path of relatedPaths) {
      const card = await ada.expecting(201, "POST", `/${path}`, { name: `Of ${path}`, city: "Zug" });
      expect(card.relations).toMatchObject([{ kind: "contact", name: `Of ${path}` }]);
      const contact = await ada.expecting(200, "GET", `/contacts/${card.relations[0].cardId}`);
      expect([contact.documentId, contact.city]).toEqual([card.documentId, "Zug"]);
    }
    const setup = await ada.expecting(200, "GET", "/setup");
    await ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" },
    });
    expect((await ada.expecting(201, "POST", "/vendors", { name: "Alone" })).relations).toEqual([]);
  });

  test("[L8] cards made from a contact share its common document, and the second of a kind is refused", async () => {
    const { contact, ...others } = await family();
    await ada.expecting(200, "PATCH", `/customers/${others.customers}`, { phoneNo: "+41447000000" });
    for (const path of relatedPaths) {
      const card = await ada.expecting(200, "GET", `/${path}/${others[path]}`);
      expect(card).toMatchObject({ name: "Cronus AG", phoneNo: "+41447000000", relations: [{ cardId: contact }] });
      expect((await ada.expecting(409, "POST", `/contacts/${contact}/${path}`)).code).toBe("link.exists");
    }
    expect(await ada.expecting(200, "GET", `/contacts/${contact}`)).toMatchObject({
      phoneNo: "+41447000000",
      status: "multiple",
    });
  });

  test("[L8] a person in a company makes the company the customer; one without can become a customer only", async () => {
    const company = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const inside = await ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Eva Weber",
      companyId: company.id,
    });
    const customer = await ada.expecting(201, "POST", `/contacts/${inside.id}/customers`);
    expect(customer.relations).toMatchObject([{ cardId: company.id }]);
    const outside = await ada.expecting(201, "POST", "/contacts", { type: "person", name: "Max Frei" });
    expect((await ada.expecting(201, "POST", `/contacts/${outside.id}/customers`)).type).toBe("person");
    expect((await ada.call("POST", `/contacts/${outside.id}/vendors`)).status).toBe(409);
  });

  test("[L8] a contact is made from a card that has none, once", async () => {
    const setup = await ada.expecting(200, "GET", "/setup");
    await ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" },
    });
    const vendor = await ada.expecting(201, "POST", "/vendors", { name: "Alone", city: "Chur" });
    expect((await ada.expecting(409, "POST", `/vendors/${vendor.id}/contact`)).code).toBe("link.setup");
    await ada.expecting(200, "PUT", "/setup", setup);
    const contact = await ada.expecting(201, "POST", `/vendors/${vendor.id}/contact`);
    expect(contact).toMatchObject({ kind: "contact", name: "Alone", city: "Chur", relations: [{ cardId: vendor.id }] });
    expect((await ada.expecting(409, "POST", `/vendors/${vendor.id}/contact`)).code).toBe("link.exists");
  });

  /** A customer without a contact. */
  async function loneCustomer(fields: object): Promise<{ id: string; documentId: string }> {
    const customer = await ada.expecting(201, "POST", "/customers", fields);
    const [relation] = customer.relations;
    await ada.expecting(204, "DELETE", `/contacts/${relation.cardId}/links/${relation.id}`);
    await ada.expecting(204, "DELETE", `/contacts/${relation.cardId}`);
    return ada.expecting(200, "GET", `/customers/${customer.id}`);
  }

  test("[L2] linking keeps the contact's values, or the card's, or each field's as chosen; the history keeps the rest", async () => {
    for (const [body, shown] of [
      [{}, { city: "Zug", email: "ada@cronus.ch" }],
      [{ master: "card" }, { city: "Chur", email: "" }],
      [
        { master: "contact", fields: { city: "card" } },
        { city: "Chur", email: "ada@cronus.ch" },
      ],
      [
        { master: "card", fields: { email: "contact" } },
        { city: "Chur", email: "ada@cronus.ch" },
      ],
    ] as const) {
      const contact = await ada.expecting(201, "POST", "/contacts", {
        name: "Cronus AG",
        city: "Zug",
        email: "ada@cronus.ch",
      });
      const customer = await loneCustomer({ name: "Cronus AG", city: "Chur" });
      const link = await ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: customer.id, ...body });
      expect(link).toMatchObject({ contactId: contact.id, cardId: customer.id, kind: "customer", code: "CUST" });
      for (const path of [`/contacts/${contact.id}`, `/customers/${customer.id}`])
        expect(await ada.expecting(200, "GET", path)).toMatchObject(shown);
    }
  });

  test("[L3] when the card's values win, they reach the contact's other cards", async () => {
    const contact = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    const vendor = await ada.expecting(201, "POST", `/contacts/${contact.id}/vendors`);
    const customer = await loneCustomer({ name: "Cronus AG", city: "Chur" });
    await ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: customer.id, master: "card" });
    expect((await ada.expecting(200, "GET", `/vendors/${vendor.id}`)).city).toBe("Chur");
  });

  test("[L1] a refused link names why and changes nothing", async () => {
    const contact = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    await ada.expecting(201, "POST", `/contacts/${contact.id}/customers`);
    const second = await loneCustomer({ name: "Second" });
    const taken = await ada.expecting(201, "POST", "/vendors", { name: "Taken" });
    const blocked = await ada.expecting(201, "POST", "/contacts", { name: "Blocked", privacyBlocked: true });
    const person = await ada.expecting(201, "POST", "/contacts", { type: "person", name: "Max Frei" });
    const refusals = [
      [contact.id, second.id, "link.exists"],
      [contact.id, taken.id, "link.exists"],
      [blocked.id, second.id, "link.privacyBlocked"],
      [person.id, taken.id, undefined],
    ] as const;
    for (const [contactId, cardId, code] of refusals) {
      const before = [await ada.call("GET", `/contacts/${contactId}`), await ada.call("GET", "/changes?limit=1000")];
      const problem = await ada.expecting(409, "POST", `/contacts/${contactId}/links`, { cardId });
      if (code !== undefined) expect(problem.code).toBe(code);
      const after = [await ada.call("GET", `/contacts/${contactId}`), await ada.call("GET", "/changes?limit=1000")];
      expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
    }
  });

  test("[L12] after unlinking both cards keep every value and later edits no longer cross", async () => {
    for (const path of relatedPaths) {
      const cards = await family();
      const before = await ada.expecting(200, "GET", `/${path}/${cards[path]}`);
      await ada.expecting(204, "DELETE", `/contacts/${cards.contact}/links/${before.relations[0].id}`);
      const after = await ada.expecting(200, "GET", `/${path}/${cards[path]}`);
      expect(after).toEqual({ ...before, relations: [], documentId: after.documentId });
      expect(after.documentId).not.toBe(before.documentId);
      await ada.expecting(200, "PATCH", `/${path}/${cards[path]}`, { city: "Chur" });
      await ada.expecting(200, "PATCH", `/contacts/${cards.contact}`, { phoneNo: "+41447000000" });
      expect(await ada.expecting(200, "GET", `/contacts/${cards.contact}`)).toMatchObject({
        city: "Zug",
        phoneNo: "+41447000000",
      });
      expect(await ada.expecting(200, "GET", `/${path}/${cards[path]}`)).toMatchObject({
        city: "Chur",
        phoneNo: "+41442000000",
      });
      expect((await ada.call("DELETE", `/contacts/${cards.contact}/links/${before.relations[0].id}`)).status).toBe(404);
    }
  });

  test("[L11] contacts for many cards: the filter, the skipped, the asking, and a second run that makes none", async () => {
    const setup = await ada.expecting(200, "GET", "/setup");
    await ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" },
    });
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        ada.expecting(201, "POST", "/vendors", {
          name: index < 3 ? `Special ${index}` : `Vendor ${index}`,
          ...(index === 0 ? { contactName: "Eva Weber" } : {}),
        }),
      ),
    );
    await ada.expecting(200, "PUT", "/setup", setup);
    const three = await ada.expecting(200, "POST", "/contacts/from-cards", {
      kind: "vendor",
      filter: { name: "special" },
    });
    expect(three).toMatchObject({ created: 3, skipped: 0, refused: 0 });
    const special = await ada.expecting(200, "GET", "/vendors?search=special");
    const withPerson = special.items.find(({ contactName }: { contactName: string }) => contactName !== "");
    expect(await ada.expecting(200, "GET", `/contacts/${withPerson.primaryContactId}`)).toMatchObject({
      type: "person",
      name: "Eva Weber",
      companyId: withPerson.relations[0].cardId,
    });
    expect((await ada.expecting(409, "POST", "/contacts/from-cards", { kind: "vendor" })).params).toEqual({ n: 117 });
    const both = await Promise.all(
      [1, 2].map(() => ada.expecting(200, "POST", "/contacts/from-cards", { kind: "vendor", confirm: true })),
    );
    expect(both[0].created + both[1].created).toBe(117);
    expect(await ada.expecting(200, "POST", "/contacts/from-cards", { kind: "vendor" })).toMatchObject({
      created: 0,
      skipped: 120,
      refused: 0,
    });
    expect((await ada.expecting(200, "GET", "/contacts?limit=1000")).items).toHaveLength(121);
  });

  test("[L11] more than 1,000 cards become a job to follow", async () => {
    const setup = await ada.expecting(200, "GET", "/setup");
    const blank = { ...setup.businessRelationCodes, vendor: "" };
    await ada.expecting(200, "PUT", "/setup", { ...setup, businessRelationCodes: blank });
    for (let made = 0; made < 1001; made += 91) {
      await Promise.all(Array.from({ length: 91 }, () => ada.expecting(201, "POST", "/vendors", { name: "Vendor" })));
    }
    await ada.expecting(200, "PUT", "/setup", setup);
    const body = { kind: "vendors", confirm: true };
    let job = await ada.expecting(202, "POST", "/contacts/from-cards", body, { "idempotency-key": "job" });
    expect(job).toMatchObject({ status: "running", total: 1001 });
    expect((await ada.expecting(202, "POST", "/contacts/from-cards", body, { "idempotency-key": "job" })).id).toBe(
      job.id,
    );
    const other = await createCaller(server, { workspace: "elsewhere" });
    expect((await other.expecting(404, "GET", `/jobs/${job.id}`)).code).toBe("job.unknown");
    while (job.status === "running") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      job = await ada.expecting(200, "GET", `/jobs/${job.id}`);
    }
    expect(job).toMatchObject({ status: "done", done: 1001, report: { created: 1001, skipped: 0, refused: 0 } });
  });
});

describe("deleting", () => {
  test("[D1] deleting the contact leaves every other card as it was, editable and without anything that points at it", async () => {
    const cards = await family();
    const before = await Promise.all(relatedPaths.map((path) => ada.expecting(200, "GET", `/${path}/${cards[path]}`)));
    await ada.expecting(204, "DELETE", `/contacts/${cards.contact}`);
    expect((await ada.call("GET", `/contacts/${cards.contact}`)).status).toBe(404);
    expect((await ada.call("PATCH", `/contacts/${cards.contact}`, { city: "x" })).status).toBe(404);
    expect((await ada.call("DELETE", `/contacts/${cards.contact}`)).status).toBe(404);
    for (const [index, path] of relatedPaths.entries()) {
      const after = await ada.expecting(200, "GET", `/${path}/${cards[path]}`);
      expect(after).toEqual({ ...before[index], relations: [], documentId: after.documentId });
      await ada.expecting(200, "PATCH", `/${path}/${cards[path]}`, { city: `Of ${path}` });
    }
    for (const path of relatedPaths)
      expect((await ada.expecting(200, "GET", `/${path}/${cards[path]}`)).city).toBe(`Of ${path}`);
    expect((await ada.expecting(200, "GET", `/contacts/${cards.contact}/history`)).items.length).toBeGreaterThan(0);
  });

  test("[D1] deleting a customer, vendor or bank account leaves the contact and its other cards sharing", async () => {
    for (const gone of relatedPaths) {
      const cards = await family();
      const rest = relatedPaths.filter((path) => path !== gone);
      const before = await ada.expecting(200, "GET", `/contacts/${cards.contact}`);
      await ada.expecting(204, "DELETE", `/${gone}/${cards[gone]}`);
      const after = await ada.expecting(200, "GET", `/contacts/${cards.contact}`);
      const relations = before.relations.filter(({ cardId }: { cardId: string }) => cardId !== cards[gone]);
      expect(after).toEqual({ ...before, relations });
      await ada.expecting(200, "PATCH", `/contacts/${cards.contact}`, { city: "Chur" });
      for (const path of rest) expect((await ada.expecting(200, "GET", `/${path}/${cards[path]}`)).city).toBe("Chur");
    }
  });

  test("[D1] in every order in which all four can go", async () => {
    const orders = permutations(["contact", ...relatedPaths]);
    for (const order of orders) {
      const cards: Record<string, string> = await family();
      const pathOf = (name: string): string => `/${name === "contact" ? "contacts" : name}/${cards[name]}`;
      for (const [index, gone] of order.entries()) {
        await ada.expecting(204, "DELETE", pathOf(gone));
        for (const left of order.slice(index + 1)) {
          expect(await ada.expecting(200, "GET", pathOf(left))).toMatchObject({
            name: "Cronus AG",
            phoneNo: "+41442000000",
            city: "Zug",
          });
        }
      }
    }
  });

  test("[D4] restoring links again where the place is free, and keeps what was edited meanwhile", async () => {
    const cards = await family();
    await ada.expecting(204, "DELETE", `/contacts/${cards.contact}`);
    await ada.expecting(200, "PATCH", `/customers/${cards.customers}`, { city: "Chur" });
    expect((await ada.call("POST", `/customers/${cards.contact}/restore`)).status).toBe(404);
    const contact = await ada.expecting(200, "POST", `/contacts/${cards.contact}/restore`);
    expect(contact.relations).toHaveLength(3);
    expect(contact).toMatchObject({ city: "Chur", phoneNo: "+41442000000" });
    expect((await ada.expecting(409, "POST", `/contacts/${cards.contact}/restore`)).code).toBe("restore.notDeleted");
  });

  test("[D3] deleting a company deletes its persons", async () => {
    const company = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const person = await ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Eva Weber",
      companyId: company.id,
    });
    await ada.expecting(204, "DELETE", `/contacts/${company.id}`);
    expect((await ada.call("GET", `/contacts/${person.id}`)).status).toBe(404);
  });
});

const permutations = (names: readonly string[]): string[][] =>
  names.length <= 1
    ? [[...names]]
    : names.flatMap((name) =>
        permutations(names.filter((other) => other !== name)).map((rest) => rest.toSpliced(0, 0, name)),
      );

describe("a write that is sent again", () => {
  test("[HT5] is answered again, not done again; the same key for another write is refused", async () => {
    const key = { "idempotency-key": "import row 1" };
    const first = await ada.call("POST", "/contacts", { name: "Cronus AG" }, key);
    await ada.expecting(200, "PATCH", `/contacts/${first.body.id}`, { city: "Zug" });
    const again = await ada.call("POST", "/contacts", { name: "Cronus AG" }, key);
    expect([again.status, again.body, again.headers.get("idempotency-replayed")]).toEqual([201, first.body, "true"]);
    expect((await ada.expecting(422, "POST", "/contacts", { name: "Other" }, key)).code).toBe("idempotency.reused");
    expect((await ada.expecting(422, "POST", "/customers", { name: "Cronus AG" }, key)).code).toBe(
      "idempotency.reused",
    );
    expect((await ada.expecting(200, "GET", "/contacts")).items).toHaveLength(1);
    const ben = await as("editor", "ben" as "editor");
    expect((await ben.call("POST", "/contacts", { name: "Cronus AG" }, key)).body.id).not.toBe(first.body.id);
  });

  test("[HT5] at the same moment is done once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        ada.call("POST", "/customers", { name: "Cronus AG" }, { "idempotency-key": "k" }),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await ada.expecting(200, "GET", "/customers")).items).toHaveLength(1);
  });

  test("[HT5] deletes, links, edits and refusals are answered again, too", async () => {
    const { id } = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const send = (key: string, method: string, path: string, body?: unknown): Promise<unknown> =>
      ada.call(method, path, body, { "idempotency-key": key }).then(({ status, body: answer }) => [status, answer]);
    const refused = await send("r", "PATCH", `/contacts/${id}`, { phoneNo: "letters" });
    const edited = await send("e", "PATCH", `/contacts/${id}`, { city: "Zug" });
    await ada.expecting(200, "PATCH", `/contacts/${id}`, { city: "Chur" });
    expect(await send("e", "PATCH", `/contacts/${id}`, { city: "Zug" })).toEqual(edited);
    expect((await ada.expecting(200, "GET", `/contacts/${id}`)).city).toBe("Chur");
    expect(await send("r", "PATCH", `/contacts/${id}`, { phoneNo: "letters" })).toEqual(refused);
    expect(await send("d", "DELETE", `/contacts/${id}`)).toEqual([204, undefined]);
    expect(await send("d", "DELETE", `/contacts/${id}`)).toEqual([204, undefined]);
    expect((await ada.call("DELETE", `/contacts/${id}`)).status).toBe(404);
  });

  test.each(["", "x".repeat(256), "tab\there"])("[HT5] with a key that is none (%j): 400", async (key) => {
    expect((await ada.expecting(400, "POST", "/contacts", { name: "x" }, { "idempotency-key": key })).code).toBe(
      "idempotency.key",
    );
  });
});

describe("set-up", () => {
  test("[S1] takes what it gave, and a blank code turns automation off", async () => {
    const setup = await ada.expecting(200, "GET", "/setup");
    expect(setup.businessRelationCodes).toEqual({ customer: "CUST", vendor: "VEND", bankAccount: "BANK" });
    expect(await ada.expecting(200, "PUT", "/setup", setup)).toEqual(setup);
    await ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, customer: "" },
    });
    const contact = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    expect((await ada.expecting(409, "POST", `/contacts/${contact.id}/customers`)).code).toBe("link.setup");
  });

  test("[S2] nonsense is refused and named", async () => {
    const setup = await ada.expecting(200, "GET", "/setup");
    for (const wrong of [
      { businessRelationCodes: 7 },
      { numberSeries: { contact: { next: -1 } } },
      { colour: "red" },
    ]) {
      expect((await ada.call("PUT", "/setup", { ...setup, ...wrong })).status).toBe(422);
    }
    expect(await ada.expecting(200, "GET", "/setup")).toEqual(setup);
  });
});
