import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryWorkspace } from "./memory-workspace.ts";
import { InvalidCommandError, parseCommand } from "./parse-command.ts";

const w = new MemoryWorkspace();
const contact = w.create("contact");
const vendor = w.createAlone("vendor");
const commands = [
  w.createCommand("customer", {
    no: "C1",
    contactType: "person",
    fields: { name: "A", privacyBlocked: true },
    notes: "n",
  }),
  w.createFromCommand(contact, "vendor", { templateCode: "DOM", fields: { creditLimit: 5 } }),
  w.createFromCommand(contact, "vendor"),
  {
    type: "createContactFromCard",
    id: w.commandId(),
    cardId: vendor.id,
    contactId: w.cardId(),
    cardDocumentId: w.documentId(),
    relationId: w.relationId(),
  },
  w.linkCommand(contact, vendor, { master: "card", fields: { name: "contact" } }),
  { type: "unlink", id: w.commandId(), relationId: w.relationId() },
  { type: "delete", id: w.commandId(), cardId: contact.id },
  { type: "restore", id: w.commandId(), cardId: contact.id },
  { type: "changeType", id: w.commandId(), cardId: contact.id, contactType: "person" },
];

test("[L6] every command survives being sent as JSON", () => {
  for (const command of commands) expect(parseCommand(JSON.parse(JSON.stringify(command)))).toEqual(command);
});

const pathOf = (value: unknown): string | undefined => {
  try {
    parseCommand(value);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidCommandError) return error.path;
    throw error;
  }
};

test("[G3] what is not understood is named by its path", () => {
  const [create, , , , link] = commands;
  expect(pathOf(null)).toBe("");
  expect(pathOf([])).toBe("");
  expect(pathOf({ ...create, type: "toString" })).toBe("type");
  expect(pathOf({ ...create, cardId: "7" })).toBe("cardId");
  expect(pathOf({ ...create, kind: "lead" })).toBe("kind");
  expect(pathOf({ ...create, extra: 1 })).toBe("extra");
  expect(pathOf({ ...create, relationId: w.relationId() })).toBe("relationId");
  expect(pathOf({ ...create, contact: { cardId: w.cardId() } })).toBe("contact.cardDocumentId");
  expect(pathOf({ ...create, fields: { name: { deep: 1 } } })).toBe("fields.name");
  expect(pathOf({ ...create, fields: { name: null } })).toBe("fields.name");
  expect(pathOf({ ...link, fields: { name: "mine" } })).toBe("fields.name");
});

test("[G3] ids of one command that stand for different things must differ", () => {
  const create = w.createCommand("contact");
  expect(pathOf({ ...create, commonDocumentId: create.cardDocumentId })).toBe("");
  expect(pathOf({ ...create, contact: { ...create.contact, cardId: create.cardId } })).toBe("");
});

test("[L2] the contact's values hold where no master is named", () => {
  const { master: _none, ...link } = w.linkCommand(contact, vendor);
  expect(parseCommand(link)).toMatchObject({ master: "contact" });
});

test("[G3] no JSON does worse than being refused", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...commands), (value, command) => {
      expect(typeof pathOf(value)).toBe("string");
      for (const key of Object.keys(command)) pathOf({ ...command, [key]: value });
    }),
    { numRuns: 300 },
  );
});
