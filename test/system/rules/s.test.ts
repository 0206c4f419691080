/**
 * Set-up (S1 to S7) on a started server.
 *
 * @module
 */
import { cardKinds, pathOfKind, relatedKinds } from "@couplet/model";
import { describe, expect, test } from "vitest";
import type { Json } from "../rest-client.ts";
import { createScene } from "../scene.ts";

const scene = createScene();

describe("relation codes", () => {
  test("[S1] a blank code: no contact comes with such a card, linking and creating-from name the setting, relations go on", async () => {
    const family = await scene.family();
    for (const kind of relatedKinds) {
      const lone = await scene.alone(kind, { name: "Alone" });
      await scene.setUp({ businessRelationCodes: { [kind]: "" } });
      const before = (await scene.ada.expecting(200, "GET", "/contacts")).items.length;
      expect((await scene.make(kind, { name: "No contact" })).relations).toEqual([]);
      expect((await scene.ada.expecting(200, "GET", "/contacts")).items.length).toBe(before);
      const contact = await scene.make("contact", { name: "Adatum" });
      for (const [method, path, body] of [
        ["POST", `/contacts/${contact.id}/links`, { cardId: lone.id }],
        ["POST", `/contacts/${contact.id}/${pathOfKind(kind)}`, undefined],
        ["POST", `/${pathOfKind(kind)}/${lone.id}/contact`, undefined],
      ] as const) {
        const refused = await scene.refused(method, path, body);
        expect(refused).toMatchObject({ status: 409, code: "link.setup", params: { kind } });
        expect(refused.detail).toMatch(/relation code/u);
      }
      // The others are not touched by it, and what is related goes on sharing.
      await scene.edit(family.contact, { city: `Of ${kind}` });
      expect((await scene.read(family[kind])).city).toBe(`Of ${kind}`);
      expect((await scene.read(family[kind])).relations).toHaveLength(1);
      for (const other of relatedKinds.filter((one) => one !== kind))
        expect((await scene.make(other, { name: "With contact" })).relations).toHaveLength(1);
      await scene.setUp({ businessRelationCodes: { [kind]: "BACK" } });
    }
  });

  test("[S6] renaming a code changes it on every relation and keeps the links; blanking or replacing leaves them as they are", async () => {
    const family = await scene.family();
    const codesOf = async (): Promise<readonly string[]> =>
      (await scene.read(family.contact)).relations.map(({ code }: Json) => code).toSorted();
    const before = (await scene.read(family.contact)).relations.map(({ id }: Json) => id).toSorted();
    await scene.setUp({ renames: [{ from: "CUST", to: "DEBI" }] });
    expect((await scene.setup()).businessRelationCodes).toEqual({
      customer: "DEBI",
      vendor: "VEND",
      bankAccount: "BANK",
    });
    expect(await codesOf()).toEqual(["BANK", "DEBI", "VEND"]);
    expect((await scene.read(family.customer)).relations).toMatchObject([{ code: "DEBI" }]);
    await scene.setUp({ businessRelationCodes: { vendor: "", bankAccount: "BANQ" } });
    expect(await codesOf()).toEqual(["BANK", "DEBI", "VEND"]);
    expect((await scene.read(family.contact)).relations.map(({ id }: Json) => id).toSorted()).toEqual(before);
    await scene.edit(family.customer, { city: "Zug" });
    for (const kind of cardKinds) expect((await scene.read(family[kind])).city).toBe("Zug");
  });
});

