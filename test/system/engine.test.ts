/**
 * Client engines against a real server: what two people see of each other, live, offline, and as cards are linked and deleted.
 *
 * @module
 */
import { OfflineError, type CardEvent, type Engine } from "@couplet/engine";
import type { Role } from "@couplet/model";
import { describe, expect, test } from "vitest";
import { related, save } from "./engine-pair.ts";
import { createScene, eventually, shown } from "./scene.ts";

const scene = createScene("engine");
const engineOf = (sub: string, role: Role = "admin", lifeMs?: number): Promise<Engine> =>
  scene.engine(sub, { role, ...(lifeMs === undefined ? {} : { lifeMs }) });

describe("two people", () => {
  test("[F1] a phone number set on the contact appears on the other's customer card, with who set it", async () => {
    const ada = await engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = await engineOf("ben", "editor");
    const atAda = await ada.openCard("contact", { id: contact });
    const atBen = await ben.openCard("customer", { id: customer });
    expect(atAda.snapshot.value).toMatchObject({ loading: false, readonly: false, connected: true });
    const events: CardEvent[] = [];
    atBen.observe((event) => events.push(event));
    expect(atAda.set("phoneNo", "044 999 88 77")).toEqual({ ok: true, changed: true });
    expect(atAda.snapshot.value.savedByField).toEqual({ phoneNo: "device" });
    await eventually(() => shown(atBen, "phoneNo") === "+41449998877");
    expect(events).toMatchObject([
      { type: "remote-change", field: "phoneNo", new: "+41449998877", by: { sub: "ada" } },
    ]);
    await eventually(() => atAda.snapshot.value.saved === "saved");
    expect(atBen.snapshot.value.sources["phoneNo"]).toMatchObject({
      by: { sub: "ada", name: "ada Keller" },
      isMine: false,
      card: { id: contact },
    });
  });

  test("each sees the other, with the field they are in, and oneself never", async () => {
    const ada = await engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = await engineOf("ben", "viewer");
    const atAda = await ada.openCard("contact", { id: contact });
    const second = await (await engineOf("ada")).openCard("contact", { id: contact });
    const atBen = await ben.openCard("customer", { id: customer });
    atAda.setFocus("phoneNo");
    await eventually(() => atBen.presence.value.some(({ field }) => field === "phoneNo"));
    expect(atBen.presence.value).toMatchObject([
      { sub: "ada", name: "ada Keller", initials: "AK", cardId: contact, field: "phoneNo" },
    ]);
    await eventually(() => atAda.presence.value.length === 1);
    expect(atAda.presence.value).toMatchObject([{ sub: "ben", cardId: customer, kind: "customer" }]);
    second.close();
    atBen.close();
    await eventually(() => atAda.presence.value.length === 0);
  });

  test("notes merge by character, and a text box is told what to shift", async () => {
    const ada = await engineOf("ada");
    const { contact } = await related(ada);
    const atAda = await ada.openCard("contact", { id: contact });
    expect(atAda.notes.replace("Likes tea.")).toEqual({ ok: true, changed: true });
    const atBen = await (await engineOf("ben")).openCard("contact", { id: contact });
    await eventually(() => atBen.notes.text === "Likes tea.");
    const deltas: unknown[] = [];
    atAda.notes.observe((text, delta, isLocal) => deltas.push([text, delta, isLocal]));
    atBen.notes.splice(5, 0, " green");
    await eventually(() => atAda.notes.text === "Likes green tea.");
    expect(deltas).toEqual([["Likes green tea.", [{ retain: 5 }, { insert: " green" }], false]]);
    expect(atBen.undo()).toBe(true);
    await eventually(() => atAda.notes.text === "Likes tea.");
    expect((await atBen.flush()).waiting).toBe(0);
  });
});

