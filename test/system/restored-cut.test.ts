/**
 * A line that breaks while a device compares what it holds with a restored server; and devices that keep only what was opened.
 *
 * @module
 */
import type { Engine } from "@couplet/engine";
import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "./rest-client.ts";
import { eventually, restoredScene } from "./restored-scene.ts";

const scene = restoredScene();
const { backedUp, contact, device, gone, patch, read, restored } = scene;
let nudging: ReturnType<typeof setInterval> | undefined;
afterEach(() => clearInterval(nudging));

/** As the device has it. */
const cityOf = async (engine: Engine, { id }: Json): Promise<unknown> =>
  (await engine.list("contact")).items.find((row) => row.id === id)?.values["city"];

describe("After a backup was restored", () => {
  test("[SY40] [C2] an engine that is cut at any message of the comparison begins again, and nothing is lost", async () => {
    const cards = [await contact("Eins"), await contact("Zwei"), await contact("Drei")];
    const ada = await device("ada");
    const [one] = cards;
    const open = await ada.openCard("contact", { id: one.id });
    await backedUp();
    // Somebody who asks for it: else the pauses between two connections grow from cut to cut.
    nudging = setInterval(() => ada.retryConnection(), 100);
    for (let after = 1; after <= 32; after += 1) {
      expect(open.set("city", `Ort ${after}`)).toMatchObject({ ok: true });
      for (const card of cards.slice(1)) await patch(card, { city: `Ort ${after}` });
      // The feed has told it: what no device knows nobody brings back.
      for (const card of cards) await eventually(async () => await cityOf(ada, card), `Ort ${after}`);
      await eventually(() => ada.status.value.waiting, 0);
      await restored(() => scene.line.cutIn(after));
      for (const card of cards) await eventually(async () => (await read(card)).city, `Ort ${after}`);
      // What is open is live again.
      await patch(one, { phoneNo: `+4144200${1_000 + after}` });
      await eventually(() => open.snapshot.value.values["phoneNo"], `+4144200${1_000 + after}`);
      expect(open.snapshot.value.conflicts).toEqual({});
    }
    expect(ada.attention.value).toEqual([]);
  }, 240_000);

  test("[SY39] [C2] of an engine that keeps only what was opened, too: what the copies on its device have comes back", async () => {
    const card = await contact("Eins");
    const other = await contact("Zwei");
    const ada = await device("ada", { keeps: "opened" });
    const bob = await device("bob", { keeps: "opened" });
    const [atAda, atBob] = [
      await ada.openCard("contact", { id: card.id }),
      await bob.openCard("contact", { id: card.id }),
    ];
    await eventually(() => atAda.snapshot.value.connected && atBob.snapshot.value.connected, true);
    // Known to the backup as his: what he writes after it under the same Yjs client nobody else could push.
    atBob.set("city", "Chur");
    await eventually(() => atAda.snapshot.value.values["city"], "Chur");
    await eventually(() => bob.status.value.waiting, 0);
    await backedUp();
    await eventually(() => atAda.snapshot.value.connected && atBob.snapshot.value.connected, true);
    atBob.set("city", "Zug");
    await eventually(() => atAda.snapshot.value.values["city"], "Zug");
    atAda.set("phoneNo", "+41442001000");
    await eventually(() => atBob.snapshot.value.values["phoneNo"], "+41442001000");
    await eventually(() => ada.status.value.waiting + bob.status.value.waiting, 0);
    // Bob does not come back; what is typed on Ada's device without network goes on as well.
    await gone(bob);
    ada.setOffline(true);
    atAda.set("email", "info@eins.ch");
    await restored();
    ada.setOffline(false);
    const values = async (): Promise<unknown[]> => {
      const { city, phoneNo, email } = await read(card);
      return [city, phoneNo, email];
    };
    await eventually(values, ["Zug", "+41442001000", "info@eins.ch"]);
    await eventually(() => ada.status.value.waiting, 0);
    expect(ada.attention.value).toEqual([]);
    await patch(card, { city: "Olten" });
    await eventually(() => atAda.snapshot.value.values["city"], "Olten");
    expect(await read(other)).toMatchObject({ city: "Bern" });
  }, 120_000);

  test("[SY39] [C2] notes come back where nobody has written since, and else as a text to be put together", async () => {
    const [alone, both] = [await contact("Eins"), await contact("Zwei")];
    const ada = await device("ada");
    await backedUp();
    for (const { id } of [alone, both]) {
      const card = await ada.openCard("contact", { id });
      await eventually(() => card.snapshot.value.connected, true);
      card.notes.replace("Bitte anrufen.");
      await card.flush();
      card.close();
    }
    await eventually(async () => (await ada.readCard("contact", both.id))?.notes, "Bitte anrufen.");
    ada.setOffline(true);
    await restored();
    await patch(both, { notes: "Hat angerufen." });
    ada.setOffline(false);
    await eventually(async () => (await read(alone)).notes, "Bitte anrufen.");
    await eventually(
      () => ada.attention.value.map((item) => item.kind === "refused" && [item.code, item.value]),
      [["recovery.notes", "Bitte anrufen."]],
    );
    expect(await read(both)).toMatchObject({ notes: "Hat angerufen." });
  }, 120_000);
});
