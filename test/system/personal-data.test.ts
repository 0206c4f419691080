/**
 * What is kept of a person, as an administrator asks for it over REST: all of it told.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "@couplet/server";
import { type Caller, createCaller, type Json, startFresh } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
beforeAll(async () => {
  server = await startFresh();
  ada = await createCaller(server);
});
afterAll(() => server.close());

describe("told", () => {
  test("[GD1] all that is kept: of the card, of related and joined ones, with notes, what was before, and who set it", async () => {
    const customer = await ada.expecting(201, "POST", "/customers", {
      name: "Eva Kunz",
      phoneNo: "+41441112233",
      creditLimit: "500",
    });
    const contact = customer.relations[0].cardId as string;
    const other = await ada.expecting(201, "POST", "/contacts", { name: "E. Kunz", email: "eva@kunz.ch" });
    await ada.expecting(200, "PATCH", `/contacts/${contact}`, { notes: "Calls on Mondays." });
    const ben = await createCaller(server, { sub: "ben", name: "Ben Moser", role: "editor" });
    await ben.expecting(200, "PATCH", `/customers/${customer.id}`, { phoneNo: "+41449998877" });
    await ada.expecting(200, "POST", `/contacts/${contact}/merge`, { contactId: other.id });
    const told = await ada.expecting(200, "GET", `/contacts/${contact}/personal-data`);
    const of = (id: string): Json => told.cards.find((card: Json) => card.id === id);
    expect(of(contact)).toMatchObject({
      is: "asked",
      notes: expect.stringContaining("Mondays"),
      fields: { name: "Eva Kunz" },
    });
    expect(of(customer.id)).toMatchObject({ is: "related", fields: { creditLimit: "500", phoneNo: "+41449998877" } });
    expect(of(other.id)).toMatchObject({ is: "joined", mergedInto: contact, deletion: { merge: { into: contact } } });
    expect(told.relations).toMatchObject([{ contactId: contact, cardId: customer.id }]);
    const phone = told.history.find(({ field }: Json) => field === "phoneNo");
    expect(phone).toMatchObject({
      old: "+41441112233",
      new: "+41449998877",
      by: { sub: "ben", name: "Ben Moser" },
    });
    // What gave way in the merge is told as well.
    expect(JSON.stringify(told.history)).toContain("E. Kunz");
    // By the id that went, and from the other end.
    expect((await ada.expecting(200, "GET", `/contacts/${other.id}/personal-data`)).cards[0].id).toBe(contact);
    expect((await ada.expecting(200, "GET", `/customers/${customer.id}/personal-data`)).cards).toHaveLength(2);
    // Deleted, it is still known, with what brings it back.
    await ada.expecting(204, "DELETE", `/contacts/${contact}`);
    const gone = await ada.expecting(200, "GET", `/contacts/${contact}/personal-data`);
    expect(gone.cards[0]).toMatchObject({
      fields: { name: "Eva Kunz" },
      deletion: { relations: [{ cardId: customer.id }] },
    });
    await ada.expecting(404, "GET", `/vendors/${contact}/personal-data`);
    expect(await ben.expecting(403, "GET", `/contacts/${contact}/personal-data`)).toMatchObject({
      code: "perm.personalData",
    });
  });

  test("[GD1] of a card that stands alone nothing else is told", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Uli Roth" });
    await ada.expecting(200, "PATCH", `/contacts/${card.id}`, { city: "Bern" });
    const told = await ada.expecting(200, "GET", `/contacts/${card.id}/personal-data`);
    expect(told.cards[0]).toMatchObject({ is: "asked", conflicts: {}, stranded: [], fields: { city: "Bern" } });
    expect(told.history.map(({ field }: Json) => field).sort()).toEqual(["city", "name"]);
  });
});
