/**
 * Kinds and relations (K1 to K6) on a started server.
 *
 * @module
 */
import { cardKinds, contactTypes, pathOfKind, relatedKinds } from "@couplet/model";
import { describe, expect, test } from "vitest";
import type { Json } from "../rest-client.ts";
import { createScene, eventually, shown } from "../scene.ts";

const scene = createScene();

describe("kinds", () => {
  test("[K1] there are four kinds; contacts and customers are companies or persons, the others neither", async () => {
    for (const kind of ["contact", "customer"] as const) {
      expect(await scene.make(kind, { name: "Cronus AG" })).toMatchObject({ kind, type: "company" });
      for (const type of contactTypes)
        expect(await scene.make(kind, { name: "Eva Weber", type })).toMatchObject({ kind, type });
      const refused = await scene.refused("POST", `/${pathOfKind(kind)}`, { name: "Cronus AG", type: "club" });
      expect(refused).toMatchObject({ status: 422, code: "value.unknown", field: "type" });
    }
    for (const kind of ["vendor", "bankAccount"] as const) {
      expect((await scene.make(kind, { name: "Fabrikam" })).type).toBeUndefined();
      const refused = await scene.refused("POST", `/${pathOfKind(kind)}`, { name: "Fabrikam", type: "company" });
      expect(refused).toMatchObject({ status: 422, code: "field.unknown", field: "type" });
    }
    expect((await scene.ada.call("GET", "/employees")).status).toBe(404);
  });

  test("[K1] a customer has the type of its contact, however they came together", async () => {
    for (const type of contactTypes) {
      const contact = await scene.make("contact", { name: "Eva Weber", type });
      expect((await scene.from(contact, "customer")).type).toBe(type);
      const along = await scene.make("customer", { name: "Max Frei", type });
      expect((await scene.contactOf(along)).type).toBe(type);
      const lone = await scene.alone("customer", { name: "Ida Roth", type });
      const made = await scene.ada.expecting(201, "POST", `/customers/${lone.id}/contact`);
      expect(made.type).toBe(type);
      // Linked to a contact of the other type, it becomes that.
      const other = await scene.alone("customer", { name: "Jan Graf", type });
      const otherType = type === "person" ? "company" : "person";
      await scene.link(await scene.make("contact", { name: "Lea Kunz", type: otherType }), other);
      expect((await scene.read(other)).type).toBe(otherType);
    }
    const person = await scene.make("contact", { name: "Eva Weber", type: "person" });
    const customer = await scene.from(person, "customer");
    await scene.edit(person, { type: "company" });
    expect((await scene.read(customer)).type).toBe("company");
  });

  test("[K1] a person-type customer's contact is its primary contact, a company's is not", async () => {
    const person = await scene.make("contact", { name: "Eva Weber", type: "person" });
    const primaryOf = ({ primaryContactId, contactName }: Json) => [primaryContactId, contactName];
    expect(primaryOf(await scene.from(person, "customer"))).toEqual([person.id, "Eva Weber"]);
    const along = await scene.make("customer", { name: "Max Frei", type: "person" });
    expect(primaryOf(along)).toEqual([along.relations[0].cardId, "Max Frei"]);
    const lone = await scene.alone("customer", { name: "Ida Roth", type: "person" });
    const made = await scene.ada.expecting(201, "POST", `/customers/${lone.id}/contact`);
    expect(primaryOf(await scene.read(lone))).toEqual([made.id, "Ida Roth"]);
    const linked = await scene.alone("customer", { name: "Jan Graf" });
    const other = await scene.make("contact", { name: "Lea Kunz", type: "person" });
    await scene.link(other, linked);
    expect(primaryOf(await scene.read(linked))).toEqual([other.id, "Lea Kunz"]);
    const company = await scene.make("customer", { name: "Cronus AG" });
    expect(primaryOf(company)).toEqual(["", ""]);
  });
});

