/**
 * Decisions where other systems refuse (X1, X2), on a started server.
 *
 * @module
 */
import { type CardKind, cardKinds, commonFields, commonFieldsOfKind, pathOfKind } from "@couplet/model";
import { describe, expect, test } from "vitest";
import { createScene } from "../scene.ts";

const scene = createScene();

describe("one party, several cards", () => {
  test("[X1] what one card takes of a shared value, every related card takes; what one refuses, every one refuses", async () => {
    const family = await scene.family();
    const longest = (type: string, max: number): readonly string[] => {
      if (type === "email") return [`${"a".repeat(max - 5)}@b.ch`, `${"a".repeat(max - 4)}@b.ch`];
      if (type === "phone") return ["1".repeat(max), "1".repeat(max + 1)];
      if (type === "url") return [`https://${"a".repeat(max - 8)}`, `https://${"a".repeat(max - 7)}`];
      return ["A".repeat(max), "A".repeat(max + 1)];
    };
    // A picture is not of whatever characters: see pictures.test.ts.
    const sized = commonFields.filter(({ type }) => ["text", "code", "phone", "email", "url", "vat"].includes(type));
    expect(sized.length).toBe(18);
    for (const { name, type, max, kinds } of sized) {
      const [fits = "", tooLong = ""] = longest(type, max);
      for (const kind of kinds) {
        const path = `/${pathOfKind(kind)}/${family[kind].id}`;
        const answer = await scene.ada.call("PATCH", path, { [name]: fits });
        expect([kind, name, answer.status, answer.body[name]]).toEqual([kind, name, 200, fits]);
        const refused = await scene.ada.call("PATCH", path, { [name]: tooLong });
        expect([kind, name, refused.status, refused.body.code]).toEqual([kind, name, 422, "text.tooLong"]);
        expect(refused.body.params).toMatchObject({ n: 1, max });
      }
    }
    // The narrowest of all kinds.
    const limits = Object.fromEntries(sized.map(({ name, max }) => [name, max]));
    expect(limits).toMatchObject({
      name: 100,
      name2: 50,
      city: 30,
      postCode: 20,
      registrationNo: 20,
      territoryCode: 10,
    });
  });

  test("[X1] a value that only the other card judges by a rule of its own is no hindrance: the edit holds on both", async () => {
    const { contact, customer } = await scene.family({ name: "Cronus AG" });
    await scene.edit(customer, { blocked: "all", creditLimit: "0" });
    for (const [field, value] of [
      ["name", "Cronus Schweiz AG"],
      ["currencyCode", "EUR"],
      ["privacyBlocked", true],
    ] as const) {
      await scene.edit(contact, { [field]: value });
      expect((await scene.read(customer))[field]).toBe(value);
    }
  });

  const editable = {
    viewer: [],
    sales: ["contact", "customer"],
    purchasing: ["contact", "vendor"],
    finance: ["customer", "vendor", "bankAccount"],
    editor: cardKinds,
    admin: cardKinds,
  } as const;

  /** Cards of which a role reads the shared fields only. */
  const closed: Readonly<Record<string, readonly CardKind[]>> = {
    sales: ["vendor", "bankAccount"],
    purchasing: ["customer", "bankAccount"],
  };

  test("[X2] a role edits the cards of its kinds only, over REST and in rooms; shared fields show on all, own fields stay closed", async () => {
    const family = await scene.family();
    const own = {
      contact: "salutationCode",
      customer: "creditLimit",
      vendor: "purchaserCode",
      bankAccount: "iban",
    } as const;
    for (const [role, kinds] of Object.entries(editable)) {
      const caller = await scene.as(role as keyof typeof editable);
      for (const kind of cardKinds) {
        const card = await scene.read(family[kind]);
        const path = `/${pathOfKind(kind)}/${card.id}`;
        const read = await caller.expecting(200, "GET", path);
        const mayRead = !(closed[role] ?? []).includes(kind);
        if (mayRead) expect(read).toEqual(card);
        else for (const field of commonFieldsOfKind(kind)) expect(read[field]).toEqual(card[field]);
        expect([role, kind, own[kind] in read, "notes" in read]).toEqual([role, kind, mayRead, mayRead]);
        const mayEdit = kinds.some((one) => one === kind);
        const city = `${role} ${kind}`;
        const room = await scene.join(card, { sub: role, role: role as keyof typeof editable });
        const ownRoom = await scene.join(card, { sub: role, role: role as keyof typeof editable, own: true });
        if (mayEdit) {
          await caller.expecting(200, "PATCH", path, { city });
          for (const other of cardKinds) expect((await scene.read(family[other])).city).toBe(city);
          expect((await room.set("address", city)).refusals).toEqual([]);
          for (const other of cardKinds) expect((await scene.read(family[other])).address).toBe(city);
          expect((await ownRoom.set(own[kind], kind === "customer" ? "7" : "")).refusals).toEqual([]);
          continue;
        }
        const refused = await scene.refused("PATCH", path, { city }, caller);
        expect(refused).toMatchObject({ status: 403, code: "perm.kind", params: { kind } });
        expect(await scene.refused("DELETE", path, undefined, caller)).toMatchObject({ status: 403 });
        const refusals = [{ code: expect.stringMatching(/^perm\.(?:kind|field)$/u) }];
        expect((await room.set("address", "Mine")).refusals).toMatchObject(refusals);
        if (mayRead) expect((await ownRoom.set(own[kind], "1")).refusals).toMatchObject(refusals);
        else expect(await ownRoom.closed).toBe(4403);
        expect(await scene.read(card)).toEqual(card);
      }
    }
  });

  test("[X2] relating and parting take the right to both kinds; set-up takes an administrator", async () => {
    const rights = {
      sales: ["customer"],
      purchasing: ["vendor"],
      finance: [],
      editor: ["customer", "vendor", "bankAccount"],
    } as const;
    for (const [role, kinds] of Object.entries(rights)) {
      const caller = await scene.as(role as keyof typeof rights);
      for (const kind of ["customer", "vendor", "bankAccount"] as const) {
        const contact = await scene.make("contact", { name: "Cronus AG" });
        const path = `/contacts/${contact.id}/${pathOfKind(kind)}`;
        const lone = await scene.alone(kind, { name: "Alone" });
        const other = await scene.make("contact", { name: "Adatum" });
        if (kinds.some((one) => one === kind)) {
          const made = await caller.expecting(201, "POST", path);
          const link = await caller.expecting(201, "POST", `/contacts/${other.id}/links`, { cardId: lone.id });
          await caller.expecting(204, "DELETE", `/contacts/${other.id}/links/${link.id}`);
          expect(made.relations).toHaveLength(1);
          continue;
        }
        const problem = { status: 403, code: "perm.link", params: { kind } };
        expect(await scene.refused("POST", path, undefined, caller)).toMatchObject(problem);
        const links = `/contacts/${other.id}/links`;
        expect(await scene.refused("POST", links, { cardId: lone.id }, caller)).toMatchObject(problem);
        expect(await scene.refused("POST", `/${pathOfKind(kind)}/${lone.id}/contact`, undefined, caller)).toMatchObject(
          problem,
        );
        const link = await scene.link(other, lone);
        expect(await scene.refused("DELETE", `${links}/${link.id}`, undefined, caller)).toMatchObject(problem);
      }
    }
  });
});
