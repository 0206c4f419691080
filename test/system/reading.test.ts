/**
 * What a role does not read is in no answer: the own fields and notes of kinds it has nothing to do with, over every interface.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "@couplet/server";
import { RoomClient } from "../harness/room-client.ts";
import { createCaller, startFresh, type Caller, type Json } from "./rest-client.ts";

const iban = "CH9300762011623852957";
let server: RunningServer;
let admin: Caller;
let account: Json;

beforeAll(async () => {
  server = await startFresh();
  admin = await createCaller(server);
  account = await admin.expecting(201, "POST", "/bank-accounts", { name: "Hausbank AG", city: "Chur", iban });
  account = await admin.expecting(200, "PATCH", `/bank-accounts/${account.id}`, { notes: "limit 50000" });
});
afterAll(() => server.close());

const openTo = { viewer: true, sales: false, purchasing: false, finance: true, editor: true } as const;
const callerOf = (role: keyof typeof openTo): Promise<Caller> => createCaller(server, { sub: role, name: role, role });

describe.each(Object.entries(openTo) as [keyof typeof openTo, boolean][])("as %s", (role, isOpen) => {
  test("[G2] a bank account shows its own fields, or none of them; the common ones always", async () => {
    const caller = await callerOf(role);
    const one = await caller.expecting(200, "GET", `/bank-accounts/${account.id}`);
    const [listed] = (await caller.expecting(200, "GET", "/bank-accounts")).items;
    for (const card of [one, listed]) {
      expect(card).toMatchObject({ name: "Hausbank AG", city: "Chur" });
      expect("iban" in card).toBe(isOpen);
      expect("notes" in card).toBe(isOpen);
      expect("cardDocumentId" in card).toBe(isOpen);
      expect(JSON.stringify(card).includes(iban)).toBe(isOpen);
    }
  });

  test("[G2] history and conflicts tell of own fields only where they may be read", async () => {
    const caller = await callerOf(role);
    const { items } = await caller.expecting(200, "GET", `/bank-accounts/${account.id}/history`);
    expect(items.some(({ field }: Json) => field === "city")).toBe(true);
    expect(items.some(({ field }: Json) => field === "iban")).toBe(isOpen);
    await caller.expecting(200, "GET", `/bank-accounts/${account.id}/conflicts`);
  });

  test("[G2] the feed leaves out documents that may not be read, and goes on after them", async () => {
    const caller = await callerOf(role);
    const { items, nextSince } = await caller.expecting(200, "GET", "/changes?limit=1000");
    const documents = new Set(items.map(({ documentId }: Json) => documentId));
    expect(documents.has(account.documentId)).toBe(true);
    expect(documents.has(account.cardDocumentId)).toBe(isOpen);
    const whole = await admin.expecting(200, "GET", "/changes?limit=1000");
    expect(nextSince).toBe(whole.nextSince);
  });

  test("[G2] a search does not find by what may not be read", async () => {
    const caller = await callerOf(role);
    const found = (await caller.expecting(200, "GET", `/bank-accounts?search=${iban}`)).items;
    expect(found).toHaveLength(isOpen ? 1 : 0);
    expect((await caller.expecting(200, "GET", "/bank-accounts?search=chur")).items).toHaveLength(1);
  });

  test("[G2] [HT13] a list is put in order by what every role reads, and by nothing else", async () => {
    const caller = await callerOf(role);
    for (const sort of ["name", "-name", "-no", "city"])
      expect((await caller.expecting(200, "GET", `/bank-accounts?sort=${sort}`)).items).toHaveLength(1);
    for (const sort of ["iban", "notes", "id", "--name", "", "salespersonCode,name"]) {
      const problem = await caller.expecting(400, "GET", `/bank-accounts?sort=${sort}`);
      expect([problem.code, problem.params?.name], sort).toEqual(["query.invalid", "sort"]);
    }
  });

  test("[G2] the room of its own document opens to those who may read it; to others it is closed with 4403", async () => {
    const caller = await callerOf(role);
    const join = (documentId: string): RoomClient =>
      new RoomClient({ url: server.url, token: caller.token, documentId, card: account.id, user: role });
    const own = join(account.cardDocumentId);
    const end = await Promise.race([own.closed, own.ready.then(() => "open")]);
    expect(end).toBe(isOpen ? "open" : 4403);
    if (!isOpen) expect(own.doc.getMap("fields").size).toBe(0);
    const common = join(account.documentId);
    await common.ready;
    expect(common.record.value("city")).toBe("Chur");
    own.close();
    common.close();
  });
});

test("[G2] a command that was executed before tells whoever sends its id again no more than they may read", async () => {
  const command = {
    type: "create",
    id: globalThis.crypto.randomUUID(),
    cardId: globalThis.crypto.randomUUID(),
    kind: "bankAccount",
    commonDocumentId: globalThis.crypto.randomUUID(),
    cardDocumentId: globalThis.crypto.randomUUID(),
    fields: { name: "Zweitbank", iban: "CH5604835012345678009" },
    contact: {
      cardId: globalThis.crypto.randomUUID(),
      cardDocumentId: globalThis.crypto.randomUUID(),
      relationId: globalThis.crypto.randomUUID(),
    },
  };
  await admin.expecting(200, "POST", "/commands", command);
  const sales = await createCaller(server, { sub: "ben", name: "Ben Rossi", role: "sales" });
  const { status, body } = await sales.call("POST", "/commands", command);
  expect(status).toBe(200);
  expect(body.repeated).toBe(true);
  expect(JSON.stringify(body)).not.toContain("CH5604835012345678009");
});
