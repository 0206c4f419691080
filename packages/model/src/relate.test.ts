import { describe, expect, test } from "vitest";
import type { Decision } from "./decision.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";
import { commonFieldsOfKind } from "./schema.ts";
import { defaultSetup } from "./setup.ts";

const problemOf = (decision: Decision) => (decision.ok ? undefined : decision.problem);

describe("creating", () => {
  test("[L10] a customer with the code set brings a contact that shares its document, numbered from its own series", () => {
    const w = new MemoryWorkspace();
    const customer = w.create("customer", { fields: { name: "Adatum", phoneNo: "044 668 18 00", countryCode: "ch" } });
    const contact = w.contactOf(customer);
    expect(customer).toMatchObject({ no: "C00001", type: "company" });
    expect(contact).toMatchObject({ no: "CT000001", type: "company", commonDocumentId: customer.commonDocumentId });
    expect(w.shown(contact.id)).toMatchObject({ name: "Adatum", phoneNo: "+41446681800", countryCode: "CH" });
    expect(w.relationsOf(contact.id)[0]).toMatchObject({ code: "CUST", kind: "customer" });
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[S1] a blank code makes no contact", () => {
    const w = new MemoryWorkspace();
    const vendor = w.createAlone("vendor");
    expect(w.relationsOf(vendor.id)).toEqual([]);
    expect(w.cards.size).toBe(1);
  });

  test("[S2] a customer while the code is set but the contact series is not is refused whole", () => {
    const { contact: _none, ...numberSeries } = defaultSetup().numberSeries;
    const w = new MemoryWorkspace({ numberSeries });
    expect(problemOf(w.decide(w.createCommand("customer")))).toMatchObject({
      code: "setup.series",
      status: 409,
      text: "Set a number series for contact first (Setup, 1 minute).",
    });
  });

  test("[L10] the ids of the contact that comes along must be there", () => {
    const w = new MemoryWorkspace();
    const { contact: _none, ...command } = w.createCommand("customer");
    expect(w.refusal(command)).toBe("contact.required");
    expect(w.refusal({ ...command, kind: "contact" })).toBeUndefined();
  });

  test("[K1] a person-type customer brings a person, who is its primary contact", () => {
    const w = new MemoryWorkspace();
    const customer = w.create("customer", { contactType: "person", fields: { name: "Anna Maria Muster" } });
    const contact = w.contactOf(customer);
    expect(contact.type).toBe("person");
    expect(w.shown(contact.id)).toMatchObject({ firstName: "Anna", middleName: "Maria", surname: "Muster" });
    expect(w.shown(customer.id)).toMatchObject({ primaryContactId: contact.id, contactName: "Anna Maria Muster" });
  });

  test("[L10] a vendor's purchaser becomes the salesperson of the contact made with it", () => {
    const w = new MemoryWorkspace();
    const vendor = w.create("vendor", { fields: { name: "V", purchaserCode: "mh" } });
    expect(w.value(w.contactOf(vendor).id, "salespersonCode")).toBe("MH");
    expect(w.shown(vendor.id)).not.toHaveProperty("salespersonCode");
  });

  test("[S4] defaults fill a new contact, but not one made from a card", () => {
    const w = new MemoryWorkspace();
    w.setup = { ...w.setup, defaults: { ...w.setup.defaults, countryCode: "CH", salespersonCode: "JO" } };
    const contact = w.create("contact", { fields: { salespersonCode: "" } });
    expect(w.shown(contact.id)).toEqual({ countryCode: "CH" });
    const customer = w.create("customer", { fields: { name: "Adatum" } });
    expect(w.shown(w.contactOf(customer).id)).toEqual({ name: "Adatum" });
  });

  test("[H1] a person of a company gets no defaults for what it inherits", () => {
    const w = new MemoryWorkspace();
    w.setup = { ...w.setup, defaults: { ...w.setup.defaults, countryCode: "CH", salutationCode: "F" } };
    const company = w.create("contact");
    const person = w.create("contact", { contactType: "person", fields: { companyId: company.id } });
    expect(person.companyId).toBe(company.id);
    expect(w.shown(person.id)).toEqual({ companyId: company.id, salutationCode: "F" });
  });

  test("[K4] a company must be a live company, and only a person has one", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact");
    const person = w.create("contact", { contactType: "person" });
    const gone = w.create("contact");
    w.delete(gone);
    const create = (companyId: string, contactType: "company" | "person" = "person") =>
      w.refusal(w.createCommand("contact", { contactType, fields: { companyId } }));
    expect(create(company.id)).toBeUndefined();
    expect(create(person.id)).toBe("company.unknown");
    expect(create(gone.id)).toBe("company.unknown");
    expect(create(w.cardId())).toBe("company.unknown");
    expect(create(company.id, "company")).toBe("company.type");
  });

  test("[S3] a typed number must be free and allowed, and blank draws one", () => {
    const w = new MemoryWorkspace();
    expect(w.create("contact", { no: " ct000001 " }).no).toBe("CT000001");
    expect(w.create("contact", { no: "" }).no).toBe("CT000002");
    expect(problemOf(w.decide(w.createCommand("contact", { no: "CT000001" })))).toMatchObject({
      code: "number.taken",
      status: 409,
      field: "no",
      params: { no: "CT000001", next: "CT000003" },
      text: "Number CT000001 is already used. Take CT000003.",
    });
    expect(w.refusal(w.createCommand("contact", { no: "X".repeat(21) }))).toBe("number.invalid");
    const series = w.setup.numberSeries.contact;
    if (series)
      w.setup = { ...w.setup, numberSeries: { ...w.setup.numberSeries, contact: { ...series, manual: false } } };
    expect(w.refusal(w.createCommand("contact", { no: "MINE" }))).toBe("number.notManual");
  });

  test("[F6] a field the kind does not have, or a bad value, refuses the whole card and names the field", () => {
    const w = new MemoryWorkspace();
    expect(problemOf(w.decide(w.createCommand("bankAccount", { fields: { registrationNo: "1" } })))).toMatchObject({
      code: "field.unknown",
      status: 422,
      field: "registrationNo",
    });
    expect(problemOf(w.decide(w.createCommand("contact", { fields: { phoneNo: "call me" } })))).toMatchObject({
      code: "phone.letters",
      status: 422,
      field: "phoneNo",
    });
    expect(
      w.refusal(w.createCommand("contact", { fields: { countryCode: "CH", vatRegistrationNo: "CHE-116.281.711" } })),
    ).toBe("uid.check");
  });

  test("[X2] a role creates the kinds it may edit, also where set-up brings a contact along", () => {
    const w = new MemoryWorkspace();
    w.role = "finance";
    expect(w.refusal(w.createCommand("contact"))).toBe("perm.kind");
    expect(w.refusal(w.createCommand("bankAccount"))).toBeUndefined();
    w.role = "viewer";
    expect(w.refusal(w.createCommand("customer"))).toBe("perm.kind");
  });

  test("[G4] an id that is there already is refused", () => {
    const w = new MemoryWorkspace();
    const card = w.create("contact");
    expect(w.refusal(w.createCommand("contact", {}, card.id))).toBe("card.exists");
  });

  test("[F3] notes come with the card", () => {
    const w = new MemoryWorkspace();
    const card = w.create("contact", { notes: "Line 1\nLine 2" });
    expect(w.notes.get(card.id)).toBe("Line 1\nLine 2");
  });
});