describe("offline", () => {
  test("[F7] edits of different fields both hold; of one field both are shown until somebody chooses", async () => {
    const ada = await engineOf("ada");
    const { contact } = await related(ada);
    const ben = await engineOf("ben");
    const atAda = await ada.openCard("contact", { id: contact });
    const atBen = await ben.openCard("contact", { id: contact });
    ben.setOffline(true);
    expect(ben.status.value.state).toBe("offline");
    atBen.set("city", "Bern");
    atBen.set("name", "Cronus Bern AG");
    expect(ben.status.value.waiting).toBe(2);
    await save(atAda, "address", "Bahnhofstrasse 1");
    await save(atAda, "name", "Cronus Zug AG");
    ben.setOffline(false);
    await eventually(() => shown(atAda, "city") === "Bern" && shown(atBen, "address") === "Bahnhofstrasse 1");
    await eventually(
      () =>
        atAda.snapshot.value.conflicts["name"] !== undefined && atBen.snapshot.value.conflicts["name"] !== undefined,
    );
    const conflict = atAda.snapshot.value.conflicts["name"];
    expect(conflict?.severity).toBe("ask");
    expect(new Set(conflict?.candidates.map((candidate) => `${candidate.by.sub}: ${candidate.value}`))).toEqual(
      new Set(["ada: Cronus Zug AG", "ben: Cronus Bern AG"]),
    );
    await eventually(() => ada.attention.value.some((item) => item.kind === "conflict" && item.field === "name"));
    await eventually(() => ada.status.value.state === "decision");
    const chosen = conflict?.candidates.find(({ isMine }) => isMine);
    expect(atAda.choose("name", chosen?.entry ?? "")).toEqual({ ok: true, changed: true });
    await eventually(
      () => atBen.snapshot.value.conflicts["name"] === undefined && shown(atBen, "name") === "Cronus Zug AG",
    );
    await eventually(() => ada.attention.value.length === 0 && ben.attention.value.length === 0);
    expect(atAda.undo()).toBe(true);
    await eventually(() => shown(atBen, "name") === "Cronus Bern AG");
    expect(atAda.redo()).toBe(true);
    await eventually(() => shown(atBen, "name") === "Cronus Zug AG");
    await eventually(() => ben.status.value.state === "saved" && ben.status.value.waiting === 0);
  });

  test("lists what this device has seen, and says so; what only the server knows is refused as offline", async () => {
    const ada = await engineOf("ada");
    const { contact } = await related(ada);
    await ada.list("contact");
    ada.setOffline(true);
    await expect(ada.history("contact", contact)).rejects.toThrow(OfflineError);
    const { items, fromCache } = await ada.list("contact", { search: "cronüs" });
    expect({ ids: items.map(({ id }) => id), fromCache }).toEqual({ ids: [contact], fromCache: true });
    ada.setOffline(false);
    expect(await ada.readCard("contact", contact)).toMatchObject({ id: contact });
  });

  test("[L12] an edit made offline before the card was unlinked is carried to the document it holds now", async () => {
    const ada = await engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = await engineOf("ben");
    const atBen = await ben.openCard("customer", { id: customer });
    const before = atBen.snapshot.value.documentId;
    ben.setOffline(true);
    atBen.set("phoneNo", "+41441111111");
    const relation = (await ada.readCard("contact", contact))?.relations[0];
    await ada.unlink(contact, relation?.id ?? "");
    ben.setOffline(false);
    await eventually(() => atBen.snapshot.value.documentId !== before && atBen.snapshot.value.connected);
    await eventually(() => shown(atBen, "phoneNo") === "+41441111111" && atBen.snapshot.value.saved === "saved");
    expect((await ada.readCard("contact", contact))?.values["phoneNo"]).toBe("+41442000000");
    expect((await ada.readCard("customer", customer))?.values["phoneNo"]).toBe("+41441111111");
    expect(ben.attention.value).toEqual([]);
  });

  test("an edit made offline of a card that was deleted is stranded, and can be brought back with the card", async () => {
    const ada = await engineOf("ada");
    const { customer } = await related(ada);
    const ben = await engineOf("ben");
    const atBen = await ben.openCard("customer", { id: customer });
    ben.setOffline(true);
    atBen.set("paymentTermsCode", "30d");
    await ada.remove("customer", customer);
    ben.setOffline(false);
    await eventually(() => atBen.snapshot.value.deleted && ben.attention.value.some(({ kind }) => kind === "stranded"));
    const [item] = ben.attention.value;
    expect(item).toMatchObject({
      kind: "stranded",
      field: "paymentTermsCode",
      value: "30D",
      card: { id: customer, kind: "customer" },
    });
    if (item) await ben.restoreStranded(item);
    expect((await ada.readCard("customer", customer))?.values["paymentTermsCode"]).toBe("30D");
    await eventually(() => !atBen.snapshot.value.deleted && ben.attention.value.length === 0);
    await eventually(() => shown(atBen, "paymentTermsCode") === "30D");
  });
});