describe("the primary contact of a customer that is a person", () => {
  const primaryOf = ({ primaryContactId }: Json) => primaryContactId;

  test("[K1] [H4] it cannot be cleared while they are linked: by a call, in the app, or in a room", async () => {
    const person = await scene.make("contact", { name: "Eva Weber", type: "person" });
    const customer = await scene.from(person, "customer");
    const path = `/customers/${customer.id}`;
    expect(await scene.refused("PATCH", path, { primaryContactId: "", city: "Half done" })).toMatchObject({
      status: 422,
      code: "primary.person",
      field: "primaryContactId",
    });
    expect(await scene.edit(customer, { primaryContactId: person.id, city: "Chur" })).toMatchObject({ city: "Chur" });
    const session = await (await scene.engine("ben")).openCard("customer", { id: customer.id });
    await eventually(() => session.snapshot.value.connected);
    expect(session.set("primaryContactId", "")).toMatchObject({ ok: false, problem: { code: "primary.person" } });
    const room = await scene.join(customer, { sub: "kim", own: true });
    expect((await room.set("primaryContactId", "")).refusals).toEqual([]);
    expect(primaryOf(await scene.read(customer))).toBe(person.id);
    await eventually(() => shown(session, "primaryContactId") === person.id);
    await scene.unlink(customer);
    expect(primaryOf(await scene.edit(customer, { primaryContactId: "" }))).toBe("");
  });

  test("[K1] whoever a customer named before: linked to a person it names that one, and undoing the link gives it back", async () => {
    const cronus = await scene.make("contact", { name: "Cronus AG" });
    const customer = await scene.from(cronus, "customer", { primaryContactId: cronus.id });
    await scene.unlink(customer);
    const eva = await scene.make("contact", { name: "Eva Weber", type: "person" });
    const { id } = await scene.link(eva, customer);
    expect(primaryOf(await scene.read(customer))).toBe(eva.id);
    await scene.ada.expecting(204, "POST", `/contacts/${eva.id}/links/${id}/undo`);
    expect(primaryOf(await scene.read(customer))).toBe(cronus.id);
  });
});