describe("creating from a contact", () => {
  test("[L8] the new card shows the contact's common fields at once and shares later edits", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum", city: "Bern" } });
    const vendor = w.createFrom(contact, "vendor");
    expect(w.shown(vendor.id)).toEqual({ name: "Adatum", city: "Bern" });
    w.edit(vendor.id, "city", "Thun");
    expect(w.value(contact.id, "city")).toBe("Thun");
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[L8] a person in a company makes the company the customer; one without may become a customer only", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact", { fields: { name: "Adatum" } });
    const person = w.create("contact", { contactType: "person", fields: { name: "R T", companyId: company.id } });
    const customer = w.createFrom(person, "customer");
    expect(w.contactOf(customer).id).toBe(company.id);
    expect(customer.type).toBe("company");

    const lone = w.create("contact", { contactType: "person", fields: { name: "Lone Person" } });
    expect(w.refusal(w.createFromCommand(lone, "vendor"))).toBe("link.typePerson");
    expect(w.refusal(w.createFromCommand(lone, "bankAccount"))).toBe("link.typePerson");
    const own = w.createFrom(lone, "customer");
    expect(own.type).toBe("person");
    expect(w.shown(own.id)).toMatchObject({ primaryContactId: lone.id, contactName: "Lone Person" });
  });

  test("[L9] one template is used silently, several ask, none is fine; values fill blanks only", () => {
    const w = new MemoryWorkspace();
    const template = {
      code: "DOM",
      description: "",
      kind: "customer",
      fields: { countryCode: "CH", city: "X", paymentTermsCode: "30T" },
    } as const;
    w.setup = { ...w.setup, cardTemplates: [template] };
    const contact = w.create("contact", { fields: { name: "Adatum", city: "Bern" } });
    expect(w.shown(w.createFrom(contact, "customer").id)).toEqual({
      name: "Adatum",
      city: "Bern",
      countryCode: "CH",
      paymentTermsCode: "30T",
    });
    expect(w.shown(w.createFrom(contact, "vendor").id)).not.toHaveProperty("paymentTermsCode");

    w.setup = {
      ...w.setup,
      cardTemplates: [template, { ...template, code: "EXP", contactType: "company", fields: {} }],
    };
    const other = w.create("contact", { fields: { name: "Other" } });
    expect(problemOf(w.decide(w.createFromCommand(other, "customer")))).toMatchObject({
      code: "template.ambiguous",
      status: 409,
      params: { codes: "DOM, EXP" },
    });
    expect(w.refusal(w.createFromCommand(other, "customer", { templateCode: "NONE" }))).toBe("template.unknown");
    expect(w.refusal(w.createFromCommand(other, "customer", { templateCode: "exp" }))).toBeUndefined();
  });

  test("[H4] the primary contact is the contact or one of its persons", () => {
    const w = new MemoryWorkspace();
    const company = w.create("contact");
    const person = w.create("contact", { contactType: "person", fields: { name: "R T", companyId: company.id } });
    const stranger = w.create("contact", { contactType: "person" });
    const primary = (primaryContactId: string) =>
      w.createFromCommand(company, "customer", { fields: { primaryContactId } });
    expect(w.refusal(primary(stranger.id))).toBe("primary.unrelated");
    const command = primary(person.id);
    w.run(command);
    expect(w.shown(command.cardId)).toMatchObject({ primaryContactId: person.id, contactName: "R T" });
  });

  test("[L10] a contact made from a card shares its document and values", () => {
    const w = new MemoryWorkspace();
    const bank = w.createAlone("bankAccount", { fields: { name: "PostFinance", ourContactCode: "fin" } });
    const command = {
      type: "createContactFromCard",
      id: w.commandId(),
      cardId: bank.id,
      contactId: w.cardId(),
      cardDocumentId: w.documentId(),
      relationId: w.relationId(),
    } as const;
    w.role = "finance";
    expect(w.refusal(command)).toBe("perm.link");
    w.role = "editor";
    w.run(command);
    expect(w.shown(command.contactId)).toEqual({ name: "PostFinance", salespersonCode: "FIN" });
    expect(w.refusal({ ...command, contactId: w.cardId(), relationId: w.relationId() })).toBe("link.exists");
    expect(w.inconsistencies()).toEqual([]);
  });
});

