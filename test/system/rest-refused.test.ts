/**
 * What the REST API refuses, and whom: bad input, strangers, roles.
 *
 * @module
 */
import { beforeEach, describe, expect, test } from "vitest";
import { relatedIds, relatedPaths, unknownId } from "./related-ids.ts";
import { createCaller, startFresh } from "./rest-client.ts";
import { createScene } from "./scene.ts";

const scene = createScene("refusal");
const iban = "CH9300762011623852957";

describe("bad input gets the documented answer and changes nothing", () => {
  let card: { id: string; phoneNo: string };
  beforeEach(async () => {
    card = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", phoneNo: "+41442000000" });
  });
  const stillThere = async (): Promise<void> => {
    expect(await scene.ada.expecting(200, "GET", `/contacts/${card.id}`)).toEqual(card);
  };

  test("[G3] malformed JSON: 400 body.json", async () => {
    const { status, headers, body } = await scene.ada.call("PATCH", `/contacts/${card.id}`, '{"name": "Cro', {});
    expect([status, headers.get("content-type"), body.code]).toEqual([400, "application/problem+json", "body.json"]);
    expect((await scene.ada.call("POST", "/contacts", "[]")).body.code).toBe("body.object");
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
      await scene.ada.call("PATCH", `/contacts/${card.id}`, patch),
      await scene.ada.call("POST", "/contacts", patch),
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
      await scene.ada.call("PATCH", `/contacts/${card.id}`, { city: "Bern", ...patch }),
      await scene.ada.call("POST", "/contacts", patch),
    ]) {
      expect([answered.status, answered.body.code, answered.body.field]).toEqual([422, code, field]);
    }
    await stillThere();
  });

  test("[F4] an IBAN with swapped digits: 422 iban.check, in French where that is asked for", async () => {
    const account = await scene.ada.expecting(201, "POST", "/bank-accounts", {
      name: "Zuger Bank",
      iban: "CH93 0076 2011 6238 5295 7",
    });
    expect(account.iban).toBe(iban);
    const { status, body } = await scene.ada.call(
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
    expect((await scene.ada.expecting(200, "GET", `/bank-accounts/${account.id}`)).iban).toBe(iban);
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
      expect([method, path, (await scene.ada.call(method, path, body)).status]).toEqual([method, path, 404]);
    }
    expect((await scene.ada.call("GET", `/customers/${card.id}`)).status).toBe(404);
    expect((await scene.ada.call("DELETE", `/customers/${card.id}`)).status).toBe(404);
    await stillThere();
  });

  test("[G3] a wrong content type: 415", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"]) {
      expect((await scene.ada.call("POST", "/contacts", '{"name":"x"}', { "content-type": type })).status).toBe(415);
    }
    await stillThere();
  });

  test("[G3] a body of 10 MB: 413", async () => {
    const { status, body } = await scene.ada.call(
      "POST",
      "/contacts",
      JSON.stringify({ name: "x".repeat(10_000_000) }),
    );
    expect([status, body.code]).toEqual([413, "body.tooLarge"]);
    await stillThere();
  });

  test.each(["limit=0", "limit=1001", "limit=ten", "cursor=nonsense", "limit=1&limit=2x", `search=${"x".repeat(300)}`])(
    "[G3] a query that cannot be understood: 400 (%s)",
    async (query) => {
      expect((await scene.ada.call("GET", `/contacts?${query}`)).status).toBe(400);
    },
  );

  test("[G3] structural bodies name what is wrong in them", async () => {
    const link = async (body: unknown): Promise<unknown[]> => {
      const answered = await scene.ada.call("POST", `/contacts/${card.id}/links`, body);
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
      fetch(`${scene.server.url}/api/v1/contacts`, { headers });
    const missing = await call({});
    expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await call({ authorization: "Bearer nonsense" })).status).toBe(401);
    expect((await call({ authorization: `Basic ${scene.ada.token}` })).status).toBe(401);
    expect((await fetch(`${scene.server.url}/api/v1/nothing-here`)).status).toBe(401);
    expect((await scene.ada.call("GET", "/nothing-here")).status).toBe(404);
  });

  test("[G2] a workspace exists from its first administrator, and its cards are not there for another's", async () => {
    const early = await createCaller(scene.server, { workspace: "later", role: "editor" });
    expect((await early.call("GET", "/contacts")).status).toBe(404);
    const card = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const other = await createCaller(scene.server, { workspace: "later" });
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
    expect((await scene.ada.expecting(200, "GET", `/contacts/${card.id}`)).name).toBe("Cronus AG");
  });

  test("[G2] a role edits its kinds and reads the rest: 403", async () => {
    const cards = await relatedIds(scene.ada);
    const viewer = await scene.as("viewer");
    const sales = await scene.as("sales");
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
    expect((await scene.ada.expecting(200, "GET", `/vendors/${cards.vendors}`)).city).toBe("Chur");
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
