import { parseCardId, parseDocumentId } from "@couplet/model";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ada, type Fixture, newCommandId, newRelationId, openFixture, until } from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.workspace.putSetup({ businessRelationCodes: { customer: "" } }, ada);
});
afterEach(() => fixture.close());

/** A customer whose documents nobody has open, and the command that gives it a contact. */
async function loneCustomer() {
  const customer = await fixture.create("customer", { name: "Muster AG", city: "Chur" });
  const workspace = await fixture.reopen();
  await workspace.putSetup({ businessRelationCodes: { customer: "CUST" } }, ada);
  const contactId = parseCardId(v7());
  const cardDocumentId = parseDocumentId(v7());
  const give = () =>
    workspace.execute(
      {
        type: "createContactFromCard",
        id: newCommandId(),
        cardId: parseCardId(customer.id),
        contactId,
        cardDocumentId,
        relationId: newRelationId(),
      },
      ada,
    );
  return { customer, workspace, contactId, cardDocumentId, give };
}

const ways = [
  ["the same commit", true],
  ["a later one", false],
] as const;

test.each(ways)(
  "[C3] what took hold of an unopened document may write in it, opened in %s",
  async (_when, together) => {
    const { customer, workspace, contactId, give } = await loneCustomer();
    const edit = () => workspace.editCard(customer.id, { city: "Zug" }, ada);
    if (together) await Promise.all([give(), edit()]);
    else {
      await give();
      await edit();
    }
    const client = fixture.connect(customer.documentId, { actor: ada, card: contactId, workspace });
    await until(() => client.isSynced, "the room is open");
    expect(client.record.value("city")).toBe("Zug");
    client.set("city", "Uster");
    await until(() => client.isSettled, "the edit is settled");
    expect(client.refusals).toEqual([]);
    expect(await workspace.readCard(customer.id)).toMatchObject({ city: "Uster" });
    expect(await workspace.readCard(contactId)).toMatchObject({ city: "Uster" });
  },
);

test.each(ways)("[F3] a document that a commit made can be written in %s", async (_when, together) => {
  const { workspace, contactId, cardDocumentId, give } = await loneCustomer();
  const edit = () => workspace.editCard(contactId, { salutationCode: "ONE" }, ada);
  if (together) await Promise.all([give(), edit()]);
  else {
    await give();
    await edit();
  }
  expect(await workspace.readCard(contactId)).toMatchObject({ salutationCode: "ONE" });
  const client = fixture.connect(cardDocumentId, { actor: ada, card: contactId, workspace });
  await until(() => client.isSynced, "the room is open");
  client.set("salutationCode", "TWO");
  await until(() => client.isSettled, "the edit is settled");
  expect(client.refusals).toEqual([]);
  expect(await workspace.readCard(contactId)).toMatchObject({ salutationCode: "TWO" });
});

test("[L12] what took hold in a commit can leave in the same one", async () => {
  const { customer, workspace, contactId, give } = await loneCustomer();
  await Promise.all([
    give(),
    workspace.execute({ type: "delete", id: newCommandId(), cardId: contactId }, ada),
    workspace.editCard(customer.id, { city: "Zug" }, ada),
  ]);
  expect(await workspace.readCard(contactId)).toBeUndefined();
  expect(await workspace.readCard(customer.id)).toMatchObject({ city: "Zug", relations: [] });
});
