import { parseCardId, parseDocumentId } from "@couplet/model";
import { v7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joined } from "./test-devices.ts";
import {
  actorOf,
  ada,
  aMoment,
  ben,
  type Fixture,
  newCommandId,
  newRelationId,
  openFixture,
  until,
} from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

describe("Edits over REST", () => {
  test("[F2] a patch is an edit: seen in the room, noted with its author, and only of what differs", async () => {
    const card = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const room = await joined(fixture.connect(card.documentId));
    const answer = await fixture.workspace.editCard(
      card.id,
      { city: "Bern", phoneNo: "044 123 45 67", countryCode: "ch" },
      ben,
    );
    expect(answer).toMatchObject({ city: "Bern", phoneNo: "+41441234567", countryCode: "CH" });
    await until(() => room.record.value("phoneNo") === "+41441234567");
    const { items } = await fixture.workspace.history(card.id, { limit: 50 });
    const bens = items.filter((item) => item.by.sub === "ben");
    expect(bens.map((item) => item.field).toSorted()).toEqual(["countryCode", "phoneNo"]);
  });

  test("[F6] a patch with one bad value changes nothing at all, and says which field", async () => {
    const card = await fixture.create("bankAccount", { name: "Muster AG" });
    const edit = (patch: Record<string, unknown>) => fixture.workspace.editCard(card.id, patch, ben);
    await expect(edit({ city: "Bern", iban: "CH9300762011623852975" })).rejects.toMatchObject({
      status: 422,
      code: "iban.check",
      field: "iban",
    });
    await expect(edit({ city: "Bern", registrationNo: "1" })).rejects.toMatchObject({
      status: 422,
      code: "field.unknown",
      field: "registrationNo",
    });
    await expect(edit({ phoneNo: "call me" })).rejects.toMatchObject({ code: "phone.letters", field: "phoneNo" });
    await expect(edit({ city: 7 })).rejects.toMatchObject({ code: "value.type", field: "city" });
    await expect(edit({ notes: 7 })).rejects.toMatchObject({ code: "value.type", field: "notes" });
    await expect(fixture.workspace.editCard(card.id, { city: "Bern" }, actorOf("sam", "sales"))).rejects.toMatchObject({
      status: 403,
    });
    await expect(fixture.workspace.editCard(v7(), { city: "Bern" }, ben)).rejects.toMatchObject({ status: 404 });
    expect(await fixture.read(card.id)).toMatchObject({ city: "", iban: "" });
  });

  test("[F7] fields set apart both hold; one field set apart is a conflict until somebody sets it", async () => {
    const card = await fixture.create("vendor", { name: "Muster AG", city: "Bern", phoneNo: "+41441234567" });
    const offline = await joined(fixture.connect(card.documentId, { card: card.id, actor: ben }));
    offline.end();
    await offline.closed;
    offline.set("city", "Chur");
    offline.set("county", "GR");
    await fixture.workspace.editCard(card.id, { city: "Genf", postCode: "1200" }, ada);
    const back = await joined(fixture.connect(card.documentId, { card: card.id, actor: ben, doc: offline.doc }));
    await until(() => back.isSettled);
    expect(await fixture.read(card.id)).toMatchObject({ county: "GR", postCode: "1200" });
    const { items } = await fixture.workspace.conflicts(card.id);
    expect(items).toMatchObject([{ field: "city", severity: "quiet" }]);
    const candidates = items[0]?.candidates ?? [];
    expect(new Set(candidates.map((candidate) => candidate.value))).toEqual(new Set(["Chur", "Genf"]));
    expect(
      candidates.map((candidate) => candidate.by).sort((a, b) => (a?.sub ?? "").localeCompare(b?.sub ?? "")),
    ).toEqual([
      { sub: "ada", name: "ADA" },
      { sub: "ben", name: "BEN" },
    ]);
    const shown = (await fixture.read(card.id))["city"];
    await fixture.workspace.editCard(card.id, { city: shown }, ada);
    expect((await fixture.workspace.conflicts(card.id)).items).toEqual([]);
    await until(() => back.record.conflicts().length === 0);
  });

  test("[F3] notes sent whole keep what somebody else types elsewhere in them", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    await fixture.workspace.editCard(card.id, { notes: "Calls on Mondays.\nLikes tea." }, ada);
    const room = await joined(fixture.connect(card.cardDocumentId, { card: card.id }));
    room.doc.getText("notes").insert(0, "VIP! ");
    await fixture.workspace.editCard(card.id, { notes: "Calls on Mondays.\nLikes green tea. 👍" }, ada);
    await until(() => room.isSettled);
    await fixture.workspace.flush();
    expect(["VIP! Calls on Mondays.\nLikes green tea. 👍", "Calls on Mondays.\nLikes green tea. 👍"]).toContain(
      (await fixture.read(card.id)).notes,
    );
    await until(() => room.doc.getText("notes").toJSON().endsWith("green tea. 👍"));
  });

  test("[K4] a person's name and parts stay in step; a company must be one", async () => {
    const person = await fixture.create("contact", { name: "Anna Maria Muster" }, { contactType: "person" });
    expect(person).toMatchObject({ firstName: "Anna", middleName: "Maria", surname: "Muster" });
    expect(await fixture.workspace.editCard(person.id, { surname: "Beispiel" }, ada)).toMatchObject({
      name: "Anna Maria Beispiel",
    });
    expect(await fixture.workspace.editCard(person.id, { name: "Eva Kern" }, ada)).toMatchObject({
      firstName: "Eva",
      middleName: "",
      surname: "Kern",
    });
    await expect(fixture.workspace.editCard(person.id, { companyId: v7() }, ada)).rejects.toMatchObject({
      code: "company.unknown",
    });
    const company = await fixture.create("contact", { name: "Muster AG" });
    expect(await fixture.workspace.editCard(person.id, { companyId: company.id }, ada)).toMatchObject({
      companyId: company.id,
    });
    const cleared = await fixture.workspace.editCard(person.id, { companyId: "" }, ada);
    expect(cleared.companyId ?? "").toBe("");
  });

  test("[F1] the search name shows the name in capitals until somebody sets it", async () => {
    const card = await fixture.create("customer", { name: "Muster Söhne" });
    expect(card["searchName"]).toBe("MUSTER SÖHNE");
    expect(await fixture.workspace.editCard(card.id, { searchName: "ms" }, ada)).toMatchObject({ searchName: "MS" });
  });
});

