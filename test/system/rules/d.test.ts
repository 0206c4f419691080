/**
 * Deletion (D1 to D5) on a started server.
 *
 * @module
 */
import { cardKinds } from "@couplet/model";
import { describe, expect, test } from "vitest";
import type { Json } from "../rest-client.ts";
import { createScene, eventually, saved } from "../scene.ts";

const scene = createScene();

const related = (card: Json): readonly string[] => card.relations.map(({ cardId }: Json) => cardId).toSorted();

describe("deleting one card", () => {
  test("[D1] every other card keeps every value and stays editable, over REST and as a command, whichever card goes", async () => {
    for (const way of ["rest", "command", "engine"] as const) {
      for (const kind of cardKinds) {
        const family = await scene.family({ name: "Cronus AG", city: "Zug", phoneNo: "+41417281111" });
        const left = cardKinds.filter((one) => one !== kind);
        const before = new Map(
          await Promise.all(left.map(async (one) => [one, await scene.read(family[one])] as const)),
        );
        const { id } = family[kind];
        if (way === "rest") await scene.remove(family[kind]);
        else if (way === "engine") await (await scene.engine("ben")).remove(kind, id);
        else
          await scene.ada.expecting(200, "POST", "/commands", { type: "delete", id: crypto.randomUUID(), cardId: id });
        for (const one of left) {
          const { documentId: _document, relations: _relations, status: _status, ...kept } = before.get(one);
          expect(await scene.read(family[one])).toMatchObject(kept);
        }
        await scene.edit(family[left[0] ?? "contact"], { city: "Baar" });
        for (const [index, one] of left.entries()) {
          const isShared = kind !== "contact" || index === 0;
          expect([way, kind, one, (await scene.read(family[one])).city]).toEqual([
            way,
            kind,
            one,
            isShared ? "Baar" : "Zug",
          ]);
          await scene.edit(family[one], { phoneNo: "+41417282222" });
        }
      }
    }
  });

  test("[D1] an edit of a surviving card made offline before the deletion arrives on it", async () => {
    const family = await scene.family({ name: "Cronus AG", city: "Zug" });
    const ben = await scene.engine("ben");
    const session = await ben.openCard("customer", { id: family.customer.id });
    await eventually(() => session.snapshot.value.connected);
    ben.setOffline(true);
    session.set("city", "Offline");
    await scene.remove(family.contact);
    ben.setOffline(false);
    await saved(session);
    await eventually(async () => (await scene.read(family.customer)).city === "Offline");
    expect((await scene.read(family.vendor)).city).toBe("Zug");
  });

  test("[D3] deleting a company deletes its persons, and nobody else's", async () => {
    const company = await scene.make("contact", { name: "Cronus AG" });
    const other = await scene.make("contact", { name: "Adatum" });
    const person = (companyId: string) =>
      scene.make("contact", { name: "Eva Weber", type: "person", ...(companyId && { companyId }) });
    const inside = [await person(company.id), await person(company.id)];
    const outside = [await person(other.id), await person("")];
    const own = await person("");
    const customer = await scene.from(own, "customer");
    await scene.edit(own, { companyId: company.id });
    await scene.remove(company);
    for (const { id } of [...inside, own]) expect((await scene.ada.call("GET", `/contacts/${id}`)).status).toBe(404);
    for (const card of outside) expect((await scene.read(card)).name).toBe("Eva Weber");
    // The customer that one of them was keeps everything [D1].
    expect(await scene.read(customer)).toMatchObject({ name: "Eva Weber", relations: [] });
  });

  test("[D3] deleting a person clears it as primary contact, with the name that showed it, and no other value", async () => {
    const company = await scene.make("contact", { name: "Cronus AG", phoneNo: "+41417281111" });
    const eva = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    const max = await scene.make("contact", { name: "Max Frei", type: "person", companyId: company.id });
    const customer = await scene.from(company, "customer", { contactName: "Herr Meier", creditLimit: "500" });
    await scene.edit(customer, { primaryContactId: eva.id });
    const vendor = await scene.from(company, "vendor", { primaryContactId: max.id });
    await scene.remove(eva);
    expect(await scene.read(customer)).toMatchObject({
      primaryContactId: "",
      contactName: "",
      creditLimit: "500",
      phoneNo: "+41417281111",
    });
    expect(await scene.read(vendor)).toMatchObject({ primaryContactId: max.id, contactName: "Max Frei" });
  });
});

