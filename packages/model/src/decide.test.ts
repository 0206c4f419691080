import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "./card.ts";
import type { Command } from "./command.ts";
import { assertNever } from "./error.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";
import { relatedKinds, type RelatedKind } from "./kind.ts";

const phone = { phoneNo: "+41446681800" };

describe("deleting", () => {
  for (const kind of relatedKinds) {
    test(`[D1] deleting the contact leaves its ${kind} with every value, editable, on a document of its own`, () => {
      const w = new MemoryWorkspace();
      const contact = w.create("contact", { fields: { name: "Adatum", ...phone, city: "Bern" } });
      const card = w.createFrom(contact, kind);
      const before = w.shown(card.id);
      w.delete(contact);
      expect(w.shown(card.id)).toEqual(before);
      expect(w.now(card).commonDocumentId).not.toBe(contact.commonDocumentId);
      w.edit(card.id, "city", "Thun");
      expect(w.value(card.id, "city")).toBe("Thun");
      expect(w.value(contact.id, "city")).toBe("Bern");
      expect(w.relationsOf(card.id)).toEqual([]);
      expect(w.inconsistencies()).toEqual([]);
    });

    test(`[D1] deleting the ${kind} leaves the contact and its other cards sharing`, () => {
      const w = new MemoryWorkspace();
      const contact = w.create("contact", { fields: { name: "Adatum", ...phone } });
      const cards = new Map(relatedKinds.map((one) => [one, w.createFrom(contact, one)]));
      const gone = cards.get(kind);
      if (!gone) throw new Error("made above");
      w.delete(gone);
      w.edit(contact.id, "phoneNo", "+41313331122");
      for (const [one, card] of cards)
        expect(w.value(card.id, "phoneNo")).toBe(one === kind ? phone.phoneNo : "+41313331122");
      expect(w.relationsOf(contact.id).map((relation) => relation.kind)).not.toContain(kind);
      expect(w.inconsistencies()).toEqual([]);
    });
  }

  test("[D1] a card that is not linked keeps its document when it is deleted", () => {
    const w = new MemoryWorkspace();
    const card = w.createAlone("vendor", { fields: { name: "Lone" } });
    w.delete(card);
    expect(w.now(card)).toMatchObject({ commonDocumentId: card.commonDocumentId, deletedAtMs: w.nowMs });
    expect(w.deletion(card.id)).toEqual({ cardId: card.id, deletedAtMs: w.nowMs, relations: [] });
  });

  test("[F1] what a card leaves with has none of the fields its kind lacks", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum", registrationNo: "R-1" } });
    const bank = w.createFrom(contact, "bankAccount");
    w.delete(contact);
    expect(w.documents.get(w.now(bank).commonDocumentId)?.has("registrationNo")).toBe(false);
  });

  test("[D3] deleting a company deletes its persons, and nothing points at them any more", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact", { fields: { name: "Adatum" } });
    const person = w.create("contact", {
      contactType: "person",
      fields: { name: "Robert Townes", companyId: company.id },
    });
    const customer = w.createFrom(company, "customer");
    w.edit(customer.id, "primaryContactId", person.id);
    w.edit(customer.id, "contactName", "Robert Townes");
    w.delete(company);
    expect(w.now(person).deletedAtMs).toBe(w.nowMs);
    expect(w.value(customer.id, "primaryContactId")).toBe("");
    expect(w.value(customer.id, "contactName")).toBe("");
    expect(w.deletion(company.id)?.persons).toEqual([person.id]);
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[D3] deleting a person clears it as primary contact and leaves the company", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact", { fields: { name: "Adatum" } });
    const person = w.create("contact", { contactType: "person", fields: { name: "R T", companyId: company.id } });
    const vendor = w.createFrom(company, "vendor");
    w.edit(vendor.id, "primaryContactId", person.id);
    w.delete(person);
    expect(w.value(vendor.id, "primaryContactId")).toBe("");
    expect(w.now(company).deletedAtMs).toBeUndefined();
    w.restore(person);
    expect(w.value(vendor.id, "primaryContactId")).toBe(person.id);
    expect(w.shown(vendor.id)["contactName"]).toBe("R T");
  });

  test("[D1] deleting takes the right to edit that kind, and only that", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact");
    const vendor = w.createFrom(contact, "vendor");
    w.role = "sales";
    expect(w.refusal({ type: "delete", id: w.commandId(), cardId: vendor.id })).toBe("perm.kind");
    expect(w.refusal({ type: "delete", id: w.commandId(), cardId: contact.id })).toBeUndefined();
  });

  test("[D1] a card that is not there, or is gone already, is not found", () => {
    const w = new MemoryWorkspace();
    expect(w.refusal({ type: "delete", id: w.commandId(), cardId: w.cardId() })).toBe("card.notFound");
    const contact = w.create("contact");
    w.delete(contact);
    expect(w.refusal({ type: "delete", id: w.commandId(), cardId: contact.id })).toBe("card.notFound");
  });
});