describe("undo", () => {
  test("is an edit, only where mine still stands, and redo is its opposite", async () => {
    const ada = await engineOf("ada");
    const { contact } = await related(ada);
    const atAda = await ada.openCard("contact", { id: contact });
    const atBen = await (await engineOf("ben")).openCard("contact", { id: contact });
    await save(atAda, "city", "Zug");
    await save(atAda, "address", "Weg 1");
    await eventually(() => shown(atBen, "address") === "Weg 1");
    await save(atBen, "address", "Weg 2");
    await eventually(() => shown(atAda, "address") === "Weg 2");
    expect(atAda.undo()).toBe(true);
    expect([shown(atAda, "address"), shown(atAda, "city")]).toEqual(["Weg 2", ""]);
    expect(atAda.undo()).toBe(false);
    expect(atAda.redo()).toBe(true);
    await eventually(() => shown(atBen, "city") === "Zug");
    await atAda.flush();
    const { items } = await ada.history("contact", contact);
    expect(items.filter(({ field }) => field === "city").map((item) => item.new)).toEqual(["Zug", "", "Zug"]);
  });

  test("a person's name and its parts go back together", async () => {
    const ada = await engineOf("ada");
    const person = await ada.create("contact", { name: "Eva Maria Muster" }, { type: "person" });
    const session = await ada.openCard("contact", { id: person.id });
    session.set("surname", "Beispiel");
    expect(shown(session, "name")).toBe("Eva Maria Beispiel");
    expect(session.undo()).toBe(true);
    expect([shown(session, "name"), shown(session, "surname")]).toEqual(["Eva Maria Muster", "Muster"]);
  });
});

describe("relations", () => {
  test("[L2] linking follows at once on everybody's open cards, with the values chosen", async () => {
    const ada = await engineOf("ada");
    const { setup } = await ada.setup();
    expect(setup.businessRelationCodes.vendor).toBe("VEND");
    const contact = await ada.create("contact", { name: "Cronus AG", city: "Zug" });
    const { customer } = await related(ada);
    const relation = (await ada.readCard("customer", customer))?.relations[0];
    await ada.unlink(relation?.cardId ?? "", relation?.id ?? "");
    const atAda = await ada.openCard("contact", { id: contact.id });
    const atBen = await (await engineOf("ben")).openCard("customer", { id: customer });
    const preview = await ada.linkPreview(contact.id, "customer", customer);
    expect(preview.rows.find(({ field }) => field === "city")).toEqual({
      field: "city",
      contact: "Zug",
      card: "",
      isSame: false,
    });
    await ada.link(contact.id, customer, { fields: { phoneNo: "card" } });
    expect(atAda.snapshot.value.relations).toMatchObject([{ kind: "customer", cardId: customer }]);
    await eventually(() => atBen.snapshot.value.documentId === atAda.snapshot.value.documentId);
    await eventually(() => shown(atBen, "city") === "Zug" && shown(atAda, "phoneNo") === "+41442000000");
    await save(atBen, "city", "Basel");
    await eventually(() => shown(atAda, "city") === "Basel");
  });

  test("[D1] deleting the contact parts the cards; the customer keeps its values and can be edited", async () => {
    const ada = await engineOf("ada");
    const { contact, customer } = await related(ada);
    const atContact = await (await engineOf("ben")).openCard("contact", { id: contact });
    const atCustomer = await (await engineOf("cleo")).openCard("customer", { id: customer });
    const shared = atCustomer.snapshot.value.documentId;
    const looking = await ada.openCard("contact", { id: contact });
    await ada.remove("contact", contact);
    expect(looking.snapshot.value).toMatchObject({ deleted: true, readonly: true });
    await eventually(() => atContact.snapshot.value.deleted);
    await eventually(() => atCustomer.snapshot.value.documentId !== shared && atCustomer.snapshot.value.connected);
    expect(shown(atCustomer, "phoneNo")).toBe("+41442000000");
    await save(atCustomer, "phoneNo", "+41443333333");
    const back = await ada.restore("contact", contact);
    expect(back.values["phoneNo"]).toBe("+41443333333");
    await eventually(() => !looking.snapshot.value.deleted && shown(looking, "phoneNo") === "+41443333333");
  });
});