describe("restoring", () => {
  test("[D4] within 30 days it links again where both sides can, and what was edited meanwhile holds", async () => {
    for (const kind of cardKinds) {
      const family = await scene.family({ name: "Cronus AG", city: "Zug", phoneNo: "+41417281111" });
      const before = related(await scene.read(family[kind]));
      await scene.edit(family[kind], { email: "before@cronus.ch" });
      await scene.remove(family[kind]);
      const survivor = cardKinds.find((one) => one !== kind && (kind === "contact" || one === "contact")) ?? "contact";
      await scene.edit(family[survivor], { city: "Baar" });
      await scene.wait(29);
      const back = await scene.restore(family[kind]);
      expect(related(back)).toEqual(before);
      for (const one of cardKinds)
        expect([kind, one, await scene.read(family[one])]).toMatchObject([
          kind,
          one,
          { city: "Baar", phoneNo: "+41417281111", email: "before@cronus.ch" },
        ]);
      await scene.edit(family[kind], { city: "Chur" });
      for (const one of cardKinds) expect((await scene.read(family[one])).city).toBe("Chur");
    }
  });

  test("[D4] a place that was taken meanwhile stays taken; the card comes back alone, whole", async () => {
    const family = await scene.family({ name: "Cronus AG", city: "Zug" });
    await scene.remove(family.customer);
    const second = await scene.from(family.contact, "customer");
    const back = await scene.restore(family.customer);
    expect(back).toMatchObject({ name: "Cronus AG", city: "Zug", relations: [] });
    expect((await scene.read(second)).relations).toHaveLength(1);
    await scene.edit(back, { city: "Chur" });
    expect((await scene.read(family.contact)).city).toBe("Zug");

    await scene.remove(family.contact);
    const contact = await scene.make("contact", { name: "Adatum", city: "Bern" });
    await scene.link(contact, family.vendor);
    const again = await scene.restore(family.contact);
    expect(related(again)).toEqual([String(second.id), String(family.bankAccount.id)].toSorted());
    expect((await scene.read(family.vendor)).city).toBe("Bern");
  });

  test("[D4] a company comes back with its persons and primary contacts; nothing comes back that is there, or after 30 days", async () => {
    const company = await scene.make("contact", { name: "Cronus AG" });
    const eva = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: company.id });
    const customer = await scene.from(company, "customer", { primaryContactId: eva.id });
    const there = await scene.refused("POST", `/contacts/${company.id}/restore`);
    expect(there).toMatchObject({ status: 409, code: "restore.notDeleted" });
    await scene.remove(company);
    await scene.restore(company);
    expect((await scene.read(eva)).companyId).toBe(company.id);
    expect(await scene.read(customer)).toMatchObject({
      primaryContactId: eva.id,
      contactName: "Eva Weber",
      relations: [{ cardId: company.id }],
    });
    await scene.remove(eva);
    await scene.wait(31);
    const expired = await scene.refused("POST", `/contacts/${eva.id}/restore`);
    expect(expired.code).toBe("restore.expired");
  });

  test("[D4] an edit that arrives for a deleted card is offered to its author, and to nobody else", async () => {
    const { contact, customer } = await scene.family({ name: "Cronus AG", city: "Zug" });
    const ben = await scene.engine("ben");
    const session = await ben.openCard("customer", { id: customer.id });
    await eventually(() => session.snapshot.value.connected);
    ben.setOffline(true);
    session.set("city", "Offline");
    await scene.remove(customer);
    ben.setOffline(false);
    await eventually(() => ben.attention.value.length === 1);
    const [item] = ben.attention.value;
    expect(item).toMatchObject({ kind: "stranded", field: "city", value: "Offline" });
    expect((await scene.ada.expecting(200, "GET", "/stranded")).items).toEqual([]);
    expect((await scene.read(contact)).city).toBe("Zug");
    if (item) await ben.restoreStranded(item);
    await eventually(async () => (await scene.read(customer)).city === "Offline");
    expect((await scene.read(contact)).city).toBe("Offline");
  });
});