describe("restoring", () => {
  test("[D4] a restored contact is linked again to all its cards, and edits made meanwhile hold", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum" } });
    const cards = relatedKinds.map((kind) => w.createFrom(contact, kind));
    const relations = w.relationsOf(contact.id);
    w.delete(contact);
    const [customer] = cards;
    if (!customer) throw new Error("made above");
    w.edit(customer.id, "city", "Thun");
    const effects = w.restore(contact);
    expect(effects.filter((effect) => effect.type === "merge")).toHaveLength(3);
    expect(w.relationsOf(contact.id)).toEqual(relations);
    expect(w.value(contact.id, "city")).toBe("Thun");
    expect(w.now(contact).deletedAtMs).toBeUndefined();
    expect(w.deletion(contact.id)).toBeUndefined();
    for (const card of cards) expect(w.now(card).commonDocumentId).toBe(contact.commonDocumentId);
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[D4] a restored customer moves back into the contact's document", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum" } });
    const customer = w.createFrom(contact, "customer");
    w.delete(customer);
    w.edit(contact.id, "city", "Thun");
    w.restore(customer);
    expect(w.value(customer.id, "city")).toBe("Thun");
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[D4] a place that was taken meanwhile is not taken back: the card returns unlinked", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum" } });
    const customer = w.createFrom(contact, "customer");
    w.delete(customer);
    w.createFrom(contact, "customer");
    w.restore(customer);
    expect(w.relationsOf(customer.id)).toEqual([]);

    const vendor = w.createFrom(contact, "vendor");
    w.delete(contact);
    const other = w.create("contact", { fields: { name: "Other" } });
    w.run(w.linkCommand(other, w.now(vendor)));
    w.restore(contact);
    expect(w.contactOf(vendor).id).toBe(other.id);
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[D4] when both sides were deleted, restoring both in either order links them again", () => {
    for (const contactFirst of [true, false]) {
      for (const restoreContactFirst of [true, false]) {
        const w = new MemoryWorkspace();
        const contact = w.create("contact", { fields: { name: "Adatum" } });
        const customer = w.createFrom(contact, "customer");
        for (const card of contactFirst ? [contact, customer] : [customer, contact]) w.delete(card);
        for (const card of restoreContactFirst ? [contact, customer] : [customer, contact]) w.restore(card);
        expect(w.contactOf(customer).id).toBe(contact.id);
        expect(w.inconsistencies()).toEqual([]);
      }
    }
  });

  test("[K2] two cards of one kind that wait for a deleted contact: one is linked when it returns", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum" } });
    const first = w.createFrom(contact, "customer");
    w.delete(first);
    const second = w.createFrom(contact, "customer");
    w.delete(contact);
    w.restore(first);
    w.restore(contact);
    expect(w.contactOf(second).id).toBe(contact.id);
    expect(w.relationsOf(first.id)).toEqual([]);
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[D4] a restored company brings back the persons that went with it, not those deleted before", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact", { fields: { name: "Adatum" } });
    const fields = { companyId: company.id };
    const [early, late] = [1, 2].map(() => w.create("contact", { contactType: "person", fields }));
    if (!early || !late) throw new Error("made above");
    w.delete(early);
    w.nowMs += 1000;
    w.delete(company);
    w.restore(company);
    expect(w.now(late).deletedAtMs).toBeUndefined();
    expect(w.now(early).deletedAtMs).toBeDefined();
  });

  test("[D5] a person restored without its company belongs to none", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact", { fields: { name: "Adatum" } });
    const person = w.create("contact", { contactType: "person", fields: { name: "R T", companyId: company.id } });
    w.delete(company);
    w.restore(person);
    expect(w.now(person).companyId).toBeUndefined();
    expect(w.value(person.id, "companyId")).toBe("");
  });

  test("[D4] restoring ends after 30 days", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact");
    w.delete(contact);
    const restore = { type: "restore", id: w.commandId(), cardId: contact.id } as const;
    w.nowMs += 30 * 86_400_000;
    expect(w.refusal(restore)).toBeUndefined();
    w.nowMs += 1;
    expect(w.refusal(restore)).toBe("restore.expired");
    expect(w.refusal({ ...restore, cardId: w.create("contact").id })).toBe("restore.notDeleted");
    expect(w.refusal({ ...restore, cardId: w.cardId() })).toBe("card.notFound");
  });
});

describe("unlinking", () => {
  test("[L12] both cards keep every value, later edits do not cross, the others go on sharing", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum", ...phone } });
    const customer = w.createFrom(contact, "customer");
    const vendor = w.createFrom(contact, "vendor");
    const before = w.shown(customer.id);
    w.unlink(customer);
    expect(w.shown(customer.id)).toEqual(before);
    w.edit(contact.id, "phoneNo", "+41313331122");
    expect(w.value(customer.id, "phoneNo")).toBe(phone.phoneNo);
    expect(w.value(vendor.id, "phoneNo")).toBe("+41313331122");
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[L12] a relation that is gone is not found; it takes the right to edit both", () => {
    const w = new MemoryWorkspace();
    const customer = w.create("customer");
    const [relation] = w.relationsOf(customer.id);
    if (!relation) throw new Error("made by set-up");
    const unlink = { type: "unlink", id: w.commandId(), relationId: relation.id } as const;
    w.role = "finance";
    expect(w.refusal(unlink)).toBe("perm.link");
    w.role = "sales";
    w.run(unlink);
    expect(w.refusal(unlink)).toBe("relation.notFound");
  });
});

