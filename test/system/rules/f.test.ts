/**
 * Fields (F1 to F8) on a started server.
 *
 * @module
 */
import { cardKinds, commonFieldsOfKind, formatValue, fieldSpec, pathOfKind, relatedKinds } from "@couplet/model";
import { describe, expect, test } from "vitest";
import { commonValues } from "../family.ts";
import type { Json } from "../rest-client.ts";
import { createScene, eventually, saved, shown } from "../scene.ts";

const scene = createScene();

const common: Readonly<Record<string, string | boolean>> = { ...commonValues, searchName: "KRONOS" };

const ownFields = {
  contact: { salutationCode: "COMPANY", email2: "ada@cronus.ch", correspondenceType: "EMAIL", notes: "Of the contact" },
  customer: { postingGroup: "LOCAL", creditLimit: "25000", blocked: "ship", notes: "Of the customer" },
  vendor: { postingGroup: "FOREIGN", purchaserCode: "EH", blocked: "payment", notes: "Of the vendor" },
  bankAccount: { iban: "CH9300762011623852957", ourContactCode: "MO", postingGroup: "BANK", notes: "Of the account" },
} as const;

describe("shared fields", () => {
  test("[F1] every common field, edited on any card that has it, is the same on every other that has it", async () => {
    const family = await scene.family();
    expect(Object.keys(common).toSorted()).toEqual([...commonFieldsOfKind("contact")].toSorted());
    for (const [turn, kind] of cardKinds.entries()) {
      const fields = Object.fromEntries(
        commonFieldsOfKind(kind).map((field) => {
          const value = common[field] ?? "";
          const isFree = ["text", "code"].includes(fieldSpec(kind, field)?.type ?? "");
          return [field, isFree && turn > 0 ? `${String(value)} ${turn}`.slice(0, 20).toUpperCase() : value];
        }),
      );
      await scene.edit(family[kind], fields);
      for (const other of cardKinds) {
        const card = await scene.read(family[other]);
        const both = commonFieldsOfKind(other).filter((field) => field in fields);
        for (const field of both)
          expect([kind, other, field, card[field]]).toEqual([kind, other, field, fields[field]]);
      }
    }
  });

  test("[F1] on an open related card it is there at once, without asking", async () => {
    const { contact, bankAccount } = await scene.family();
    const ada = await scene.engine("ada");
    const atContact = await ada.openCard("contact", { id: contact.id });
    const atAccount = await (await scene.engine("ben")).openCard("bankAccount", { id: bankAccount.id });
    atContact.set("city", "Zug");
    await eventually(() => shown(atAccount, "city") === "Zug");
    atAccount.set("city", "Baar");
    await eventually(() => shown(atContact, "city") === "Baar");
  });

  test("[F1] a card never shows a field its kind lacks, nor takes one, nor has it in its history or after parting", async () => {
    const family = await scene.family();
    await scene.edit(family.contact, common);
    for (const kind of cardKinds) {
      const card = await scene.read(family[kind]);
      const foreign = Object.keys(common).filter((field) => !fieldSpec(kind, field));
      for (const field of foreign) {
        expect([kind, field, field in card]).toEqual([kind, field, false]);
        const path = `/${pathOfKind(kind)}/${card.id}`;
        const refused = await scene.refused("PATCH", path, { [field]: common[field] });
        expect(refused).toMatchObject({ status: 422, code: "field.unknown", field });
        expect(await scene.history(card, field)).toEqual([]);
      }
    }
    const account = await scene.read(family.bankAccount);
    for (const field of ["registrationNo", "vatRegistrationNo", "salespersonCode", "formatRegion", "privacyBlocked"])
      expect([field, field in account]).toEqual([field, false]);
    for (const kind of ["vendor", "bankAccount"] as const)
      expect([kind, "salespersonCode" in (await scene.read(family[kind]))]).toEqual([kind, false]);
    await scene.unlink(family.bankAccount);
    const room = await scene.join(await scene.read(family.bankAccount), { sub: "ben" });
    expect(room.record.value("city")).toBe("Zug");
    for (const field of ["registrationNo", "vatRegistrationNo", "salespersonCode", "formatRegion", "privacyBlocked"])
      expect([field, room.record.value(field)]).toEqual([field, undefined]);
  });

  test("[F2] only the edited field changes: an older copy of a card, edited elsewhere, overwrites nothing", async () => {
    const { contact, customer } = await scene.family({ name: "Cronus AG", city: "Zug", phoneNo: "+41417281111" });
    const atBen = await scene.join(customer, { sub: "ben" });
    const before = await scene.changes();
    await scene.edit(contact, { city: "Baar", phoneNo: "+41417281111", name: "Cronus AG" });
    const fields = (items: readonly Json[]) => items.filter(({ type }) => type === "update").length;
    expect(fields(await scene.changes()) - fields(before)).toBe(1);
    expect((await scene.history(contact)).slice(0, 1)).toMatchObject([{ field: "city", new: "Baar" }]);
    await atBen.set("phoneNo", "+41417282222");
    await scene.edit(customer, { name2: "Handel" });
    expect(await scene.read(contact)).toMatchObject({ city: "Baar", phoneNo: "+41417282222", name2: "Handel" });
    expect((await scene.history(contact, "name")).length).toBe(1);
  });

  test("a search name follows the name while nobody has set another, or while it only repeats the name", async () => {
    const { contact, vendor } = await scene.family({ name: "Cronus AG" });
    expect((await scene.edit(vendor, { name: "Kronos AG" })).searchName).toBe("KRONOS AG");
    await scene.edit(contact, { searchName: "kronos ag" });
    expect((await scene.edit(vendor, { name: "Kreuz AG" })).searchName).toBe("KREUZ AG");
    // Set by somebody whose client knows nothing of this.
    const room = await scene.join(contact, { sub: "otto" });
    await room.set("searchName", "KREUZ AG");
    const whole = await scene.read(vendor);
    expect((await scene.edit(vendor, { searchName: whole.searchName, name: "Kranz AG" })).searchName).toBe("KRANZ AG");
    const session = await (await scene.engine("ben")).openCard("contact", { id: contact.id });
    session.set("searchName", "KRANZ AG");
    session.set("name", "Kern AG");
    await saved(session);
    expect((await scene.read(vendor)).searchName).toBe("KERN AG");
    await scene.edit(contact, { searchName: "kernig" });
    expect((await scene.edit(vendor, { name: "Korn AG" })).searchName).toBe("KERNIG");
    expect((await scene.edit(vendor, { searchName: "" })).searchName).toBe("KORN AG");
  });

  test("[F1] a search name that only repeats the name follows it on every path: in a room, late, by what a link chooses", async () => {
    const { contact, customer, vendor } = await scene.family({ name: "Cronus AG" });
    const names = async (card: Json): Promise<unknown[]> => {
      const { name, searchName } = await scene.read(card);
      return [name, searchName];
    };
    const room = await scene.join(contact, { sub: "otto" });
    await room.set("searchName", "CRONUS AG");
    expect((await room.set("name", "Kern AG")).refusals).toEqual([]);
    expect(await names(vendor)).toEqual(["Kern AG", "KERN AG"]);
    await room.set("searchName", "KERNIG");
    await room.set("name", "Korn AG");
    expect(await names(vendor)).toEqual(["Korn AG", "KERNIG"]);
    // Late: set offline on a card that has been parted from the others since.
    await room.set("searchName", "KORN AG");
    const ben = await scene.join(customer, { sub: "ben" });
    await scene.unlink(customer);
    await ben.set("name", "Kunz AG").catch(() => undefined);
    await expect.poll(() => names(customer)).toEqual(["Kunz AG", "KUNZ AG"]);
    expect(await names(vendor)).toEqual(["Korn AG", "KORN AG"]);
    // A link that takes the one side's name takes no search name that repeats the other's; undone, both have their own again.
    for (const [master, other] of [
      ["contact", "card"],
      ["card", "contact"],
    ] as const) {
      const card = await scene.alone("bankAccount", { name: "Konto AG" });
      const lone = await scene.make("contact", { name: "Bank AG" });
      for (const [one, searchName] of [
        [card, "KONTO AG"],
        [lone, "BANK AG"],
      ] as const) {
        const there = await scene.join(one, { sub: `kim-${master}-${searchName}` });
        await there.set("searchName", searchName);
      }
      const { id } = await scene.link(lone, card, { master, fields: { name: other } });
      const name = other === "card" ? "Konto AG" : "Bank AG";
      expect(await names(lone)).toEqual([name, name.toUpperCase()]);
      await scene.ada.expecting(204, "POST", `/contacts/${lone.id}/links/${id}/undo`);
      expect([await names(lone), await names(card)]).toEqual([
        ["Bank AG", "BANK AG"],
        ["Konto AG", "KONTO AG"],
      ]);
      expect((await scene.history(lone, "searchName"))[0]).toMatchObject({ new: "BANK AG" });
      // What is chosen by name holds, whatever it repeats.
      await scene.link(lone, card, { master, fields: { name: other, searchName: master } });
      expect((await names(lone))[1]).toBe(master === "contact" ? "BANK AG" : "KONTO AG");
    }
  });

  test("[F3] private fields and notes stay on their card, through linking, parting and deleting", async () => {
    const family = await scene.family();
    for (const kind of cardKinds) await scene.edit(family[kind], ownFields[kind]);
    const ownNames = new Set(cardKinds.flatMap((kind) => Object.keys(ownFields[kind])));
    const expectOwn = async (kinds: readonly (typeof cardKinds)[number][]): Promise<void> => {
      for (const kind of kinds) {
        const card = await scene.read(family[kind]);
        const own: Readonly<Record<string, string>> = ownFields[kind];
        for (const name of ownNames) expect([kind, name, card[name] ?? ""]).toEqual([kind, name, own[name] ?? ""]);
      }
    };
    await expectOwn(cardKinds);
    const common = await scene.join(await scene.read(family.contact), { sub: "ben" });
    expect(common.record.fields().filter((field) => ownNames.has(field))).toEqual([]);
    expect(common.doc.share.has("notes") && common.doc.getText("notes").length > 0).toBe(false);
    await scene.unlink(family.customer);
    await scene.link(family.contact, family.customer, { master: "card" });
    await expectOwn(cardKinds);
    await scene.remove(family.contact);
    await expectOwn(relatedKinds);
  });
});