describe("linking", () => {
  const linked = (choice: { master?: "contact" | "card"; fields?: Record<string, "contact" | "card"> } = {}) => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Contact", city: "Bern" } });
    const vendor = w.createFrom(contact, "vendor");
    const customer = w.createAlone("customer", { fields: { name: "Customer", phoneNo: "+41446681800" } });
    const command = w.linkCommand(contact, customer, choice);
    const effects = w.run(command);
    return { w, contact, vendor, customer, effects, command };
  };

  test("[L2] by default the contact's values hold, blanks included", () => {
    const { w, customer, contact, effects } = linked();
    expect(w.shown(customer.id)).toEqual({ name: "Contact", city: "Bern" });
    expect(w.now(customer).commonDocumentId).toBe(contact.commonDocumentId);
    const link = effects.find((effect) => effect.type === "link");
    expect(Object.keys(link?.choices ?? {})).toEqual(commonFieldsOfKind("customer"));
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[L2] [L3] the card's values may hold, and reach the contact's other cards; a blank of the master overwrites", () => {
    const { w, vendor } = linked({ master: "card" });
    expect(w.shown(vendor.id)).toMatchObject({ name: "Customer", phoneNo: "+41446681800", city: "" });
  });

  test("[L2] each field may be chosen by itself", () => {
    const { w, contact } = linked({ fields: { phoneNo: "card" } });
    expect(w.shown(contact.id)).toEqual({ name: "Contact", city: "Bern", phoneNo: "+41446681800" });
    const bank = w.createAlone("bankAccount");
    expect(w.refusal(w.linkCommand(contact, bank, { fields: { registrationNo: "card" } }))).toBe("field.unknown");
  });

  test("[L1] a card that is linked already is refused, naming the other contact", () => {
    const { w, customer, contact } = linked();
    const other = w.create("contact", { fields: { name: "Other" } });
    expect(problemOf(w.decide(w.linkCommand(other, w.now(customer))))).toMatchObject({
      code: "link.exists",
      status: 409,
      params: { a: "C00001 Contact", b: "CT000001 Contact", cardId: contact.id },
      text: "C00001 Contact is already linked to CT000001 Contact. Unlink first, or open CT000001 Contact.",
    });
  });

  test("[L1] a contact, or a person's company, that has a card of the kind is refused", () => {
    const { w, contact } = linked();
    const second = w.createAlone("customer");
    expect(w.refusal(w.linkCommand(contact, second))).toBe("link.exists");
    const person = w.create("contact", { contactType: "person", fields: { companyId: contact.id } });
    expect(w.refusal(w.linkCommand(person, second))).toBe("link.exists");
    expect(w.refusal(w.createFromCommand(person, "customer"))).toBe("link.exists");
  });

  test("[L1] a privacy-blocked contact, a blank code, a person without company for a vendor are refused", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact", { fields: { name: "Adatum", privacyBlocked: true } });
    const vendor = w.createAlone("vendor");
    expect(w.refusal(w.linkCommand(contact, vendor))).toBe("link.privacyBlocked");
    const person = w.create("contact", { contactType: "person" });
    expect(w.refusal(w.linkCommand(person, vendor))).toBe("link.typePerson");
    w.setup = { ...w.setup, businessRelationCodes: { ...w.setup.businessRelationCodes, vendor: "" } };
    expect(problemOf(w.decide(w.linkCommand(contact, vendor)))).toMatchObject({
      code: "link.setup",
      text: "Set a relation code for vendor first (Setup, 1 minute).",
    });
  });

  test("[L1] unknown cards and two contacts are refused", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact");
    const vendor = w.createAlone("vendor");
    expect(w.refusal({ ...w.linkCommand(contact, vendor), cardId: w.cardId() })).toBe("card.notFound");
    expect(w.refusal({ ...w.linkCommand(contact, vendor), contactId: w.cardId() })).toBe("card.notFound");
    expect(w.refusal(w.linkCommand(contact, w.create("contact")))).toBe("link.kind");
    expect(w.refusal(w.linkCommand(vendor, vendor))).toBe("card.notFound");
  });

  test("[L6] of two customers linked to one contact exactly one holds, the other is untouched", () => {
    const { w, contact } = linked();
    const late = w.createAlone("customer", { fields: { name: "Late" } });
    expect(w.refusal(w.linkCommand(contact, late))).toBe("link.exists");
    expect(w.shown(late.id)).toEqual({ name: "Late" });
  });

  test("[L1] linking takes the right to edit both kinds", () => {
    const w = new MemoryWorkspace();
    const contact = w.create("contact");
    const vendor = w.createAlone("vendor");
    for (const [role, code] of [
      ["sales", "perm.link"],
      ["finance", "perm.link"],
      ["purchasing", undefined],
      ["admin", undefined],
    ] as const) {
      w.role = role;
      expect(w.refusal(w.linkCommand(contact, vendor))).toBe(code);
    }
  });

  test("[K1] a customer takes the type of its contact; a name chosen from the card is split for a person", () => {
    const w = new MemoryWorkspace();
    const person = w.create("contact", { contactType: "person", fields: { name: "Old Name" } });
    const customer = w.createAlone("customer", { fields: { name: "Anna Muster" } });
    w.run(w.linkCommand(person, customer, { master: "card" }));
    expect(w.now(customer).type).toBe("person");
    expect(w.shown(person.id)).toMatchObject({ name: "Anna Muster", firstName: "Anna", surname: "Muster" });
    expect(w.value(customer.id, "primaryContactId")).toBe(person.id);
  });
});