const operations = [
  "createFrom",
  "link",
  "unlink",
  "undoLink",
  "merge",
  "undoMerge",
  "edit",
  "delete",
  "restore",
] as const;
type Step =
  | { readonly do: "create"; readonly kind: "contact" | RelatedKind; readonly person: boolean }
  | { readonly do: (typeof operations)[number]; readonly a: number; readonly b: number };

/** The command a step stands for, on cards that it could concern; most go through, the rest is refused. */
function commandOf(w: MemoryWorkspace, step: Exclude<Step, { do: "create" }>): Command | undefined {
  const cards = [...w.cards.values()];
  const live = cards.filter((card) => card.deletedAtMs === undefined);
  const pick = (from: readonly Card[], n: number): Card | undefined => from[n % from.length];
  const contact = pick(
    live.filter((card) => card.kind === "contact"),
    step.a,
  );
  const other = pick(
    live.filter((card) => card.kind !== "contact"),
    step.b,
  );
  const id = w.commandId();
  switch (step.do) {
    case "createFrom":
      return contact && w.createFromCommand(contact, relatedKinds[step.b % 3] ?? "customer");
    case "link":
      return contact && other && w.linkCommand(contact, other, { master: step.a % 2 === 0 ? "contact" : "card" });
    case "unlink": {
      const relation = other && w.relationsOf(other.id)[0];
      return relation && { type: "unlink", id, relationId: relation.id };
    }
    case "undoLink": {
      const isLinked = (card: Card): boolean =>
        w.relationsOf(card.id).some((one) => one.undo && one.cardId === card.id);
      const card = pick(live.filter(isLinked), step.b);
      return card && w.undoLinkCommand(card);
    }
    case "merge": {
      const contacts = live.filter((card) => card.kind === "contact");
      const [kept, merged] = [pick(contacts, step.a), pick(contacts, step.b)];
      return kept && merged && w.mergeCommand(kept, merged);
    }
    case "undoMerge": {
      const gone = pick(
        cards.filter((card) => card.mergedInto !== undefined),
        step.a,
      );
      return gone && { type: "undoMerge", id, cardId: gone.id };
    }
    case "edit":
      if (other) w.edit(other.id, "city", `City ${step.a}`);
      return undefined;
    case "delete": {
      const card = pick(live, step.a);
      return card && { type: "delete", id, cardId: card.id };
    }
    case "restore": {
      const card = pick(
        cards.filter((one) => one.deletedAtMs !== undefined),
        step.a,
      );
      return card && { type: "restore", id, cardId: card.id };
    }
    default:
      return assertNever(step.do);
  }
}

function createByStep(w: MemoryWorkspace, step: Extract<Step, { do: "create" }>, index: number): void {
  const company = [...w.cards.values()].find(
    (card) => card.kind === "contact" && card.type === "company" && card.deletedAtMs === undefined,
  );
  const joins = step.person && step.kind === "contact" && company !== undefined && index % 2 === 0;
  w.create(step.kind, {
    contactType: step.person ? "person" : "company",
    fields: { name: `Card ${index}`, ...(joins && { companyId: company.id }) },
  });
}

test("[K2] [C3] [C4] whatever commands run, holds, relations and numbers stay consistent and other cards keep their values", () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("create" as const),
        kind: fc.constantFrom("contact" as const, ...relatedKinds),
        person: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constantFrom(...operations), a: fc.nat(20), b: fc.nat(20) }),
    },
  );
  const met: Record<string, number> = {};
  const count = (what: string): void => {
    met[what] = (met[what] ?? 0) + 1;
  };
  const holds = fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
    const w = new MemoryWorkspace();
    for (const [index, one] of steps.entries()) {
      if (one.do === "create") {
        createByStep(w, one, index);
      } else {
        const command = commandOf(w, one);
        if (!command) continue;
        const refusal = w.refusal(command);
        count(refusal ?? one.do);
        if (refusal !== undefined) continue;
        const names = [...w.cards.keys()].map((id) => [id, w.value(id, "name")] as const);
        const effects = w.run(command);
        if (one.do === "delete" || one.do === "unlink")
          for (const [id, name] of names) expect(w.value(id, "name")).toBe(name);
        if (one.do === "restore" && effects.some((effect) => effect.type === "putRelation")) count("relinked");
      }
      expect(w.inconsistencies()).toEqual([]);
    }
  });
  const outcomes = [
    ...operations.filter((one) => one !== "edit"),
    "relinked",
    "undoLink.edited",
    "merge.kind",
    "merge.type",
    "link.exists",
    "link.typePerson",
  ];
  // Rare outcomes come eight times in two hundred runs, and now and then not once: then there are more runs.
  for (let round = 0; round === 0 || (round < 5 && outcomes.some((what) => !met[what])); round++)
    fc.assert(holds, { numRuns: 200 });
  for (const what of outcomes) expect.soft(met[what], what).toBeGreaterThan(0);
});
