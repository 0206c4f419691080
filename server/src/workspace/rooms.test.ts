/**
 * Rooms: what sessions see of each other, when they are told what, and who is there.
 *
 * @module
 */
import { messageTypes } from "@couplet/protocol";
import * as encoding from "lib0/encoding";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { awarenessFrame } from "./frames.ts";
import { synced } from "./test-devices.ts";
import { actorOf, ada, aMoment, ben, type Fixture, openFixture, type TestClient, until } from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

describe("A room", () => {
  test("[F1] what one session sets, the others see, and the author is told that it is durable", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const one = await synced(fixture.connect(card.documentId, { card: card.id }));
    const other = await synced(fixture.connect(card.documentId, { acks: false, actor: ada }));
    one.set("phoneNo", "+41441234567");
    await until(() => other.record.value("phoneNo") === "+41441234567" && one.isSettled);
    expect(one.refusals).toEqual([]);
    expect((await fixture.read(card.id))["phoneNo"]).toBe("+41441234567");
    const { items } = await fixture.workspace.history(card.id, { limit: 10 });
    expect(items[0]).toMatchObject({
      field: "phoneNo",
      new: "+41441234567",
      old: null,
      by: { sub: "ben", name: "BEN" },
    });
  });

  test("[G1] nothing is relayed, settled or offered before it is committed", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const author = await synced(fixture.connect(card.documentId, { card: card.id }));
    const other = await synced(fixture.connect(card.documentId, { actor: ada }));
    await until(() => author.isSettled && other.isSettled);
    fixture.gate.close();
    const arrived = fixture.gate.arrived;
    author.set("city", "Zürich");
    await until(() => fixture.gate.arrived > arrived, "the commit has begun");
    author.set("city", "Bern");
    const late = fixture.connect(card.documentId, { actor: ada });
    await aMoment();
    expect(author.isSettled).toBe(false);
    expect(other.record.value("city")).toBeUndefined();
    expect(late.isSynced).toBe(false);
    fixture.gate.open();
    await until(() => author.isSettled && late.isSynced && other.record.value("city") === "Bern");
    expect(late.record.value("city")).toBe("Bern");
  });

  test("[G1] a failed commit tells nobody anything, closes what it touched with 1013 and leaves the rest alone", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const spared = await fixture.create("vendor", { name: "Beispiel GmbH" });
    const author = await synced(fixture.connect(card.documentId, { card: card.id }));
    const other = await synced(fixture.connect(card.documentId, { actor: ada }));
    const away = await synced(fixture.connect(spared.documentId, { card: spared.id }));
    await until(() => author.isSettled && other.isSettled && away.isSettled);
    fixture.gate.judge = () => {
      throw new Error("disk full");
    };
    author.set("city", "Bern");
    expect(await author.closed).toBe(1013);
    expect(await other.closed).toBe(1013);
    expect(other.record.value("city")).toBeUndefined();
    expect(author.isSettled).toBe(false);
    fixture.gate.judge = () => {};
    // The author kept the edit and brings it again.
    const again = await synced(fixture.connect(card.documentId, { card: card.id, doc: author.doc }));
    away.set("city", "Basel");
    await until(() => again.isSettled && away.isSettled);
    expect((await fixture.read(card.id))["city"]).toBe("Bern");
    expect((await fixture.read(spared.id))["city"]).toBe("Basel");
  });

  test("[G1] a command that cannot be committed is answered 503 and has changed nothing", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    fixture.gate.judge = () => {
      throw new Error("disk full");
    };
    await expect(fixture.delete(card.id)).rejects.toMatchObject({ status: 503 });
    await expect(fixture.workspace.editCard(card.id, { city: "Bern" }, ada)).rejects.toMatchObject({ status: 503 });
    fixture.gate.judge = () => {};
    expect((await fixture.read(card.id))["city"]).toBe("");
    await fixture.workspace.editCard(card.id, { city: "Chur" }, ada);
    expect((await fixture.read(card.id))["city"]).toBe("Chur");
  });

  test("[G1] what came in while a commit was under way goes with it when it fails", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const one = await synced(fixture.connect(card.documentId, { card: card.id }));
    const other = await synced(fixture.connect(card.documentId, { card: card.id, actor: ada }));
    await until(() => one.isSettled && other.isSettled);
    fixture.gate.judge = () => {
      throw new Error("disk full");
    };
    fixture.gate.close();
    const arrived = fixture.gate.arrived;
    one.set("city", "Bern");
    await until(() => fixture.gate.arrived > arrived, "the commit has begun");
    other.set("county", "BE");
    const edited = expect(fixture.workspace.editCard(card.id, { postCode: "3000" }, ada)).rejects.toMatchObject({
      status: 503,
    });
    await aMoment();
    fixture.gate.open();
    expect(await one.closed).toBe(1013);
    expect(await other.closed).toBe(1013);
    await edited;
    expect(await fixture.read(card.id)).toMatchObject({ city: "", county: "", postCode: "" });
    fixture.gate.judge = () => {};
    expect(await fixture.workspace.editCard(card.id, { postCode: "3001" }, ada)).toMatchObject({
      city: "",
      postCode: "3001",
    });
    expect((await fixture.workspace.conflicts(card.id)).items).toEqual([]);
  });

  test("[F6] an author is told what was refused and why; everybody keeps the old value", async () => {
    const card = await fixture.create("customer", { name: "Muster AG", phoneNo: "+41441234567" });
    const author = await synced(fixture.connect(card.documentId, { card: card.id }));
    const stock = await synced(fixture.connect(card.documentId, { acks: false, card: card.id }));
    const entry = author.set("phoneNo", "call me");
    await until(() => author.isSettled && author.record.value("phoneNo") === "+41441234567");
    expect(author.refusals).toMatchObject([
      { code: "phone.letters", field: "phoneNo", entry, value: "call me", card: card.id },
    ]);
    expect(author.refusals[0]?.text).not.toBe("");
    stock.set("phoneNo", "no, me");
    await until(() => stock.record.value("phoneNo") === "+41441234567");
    expect((await fixture.read(card.id))["phoneNo"]).toBe("+41441234567");
  });

  test("[G2] a viewer's updates are dropped and answered; being in sync is not taken for writing", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const editor = await synced(fixture.connect(card.documentId, { card: card.id }));
    editor.set("city", "Bern");
    editor.set("city", "Chur");
    await until(() => editor.isSettled);
    const viewer = actorOf("vera", "viewer");
    const first = await synced(fixture.connect(card.documentId, { actor: viewer, acks: false, card: card.id }));
    const second = await synced(fixture.connect(card.documentId, { actor: viewer, card: card.id, doc: new Y.Doc() }));
    await until(() => second.isSettled);
    expect(first.denied).toEqual([]);
    expect(second.refusals).toEqual([]);
    first.set("city", "Basel");
    await until(() => first.denied.length === 1);
    second.set("city", "Genf");
    await until(() => second.isSettled);
    expect(second.refusals).toMatchObject([{ code: "perm.kind" }]);
    expect((await fixture.read(card.id))["city"]).toBe("Chur");
    expect(editor.record.candidates("city")).toHaveLength(1);
  });

  test("[G2] somebody may edit the shared fields through the cards of their role only", async () => {
    const vendor = await fixture.create("vendor", { name: "Beispiel GmbH" });
    const contactId = vendor.relations[0]?.cardId ?? "";
    const sales = actorOf("sam", "sales");
    const asVendor = await synced(fixture.connect(vendor.documentId, { actor: sales, card: vendor.id }));
    const asContact = await synced(fixture.connect(vendor.documentId, { actor: sales, card: contactId }));
    asVendor.set("city", "Bern");
    asContact.set("county", "BE");
    await until(() => asVendor.isSettled && asContact.isSettled);
    expect(asVendor.refusals).toMatchObject([{ code: "perm.field", field: "city" }]);
    expect(asContact.refusals).toEqual([]);
    expect(await fixture.read(vendor.id)).toMatchObject({ city: "", county: "BE" });
    expect(await fixture.connect(vendor.cardDocumentId, { actor: sales, card: vendor.id }).closed).toBe(4403);
    const viewer = actorOf("vera", "viewer");
    const own = await synced(fixture.connect(vendor.cardDocumentId, { actor: viewer, card: vendor.id }));
    own.set("postingGroup", "LOCAL");
    await until(() => own.isSettled);
    expect(own.refusals).toMatchObject([{ code: "perm.kind" }]);
  });

  test("[G2] documents of nobody and of another workspace are closed with 4404", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const elsewhere = await fixture.workspaces.get("other-ag", ada);
    expect(await fixture.connect("0198c0de-0000-7000-8000-000000000000").closed).toBe(4404);
    expect(await fixture.connect("nonsense").closed).toBe(4404);
    expect(await fixture.connect(card.documentId, { workspace: elsewhere }).closed).toBe(4404);
  });

  test("[G2] a session ends with 4401 when its token does", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const client = await synced(fixture.connect(card.documentId, { expiresAtMs: Date.now() + 50 }));
    expect(await client.closed).toBe(4401);
  });
});

