/**
 * Three ways to relate, and parting (L1 to L12), on a started server.
 *
 * @module
 */
import { cardKinds, pathOfKind, relatedKinds } from "@couplet/model";
import { describe, expect, test } from "vitest";
import type { Json } from "../rest-client.ts";
import { createScene, eventually, saved, shown } from "../scene.ts";

const scene = createScene();

describe("linking", () => {
  test("[L1] refused: the contact, or its company, has a card of that kind", async () => {
    for (const kind of relatedKinds) {
      const company = await scene.make("contact", { name: "Cronus AG" });
      const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
      const standing = await scene.from(company, kind);
      const card = await scene.alone(kind, { name: "Second", city: "Chur" });
      for (const contact of [company, person]) {
        const refused = await scene.refused("POST", `/contacts/${contact.id}/links`, { cardId: card.id });
        expect(refused).toMatchObject({ status: 409, code: "link.exists", params: { cardId: standing.id } });
        expect(refused.detail).toContain(standing.no);
      }
    }
  });

  test("[L1] refused: the card has another contact, which is named", async () => {
    for (const kind of relatedKinds) {
      const card = await scene.make(kind, { name: "Taken AG" });
      const [{ cardId, no }] = card.relations;
      const contact = await scene.make("contact", { name: "Cronus AG" });
      const refused = await scene.refused("POST", `/contacts/${contact.id}/links`, { cardId: card.id, master: "card" });
      expect(refused).toMatchObject({ status: 409, code: "link.exists", params: { cardId, no, kind: "contact" } });
      expect(refused.detail).toContain(`${no} Taken AG`);
    }
  });

  test("[L1] refused: the contact is blocked for privacy, or its company is", async () => {
    const company = await scene.make("contact", { name: "Cronus AG", privacyBlocked: true });
    const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    const open = await scene.make("contact", { name: "Adatum" });
    const blocked = await scene.make("contact", {
      name: "Max Frei",
      type: "person",
      companyId: open.id,
      privacyBlocked: true,
    });
    for (const kind of relatedKinds) {
      const card = await scene.alone(kind, { name: "Alone" });
      for (const contact of [company, person, blocked]) {
        const refused = await scene.refused("POST", `/contacts/${contact.id}/links`, { cardId: card.id });
        expect(refused).toMatchObject({ status: 409, code: "link.privacyBlocked" });
      }
    }
  });

  test("[L1] refused: a vendor or a bank account for a person without a company; a customer is fine", async () => {
    const person = await scene.make("contact", { name: "Eva Weber", type: "person" });
    for (const kind of ["vendor", "bankAccount"] as const) {
      const card = await scene.alone(kind, { name: "Alone" });
      const refused = await scene.refused("POST", `/contacts/${person.id}/links`, { cardId: card.id });
      expect(refused).toMatchObject({ status: 409, code: "link.typePerson", params: { kind } });
    }
    await scene.link(person, await scene.alone("customer", { name: "Eva Weber" }));
    expect((await scene.read(person)).status).toBe("customer");
  });

  test("[L1] a person's link is its company's", async () => {
    const company = await scene.make("contact", { name: "Cronus AG", city: "Zug" });
    const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    const vendor = await scene.alone("vendor", { name: "Alone", city: "Chur" });
    await scene.link(person, vendor);
    expect(await scene.read(vendor)).toMatchObject({ city: "Zug", relations: [{ cardId: company.id }] });
    expect((await scene.read(person)).relations).toEqual([]);
  });

  test("[L2] the contact's values hold unless the card's are chosen, all or field by field; the master's blank overwrites", async () => {
    const given = {
      contact: { name: "Cronus AG", city: "Zug", email: "ada@cronus.ch", privacyBlocked: false },
      card: { name: "Kronos AG", city: "Chur", phoneNo: "+41812000000" },
    };
    const contacts = { name: "Cronus AG", city: "Zug", email: "ada@cronus.ch", phoneNo: "" };
    const cards = { name: "Kronos AG", city: "Chur", email: "", phoneNo: "+41812000000" };
    for (const [choice, expected] of [
      [{}, contacts],
      [{ master: "contact" }, contacts],
      [{ master: "card" }, cards],
      [{ fields: { city: "card", email: "card" } }, { ...contacts, city: "Chur", email: "" }],
      [
        { master: "card", fields: { city: "contact", phoneNo: "contact" } },
        { ...cards, city: "Zug", phoneNo: "" },
      ],
    ] as const) {
      const contact = await scene.make("contact", given.contact);
      const card = await scene.alone("customer", given.card);
      await scene.link(contact, card, choice);
      expect([choice, await scene.read(contact)]).toMatchObject([choice, expected]);
      expect([choice, await scene.read(card)]).toMatchObject([choice, expected]);
      expect((await scene.ada.expecting(200, "GET", `/contacts/${contact.id}/conflicts`)).items).toEqual([]);
    }
    const contact = await scene.make("contact", given.contact);
    const card = await scene.alone("bankAccount", given.card);
    const path = `/contacts/${contact.id}/links`;
    for (const fields of [{ iban: "card" }, { vatRegistrationNo: "card" }, { colour: "card" }])
      expect(await scene.refused("POST", path, { cardId: card.id, fields })).toMatchObject({ code: "field.unknown" });
  });

  test("[L2] what was not chosen stays in the history, whichever side it was on", async () => {
    for (const master of ["contact", "card"] as const) {
      const contact = await scene.make("contact", { name: "Cronus AG", city: "Zug" });
      const card = await scene.alone("vendor", { name: "Cronus AG", city: "Chur" });
      await scene.link(contact, card, { master });
      const [lost, kept] = master === "contact" ? ["Chur", "Zug"] : ["Zug", "Chur"];
      const loser = master === "contact" ? card : contact;
      const [latest] = await scene.history(loser, "city");
      expect(latest).toMatchObject({ old: lost, new: kept, by: { sub: "ada" } });
      expect((await scene.history(loser, "city")).map((item) => item.new)).toContain(lost);
    }
  });

  test("[L2] both sides' values are there to be seen before, field by field", async () => {
    const contact = await scene.make("contact", { name: "Cronus AG", city: "Zug" });
    const card = await scene.alone("customer", { name: "Cronus AG", city: "Chur", email: "ada@cronus.ch" });
    const preview = await (await scene.engine("ada")).linkPreview(contact.id, "customer", card.id);
    const row = (field: string) => preview.rows.find((one) => one.field === field);
    expect(row("city")).toMatchObject({ contact: "Zug", card: "Chur", isSame: false });
    expect(row("name")).toMatchObject({ isSame: true });
    expect(row("email")).toMatchObject({ contact: "", card: "ada@cronus.ch", isSame: false });
  });

  test("[L3] where the card's values win, they reach the contact's other cards, live", async () => {
    const contact = await scene.make("contact", { name: "Cronus AG", city: "Zug", email: "ada@cronus.ch" });
    const vendor = await scene.from(contact, "vendor");
    const account = await scene.from(contact, "bankAccount");
    const atVendor = await (await scene.engine("ben")).openCard("vendor", { id: vendor.id });
    const customer = await scene.alone("customer", { name: "Kronos AG", city: "Chur" });
    await scene.link(contact, customer, { master: "card" });
    const expected = { name: "Kronos AG", city: "Chur", email: "" };
    for (const card of [contact, vendor, account, customer]) expect(await scene.read(card)).toMatchObject(expected);
    await eventually(() => shown(atVendor, "city") === "Chur");
  });

  test("[L4] looking before linking changes nothing, nor does a link without a card", async () => {
    const contact = await scene.make("contact", { name: "Cronus AG", city: "Zug" });
    const card = await scene.alone("customer", { name: "Kronos AG", city: "Chur" });
    const ada = await scene.engine("ada");
    const before = await scene.changes();
    await ada.list("customer", { search: "kronos" });
    await ada.linkPreview(contact.id, "customer", card.id);
    expect(await scene.changes()).toEqual(before);
    expect(ada.queue.value).toEqual([]);
    const refused = await scene.refused("POST", `/contacts/${contact.id}/links`, {});
    expect(refused).toMatchObject({ status: 422, field: "cardId" });
  });

  test("[L6] two devices link one contact to two customers at once: one holds, the other is refused and its card untouched", async () => {
    for (let round = 0; round < 3; round += 1) {
      const contact = await scene.make("contact", { name: "Cronus AG", city: "Zug" });
      const cards = [
        await scene.alone("customer", { name: "First", city: "Bern" }),
        await scene.alone("customer", { name: "Second", city: "Chur" }),
      ];
      const answers = await Promise.all(
        ["ben", "cleo"].map(async (sub, index) => {
          const caller = await scene.as("sales", sub);
          return caller.call("POST", `/contacts/${contact.id}/links`, { cardId: cards[index].id });
        }),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      const loser = answers.findIndex(({ status }) => status === 409);
      const winner = cards[1 - loser];
      expect(answers[loser]?.body).toMatchObject({ code: "link.exists", params: { cardId: winner.id, no: winner.no } });
      expect(await scene.read(cards[loser])).toEqual(cards[loser]);
      expect((await scene.read(contact)).relations).toMatchObject([{ cardId: winner.id }]);
    }
  });
});

describe("creating a card from a contact", () => {
  test("[L8] refused as linking is: a second of the kind, privacy, no relation code", async () => {
    for (const kind of relatedKinds) {
      const path = pathOfKind(kind);
      const contact = await scene.make("contact", { name: "Cronus AG" });
      const first = await scene.from(contact, kind);
      expect(await scene.refused("POST", `/contacts/${contact.id}/${path}`)).toMatchObject({
        status: 409,
        code: "link.exists",
        params: { cardId: first.id },
      });
      const blocked = await scene.make("contact", { name: "Blocked", privacyBlocked: true });
      expect((await scene.refused("POST", `/contacts/${blocked.id}/${path}`)).code).toBe("link.privacyBlocked");
      await scene.setUp({ businessRelationCodes: { [kind]: "" } });
      const other = await scene.make("contact", { name: "Adatum" });
      expect((await scene.refused("POST", `/contacts/${other.id}/${path}`)).code).toBe("link.setup");
      await scene.setUp({ businessRelationCodes: { [kind]: "BACK" } });
    }
  });

  test("[L8] a person in a company makes the company the customer or vendor; a person alone may become a customer only", async () => {
    for (const kind of relatedKinds) {
      const company = await scene.make("contact", { name: "Cronus AG", city: "Zug" });
      const inside = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
      const card = await scene.from(inside, kind);
      expect(card).toMatchObject({ name: "Cronus AG", city: "Zug", relations: [{ cardId: company.id }] });
      expect((await scene.read(inside)).relations).toEqual([]);
      const alone = await scene.make("contact", { name: "Max Frei", type: "person" });
      if (kind === "customer") {
        const customer = await scene.from(alone, kind);
        expect(customer).toMatchObject({ type: "person", name: "Max Frei", relations: [{ cardId: alone.id }] });
        continue;
      }
      const refused = await scene.refused("POST", `/contacts/${alone.id}/${pathOfKind(kind)}`);
      expect(refused).toMatchObject({ status: 409, code: "link.typePerson", params: { kind } });
    }
  });

  test("[L8] common fields come with the document, at once and for good", async () => {
    const contact = await scene.make("contact", {
      name: "Cronus AG",
      city: "Zug",
      vatRegistrationNo: "CHE-116.281.710",
    });
    for (const kind of relatedKinds) {
      const { city } = await scene.read(contact);
      const card = await scene.from(contact, kind);
      expect(card).toMatchObject({ documentId: contact.documentId, name: "Cronus AG", city });
      await scene.edit(card, { city: `By ${kind}` });
      expect((await scene.read(contact)).city).toBe(`By ${kind}`);
    }
  });

  const template = (code: string, kind: string, fields: object, contactType?: string) => ({
    code,
    description: code,
    kind,
    fields,
    ...(contactType && { contactType }),
  });

  test("[L9] one template that fits is used, filling blanks only; several are asked for; none makes the card without", async () => {
    const contact = (city = "") => scene.make("contact", { name: "Cronus AG", city });
    await scene.setUp({
      cardTemplates: [
        template(
          "LOCAL",
          "customer",
          { postingGroup: "LOCAL", paymentTermsCode: "30D", city: "Bern", currencyCode: "CHF" },
          "company",
        ),
        template("PRIVATE", "customer", { postingGroup: "PRIVATE" }, "person"),
        template("ANY", "vendor", { postingGroup: "ANY" }),
        template("ABROAD", "vendor", { postingGroup: "ABROAD", currencyCode: "EUR" }, "company"),
      ],
    });
    const zug = await contact("Zug");
    const customer = await scene.from(zug, "customer", { paymentTermsCode: "10D" });
    expect(customer).toMatchObject({
      postingGroup: "LOCAL",
      paymentTermsCode: "10D",
      city: "Zug",
      currencyCode: "CHF",
    });
    expect((await scene.read(zug)).currencyCode).toBe("CHF");
    const person = await scene.make("contact", { name: "Eva Weber", type: "person" });
    expect(await scene.from(person, "customer")).toMatchObject({ postingGroup: "PRIVATE", paymentTermsCode: "" });

    const asked = await scene.refused("POST", `/contacts/${zug.id}/vendors`);
    expect(asked).toMatchObject({ status: 409, code: "template.ambiguous", field: "templateCode" });
    expect(asked.params).toMatchObject({ codes: "ANY, ABROAD" });
    const wrong = await scene.refused("POST", `/contacts/${zug.id}/vendors`, { templateCode: "LOCAL" });
    expect(wrong).toMatchObject({ status: 422, code: "template.unknown", field: "templateCode" });
    expect(await scene.from(zug, "vendor", { templateCode: "abroad" })).toMatchObject({ postingGroup: "ABROAD" });
    expect((await scene.read(zug)).currencyCode).toBe("CHF");

    expect(await scene.from(zug, "bankAccount")).toMatchObject({ postingGroup: "", relations: [{ cardId: zug.id }] });
  });
});

describe("a contact that comes with a card", () => {
  test("[L10] a new customer, vendor or bank account gets a contact of its type, numbered and related, sharing its fields", async () => {
    for (const kind of relatedKinds) {
      const card = await scene.make(kind, { name: "Cronus AG", city: "Zug" });
      const contact = await scene.contactOf(card);
      expect(contact).toMatchObject({
        type: "company",
        name: "Cronus AG",
        city: "Zug",
        documentId: card.documentId,
        relations: [{ cardId: card.id, kind }],
      });
      expect(contact.no).toMatch(/^CT\d{6}$/u);
    }
    const person = await scene.contactOf(await scene.make("customer", { name: "Eva Maria Weber", type: "person" }));
    expect(person).toMatchObject({ type: "person", firstName: "Eva", middleName: "Maria", surname: "Weber" });
    // A name that comes later is the contact's, too.
    const blank = await scene.make("customer", { city: "Zug" });
    await scene.edit(blank, { name: "Named later" });
    expect((await scene.contactOf(blank)).name).toBe("Named later");
    // A vendor's or bank's own code seeds the contact's salesperson, and nothing else of theirs.
    const vendor = await scene.make("vendor", { name: "Fabrikam", purchaserCode: "EH" });
    expect((await scene.contactOf(vendor)).salespersonCode).toBe("EH");
  });

  test("[L10] both or neither: where no contact can be made, the card is not made either", async () => {
    const { numberSeries } = await scene.setup();
    await scene.setUp({ numberSeries: { ...numberSeries, contact: { ...numberSeries.contact, last: 1 } } });
    await scene.make("contact", { name: "The last one" });
    for (const kind of relatedKinds) {
      const refused = await scene.refused("POST", `/${pathOfKind(kind)}`, { name: "Cronus AG" });
      expect(refused).toMatchObject({ status: 409, code: "number.exhausted", params: { kind: "contact" } });
      expect((await scene.ada.expecting(200, "GET", `/${pathOfKind(kind)}`)).items).toEqual([]);
    }
  });
});

describe("unlinking", () => {
  test("[L12] both cards keep every value, and later edits do not cross, over REST or on open cards", async () => {
    for (const kind of relatedKinds) {
      const family = await scene.family({ name: "Cronus AG", city: "Zug", phoneNo: "+41417281111" });
      const before = new Map(
        await Promise.all(cardKinds.map(async (one) => [one, await scene.read(family[one])] as const)),
      );
      const ben = await scene.engine("ben");
      const atCard = await ben.openCard(kind, { id: family[kind].id });
      const atContact = await ben.openCard("contact", { id: family.contact.id });
      await scene.unlink(family[kind]);
      for (const one of cardKinds) {
        const { documentId: _document, relations: _relations, status: _status, ...kept } = before.get(one);
        expect(await scene.read(family[one])).toMatchObject(kept);
      }
      expect((await scene.read(family[kind])).relations).toEqual([]);
      await eventually(() => atCard.snapshot.value.relations.length === 0);
      atCard.set("city", "Chur");
      await saved(atCard);
      atContact.set("phoneNo", "+41417282222");
      await saved(atContact);
      for (const one of cardKinds)
        expect(await scene.read(family[one])).toMatchObject(
          one === kind ? { city: "Chur", phoneNo: "+41417281111" } : { city: "Zug", phoneNo: "+41417282222" },
        );
      await ben.close();
    }
  });

  test("[L12] an edit made offline before the parting stays on its own side", async () => {
    for (const side of ["contact", "customer"] as const) {
      const family = await scene.family({ name: "Cronus AG", city: "Zug" });
      const ben = await scene.engine("ben");
      const session = await ben.openCard(side, { id: family[side].id });
      await eventually(() => session.snapshot.value.connected);
      ben.setOffline(true);
      session.set("city", "Offline");
      await scene.unlink(family.customer);
      ben.setOffline(false);
      await saved(session);
      await eventually(async () => (await scene.read(family[side])).city === "Offline");
      const other: Json = side === "contact" ? family.customer : family.contact;
      expect((await scene.read(other)).city).toBe("Zug");
      expect((await scene.read(family.vendor)).city).toBe(side === "contact" ? "Offline" : "Zug");
      await ben.close();
    }
  });
});
