/**
 * Company and person (H1 to H5) on a started server.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Json } from "../rest-client.ts";
import { createScene, eventually, shown } from "../scene.ts";

const scene = createScene();

const switched = {
  salespersonCode: "JR",
  territoryCode: "INNER",
  countryCode: "CH",
  languageCode: "de-CH",
  formatRegion: "de-CH",
};
const address = { address: "Gotthardstrasse 1", address2: "Postfach 12", postCode: "6300", city: "Zug", county: "ZG" };
const communication = {
  phoneNo: "+41417281111",
  mobilePhoneNo: "+41791234567",
  faxNo: "+41417281112",
  email: "info@cronus.ch",
  homePage: "https://cronus.ch",
};
const all = { ...switched, ...address, ...communication };

const company = (fields: object = all): Promise<Json> => scene.make("contact", { name: "Cronus AG", ...fields });
const person = (fields: object = {}): Promise<Json> =>
  scene.make("contact", { name: "Eva Weber", type: "person", ...fields });

describe("joining and leaving", () => {
  test("[H1] joining clears the five switched fields and shows the company's; an address and ways to reach of its own stay", async () => {
    const cronus = await company();
    const own = {
      salespersonCode: "XX",
      territoryCode: "OUTER",
      countryCode: "FR",
      languageCode: "fr-FR",
      formatRegion: "fr-FR",
      city: "Lyon",
      email: "eva@weber.ch",
    };
    const eva = await person(own);
    const joined = await scene.edit(eva, { companyId: cronus.id });
    expect(joined).toMatchObject({
      ...switched,
      city: "Lyon",
      address: "",
      email: "eva@weber.ch",
      phoneNo: all.phoneNo,
    });
    expect(Object.keys(joined.inherited).toSorted()).toEqual(
      [...Object.keys(switched), "phoneNo", "mobilePhoneNo", "faxNo", "homePage"].toSorted(),
    );
    for (const field of Object.keys(switched))
      expect((await scene.history(eva, field))[0]).toMatchObject({ old: own[field as keyof typeof own], new: "" });
    // What is given along with the move holds.
    const max = await person({ salespersonCode: "XX", territoryCode: "OUTER" });
    const moved = await scene.edit(max, { companyId: cronus.id, salespersonCode: "YY" });
    expect(moved).toMatchObject({ salespersonCode: "YY", territoryCode: "INNER" });
  });

  test("[H1] a switch that is off clears and shows nothing", async () => {
    await scene.setUp({ inheritance: { territoryCode: false, address: false, communication: false } });
    const cronus = await company();
    const eva = await person({ salespersonCode: "XX", territoryCode: "OUTER" });
    expect(await scene.edit(eva, { companyId: cronus.id })).toMatchObject({
      salespersonCode: "JR",
      territoryCode: "OUTER",
      city: "",
      phoneNo: "",
    });
  });

  test("[H1] another company takes the place of what was the previous one's, hand-written or inherited", async () => {
    const cronus = await company();
    const adatum = await company({ ...all, ...address, city: "Chur", phoneNo: "+41812000000", salespersonCode: "KK" });
    // The same as the company's, set by hand.
    const eva = await person({ companyId: cronus.id, ...address, phoneNo: all.phoneNo, email: "eva@weber.ch" });
    expect(await scene.edit(eva, { companyId: adatum.id })).toMatchObject({
      salespersonCode: "KK",
      city: "Chur",
      phoneNo: "+41812000000",
      email: "eva@weber.ch",
      inherited: { city: adatum.id, phoneNo: adatum.id },
    });
  });

  test("[H1] leaving writes what was inherited as the person's own", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id, email: "eva@weber.ch" });
    const left = await scene.edit(eva, { companyId: "" });
    expect(left).toMatchObject({ ...all, email: "eva@weber.ch", companyId: "" });
    expect(left.inherited).toBeUndefined();
    await scene.edit(cronus, { city: "Baar", salespersonCode: "ZZ" });
    expect(await scene.read(eva)).toMatchObject({ city: "Zug", salespersonCode: "JR" });
  });

  test("[H1] a person with relations of its own neither inherits nor loses anything", async () => {
    const cronus = await company();
    const eva = await person({ salespersonCode: "XX" });
    await scene.from(eva, "customer");
    const joined = await scene.edit(eva, { companyId: cronus.id });
    expect(joined).toMatchObject({ companyId: cronus.id, salespersonCode: "XX", city: "", phoneNo: "" });
    expect(joined.inherited).toBeUndefined();
  });
});

describe("inheriting", () => {
  test("[H2] a change on the company reaches persons without a value of their own, and says from whom; a hand-edited one stays", async () => {
    const cronus = await company();
    const [eva, max] = [await person({ companyId: cronus.id }), await person({ companyId: cronus.id })];
    await scene.edit(max, { phoneNo: "+41791112233" });
    for (const [field, value] of Object.entries({ phoneNo: "+41445556677", city: "Baar", salespersonCode: "KK" })) {
      await scene.edit(cronus, { [field]: value });
      const read = await scene.read(eva);
      expect([read[field], read.inherited[field]]).toEqual([value, cronus.id]);
    }
    const read = await scene.read(max);
    expect([read.phoneNo, read.inherited.phoneNo]).toEqual(["+41791112233", undefined]);
    expect((await scene.edit(max, { phoneNo: "" })).inherited.phoneNo).toBe(cronus.id);
    expect((await scene.read(max)).phoneNo).toBe("+41445556677");
  });

  test("[H2] live and offline, on an open card", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const ben = await scene.engine("ben");
    const session = await ben.openCard("contact", { id: eva.id });
    await eventually(() => session.snapshot.value.inherited["city"]?.cardId === cronus.id);
    await scene.edit(cronus, { city: "Baar" });
    await eventually(() => shown(session, "city") === "Baar");
    ben.setOffline(true);
    expect(session.set("phoneNo", "+41791112233")).toMatchObject({ ok: true });
    expect(session.snapshot.value.inherited["phoneNo"]).toBeUndefined();
    expect(session.set("phoneNo", "")).toMatchObject({ ok: true });
    expect([shown(session, "phoneNo"), session.snapshot.value.inherited["phoneNo"]?.cardId]).toEqual([
      all.phoneNo,
      cronus.id,
    ]);
  });

  test("[H2] the address is one block: one line of the person's own makes all of it the person's own", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const edited = await scene.edit(eva, { city: "Thun" });
    expect(edited).toMatchObject({ ...address, city: "Thun" });
    for (const field of Object.keys(address)) expect(edited.inherited[field]).toBeUndefined();
    await scene.edit(cronus, { address: "Bundesplatz 3" });
    expect((await scene.read(eva)).address).toBe("Gotthardstrasse 1");
    const max = await person({ companyId: cronus.id, city: "Lyon" });
    expect(max).toMatchObject({ city: "Lyon", address: "", postCode: "" });
    for (const field of Object.keys(address)) expect(max.inherited[field]).toBeUndefined();
  });

  test("[H3] whatever is edited on a person, its company and the company's cards stay as they were", async () => {
    const cronus = await company();
    const vendor = await scene.from(cronus, "vendor");
    const eva = await person({ companyId: cronus.id });
    const before = [await scene.read(cronus), await scene.read(vendor)];
    await scene.edit(eva, {
      name: "Eva Frei",
      city: "Thun",
      phoneNo: "+41791112233",
      salespersonCode: "XX",
      notes: "Hers",
    });
    await scene.edit(eva, { city: "", phoneNo: "" });
    const room = await scene.join(eva, { sub: "ben" });
    expect((await room.set("email", "eva@weber.ch")).refusals).toEqual([]);
    await scene.edit(eva, { companyId: "" });
    await scene.edit(eva, { companyId: cronus.id });
    await scene.remove(eva);
    expect([await scene.read(cronus), await scene.read(vendor)]).toEqual(before);
  });
});

describe("primary contacts", () => {
  test("[H4] it is a person of the linked company, or the contact itself; anybody else is refused", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const stranger = await person();
    const adatum = await company({});
    const gone = await person({ companyId: cronus.id });
    await scene.remove(gone);
    for (const kind of ["customer", "vendor"] as const) {
      const card = await scene.from(cronus, kind);
      const path = `/${kind}s/${card.id}`;
      for (const { id } of [stranger, adatum, gone, card])
        expect(await scene.refused("PATCH", path, { primaryContactId: id })).toMatchObject({
          status: 422,
          code: "primary.unrelated",
          field: "primaryContactId",
        });
      for (const { id, name } of [eva, cronus])
        expect(await scene.edit(card, { primaryContactId: id })).toMatchObject({
          primaryContactId: id,
          contactName: name,
        });
    }
    const lone = await scene.alone("customer", { name: "Alone" });
    expect(await scene.refused("PATCH", `/customers/${lone.id}`, { primaryContactId: eva.id })).toMatchObject({
      code: "primary.unrelated",
    });
    const account = await scene.from(cronus, "bankAccount");
    expect(await scene.refused("PATCH", `/bank-accounts/${account.id}`, { primaryContactId: eva.id })).toMatchObject({
      code: "field.unknown",
    });
  });

  test("[H4] its name shows as the contact name, no phone or e-mail changes, and clearing it clears both", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id, phoneNo: "+41791112233", email: "eva@weber.ch" });
    const customer = await scene.from(cronus, "customer");
    const before = await scene.read(customer);
    const chosen = await scene.edit(customer, { primaryContactId: eva.id });
    const inherited = { contactName: eva.id };
    expect(chosen).toEqual({ ...before, primaryContactId: eva.id, contactName: "Eva Weber", inherited });
    expect(await scene.edit(customer, { primaryContactId: "" })).toEqual(before);
    // What a room clears alone takes the name along, too; a name given with it holds.
    for (const contactName of ["", "Herr Meier"]) {
      await scene.edit(customer, { contactName: "Frau Frei" });
      await scene.edit(customer, { primaryContactId: eva.id });
      const room = await scene.join(customer, { sub: `kim${contactName}`, own: true });
      if (contactName === "") await new Promise((resolve) => setTimeout(resolve, 1_100));
      else await room.set("contactName", contactName);
      expect((await room.set("primaryContactId", "")).refusals).toEqual([]);
      expect(await scene.read(customer)).toMatchObject({ primaryContactId: "", contactName });
    }
  });

  test("[H4] the contact name is read: a new name of the contact shows on the card, in lists and in searches", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    for (const kind of ["customer", "vendor"] as const) {
      const path = `/${kind}s`;
      const card = await scene.from(cronus, kind, { contactName: "Herr Meier" });
      expect(card).toMatchObject({ contactName: "Herr Meier" });
      expect(card.inherited).toBeUndefined();
      await scene.edit(card, { primaryContactId: eva.id });
      const found = async (search: string): Promise<Json> =>
        (await scene.ada.expecting(200, "GET", `${path}?search=${search}`)).items[0];
      for (const surname of ["Roth", "Weber"]) {
        const { name } = await scene.edit(eva, { surname });
        const now = { contactName: name, inherited: { contactName: eva.id } };
        expect(await scene.read(card)).toMatchObject(now);
        expect(await found(surname)).toMatchObject({ id: card.id, ...now });
        expect((await scene.ada.expecting(200, "GET", path)).items).toMatchObject([now]);
      }
      for (const search of ["Roth", "Meier"]) expect(await found(search)).toBeUndefined();
    }
  });

  test("[H4] who would write over the name that is read is told where to change it; saying it again is no change", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const customer = await scene.from(cronus, "customer", { primaryContactId: eva.id });
    const path = `/customers/${customer.id}`;
    expect(await scene.refused("PATCH", path, { contactName: "Frau Frei", city: "Half done" })).toMatchObject({
      status: 422,
      code: "primary.name",
      field: "contactName",
    });
    expect(await scene.edit(customer, { contactName: "Eva Weber", city: "Chur" })).toMatchObject({ city: "Chur" });
    expect(await scene.history(customer, "contactName")).toEqual([]);
    const session = await (await scene.engine("ben")).openCard("customer", { id: customer.id });
    await eventually(() => session.snapshot.value.connected);
    expect(session.set("contactName", "Frau Frei")).toMatchObject({ ok: false, problem: { code: "primary.name" } });
    expect(session.set("contactName", "Eva Weber")).toMatchObject({ ok: true });
    const free = await scene.edit(customer, { primaryContactId: "", contactName: "Frau Frei" });
    expect(free).toMatchObject({ primaryContactId: "", contactName: "Frau Frei" });
    expect((await scene.edit(customer, { primaryContactId: "", contactName: "Herr Meier" })).contactName).toBe(
      "Herr Meier",
    );
  });

  test("[H4] an open card follows the name live and offline, says whose it is, and so do lists without network", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const customer = await scene.from(cronus, "customer", { contactName: "Herr Meier" });
    const ben = await scene.engine("ben");
    const session = await ben.openCard("customer", { id: customer.id });
    const contact = await ben.openCard("contact", { id: eva.id });
    await eventually(() => session.snapshot.value.connected && contact.snapshot.value.connected);
    await ben.list("customer");
    expect(session.set("primaryContactId", eva.id)).toEqual({ ok: true, changed: true });
    const source = () => session.snapshot.value.inherited["contactName"];
    await eventually(() => shown(session, "contactName") === "Eva Weber");
    expect(source()).toEqual({ cardId: eva.id, no: eva.no, name: "Eva Weber" });
    expect(session.undo()).toBe(true);
    expect([shown(session, "contactName"), source()]).toEqual(["Herr Meier", undefined]);
    expect(session.redo()).toBe(true);
    await scene.edit(eva, { surname: "Roth" });
    await eventually(() => shown(session, "contactName") === "Eva Roth");
    ben.setOffline(true);
    contact.set("surname", "Kunz");
    await eventually(() => shown(session, "contactName") === "Eva Kunz");
    session.close();
    expect((await ben.list("customer", { search: "Kunz" })).items).toMatchObject([
      { id: customer.id, values: { contactName: "Eva Kunz" } },
    ]);
    expect((await ben.list("customer", { search: "Roth" })).items).toEqual([]);
    // A card that is made without network reads the name from the start.
    const made = await ben.execute({ type: "createFromContact", contactId: cronus.id, kind: "vendor" });
    const vendor = await ben.openCard("vendor", { id: made.card?.id ?? "" });
    vendor.set("primaryContactId", eva.id);
    await eventually(() => shown(vendor, "contactName") === "Eva Kunz");
    expect(vendor.set("primaryContactId", "")).toEqual({ ok: true, changed: true });
    expect(shown(vendor, "contactName")).toBe("");
  });

  test("[H4] a name copied before it was read stays readable: it shows where the contact is unknown", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const customer = await scene.from(cronus, "customer");
    const room = await scene.join(customer, { sub: "kim", own: true });
    await room.set("contactName", "Eva Weber");
    await room.set("primaryContactId", eva.id);
    await scene.edit(eva, { surname: "Roth" });
    expect((await scene.read(customer)).contactName).toBe("Eva Roth");
    expect((await scene.history(customer, "contactName")).map((item) => item.new)).toEqual(["Eva Weber"]);
    await room.set("primaryContactId", crypto.randomUUID());
    expect((await scene.read(customer)).contactName).toBe("Eva Weber");
    await scene.remove(eva);
  });
});

describe("changing the type", () => {
  test("[H5] a company with persons, relations, a currency or a VAT number does not become a person", async () => {
    const withPerson = await company({});
    await person({ companyId: withPerson.id });
    const withCustomer = await company({});
    await scene.from(withCustomer, "customer");
    for (const [card, code] of [
      [withPerson, "type.persons"],
      [withCustomer, "type.relations"],
      [await company({ currencyCode: "CHF" }), "type.currency"],
      [await company({ vatRegistrationNo: "CHE-116.281.710" }), "type.vat"],
    ] as const) {
      const path = `/contacts/${card.id}`;
      for (const [method, to, body] of [
        ["PATCH", path, { type: "person", city: "Half done" }],
        ["POST", "/commands", { type: "changeType", id: crypto.randomUUID(), cardId: card.id, contactType: "person" }],
      ] as const)
        expect(await scene.refused(method, to, body)).toMatchObject({ status: 409, code, field: "type" });
    }
    const free = await scene.edit(await company({}), { type: "person", name: "Eva Maria Weber" });
    expect(free).toMatchObject({ type: "person", firstName: "Eva", middleName: "Maria", surname: "Weber" });
  });

  test("[H5] a person that becomes a company leaves its company with what it showed, and its customer's type follows", async () => {
    const cronus = await company();
    const eva = await person({ companyId: cronus.id });
    const alone = await scene.edit(eva, { type: "company" });
    expect(alone).toMatchObject({ type: "company", ...all, companyId: "", firstName: "", surname: "" });
    expect(alone.inherited).toBeUndefined();
    // As a command, which no edit goes along with.
    const ida = await person({ companyId: cronus.id });
    const command = { type: "changeType", id: crypto.randomUUID(), cardId: ida.id, contactType: "company" };
    await scene.ada.expecting(200, "POST", "/commands", command);
    const left = await scene.read(ida);
    expect(left).toMatchObject({ type: "company", ...all, companyId: "", firstName: "" });
    expect(left.inherited).toBeUndefined();
    const max = await person({ name: "Max Frei" });
    const customer = await scene.from(max, "customer");
    expect(customer.type).toBe("person");
    await scene.edit(max, { type: "company" });
    expect((await scene.read(customer)).type).toBe("company");
    await scene.from(max, "vendor");
  });
});
