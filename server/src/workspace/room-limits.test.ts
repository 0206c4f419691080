/**
 * Rooms against sessions that send what they may not, or too much of it.
 *
 * @module
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { updateFrame } from "./frames.ts";
import { synced } from "./test-devices.ts";
import { actorOf, aMoment, type Fixture, openFixture, until } from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

describe("Hostile frames", () => {
  test("[G3] random bytes, text and unknown messages close with 4400; the others go on", async () => {
    const card = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const honest = await synced(fixture.connect(card.documentId, { card: card.id }));
    for (let round = 0; round < 40; round += 1) {
      const hostile = await synced(fixture.connect(card.documentId, { card: card.id }));
      const bytes = crypto.getRandomValues(new Uint8Array(1 + round * 7));
      hostile.sendRaw(updateFrame(bytes));
      expect(await Promise.race([hostile.closed, aMoment(300).then(() => "open")])).toSatisfy(
        (end) => end === 4400 || end === "open",
      );
      hostile.end();
    }
    const text = await synced(fixture.connect(card.documentId));
    text.sendText("hello");
    expect(await text.closed).toBe(4400);
    const unknown = await synced(fixture.connect(card.documentId));
    unknown.sendRaw(new Uint8Array([77, 1, 2, 3]));
    expect(await unknown.closed).toBe(4400);
    const tagged = await synced(fixture.connect(card.documentId, { acks: false }));
    tagged.sendRaw(new Uint8Array([100, 1, 0]));
    expect(await tagged.closed).toBe(4400);
    honest.set("city", "Chur");
    await until(() => honest.isSettled);
    expect((await fixture.read(card.id))["city"]).toBe("Chur");
    const fresh = await synced(fixture.connect(card.documentId));
    expect(Y.encodeStateVector(fresh.doc)).toEqual(Y.encodeStateVector(honest.doc));
    expect(fresh.record.value("city")).toBe("Chur");
  });

  test("[G3] another root type closes with 4400 and the document stays as it was", async () => {
    const card = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const honest = await synced(fixture.connect(card.documentId, { card: card.id }));
    honest.set("city", "Chur");
    const hostile = await synced(fixture.connect(card.documentId, { card: card.id }));
    hostile.doc.getArray("elsewhere").push(["x"]);
    honest.set("county", "GR");
    expect(await hostile.closed).toBe(4400);
    honest.set("postCode", "7000");
    await until(() => honest.isSettled);
    expect(await fixture.read(card.id)).toMatchObject({ city: "Chur", county: "GR", postCode: "7000" });
    const fresh = await synced(fixture.connect(card.documentId));
    expect(fresh.doc.share.has("elsewhere")).toBe(false);
    expect(fresh.record.value("postCode")).toBe("7000");
  });

  test("[C4] wiping and overwriting what others wrote is undone", async () => {
    const card = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const hostile = await synced(fixture.connect(card.documentId, { acks: false, actor: actorOf("mallory") }));
    const fields = hostile.doc.getMap("fields");
    const slots = [...fields.keys()];
    hostile.doc.transact(() => slots.forEach((slot) => fields.delete(slot)));
    await until(() => hostile.record.value("city") === "Bern");
    hostile.doc.transact(() => slots.forEach((slot) => fields.set(slot, ["owned", Date.now(), {}])));
    await until(() => hostile.record.value("city") === "Bern");
    expect(await fixture.read(card.id)).toMatchObject({ name: "Muster AG", city: "Bern" });
  });

  test("[C1] an update that depends on what the server does not have is asked for, then settled", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const author = await synced(fixture.connect(card.documentId, { card: card.id }));
    await until(() => author.isSettled);
    author.end();
    const updates: Uint8Array[] = [];
    author.doc.on("update", (update: Uint8Array) => updates.push(update));
    author.set("city", "Bern");
    author.set("city", "Chur");
    const back = fixture.connect(card.documentId, { card: card.id });
    await synced(back);
    await until(() => back.isSettled);
    const before = back.step1s;
    const [first, second] = updates;
    if (!first || !second) throw new Error("Two updates were made");
    back.send(updateFrame(second));
    await until(() => back.step1s === before + 1);
    Y.applyUpdate(back.doc, Y.mergeUpdates([first, second]));
    await until(() => back.record.value("city") === "Chur" && back.isSettled);
    expect((await fixture.read(card.id))["city"]).toBe("Chur");
  });
});

describe("Limits", () => {
  beforeEach(async () => {
    await fixture.close();
    fixture = await openFixture({
      limits: {
        framesBurst: 60,
        framesPerSecond: 1,
        maxUpdateBytes: 2_000,
        maxFrameBytes: 4_000,
        maxDocumentBytes: 6_000,
        maxIncomplete: 3,
      },
    });
  });

  test("[G3] too many frames at once close with 4429, too large ones with 4413", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const hasty = await synced(fixture.connect(card.documentId, { card: card.id }));
    for (let count = 0; count < 80; count += 1) hasty.set("city", `City ${count}`);
    expect(await hasty.closed).toBe(4429);
    const large = await synced(fixture.connect(card.documentId, { card: card.id }));
    large.sendRaw(new Uint8Array(5_000));
    expect(await large.closed).toBe(4413);
    const wide = await synced(fixture.connect(card.documentId, { card: card.id }));
    wide.send(updateFrame(new Uint8Array(2_500)));
    expect(await wide.closed).toBe(4413);
  });

  test("[G3] a document does not grow beyond its bound", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const codes: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const client = await synced(fixture.connect(card.cardDocumentId, { card: card.id }));
      client.doc.getText("notes").insert(0, "x".repeat(1_500));
      const code = await Promise.race([client.closed, until(() => client.isSettled)]);
      if (code !== undefined) codes.push(code);
      client.end();
    }
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set([4413]));
    expect((await fixture.read(card.id)).notes.length).toBeLessThan(6_000);
  });

  test("[G3] asking again is bounded", async () => {
    const card = await fixture.create("customer", { name: "Muster AG" });
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => updates.push(update));
    doc.getMap("fields").set("city|x", ["a", 1, {}]);
    doc.getMap("fields").set("city|x", ["b", 2, {}]);
    const client = await synced(fixture.connect(card.documentId, { acks: false }));
    // A client that never brings what is missing and never answers a step 1 either.
    const second = updates[1] ?? new Uint8Array();
    for (let round = 0; round < 5; round += 1) client.sendRaw(updateFrame(second));
    expect(await client.closed).toBe(4400);
  });
});