describe("what a value may be", () => {
  test("[F4] IBAN and BIC: length, country and check digits are judged; kept without blanks, shown in groups of four", async () => {
    const account = await scene.make("bankAccount", { name: "Zuger Bank", iban: "ch93 0076 2011 6238 5295 7" });
    expect(account.iban).toBe("CH9300762011623852957");
    const spec = fieldSpec("bankAccount", "iban");
    expect(spec && formatValue(spec, account.iban)).toBe("CH93 0076 2011 6238 5295 7");
    expect((await scene.edit(account, { swiftCode: "pofi ch be" })).swiftCode).toBe("POFICHBE");
    const before = await scene.read(account);
    const path = `/bank-accounts/${account.id}`;
    for (const [field, value, code] of [
      ["iban", "CH93 0076 2011 6238 5259 7", "iban.check"],
      ["iban", "CH93 0076 2011 6238 5295", "iban.length"],
      ["iban", "XX93 0076 2011 6238 5295 7", "iban.country"],
      ["iban", "CHAA 0076 2011 6238 5295 7", "iban.format"],
      ["swiftCode", "POFICH", "bic.format"],
      ["swiftCode", "POFI12BEXXX", "bic.format"],
    ] as const)
      expect([value, await scene.refused("PATCH", path, { [field]: value })]).toMatchObject([
        value,
        { status: 422, code, field },
      ]);
    // In a room, which no form has judged, it is put back.
    const room = await scene.join(account, { sub: "ben", own: true });
    expect((await room.set("iban", "CH9300762011623852597")).refusals).toMatchObject([{ code: "iban.check" }]);
    expect(await scene.read(account)).toEqual(before);
  });

  test("[F5] posting data is not the contact's: it is filled in on the card made from it, or by its template", async () => {
    const contact = await scene.make("contact", { name: "Cronus AG" });
    for (const field of [
      "postingGroup",
      "paymentTermsCode",
      "paymentMethodCode",
      "priceGroup",
      "creditLimit",
      "blocked",
    ]) {
      expect(field in contact).toBe(false);
      const refused = await scene.refused("PATCH", `/contacts/${contact.id}`, { [field]: "X" });
      expect(refused).toMatchObject({ status: 422, code: "field.unknown", field });
    }
    const customer = await scene.from(contact, "customer", { postingGroup: "local", creditLimit: "500" });
    expect(customer).toMatchObject({ postingGroup: "LOCAL", creditLimit: "500" });
    for (const kind of ["vendor", "bankAccount"] as const) {
      const card = await scene.from(contact, kind);
      expect((await scene.edit(card, { postingGroup: "OTHER" })).postingGroup).toBe("OTHER");
    }
    expect((await scene.read(customer)).postingGroup).toBe("LOCAL");
    expect("postingGroup" in (await scene.read(contact))).toBe(false);
  });

  test("[F6] what is refused on entry keeps the old value and names the field and the reason, on every way in", async () => {
    const contact = await scene.make("contact", { name: "Cronus AG", phoneNo: "+41442000000", city: "Zug" });
    const path = `/contacts/${contact.id}`;
    const atAda = await (await scene.engine("ada")).openCard("contact", { id: contact.id });
    const room = await scene.join(contact, { sub: "ben" });
    for (const [field, value, code] of [
      ["phoneNo", "CALL ME", "phone.letters"],
      ["email", "a@b.ch, c@d.ch", "email.list"],
      ["countryCode", "QQ", "country.unknown"],
      ["city", "x".repeat(31), "text.tooLong"],
      ["homePage", "javascript:alert(1)", "url.scheme"],
    ] as const) {
      const refused = await scene.refused("PATCH", path, { name: "Half done", [field]: value });
      expect(refused).toMatchObject({ status: 422, code, field });
      expect(refused.detail).toMatch(/\w{3}.*\.$/u);
      const before = shown(atAda, field);
      expect(atAda.set(field, value)).toMatchObject({ ok: false, problem: { code, field } });
      expect(shown(atAda, field)).toBe(before);
      expect((await room.set(field, value)).refusals).toMatchObject([{ code, field }]);
      const command = { type: "create", kind: "contact", fields: { name: "New", [field]: value } };
      const ids = ["id", "cardId", "commonDocumentId", "cardDocumentId"].map((name) => [name, crypto.randomUUID()]);
      const created = await scene.refused("POST", "/commands", { ...command, ...Object.fromEntries(ids) });
      expect(created).toMatchObject({ status: 422, code, field });
    }
    expect(await scene.read(contact)).toEqual(contact);
  });
});