describe("numbers", () => {
  test("[S2] a series has a prefix, a next number, an increment, an end, and says whether numbers may be typed", async () => {
    for (const kind of cardKinds) {
      const series = { prefix: "AB", next: 8, increment: 5, last: 20, digits: 4, manual: false };
      const { numberSeries } = await scene.setup();
      await scene.setUp({ numberSeries: { ...numberSeries, [kind]: series } });
      const make = () => scene.make(kind, { name: "Cronus AG" });
      expect([(await make()).no, (await make()).no, (await make()).no]).toEqual(["AB0008", "AB0013", "AB0018"]);
      const path = `/${pathOfKind(kind)}`;
      const ended = await scene.refused("POST", path, { name: "Too late" });
      expect(ended).toMatchObject({ status: 409, code: "number.exhausted", params: { kind, prefix: "AB" } });
      const typed = await scene.refused("POST", path, { name: "Typed", no: "MINE" });
      expect(typed).toMatchObject({ status: 422, code: "number.notManual", field: "no" });
      await scene.setUp({ numberSeries: { ...numberSeries, [kind]: { ...series, manual: true } } });
      expect((await scene.make(kind, { name: "Typed", no: "mine" })).no).toBe("MINE");
      await scene.setUp({ numberSeries: { ...numberSeries, [kind]: { ...series, next: 1, last: 9999 } } });
      expect((await make()).no).toBe("AB0023");
    }
  });

  test("[S2] a contact is wanted and there is no contact series: refused whole, naming the setting", async () => {
    const { numberSeries } = await scene.setup();
    const { contact: _none, ...others } = numberSeries;
    const lone = await scene.alone("vendor", { name: "Alone" });
    await scene.setUp({ numberSeries: others });
    for (const kind of relatedKinds) {
      const path = `/${pathOfKind(kind)}`;
      for (const body of [{ name: "Cronus AG" }, { name: "Cronus AG", no: "TYPED" }]) {
        const refused = await scene.refused("POST", path, body);
        expect(refused).toMatchObject({ status: 409, code: "setup.series", params: { kind: "contact" } });
        expect(refused.detail).toMatch(/number series for contact/u);
      }
    }
    expect(await scene.refused("POST", `/vendors/${lone.id}/contact`)).toMatchObject({ code: "setup.series" });
    expect(await scene.refused("POST", "/contacts", { name: "Cronus AG" })).toMatchObject({ code: "setup.series" });
    // Where no contact is wanted, the card is made.
    await scene.setUp({ businessRelationCodes: { vendor: "" } });
    expect((await scene.make("vendor", { name: "Fabrikam" })).relations).toEqual([]);
  });

  test("[S3] numbers are unique, skip what is taken, and come back neither after a deletion nor after a refusal", async () => {
    await scene.make("contact", { name: "Typed ahead", no: "CT000002" });
    const first = await scene.make("contact", { name: "First" });
    const second = await scene.make("contact", { name: "Second" });
    expect([first.no, second.no]).toEqual(["CT000001", "CT000003"]);
    await scene.remove(second);
    expect((await scene.make("contact", { name: "Third" })).no).toBe("CT000004");
    expect(await scene.refused("POST", "/contacts", { name: "Again", no: second.no })).toMatchObject({
      status: 409,
      code: "number.taken",
      params: { next: "CT000005" },
    });
    // Lower than what was given out: not taken back.
    const { numberSeries } = await scene.setup();
    const saved = await scene.setUp({
      numberSeries: { ...numberSeries, contact: { ...numberSeries.contact, next: 1 } },
    });
    expect(saved.numberSeries.contact.next).toBe(5);
    expect((await scene.make("contact", { name: "Fifth" })).no).toBe("CT000005");
    const many = await Promise.all(Array.from({ length: 40 }, () => scene.make("customer", { name: "At once" })));
    expect(new Set(many.map(({ no }) => no)).size).toBe(40);
    const { items } = await scene.ada.expecting(200, "GET", "/contacts?limit=1000");
    expect(new Set(items.map(({ no }: Json) => no)).size).toBe(items.length);
  });

  test("[S3] cards made on devices without a connection wait for their numbers, and get one each", async () => {
    const engines = await Promise.all(["ada", "ben"].map((sub) => scene.engine(sub)));
    for (const engine of engines) engine.setOffline(true);
    const made = await Promise.all(
      engines.flatMap((engine) => [1, 2].map((turn) => engine.create("vendor", { name: `Offline ${turn}` }))),
    );
    expect(made.map(({ no }) => no)).toEqual(["", "", "", ""]);
    for (const engine of engines) engine.setOffline(false);
    await expect.poll(() => engines.map(({ queue }) => queue.value.length), { timeout: 8_000 }).toEqual([0, 0]);
    const { items } = await scene.ada.expecting(200, "GET", "/vendors");
    expect(items.map(({ no }: Json) => no).toSorted()).toEqual(["V00001", "V00002", "V00003", "V00004"]);
  });
});