describe("the contact is the hub", () => {
  test("[K2] it has at most one card of each kind, all on its common document", async () => {
    const { contact, ...cards } = await scene.family({ name: "Cronus AG", city: "Zug" });
    expect(contact.relations.map(({ kind }: Json) => kind).toSorted()).toEqual([...relatedKinds].toSorted());
    for (const kind of relatedKinds) {
      expect(cards[kind]).toMatchObject({ documentId: contact.documentId, city: "Zug" });
      const made = await scene.refused("POST", `/contacts/${contact.id}/${pathOfKind(kind)}`);
      expect(made).toMatchObject({ status: 409, code: "link.exists", params: { cardId: cards[kind].id } });
      const other = await scene.alone(kind, { name: "Second" });
      const linked = await scene.refused("POST", `/contacts/${contact.id}/links`, { cardId: other.id });
      expect(linked).toMatchObject({ status: 409, code: "link.exists", params: { cardId: cards[kind].id } });
    }
  });

  test("[K2] each of those has at most one contact, also where two are made for it at once", async () => {
    for (const kind of relatedKinds) {
      const card = await scene.make(kind, { name: "Taken" });
      const [{ cardId: contactId }] = card.relations;
      const other = await scene.make("contact", { name: "Other" });
      const refused = await scene.refused("POST", `/contacts/${other.id}/links`, { cardId: card.id });
      expect(refused).toMatchObject({ status: 409, code: "link.exists", params: { cardId: contactId } });
      const second = await scene.refused("POST", `/${pathOfKind(kind)}/${card.id}/contact`);
      expect(second).toMatchObject({ status: 409, code: "link.exists" });
      const lone = await scene.alone(kind, { name: "Alone" });
      const contacts = await Promise.all(Array.from({ length: 4 }, () => scene.make("contact", { name: "Wants it" })));
      const answers = await Promise.all(
        contacts.map(({ id }) => scene.ada.call("POST", `/contacts/${id}/links`, { cardId: lone.id })),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409]);
      expect((await scene.read(lone)).relations).toHaveLength(1);
    }
  });

  test("[K3] a relation carries the code that set-up gives its kind when it is made, seen from both sides", async () => {
    const codes = { customer: "DEBI", vendor: "KRED", bankAccount: "BANQ" };
    const before = await scene.family();
    await scene.setUp({ businessRelationCodes: codes });
    const after = await scene.family();
    const along = await scene.make("vendor", { name: "Fabrikam" });
    expect(along.relations).toMatchObject([{ kind: "contact", code: "KRED" }]);
    for (const [family, expected] of [
      [before, { customer: "CUST", vendor: "VEND", bankAccount: "BANK" }],
      [after, codes],
    ] as const) {
      const { relations } = await scene.read(family.contact);
      expect(Object.fromEntries(relations.map(({ kind, code }: Json) => [kind, code]))).toEqual(expected);
      for (const kind of relatedKinds)
        expect((await scene.read(family[kind])).relations).toMatchObject([{ code: expected[kind] }]);
    }
    const lone = await scene.alone("vendor", { name: "Alone" });
    expect(await scene.link(await scene.make("contact", { name: "Adatum" }), lone)).toMatchObject({ code: "KRED" });
  });

  test("[K4] a person may belong to a company; nothing else may, and to nothing else", async () => {
    const company = await scene.make("contact", { name: "Cronus AG" });
    const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    expect(person.companyId).toBe(company.id);
    const other = await scene.make("contact", { name: "Adatum" });
    expect((await scene.edit(person, { companyId: other.id })).companyId).toBe(other.id);
    expect((await scene.edit(person, { companyId: "" })).companyId).toBe("");
    const customer = await scene.make("customer", { name: "Fabrikam" });
    const gone = await scene.make("contact", { name: "Gone" });
    await scene.remove(gone);
    const lone = await scene.make("contact", { name: "Max Frei", type: "person" });
    for (const [card, companyId, code] of [
      [other, company.id, "company.type"],
      [person, lone.id, "company.unknown"],
      [person, person.id, "company.unknown"],
      [person, customer.id, "company.unknown"],
      [person, gone.id, "company.unknown"],
      [person, "0198c0de-7c1a-7000-8000-000000000000", "company.unknown"],
    ] as const) {
      const refused = await scene.refused("PATCH", `/contacts/${card.id}`, { companyId });
      expect(refused).toMatchObject({ status: 422, code, field: "companyId" });
    }
    expect(await scene.refused("PATCH", `/customers/${customer.id}`, { companyId: company.id })).toMatchObject({
      status: 422,
      code: "field.unknown",
    });
  });

  test("[K5] a contact's status follows its relations, and a person counts its company's too; on the card and in the list", async () => {
    const company = await scene.make("contact", { name: "Cronus AG" });
    const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    const lone = await scene.make("contact", { name: "Max Frei", type: "person" });
    const expectStatus = async (ofCompany: string, ofPerson: string): Promise<void> => {
      const { items } = await scene.ada.expecting(200, "GET", "/contacts?limit=1000");
      for (const [card, status] of [
        [company, ofCompany],
        [person, ofPerson],
      ] as const) {
        expect((await scene.read(card)).status).toBe(status);
        expect(items.find(({ id }: Json) => id === card.id).status).toBe(status);
      }
    };
    await expectStatus("none", "none");
    for (const kind of relatedKinds) {
      const card = await scene.from(company, kind);
      await expectStatus(kind, kind);
      await scene.remove(card);
      await expectStatus("none", "none");
    }
    await scene.from(company, "vendor");
    await scene.from(company, "bankAccount");
    await expectStatus("multiple", "multiple");
    // A relation of the person's own counts beside the company's.
    await scene.from(lone, "customer");
    expect((await scene.read(lone)).status).toBe("customer");
    await scene.edit(lone, { companyId: company.id });
    expect((await scene.read(lone)).status).toBe("multiple");
    expect((await scene.read(company)).status).toBe("multiple");
    const customer = await scene.make("customer", { name: "Fabrikam" });
    expect(customer.status).toBeUndefined();
  });
});