describe("who set what", () => {
  test("[F7] while apart: different fields both hold; one field keeps both values, and asks or marks quietly by what is at stake", async () => {
    const { customer, bankAccount } = await scene.family({ name: "Cronus AG", city: "Zug" });
    const ada = await scene.engine("ada");
    const ben = await scene.engine("ben");
    const [hers, his] = [
      await ada.openCard("customer", { id: customer.id }),
      await ben.openCard("customer", { id: customer.id }),
    ];
    const [herBank, hisBank] = [
      await ada.openCard("bankAccount", { id: bankAccount.id }),
      await ben.openCard("bankAccount", { id: bankAccount.id }),
    ];
    for (const engine of [ada, ben]) engine.setOffline(true);
    hers.set("phoneNo", "+41417281111");
    his.set("email", "info@cronus.ch");
    const contested = {
      customer: { name: "ask", vatRegistrationNo: "ask", registrationNo: "ask", blocked: "ask", city: "quiet" },
      bankAccount: { iban: "ask", bankAccountNo: "ask", bankBranchNo: "quiet" },
    } as const;
    const values: Readonly<Record<string, readonly [string, string]>> = {
      blocked: ["ship", "all"],
      iban: ["CH9300762011623852957", "DE89370400440532013000"],
    };
    for (const [kind, fields] of Object.entries(contested))
      for (const field of Object.keys(fields)) {
        const [one, other] = values[field] ?? ["ONE", "TWO"];
        const [left, right] = kind === "customer" ? [hers, his] : [herBank, hisBank];
        expect([field, left.set(field, one).ok, right.set(field, other).ok]).toEqual([field, true, true]);
      }
    for (const engine of [ada, ben]) engine.setOffline(false);
    for (const session of [hers, his, herBank, hisBank]) await saved(session);
    expect(await scene.read(customer)).toMatchObject({ phoneNo: "+41417281111", email: "info@cronus.ch" });
    for (const [card, fields] of [
      [customer, contested.customer],
      [bankAccount, contested.bankAccount],
    ] as const) {
      const { items } = await scene.ada.expecting(200, "GET", `/${pathOfKind(card.kind)}/${card.id}/conflicts`);
      const found = Object.fromEntries(items.map(({ field, severity }: Json) => [field, severity]));
      expect(found).toMatchObject(fields);
      for (const { field, candidates } of items)
        if (field in fields) expect(candidates.map(({ value }: Json) => value).toSorted()).toHaveLength(2);
    }
    await scene.edit(customer, { city: "Baar" });
    const { items } = await scene.ada.expecting(200, "GET", `/customers/${customer.id}/conflicts`);
    expect(items.map(({ field }: Json) => field)).not.toContain("city");
  });

  test("[F8] every value says who set it, when and on which card, over REST and on the open card", async () => {
    const { contact, customer } = await scene.family({ name: "Cronus AG" });
    const ben = await scene.as("sales", "ben");
    const fromMs = Date.now() - 1000;
    await ben.expecting(200, "PATCH", `/customers/${customer.id}`, { city: "Zug", shipToAddress: "Rampe 3" });
    const [city] = await scene.history(contact, "city");
    expect(city).toMatchObject({
      old: null,
      new: "Zug",
      by: { sub: "ben", name: "ben Keller" },
      cardId: customer.id,
    });
    expect(Date.parse(city.at)).toBeGreaterThan(fromMs);
    expect(Date.parse(city.at)).toBeLessThan(Date.now() + 1000);
    expect(await scene.history(contact, "shipToAddress")).toEqual([]);
    expect(await scene.history(customer, "shipToAddress")).toMatchObject([{ by: { sub: "ben" } }]);
    await scene.edit(contact, { city: "Baar" });
    expect(await scene.history(customer, "city")).toMatchObject([
      { old: "Zug", new: "Baar", by: { sub: "ada" }, cardId: contact.id },
      { new: "Zug", by: { sub: "ben" }, cardId: customer.id },
    ]);
    const session = await (await scene.engine("otto")).openCard("customer", { id: customer.id });
    expect(session.snapshot.value.sources["shipToAddress"]).toMatchObject({
      by: { sub: "ben" },
      card: { id: customer.id },
    });
    expect(session.snapshot.value.sources["city"]).toMatchObject({ by: { sub: "ada" }, card: { id: contact.id } });
    // A value that came along when cards were related, or parted, is still whose it was.
    await scene.unlink(customer);
    expect(await scene.history(customer, "city")).toMatchObject([{ by: { sub: "ada" } }, { by: { sub: "ben" } }]);
  });
});