describe("contacts", () => {
  test("[S4] a new contact starts with the defaults it is not given; one made from a card does not", async () => {
    const defaults = {
      salespersonCode: "JR",
      territoryCode: "INNER",
      countryCode: "CH",
      languageCode: "de-CH",
      salutationCode: "COMPANY",
    };
    await scene.setUp({ defaults });
    expect(await scene.make("contact", { name: "Cronus AG" })).toMatchObject(defaults);
    expect(await scene.make("contact", { name: "Adatum", countryCode: "FR", salutationCode: "" })).toMatchObject({
      ...defaults,
      countryCode: "FR",
      salutationCode: "",
    });
    const blank = Object.fromEntries(Object.keys(defaults).map((field) => [field, ""]));
    for (const kind of relatedKinds) {
      expect(await scene.contactOf(await scene.make(kind, { name: "Along" }))).toMatchObject(blank);
      const lone = await scene.alone(kind, { name: "Alone" });
      const made = await scene.ada.expecting(201, "POST", `/${pathOfKind(kind)}/${lone.id}/contact`);
      expect(made).toMatchObject(blank);
    }
  });

  test("[S5] each switch inherits its own fields, and turning it off shows own values again", async () => {
    const company = await scene.make("contact", {
      name: "Cronus AG",
      salespersonCode: "JR",
      territoryCode: "INNER",
      countryCode: "CH",
      languageCode: "de-CH",
      formatRegion: "de-CH",
      address: "Gotthardstrasse 1",
      city: "Zug",
      phoneNo: "+41417281111",
      email: "info@cronus.ch",
    });
    const person = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    const bySwitch = {
      salespersonCode: ["salespersonCode"],
      territoryCode: ["territoryCode"],
      countryCode: ["countryCode"],
      languageCode: ["languageCode"],
      formatRegion: ["formatRegion"],
      address: ["address", "city"],
      communication: ["phoneNo", "email"],
    } as const;
    expect(Object.keys((await scene.setup()).inheritance).toSorted()).toEqual(Object.keys(bySwitch).toSorted());
    const all = Object.values(bySwitch).flat();
    for (const [name, fields] of Object.entries(bySwitch)) {
      const before = await scene.read(person);
      expect(Object.keys(before.inherited).toSorted()).toEqual(all.toSorted());
      await scene.setUp({ inheritance: { [name]: false } });
      const now = await scene.read(person);
      for (const field of all) {
        const isOff = fields.some((one) => one === field);
        expect([name, field, now[field]]).toEqual([name, field, isOff ? "" : company[field]]);
        expect([name, field, now.inherited[field]]).toEqual([name, field, isOff ? undefined : company.id]);
      }
      await scene.setUp({ inheritance: { [name]: true } });
    }
  });
});

describe("who changes it", () => {
  test("[S7] every role reads the set-up, only an administrator changes it, and only the one that was read", async () => {
    const read = await scene.ada.call("GET", "/setup");
    const change = { defaults: { countryCode: "CH" } };
    for (const role of ["viewer", "sales", "purchasing", "finance", "editor"] as const) {
      const caller = await scene.as(role);
      expect(await caller.expecting(200, "GET", "/setup")).toEqual(read.body);
      const refused = await scene.refused("PUT", "/setup", change, caller);
      expect(refused).toMatchObject({ status: 403, code: "perm.setup" });
    }
    const tag = read.headers.get("etag") ?? "";
    await scene.ada.expecting(200, "PUT", "/setup", change, { "if-match": tag });
    const late = await scene.ada.call("PUT", "/setup", { defaults: { countryCode: "FR" } }, { "if-match": tag });
    expect([late.status, late.body.code]).toEqual([412, "setup.changed"]);
    expect((await scene.setup()).defaults.countryCode).toBe("CH");
  });
});