describe("numbers", () => {
  test("[K6] a number belongs to one card of its kind, drawn or typed, alive or deleted", async () => {
    for (const kind of cardKinds) {
      const path = `/${pathOfKind(kind)}`;
      const card = await scene.make(kind, { name: "First", no: "MINE-1" });
      expect(card.no).toBe("MINE-1");
      const refused = await scene.refused("POST", path, { name: "Second", no: "mine-1" });
      expect(refused).toMatchObject({ status: 409, code: "number.taken", field: "no", params: { no: "MINE-1" } });
      await scene.remove(card);
      expect((await scene.refused("POST", path, { name: "Third", no: "MINE-1" })).code).toBe("number.taken");
    }
    const family = await scene.family();
    const numbers = await Promise.all(Object.values(family).map(async (card) => (await scene.read(card)).no));
    expect(new Set(numbers).size).toBe(4);
  });

  test("[K6] renumbering keeps every link, and the number a card had is nobody else's", async () => {
    const family = await scene.family({ name: "Cronus AG", city: "Zug" });
    const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: family.contact.id });
    await scene.edit(family.customer, { primaryContactId: person.id });
    const session = await (await scene.engine("ben")).openCard("contact", { id: family.contact.id });
    await eventually(() => session.snapshot.value.connected);
    for (const kind of cardKinds) {
      const before = await scene.read(family[kind]);
      const others = await Promise.all(cardKinds.map((other) => scene.read(family[other])));
      const after = await scene.edit(before, { no: ` new-${kind} `, city: `By ${kind}` });
      expect(after).toEqual({ ...before, no: `NEW-${kind.toUpperCase()}`, city: `By ${kind}` });
      for (const [index, other] of cardKinds.entries()) {
        const now = await scene.read(family[other]);
        expect(now.relations.map(({ id, cardId }: Json) => [id, cardId])).toEqual(
          others[index].relations.map(({ id, cardId }: Json) => [id, cardId]),
        );
        expect([now.documentId, now.city]).toEqual([family.contact.documentId, `By ${kind}`]);
      }
      const path = `/${pathOfKind(kind)}`;
      for (const no of [before.no, after.no])
        expect(await scene.refused("POST", path, { name: "Wants it", no })).toMatchObject({ code: "number.taken" });
      const another = await scene.make(kind, { name: "Another" });
      for (const no of [before.no, after.no])
        expect(await scene.refused("PATCH", `${path}/${another.id}`, { no, city: "Half done" })).toMatchObject({
          status: 409,
          code: "number.taken",
          field: "no",
        });
      expect((await scene.edit(another, { no: another.no, city: "Chur" })).no).toBe(another.no);
      for (const no of ["", "x".repeat(21), 7])
        expect((await scene.ada.call("PATCH", `${path}/${another.id}`, { no })).status).toBe(422);
      const found = await scene.ada.expecting(200, "GET", `${path}?search=${after.no}`);
      expect(found.items.map(({ id }: Json) => id)).toContain(before.id);
    }
    const numbers = () => session.snapshot.value.relations.map(({ no }) => no).toSorted();
    await eventually(() => numbers().join() === "NEW-BANKACCOUNT,NEW-CUSTOMER,NEW-VENDOR");
    expect((await scene.read(person)).companyId).toBe(family.contact.id);
    expect((await scene.read(family.customer)).primaryContactId).toBe(person.id);
    const { numberSeries } = await scene.setup();
    await scene.setUp({ numberSeries: { ...numberSeries, vendor: { ...numberSeries.vendor, manual: false } } });
    const command = { type: "renumber", id: crypto.randomUUID(), cardId: family.vendor.id, no: "MINE" };
    expect(await scene.refused("POST", "/commands", command)).toMatchObject({ status: 422, code: "number.notManual" });
    const sales = await scene.as("sales");
    expect(await scene.refused("PATCH", `/vendors/${family.vendor.id}`, { no: "MINE" }, sales)).toMatchObject({
      status: 403,
    });
  });
});