describe("Retries", () => {
  test("[G4] a repeated command changes nothing and answers the same, also at the same time", async () => {
    const command = {
      type: "create",
      id: newCommandId(),
      kind: "customer",
      cardId: parseCardId(v7()),
      commonDocumentId: parseDocumentId(v7()),
      cardDocumentId: parseDocumentId(v7()),
      fields: { name: "Muster AG" },
      contact: { cardId: parseCardId(v7()), cardDocumentId: parseDocumentId(v7()), relationId: newRelationId() },
    } as const;
    const outcomes = await Promise.all([1, 2, 3].map(() => fixture.workspace.execute(command, ada)));
    outcomes.push(await fixture.workspace.execute(command, ada));
    expect(outcomes.map((outcome) => outcome.repeated)).toEqual([false, true, true, true]);
    for (const outcome of outcomes) expect(outcome.cardIds).toContain(command.cardId);
    expect((await fixture.workspace.listCards("customer", { limit: 10 })).items).toHaveLength(1);
    expect((await fixture.workspace.listCards("contact", { limit: 10 })).items).toHaveLength(1);
    const other = { ...command, id: newCommandId() };
    await expect(fixture.workspace.execute(other, ada)).rejects.toMatchObject({ status: 409, code: "card.exists" });
    const contact = { cardId: parseCardId(v7()), cardDocumentId: parseDocumentId(v7()), relationId: newRelationId() };
    const taken = { ...other, id: newCommandId(), cardId: parseCardId(v7()), contact };
    await expect(fixture.workspace.execute(taken, ada)).rejects.toMatchObject({ status: 409, code: "document.exists" });
  });

  test("[F2] a repeated edit does not take back what somebody set since", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const commandId = newCommandId();
    await fixture.workspace.editCard(card.id, { city: "Bern" }, ben, commandId);
    await fixture.workspace.editCard(card.id, { city: "Chur" }, ada);
    expect(await fixture.workspace.editCard(card.id, { city: "Bern" }, ben, commandId)).toMatchObject({ city: "Chur" });
  });

  test("[G4] many cards made at once share commits and get numbers of their own", async () => {
    const before = fixture.gate.arrived;
    const cards = await Promise.all(
      Array.from({ length: 300 }, (_, index) => fixture.create("vendor", { name: `Vendor ${index}` })),
    );
    expect(new Set(cards.map((card) => card.no)).size).toBe(300);
    expect(new Set(cards.flatMap((card) => card.relations.map((relation) => relation.no))).size).toBe(300);
    expect(fixture.gate.arrived - before).toBeLessThan(100);
  });

  test("an answer is kept, the first one", async () => {
    await fixture.workspace.saveAnswer("ada", "key", { bodyHash: "h", status: 201, body: "{}" });
    await fixture.workspace.saveAnswer("ada", "key", { bodyHash: "x", status: 200, body: "[]" });
    expect(await fixture.workspace.answer("ada", "key")).toMatchObject({ bodyHash: "h", status: 201, body: "{}" });
    expect(await fixture.workspace.answer("ben", "key")).toBeUndefined();
  });
});