describe("Quiet sockets", () => {
  test("a stock provider that nobody talks to hears something before it gives up; a dead socket is ended", async () => {
    await fixture.close();
    let nowMs = Date.now();
    fixture = await openFixture({ nowMs: () => nowMs });
    const card = await fixture.create("customer", { name: "Muster AG" });
    const quiet = await synced(fixture.connect(card.documentId, { acks: false }));
    fixture.workspaces.sweep();
    await aMoment();
    expect(quiet.awareness).toHaveLength(0);
    nowMs += 21_000;
    fixture.workspaces.sweep();
    await until(() => quiet.awareness.length === 1);
    quiet.stopAnswering();
    for (let round = 0; round < 12; round += 1) fixture.workspaces.sweep();
    expect(await quiet.closed).toBe(1006);
  });
});

describe("Presence", () => {
  const stateOf = (clientId: number, clock: number, state: unknown): Uint8Array =>
    awarenessFrame([{ clientId, clock, state: JSON.stringify(state) }]);
  const framed = (update: Uint8Array): Uint8Array => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, messageTypes.awareness);
    encoding.writeVarUint8Array(encoder, update);
    return encoding.toUint8Array(encoder);
  };
  const heard = (client: TestClient): string => client.awareness.map((update) => Buffer.from(update).toString()).join();

  test("[G2] nobody speaks in another's name, nor by a name that is not the token's; who leaves is taken out", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const one = await synced(fixture.connect(card.documentId, { actor: ben }));
    const other = await synced(fixture.connect(card.documentId, { actor: ada }));
    one.sendRaw(stateOf(11, 1, { user: { sub: "ben", name: "The Boss", color: "red" }, field: "city" }));
    one.sendRaw(stateOf(14, 1, { user: "The Boss", field: "iban" }));
    await until(() => heard(other).includes("city") && heard(other).includes("iban"));
    expect(heard(other)).not.toContain("Boss");
    expect(heard(other)).toContain('{"sub":"ben","name":"BEN","color":"red"}');
    other.sendRaw(stateOf(12, 1, { user: { sub: "ben", name: "Ben" }, field: "forged" }));
    other.sendRaw(stateOf(11, 9, { user: { sub: "ada", name: "Ada" }, field: "hijacked" }));
    other.sendRaw(stateOf(13, 1, { user: { sub: "ada", name: "Ada" }, field: "name" }));
    await until(() => heard(one).includes('"name"'));
    expect(heard(one)).not.toContain("forged");
    expect(heard(one)).not.toContain("hijacked");
    const third = await synced(fixture.connect(card.documentId));
    await until(() => heard(third).includes("city") && heard(third).includes('"name"'));
    const before = other.awareness.length;
    one.end();
    await until(() => other.awareness.length > before && heard(other).endsWith("null"));
  });

  test("[G3] states beyond the size are dropped, beyond the rate only the last one is passed on", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const one = await synced(fixture.connect(card.documentId, { actor: ben }));
    const other = await synced(fixture.connect(card.documentId, { actor: ada }));
    one.sendRaw(stateOf(11, 1, { padding: "x".repeat(5_000) }));
    for (let clock = 2; clock < 100; clock += 1) one.sendRaw(stateOf(11, clock, { at: `${clock}.` }));
    await until(() => heard(other).includes('"99."'));
    expect(other.awareness.length).toBeLessThan(40);
    expect(heard(other)).not.toContain("xxxx");
  });

  test("[G3] what two devices of one user hear and send on, as stock providers do, is passed on to nobody", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const devices = [
      await synced(fixture.connect(card.documentId, { actor: ben })),
      await synced(fixture.connect(card.documentId, { actor: ben })),
    ];
    for (const [index, device] of devices.entries()) {
      device.sendRaw(stateOf(11 + index, 1, { user: { sub: "ben", name: "Ben" }, field: "city" }));
    }
    await until(() => devices.every((device) => device.awareness.length >= 2));
    for (let round = 0; round < 5; round += 1) {
      for (const device of devices) for (const update of device.awareness.splice(0)) device.sendRaw(framed(update));
      await aMoment(10);
    }
    expect(devices.flatMap((device) => device.awareness)).toEqual([]);
  });

  test("[G3] broken awareness closes with 4400", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const one = await synced(fixture.connect(card.documentId));
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint8Array(encoder, new Uint8Array([200, 200, 1]));
    one.sendRaw(encoding.toUint8Array(encoder));
    expect(await one.closed).toBe(4400);
  });
});
