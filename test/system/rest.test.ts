/**
 * Cards over REST: made, related, parted, and related again.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { relatedIds, relatedPaths } from "./related-ids.ts";
import { createCaller } from "./rest-client.ts";
import { createScene } from "./scene.ts";

const scene = createScene("rest");

describe("cards", () => {
  test("[K6] are created with numbers of the series, listed in order, found by what they show", async () => {
    const made = [];
    for (const name of ["Zoë Müller", "Cronus AG", "Adatum"])
      made.push(
        await scene.ada.expecting(201, "POST", "/contacts", { name, phoneNo: "044 200 00 00", countryCode: "CH" }),
      );
    expect(made.map(({ no }) => no)).toEqual(["CT000001", "CT000002", "CT000003"]);
    expect(made[0]).toMatchObject({
      kind: "contact",
      type: "company",
      phoneNo: "+41442000000",
      searchName: "ZOË MÜLLER",
      relations: [],
      status: "none",
    });
    const first = await scene.ada.expecting(200, "GET", "/contacts?limit=2");
    const second = await scene.ada.expecting(
      200,
      "GET",
      `/contacts?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`,
    );
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["Zoë Müller", "Cronus AG", "Adatum"]);
    expect(second.nextCursor).toBeUndefined();
    expect(
      (await scene.ada.expecting(200, "GET", "/contacts?search=muller")).items.map(({ id }: { id: string }) => id),
    ).toEqual([made[0].id]);
  });

  test("[G4] a typed number is taken once", async () => {
    await scene.ada.expecting(201, "POST", "/vendors", { name: "A", no: "V00001" });
    expect((await scene.ada.expecting(409, "POST", "/vendors", { name: "B", no: "V00001" })).code).toBe("number.taken");
    expect((await scene.ada.expecting(201, "POST", "/vendors", { name: "C" })).no).toBe("V00002");
  });

  test("[F2] only what is named is edited, by that user, and the history says so", async () => {
    const card = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    const ben = await scene.as("sales", "ben");
    const edited = await ben.expecting(200, "PATCH", `/contacts/${card.id}`, { city: "Baar" });
    expect(edited).toEqual({ ...card, city: "Baar" });
    const { items } = await scene.ada.expecting(200, "GET", `/contacts/${card.id}/history?limit=1`);
    expect(items).toMatchObject([{ field: "city", old: "Zug", new: "Baar", by: { sub: "ben" }, cardId: card.id }]);
    expect(await scene.ada.expecting(200, "GET", `/contacts/${card.id}/conflicts`)).toEqual({ items: [] });
  });

  test("[G1] the feed tells everything after a number, once", async () => {
    const start = await scene.ada.expecting(200, "GET", "/changes?limit=1000");
    await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const next = await scene.ada.expecting(200, "GET", `/changes?since=${start.nextSince}&limit=1000`);
    expect(next.items.map(({ type }: { type: string }) => type)).toEqual(expect.arrayContaining(["putCard", "update"]));
    expect(await scene.ada.expecting(200, "GET", `/changes?since=${next.nextSince}`)).toEqual({
      items: [],
      nextSince: next.nextSince,
    });
  });
});

describe("relating", () => {
  test("[L10] a customer, vendor or bank account comes with a contact that shares its common fields", async () => {
    for (const path of relatedPaths) {
      const card = await scene.ada.expecting(201, "POST", `/${path}`, { name: `Of ${path}`, city: "Zug" });
      expect(card.relations).toMatchObject([{ kind: "contact", name: `Of ${path}` }]);
      const contact = await scene.ada.expecting(200, "GET", `/contacts/${card.relations[0].cardId}`);
      expect([contact.documentId, contact.city]).toEqual([card.documentId, "Zug"]);
    }
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    await scene.ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" },
    });
    expect((await scene.ada.expecting(201, "POST", "/vendors", { name: "Alone" })).relations).toEqual([]);
  });

  test("[L8] cards made from a contact share its common document, and the second of a kind is refused", async () => {
    const { contact, ...others } = await relatedIds(scene.ada);
    await scene.ada.expecting(200, "PATCH", `/customers/${others.customers}`, { phoneNo: "+41447000000" });
    for (const path of relatedPaths) {
      const card = await scene.ada.expecting(200, "GET", `/${path}/${others[path]}`);
      expect(card).toMatchObject({ name: "Cronus AG", phoneNo: "+41447000000", relations: [{ cardId: contact }] });
      expect((await scene.ada.expecting(409, "POST", `/contacts/${contact}/${path}`)).code).toBe("link.exists");
    }
    expect(await scene.ada.expecting(200, "GET", `/contacts/${contact}`)).toMatchObject({
      phoneNo: "+41447000000",
      status: "multiple",
    });
  });

  test("[L8] a person in a company makes the company the customer; one without can become a customer only", async () => {
    const company = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const inside = await scene.ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Eva Weber",
      companyId: company.id,
    });
    const customer = await scene.ada.expecting(201, "POST", `/contacts/${inside.id}/customers`);
    expect(customer.relations).toMatchObject([{ cardId: company.id }]);
    const outside = await scene.ada.expecting(201, "POST", "/contacts", { type: "person", name: "Max Frei" });
    expect((await scene.ada.expecting(201, "POST", `/contacts/${outside.id}/customers`)).type).toBe("person");
    expect((await scene.ada.call("POST", `/contacts/${outside.id}/vendors`)).status).toBe(409);
  });

  test("[L8] a contact is made from a card that has none, once", async () => {
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    await scene.ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" },
    });
    const vendor = await scene.ada.expecting(201, "POST", "/vendors", { name: "Alone", city: "Chur" });
    expect((await scene.ada.expecting(409, "POST", `/vendors/${vendor.id}/contact`)).code).toBe("link.setup");
    await scene.ada.expecting(200, "PUT", "/setup", setup);
    const contact = await scene.ada.expecting(201, "POST", `/vendors/${vendor.id}/contact`);
    expect(contact).toMatchObject({ kind: "contact", name: "Alone", city: "Chur", relations: [{ cardId: vendor.id }] });
    expect((await scene.ada.expecting(409, "POST", `/vendors/${vendor.id}/contact`)).code).toBe("link.exists");
  });

  /** A customer without a contact. */
  async function loneCustomer(fields: object): Promise<{ id: string; documentId: string }> {
    const customer = await scene.ada.expecting(201, "POST", "/customers", fields);
    const [relation] = customer.relations;
    await scene.ada.expecting(204, "DELETE", `/contacts/${relation.cardId}/links/${relation.id}`);
    await scene.ada.expecting(204, "DELETE", `/contacts/${relation.cardId}`);
    return scene.ada.expecting(200, "GET", `/customers/${customer.id}`);
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
      const contact = await scene.ada.expecting(201, "POST", "/contacts", {
        name: "Cronus AG",
        city: "Zug",
        email: "ada@cronus.ch",
      });
      const customer = await loneCustomer({ name: "Cronus AG", city: "Chur" });
      const link = await scene.ada.expecting(201, "POST", `/contacts/${contact.id}/links`, {
        cardId: customer.id,
        ...body,
      });
      expect(link).toMatchObject({ contactId: contact.id, cardId: customer.id, kind: "customer", code: "CUST" });
      for (const path of [`/contacts/${contact.id}`, `/customers/${customer.id}`])
        expect(await scene.ada.expecting(200, "GET", path)).toMatchObject(shown);
    }
  });

  test("[L3] when the card's values win, they reach the contact's other cards", async () => {
    const contact = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    const vendor = await scene.ada.expecting(201, "POST", `/contacts/${contact.id}/vendors`);
    const customer = await loneCustomer({ name: "Cronus AG", city: "Chur" });
    await scene.ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: customer.id, master: "card" });
    expect((await scene.ada.expecting(200, "GET", `/vendors/${vendor.id}`)).city).toBe("Chur");
  });

  test("[L1] a refused link names why and changes nothing", async () => {
    const contact = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    await scene.ada.expecting(201, "POST", `/contacts/${contact.id}/customers`);
    const second = await loneCustomer({ name: "Second" });
    const taken = await scene.ada.expecting(201, "POST", "/vendors", { name: "Taken" });
    const blocked = await scene.ada.expecting(201, "POST", "/contacts", { name: "Blocked", privacyBlocked: true });
    const person = await scene.ada.expecting(201, "POST", "/contacts", { type: "person", name: "Max Frei" });
    const refusals = [
      [contact.id, second.id, "link.exists"],
      [contact.id, taken.id, "link.exists"],
      [blocked.id, second.id, "link.privacyBlocked"],
      [person.id, taken.id, undefined],
    ] as const;
    for (const [contactId, cardId, code] of refusals) {
      const before = [
        await scene.ada.call("GET", `/contacts/${contactId}`),
        await scene.ada.call("GET", "/changes?limit=1000"),
      ];
      const problem = await scene.ada.expecting(409, "POST", `/contacts/${contactId}/links`, { cardId });
      if (code !== undefined) expect(problem.code).toBe(code);
      const after = [
        await scene.ada.call("GET", `/contacts/${contactId}`),
        await scene.ada.call("GET", "/changes?limit=1000"),
      ];
      expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
    }
  });

  test("[L12] after unlinking both cards keep every value and later edits no longer cross", async () => {
    for (const path of relatedPaths) {
      const cards = await relatedIds(scene.ada);
      const before = await scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`);
      await scene.ada.expecting(204, "DELETE", `/contacts/${cards.contact}/links/${before.relations[0].id}`);
      const after = await scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`);
      expect(after).toEqual({ ...before, relations: [], documentId: after.documentId });
      expect(after.documentId).not.toBe(before.documentId);
      await scene.ada.expecting(200, "PATCH", `/${path}/${cards[path]}`, { city: "Chur" });
      await scene.ada.expecting(200, "PATCH", `/contacts/${cards.contact}`, { phoneNo: "+41447000000" });
      expect(await scene.ada.expecting(200, "GET", `/contacts/${cards.contact}`)).toMatchObject({
        city: "Zug",
        phoneNo: "+41447000000",
      });
      expect(await scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`)).toMatchObject({
        city: "Chur",
        phoneNo: "+41442000000",
      });
      expect(
        (await scene.ada.call("DELETE", `/contacts/${cards.contact}/links/${before.relations[0].id}`)).status,
      ).toBe(404);
    }
  });

  test("[L11] contacts for many cards: the filter, the skipped, the asking, and a second run that makes none", async () => {
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    await scene.ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" },
    });
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        scene.ada.expecting(201, "POST", "/vendors", {
          name: index < 3 ? `Special ${index}` : `Vendor ${index}`,
          ...(index === 0 ? { contactName: "Eva Weber" } : {}),
        }),
      ),
    );
    await scene.ada.expecting(200, "PUT", "/setup", setup);
    const three = await scene.ada.expecting(200, "POST", "/contacts/from-cards", {
      kind: "vendor",
      filter: { name: "special" },
    });
    expect(three).toMatchObject({ created: 3, skipped: 0, refused: 0 });
    const special = await scene.ada.expecting(200, "GET", "/vendors?search=special");
    const withPerson = special.items.find(({ contactName }: { contactName: string }) => contactName !== "");
    expect(await scene.ada.expecting(200, "GET", `/contacts/${withPerson.primaryContactId}`)).toMatchObject({
      type: "person",
      name: "Eva Weber",
      companyId: withPerson.relations[0].cardId,
    });
    expect((await scene.ada.expecting(409, "POST", "/contacts/from-cards", { kind: "vendor" })).params).toEqual({
      n: 117,
    });
    const both = await Promise.all(
      [1, 2].map(() => scene.ada.expecting(200, "POST", "/contacts/from-cards", { kind: "vendor", confirm: true })),
    );
    expect(both[0].created + both[1].created).toBe(117);
    expect(await scene.ada.expecting(200, "POST", "/contacts/from-cards", { kind: "vendor" })).toMatchObject({
      created: 0,
      skipped: 120,
      refused: 0,
    });
    expect((await scene.ada.expecting(200, "GET", "/contacts?limit=1000")).items).toHaveLength(121);
  });

  test("[L11] more than 1,000 cards become a job to follow", async () => {
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    const blank = { ...setup.businessRelationCodes, vendor: "" };
    await scene.ada.expecting(200, "PUT", "/setup", { ...setup, businessRelationCodes: blank });
    for (let made = 0; made < 1001; made += 91) {
      await Promise.all(
        Array.from({ length: 91 }, () => scene.ada.expecting(201, "POST", "/vendors", { name: "Vendor" })),
      );
    }
    await scene.ada.expecting(200, "PUT", "/setup", setup);
    const body = { kind: "vendors", confirm: true };
    let job = await scene.ada.expecting(202, "POST", "/contacts/from-cards", body, { "idempotency-key": "job" });
    expect(job).toMatchObject({ status: "running", total: 1001 });
    expect(
      (await scene.ada.expecting(202, "POST", "/contacts/from-cards", body, { "idempotency-key": "job" })).id,
    ).toBe(job.id);
    const other = await createCaller(scene.server, { workspace: "elsewhere" });
    expect((await other.expecting(404, "GET", `/jobs/${job.id}`)).code).toBe("job.unknown");
    while (job.status === "running") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      job = await scene.ada.expecting(200, "GET", `/jobs/${job.id}`);
    }
    expect(job).toMatchObject({ status: "done", done: 1001, report: { created: 1001, skipped: 0, refused: 0 } });
  });
});