describe("Reading", () => {
  test("lists page by number and find what is searched for", async () => {
    for (let index = 0; index < 7; index += 1)
      await fixture.create("customer", { name: `Muster ${index}`, city: index === 3 ? "Zürich" : "Bern" });
    const first = await fixture.workspace.listCards("customer", { limit: 4 });
    const second = await fixture.workspace.listCards("customer", { limit: 4, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((card) => card["name"])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((index) => `Muster ${index}`),
    );
    expect(second.nextCursor).toBeUndefined();
    const found = await fixture.workspace.listCards("customer", { limit: 4, search: "zurich" });
    expect(found.items.map((card) => card["name"])).toEqual(["Muster 3"]);
    await expect(fixture.workspace.listCards("customer", { limit: 4, cursor: "nonsense" })).rejects.toMatchObject({
      status: 400,
    });
  });

  test("[F8] history pages newest first and leaves out what the card does not have", async () => {
    const bank = await fixture.create("bankAccount", { name: "Muster AG" });
    const contact = await fixture.read(bank.relations[0]?.cardId ?? "");
    for (let index = 0; index < 5; index += 1) {
      await fixture.workspace.editCard(contact.id, { registrationNo: `R${index}`, city: `City ${index}` }, ben);
    }
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await fixture.workspace.history(bank.id, { limit: 2, cursor });
      seen.push(...page.items.map((item) => `${item.field} ${String(item.new)}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(["city City 4", "city City 3", "city City 2", "city City 1", "city City 0", "name Muster AG"]);
    await expect(fixture.workspace.history(v7(), { limit: 2 })).rejects.toMatchObject({ status: 404 });
  });

  test("the feed tells everything in order", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    await fixture.workspace.editCard(card.id, { city: "Bern" }, ben);
    const all = await fixture.workspace.changes(0, 1000);
    const seqs = all.items.map((item) => item.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(all.items.map((item) => item.type))).toEqual(
      new Set(["putSetup", "putCard", "putRelation", "update"]),
    );
    const rest = await fixture.workspace.changes(seqs.at(-2) ?? 0, 1000);
    expect(rest.items).toHaveLength(1);
    expect(rest.nextSince).toBe(all.nextSince);
  });
});

describe("Set-up", () => {
  test("[S6] a renamed code is written on the relations that carry it; [S7] by administrators only", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const setup = await fixture.workspace.setup();
    await expect(fixture.workspace.putSetup(setup, ben)).rejects.toMatchObject({ status: 403 });
    await fixture.workspace.putSetup({ ...setup, renames: [{ from: "CUST", to: "KUNDE" }] }, ada);
    expect((await fixture.workspace.setup()).businessRelationCodes.customer).toBe("KUNDE");
    expect((await fixture.read(card.id)).relations[0]?.code).toBe("KUNDE");
    await expect(fixture.workspace.putSetup({ nonsense: true }, ada)).rejects.toMatchObject({ status: 422 });
  });

  test("a workspace exists from its first administrator", async () => {
    await expect(fixture.workspaces.get("new-ag", ben)).rejects.toMatchObject({ status: 404 });
    const before = fixture.workspaces.stats().workspaces;
    await Promise.all([fixture.workspaces.get("new-ag", ada), fixture.workspaces.get("new-ag", ada)]);
    expect(fixture.workspaces.stats().workspaces).toBe(before + 1);
    expect((await fixture.workspaces.get("new-ag", ben)).id).toBe("new-ag");
    const race = await Promise.allSettled([
      fixture.workspaces.get("late-ag", ben),
      fixture.workspaces.get("late-ag", ada),
    ]);
    expect(race.map((outcome) => outcome.status)).toEqual(["rejected", "fulfilled"]);
  });
});

describe("Upkeep", () => {
  test("[P1] the room of a small document goes as soon as the last one has left; a large one stays for a while", async () => {
    await fixture.close();
    fixture = await openFixture({ limits: { keptRoomBytes: 2_000 } });
    const rooms = (): number => fixture.workspaces.stats().rooms;
    const join = (card: { readonly id: string; readonly documentId: string }) =>
      joined(fixture.connect(card.documentId, { card: card.id }));
    const leave = async (client: Awaited<ReturnType<typeof join>>): Promise<void> => {
      await until(() => client.isSettled);
      client.end();
      await client.closed;
      await aMoment(5);
    };
    const small = await fixture.create("customer", { name: "Muster AG" });
    const large = await fixture.create("customer", { name: "Haus AG" });
    const [one, other, third] = [await join(small), await join(small), await join(large)];
    one.set("city", "Bern");
    for (let index = 0; index < 40; index += 1) third.set("address", `Street ${index} `.repeat(8));
    const before = rooms();
    await leave(one);
    expect(rooms(), "somebody is still in it").toBe(before);
    await leave(other);
    await until(() => rooms() === before - 1);
    await leave(third);
    expect(rooms()).toBe(before - 1);
    expect((await join(small)).record.value("city")).toBe("Bern");
  });

  test("[P1] a room nobody is in is unloaded with a snapshot, and loads again as it was", async () => {
    await fixture.close();
    let nowMs = Date.now();
    fixture = await openFixture({
      nowMs: () => nowMs,
      limits: { snapshotAtUnload: 5, roomIdleMs: 1_000, snapshotWhileOpen: 40 },
    });
    const card = await fixture.create("customer", { name: "Muster AG" });
    const client = await joined(fixture.connect(card.documentId, { card: card.id }));
    for (let index = 0; index < 60; index += 1) {
      client.set("city", `City ${index}`);
      if (index % 10 === 0) await until(() => client.isSettled);
    }
    await until(() => client.isSettled);
    client.end();
    await client.closed;
    expect(fixture.workspaces.stats().rooms).toBeGreaterThan(0);
    for (let round = 0; round < 3; round += 1) {
      nowMs += 5_000;
      fixture.workspaces.sweep();
      await aMoment(5);
    }
    expect(fixture.workspaces.stats().rooms).toBe(0);
    expect((await fixture.store.loadDocument("muster-ag", card.documentId)).length).toBeLessThan(10);
    const again = await joined(fixture.connect(card.documentId, { card: card.id }));
    expect(again.record.value("city")).toBe("City 59");
    expect(again.record.value("name")).toBe("Muster AG");
  });

  test("[G1] everything is there after the workspace was closed and opened again, and time ran backwards", async () => {
    await fixture.close();
    let nowMs = Date.now();
    fixture = await openFixture({ nowMs: () => nowMs });
    const card = await fixture.create("customer", { name: "Muster AG" });
    await fixture.workspace.editCard(card.id, { city: "Bern" }, ada);
    nowMs -= 86_400_000;
    const reopened = await fixture.reopen();
    expect(await reopened.readCard(card.id)).toMatchObject({ city: "Bern" });
    await reopened.editCard(card.id, { city: "Chur" }, ada);
    expect(await reopened.readCard(card.id)).toMatchObject({ city: "Chur" });
    expect((await reopened.conflicts(card.id)).items).toEqual([]);
  });
});
