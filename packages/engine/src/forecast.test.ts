import { defaultSetup, parseCommandId, type Command } from "@couplet/model";
import { v7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import { BaseRows } from "./base-rows.ts";
import type { CardRow } from "./card-row.ts";
import { commandOf } from "./commands.ts";
import { ForecastWorkspace, isGuess } from "./forecast.ts";
import { forecastRows } from "./forecast-rows.ts";
import type { KeptCard } from "./register.ts";

const ada = { sub: "ada", name: "Ada", role: "editor" } as const;
const atMs = Date.UTC(2026, 10, 22);
let kept: Map<string, KeptCard>;
let workspace: ForecastWorkspace;

function keep(row: Pick<CardRow, "kind" | "no"> & Partial<KeptCard>): KeptCard {
  const full: KeptCard = {
    id: v7(),
    documentId: v7(),
    cardDocumentId: v7(),
    relations: [],
    values: {},
    notes: "",
    asOfMs: atMs - 1000,
    ...row,
  };
  kept.set(full.id, full);
  return full;
}
const base = () => new BaseRows(kept, atMs);
const run = (command: Command) => workspace.run({ command, atMs }, ada);
const rows = () => forecastRows(workspace, base(), () => undefined);
const row = (id: string): KeptCard => {
  const found = rows().get(id);
  if (!found) throw new Error("not in the forecast");
  return found;
};

/** A contact and its customer, as the server answered them. */
function related(): { readonly contact: KeptCard; readonly customer: KeptCard } {
  const relation = { id: v7(), code: "CUST" };
  const contact = keep({ kind: "contact", no: "C1", type: "company", values: { name: "Cronus", phoneNo: "+41441" } });
  const { documentId } = contact;
  const customer = keep({ kind: "customer", no: "K1", documentId, values: { name: "Cronus", phoneNo: "+41441" } });
  const other = (card: KeptCard) => ({ ...relation, kind: card.kind, cardId: card.id, no: card.no, name: "Cronus" });
  kept.set(contact.id, { ...contact, relations: [other(customer)] });
  kept.set(customer.id, { ...customer, relations: [other(contact)] });
  return { contact, customer };
}

beforeEach(() => {
  kept = new Map();
  workspace = new ForecastWorkspace(base(), defaultSetup(), atMs);
});

describe("a forecast", () => {
  test("[G4] of a new card has no number; a typed one is shown, also where the series draws for the contact", () => {
    const made = commandOf({ type: "create", kind: "vendor", fields: { name: "Fabrikam" } });
    const { did } = run(made);
    if (made.type !== "create") throw new Error("no creation");
    const vendor = row(made.cardId);
    expect(vendor).toMatchObject({ no: "", provisional: true, values: { name: "Fabrikam" } });
    expect(vendor.relations).toMatchObject([{ kind: "contact", no: "", name: "Fabrikam", code: "VEND" }]);
    expect(row(made.contact?.cardId ?? "")).toMatchObject({ no: "", provisional: true, status: "vendor" });
    expect(did?.shown[made.commonDocumentId]).toEqual({ role: "common", isNew: true, values: { name: "Fabrikam" } });
    expect(did?.holds).toContain(made.commonDocumentId);
  });

  test("[L2] [L3] of a link shows the contact's values on the card, and chosen ones of the card on every card", () => {
    const { contact, customer } = related();
    const vendor = keep({ kind: "vendor", no: "V1", values: { name: "Cronos", phoneNo: "+41442", city: "Zug" } });
    const choice = { fields: { phoneNo: "card" } } as const;
    const { did } = run(commandOf({ type: "link", contactId: contact.id, cardId: vendor.id, choice }));
    expect(row(vendor.id)).toMatchObject({
      documentId: contact.documentId,
      values: { name: "Cronus", phoneNo: "+41442" },
    });
    expect(row(vendor.id).values["city"]).toBe("");
    for (const card of [contact, customer]) expect(row(card.id).values["phoneNo"]).toBe("+41442");
    expect(row(contact.id)).toMatchObject({ status: "multiple" });
    expect(did).toEqual({
      shown: { [contact.documentId]: { role: "common", isNew: false, values: { phoneNo: "+41442" } } },
      holds: [contact.documentId],
    });
  });

  test("[D1] [L12] of a deletion and of an unlinking leaves the other card every value, in a document of its own", () => {
    for (const type of ["delete", "unlink"] as const) {
      workspace = new ForecastWorkspace(base(), defaultSetup(), atMs);
      const { contact, customer } = related();
      const relationId = kept.get(contact.id)?.relations[0]?.id ?? "";
      run(
        type === "delete"
          ? commandOf({ type, kind: "contact", cardId: contact.id })
          : commandOf({ type, contactId: contact.id, relationId }),
      );
      const left = row(customer.id);
      expect(left.documentId).not.toBe(contact.documentId);
      expect(left).toMatchObject({ relations: [], values: { name: "Cronus", phoneNo: "+41441" } });
      expect(row(contact.id).isDeleted).toBe(type === "delete" ? true : undefined);
    }
  });

  test("[D4] of a restoring links again, also where the server deleted the card", () => {
    const { contact, customer } = related();
    run(commandOf({ type: "delete", kind: "customer", cardId: customer.id }));
    expect(row(customer.id).isDeleted).toBe(true);
    run(commandOf({ type: "restore", kind: "customer", cardId: customer.id }));
    expect(row(customer.id)).toMatchObject({ documentId: contact.documentId, relations: [{ cardId: contact.id }] });
    expect(row(customer.id).isDeleted).toBeUndefined();
  });

  test("[L1] refuses what the rules refuse on what this device knows; what it does not know is a guess", () => {
    const { contact } = related();
    const second = keep({ kind: "customer", no: "K2", values: { name: "Second" } });
    const taken = run(commandOf({ type: "link", contactId: contact.id, cardId: second.id }));
    expect(taken).toMatchObject({ ok: false, problem: { code: "link.exists" } });
    expect(isGuess(taken)).toBe(false);
    const unknown = run(commandOf({ type: "link", contactId: contact.id, cardId: v7() }));
    expect(isGuess(unknown)).toBe(true);
    expect(rows().size).toBe(0);
  });

  test("an old row's relation that the other card's younger row no longer has is none", () => {
    const { contact, customer } = related();
    kept.set(customer.id, { ...customer, asOfMs: atMs, documentId: v7(), relations: [] });
    const second = keep({ kind: "customer", no: "K2" });
    expect(run(commandOf({ type: "link", contactId: contact.id, cardId: second.id })).ok).toBe(true);
  });

  test("[H5] [H1] of a change of type: a company is taken apart, a person keeps as its own what it read, also in the list", () => {
    const company = keep({
      kind: "contact",
      no: "CT1",
      type: "company",
      values: { name: "Adatum", city: "Bern", phoneNo: "+4131" },
    });
    const person = keep({
      kind: "contact",
      no: "CT2",
      type: "person",
      companyId: company.id,
      values: { name: "Ann Beebe", firstName: "Ann", companyId: company.id, city: "Bern", phoneNo: "+4179" },
      inherited: { city: company.id },
    });
    const refused = run(commandOf({ type: "changeType", cardId: company.id, contactType: "person" }));
    expect(refused).toMatchObject({ ok: false, problem: { code: "type.persons" } });
    expect(run(commandOf({ type: "changeType", cardId: person.id, contactType: "company" })).ok).toBe(true);
    expect(row(person.id)).toMatchObject({ type: "company", values: { city: "Bern", firstName: "", companyId: "" } });
    expect(row(person.id)).not.toHaveProperty("inherited");
    expect(row(person.id)).not.toHaveProperty("companyId");
    expect(row(person.id).forecast).toMatchObject({ city: { value: "Bern" } });
    expect(row(person.id).forecast).not.toHaveProperty("phoneNo");
    expect(run(commandOf({ type: "changeType", cardId: company.id, contactType: "person" })).ok).toBe(true);
    expect(row(company.id)).toMatchObject({ type: "person", values: { firstName: "Adatum" } });
  });

  test("[H2] of something else leaves a person reading what it reads", () => {
    const company = keep({ kind: "contact", no: "CT1", type: "company", values: { city: "Bern" } });
    const person = keep({
      kind: "contact",
      no: "CT2",
      type: "person",
      companyId: company.id,
      values: { name: "Ann Beebe", companyId: company.id, city: "Bern" },
      inherited: { city: company.id },
    });
    run(commandOf({ type: "delete", kind: "contact", cardId: person.id }));
    run(commandOf({ type: "restore", kind: "contact", cardId: person.id }));
    expect(row(person.id)).toMatchObject({ values: { city: "Bern" }, inherited: { city: company.id } });
    expect(row(person.id).forecast?.["city"]).toBeUndefined();
  });

  test("[HT9] shows the values of when the command was given, whatever the rows have become", () => {
    const { contact, customer } = related();
    const command = commandOf({ type: "delete", kind: "contact", cardId: contact.id });
    const first = run(command);
    kept.set(contact.id, { ...contact, relations: kept.get(contact.id)?.relations ?? [], values: { name: "Other" } });
    workspace = new ForecastWorkspace(base(), defaultSetup(), atMs);
    workspace.run({ command: { ...command, id: parseCommandId(command.id) }, atMs, ...first.did }, ada);
    expect(row(customer.id).values["name"]).toBe("Cronus");
  });
});
