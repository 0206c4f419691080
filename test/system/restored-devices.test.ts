/**
 * A backup is restored while several devices hold more than it has, and come back in the same moment; and one of somebody who may not see bank details.
 *
 * @module
 */
import type { Engine } from "@couplet/engine";
import type { ReplicaStore } from "@couplet/engine/disk";
import { describe, expect, test } from "vitest";
import { MemoryDisk } from "../harness/memory-disk.ts";
import type { Json } from "./rest-client.ts";
import { eventually, restoredScene } from "./restored-scene.ts";

const scene = restoredScene();
const { backedUp, contact, device, patch, read, restored } = scene;
const saved = (engine: Engine): Promise<void> => eventually(() => engine.status.value.waiting, 0);
const cityOf = async (engine: Engine, { id }: Json): Promise<unknown> =>
  (await engine.readCard("contact", id as string))?.values["city"];
/** Takes documents and rows, and of the whole workspace that it begins, and no chunk. */
class DiskWithoutChunks extends MemoryDisk {
  isRefusing = true;

  override async openReplica(name: string): Promise<ReplicaStore> {
    const store = await super.openReplica(name);
    const write = store.write.bind(store);
    store.write = async (isStrict, work) => {
      if (this.isRefusing && (await store.load(0)).position) throw new Error("Nothing more is taken");
      return await write(isStrict, work);
    };
    return store;
  }
}

/** The values a field has had since it was made, each as often as it was set. */
async function past({ id }: Json, field: string): Promise<unknown[]> {
  const { items } = await scene.root.expecting(200, "GET", `/contacts/${id}/history?field=${field}`);
  return (items as { readonly new: unknown }[]).map((item) => item.new).reverse();
}

describe("After a backup was restored", () => {
  test("[SY39] [SY32] [C2] two devices that come back in the same moment give back what both hold once, and the later of two values stands", async () => {
    const cards = await Promise.all(Array.from({ length: 12 }, (_, index) => contact(`Firma ${index}`)));
    const [ada, bob] = [await device("ada"), await device("bob")];
    await backedUp();
    // Both hold this: Ada's, Bob's and that of somebody who does not come back.
    for (const [index, card] of cards.entries()) {
      if (index % 3 === 0) await patch(card, { city: "Chur" });
      else {
        const session = await (index % 3 === 1 ? ada : bob).openCard("contact", { id: card.id as string });
        await eventually(() => session.snapshot.value.connected, true);
        expect(session.set("city", "Chur")).toMatchObject({ ok: true });
        await session.flush();
        session.close();
      }
    }
    for (const engine of [ada, bob]) for (const card of cards) await eventually(() => cityOf(engine, card), "Chur");
    // Ada is away for the second half of it: she holds earlier values than Bob, who had seen hers.
    ada.setOffline(true);
    for (const card of cards.slice(6)) await patch(card, { city: "Zug" });
    for (const card of cards.slice(6)) await eventually(() => cityOf(bob, card), "Zug");
    await saved(bob);
    bob.setOffline(true);
    await restored();
    for (const engine of [ada, bob]) engine.setOffline(false);
    for (const [index, card] of cards.entries()) {
      const last = index < 6 ? "Chur" : "Zug";
      await eventually(async () => (await read(card))["city"], last);
      for (const engine of [ada, bob]) await eventually(() => cityOf(engine, card), last);
      const values = await past(card, "city");
      // Whoever was first with the earlier value, it is there once at most, and before the later one.
      expect(values.filter((value) => value === last)).toEqual([last]);
      expect(values.at(-1)).toBe(last);
      expect(values.filter((value) => value === "Chur").length).toBeLessThanOrEqual(1);
    }
    for (const engine of [ada, bob]) {
      expect(engine.attention.value).toEqual([]);
      const session = await engine.openCard("contact", { id: cards[7].id as string });
      await eventually(() => session.snapshot.value.connected, true);
      expect(session.snapshot.value.conflicts).toEqual({});
    }
  }, 240_000);

  test("[SY39] [C2] a device whose first chunk never got onto it is known by what it opened: what was acknowledged there comes back", async () => {
    const card = await contact("Firma");
    await backedUp();
    const disk = new DiskWithoutChunks();
    const ada = await device("ada", { disk, isEarly: true });
    const session = await ada.openCard("contact", { id: card.id as string });
    await eventually(() => session.snapshot.value.connected, true);
    expect(session.set("city", "Chur")).toMatchObject({ ok: true });
    await session.flush();
    await eventually(async () => (await read(card))["city"], "Chur");
    expect(ada.progress.value?.isComplete).toBe(false);
    await scene.gone(ada);
    await restored();
    expect((await read(card))["city"]).toBe("Bern");
    disk.isRefusing = false;
    const again = await device("ada", { disk });
    await eventually(async () => (await read(card))["city"], "Chur");
    await eventually(() => cityOf(again, card), "Chur");
    expect(again.attention.value).toEqual([]);
  }, 240_000);

  test("[SY38] [SY35] a device of a role without bank details gives back what that role may edit, is asked about nothing else, and hears of none", async () => {
    const family = await contact("Familie");
    const bank: Json = await scene.root.expecting(201, "POST", `/contacts/${family.id}/bank-accounts`, {});
    const lone: Json = await scene.root.expecting(201, "POST", "/bank-accounts", { name: "Bank", city: "Bern" });
    // By itself: with a contact it would be the contact's as well.
    for (const { cardId } of lone.relations) await scene.root.expecting(204, "DELETE", `/contacts/${cardId}`);
    const sal = await device("sal", { role: "sales" });
    await backedUp();
    await scene.root.expecting(200, "PATCH", `/bank-accounts/${bank.id}`, {
      bankAccountNo: "Geheim 1",
      notes: "Geheim 2",
    });
    await scene.root.expecting(200, "PATCH", `/bank-accounts/${lone.id}`, { city: "Genf" });
    await patch(family, { city: "Zug", notes: "Bitte anrufen." });
    const lost = await contact("Neu AG");
    await scene.root.expecting(201, "POST", `/contacts/${lost.id}/bank-accounts`, {});
    await eventually(async () => (await sal.list("bankAccount")).items.length, 3);
    const cityOfLone = async (): Promise<unknown> =>
      (await sal.list("bankAccount")).items.find(({ id }) => id === lone.id)?.values["city"];
    await eventually(cityOfLone, "Genf");
    await eventually(async () => (await sal.readCard("contact", family.id as string))?.notes, "Bitte anrufen.");
    await restored();
    await eventually(async () => {
      const { city, notes } = await read(family);
      return [city, notes];
    }, ["Zug", "Bitte anrufen."]);
    // Of a card that nobody of that role edits nothing comes back from there, and it shows what the server has.
    await eventually(cityOfLone, "Bern");
    expect(await read(lone, "bank-accounts")).toMatchObject({ city: "Bern" });
    expect(await read(bank, "bank-accounts")).toMatchObject({ city: "Zug", bankAccountNo: "", notes: "" });
    const offered = sal.attention.value.map((item) => item.kind === "command" && item.code);
    expect(offered).toEqual(["recovery.lost"]);
    for (const item of sal.attention.value) if (item.kind === "command") await sal.retry(item);
    await eventually(async () => (await read(lost))["name"], "Neu AG");
    expect((await scene.root.expecting(200, "GET", "/bank-accounts"))["items"]).toHaveLength(2);
    await eventually(async () => (await sal.list("bankAccount")).items.length, 2);
    expect(sal.attention.value).toEqual([]);
  }, 240_000);
});
