import { expect, test } from "vitest";
import { statusOf } from "./card.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";

test("[K5] the status names the one kind of relation, or that there are several", () => {
  const w = new MemoryWorkspace();
  const contact = w.create("contact");
  expect(statusOf(contact, w.relationsOf(contact.id))).toBe("none");
  w.createFrom(contact, "vendor");
  expect(statusOf(contact, w.relationsOf(contact.id))).toBe("vendor");
  w.createFrom(contact, "bankAccount");
  expect(statusOf(contact, [...w.relations.values()])).toBe("multiple");
});

test("[K5] a person also shows its company's relations, but nobody else's", () => {
  const w = new MemoryWorkspace();
  const company = w.create("contact");
  const person = w.create("contact", { contactType: "person", fields: { companyId: company.id } });
  w.createFrom(company, "customer");
  w.createFrom(w.create("contact"), "vendor");
  expect(statusOf(person, [...w.relations.values()])).toBe("customer");
});