describe("what remains", () => {
  /** Every card that is there, and the ids it names beside its own. */
  async function pointers(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const path of ["contacts", "customers", "vendors", "bank-accounts"]) {
      const { items } = await scene.ada.expecting(200, "GET", `/${path}?limit=1000`);
      for (const listed of items) {
        const card = await scene.read(listed);
        for (const other of [listed, card]) {
          const ids = [
            other.companyId,
            other.primaryContactId,
            ...related(other),
            ...Object.values(other.inherited ?? {}),
          ];
          for (const id of ids) if (id) found.set(`${card.no} -> ${String(id)}`, String(id));
        }
      }
    }
    return found;
  }

  async function expectNothingPointsAt(...gone: readonly Json[]): Promise<void> {
    const found = await pointers();
    for (const { id } of gone) expect([...found].filter(([, pointed]) => pointed === id)).toEqual([]);
  }

  test("[D5] nothing points at a deleted card: no relation, no company, no primary contact, whichever card goes", async () => {
    for (const kind of cardKinds) {
      const family = await scene.family({ name: "Cronus AG", city: "Zug" });
      const eva = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: family.contact.id });
      await scene.edit(family.customer, { primaryContactId: eva.id });
      await scene.edit(family.vendor, { primaryContactId: family.contact.id });
      const gone: readonly Json[] = kind === "contact" ? [family.contact, eva] : [family[kind]];
      await scene.remove(family[kind]);
      await expectNothingPointsAt(...gone);
      if (kind === "contact") continue;
      await scene.remove(eva);
      await expectNothingPointsAt(eva);
    }
  });

  test("[D5] neither does a card that was parted from the contact, or whose primary contact had gone elsewhere", async () => {
    const company = await scene.make("contact", { name: "Cronus AG" });
    const person = (name: string) => scene.make("contact", { name, type: "person", companyId: company.id });
    const [eva, max] = [await person("Eva Weber"), await person("Max Frei")];
    const customer = await scene.from(company, "customer", { primaryContactId: eva.id });
    const vendor = await scene.from(company, "vendor", { primaryContactId: max.id });
    await scene.unlink(customer);
    await scene.remove(eva);
    await expectNothingPointsAt(eva);
    expect(await scene.read(customer)).toMatchObject({ primaryContactId: "", contactName: "" });
    await scene.edit(max, { companyId: "" });
    await scene.remove(max);
    await expectNothingPointsAt(max);
    expect(await scene.read(vendor)).toMatchObject({ primaryContactId: "", contactName: "" });
  });

  test("[D5] nor one that was deleted first and comes back, nor an edit that arrives afterwards", async () => {
    const family = await scene.family({ name: "Cronus AG" });
    const eva = await scene.make("contact", { name: "Eva Weber", type: "person", companyId: family.contact.id });
    await scene.edit(family.customer, { primaryContactId: eva.id });
    await scene.remove(family.customer);
    await scene.remove(eva);
    await scene.restore(family.customer);
    await expectNothingPointsAt(eva);
    const max = await scene.make("contact", { name: "Max Frei", type: "person", companyId: family.contact.id });
    const room = await scene.join(family.vendor, { sub: "ben", own: true });
    const ida = await scene.make("contact", { name: "Ida Roth", type: "person" });
    const atIda = await scene.join(ida, { sub: "ben", own: true });
    await scene.remove(max);
    await room.set("primaryContactId", max.id);
    await expectNothingPointsAt(max);
    await scene.remove(family.contact);
    await atIda.set("companyId", family.contact.id);
    await expectNothingPointsAt(family.contact);
  });
});
