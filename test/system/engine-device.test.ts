/**
 * The engine in a browser that is closed, killed and started again while offline: what was typed is there, and arrives once.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { deviceScene, shown, status } from "./device-scene.ts";
import { written } from "./engine-browser.ts";

const scene = deviceScene();
const { createContact, cut, read, visit } = scene;

describe("a browser restarted while offline", () => {
  test("[C2] keeps what was typed over a reload and a restart, says so, and sends it once the network is back", async () => {
    const id = await createContact();
    let page = await visit();
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await cut(true);
    await expect.poll(async () => (await status(page)).state).toBe("offline");
    await page.evaluate(() => {
      globalThis.card.set("city", "Bern");
      globalThis.card.notes.replace("Ring twice.");
    });
    expect((await status(page)).waiting).toBe(2);
    await written(page);
    await page.reload();
    await page.evaluate(() => globalThis.start());
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    expect(await shown(page)).toMatchObject({
      city: "Bern",
      notes: "Ring twice.",
      saved: "device",
      fromCache: true,
      loading: false,
    });
    await scene.browser.context.close();
    await scene.browser.launch();
    page = await visit();
    await expect.poll(async () => (await status(page)).waiting).toBe(2);
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await page.evaluate(() => globalThis.card.set("address", "Weg 1"));
    const { items } = await page.evaluate(() => globalThis.engine.list("contact", { search: "cronus" }));
    expect(items.map((row) => row.id)).toEqual([id]);
    await cut(false);
    await expect.poll(async () => (await status(page)).waiting, { timeout: 10_000 }).toBe(0);
    expect(await read(id)).toMatchObject({
      city: "Bern",
      address: "Weg 1",
      notes: "Ring twice.",
      phoneNo: "+41442000000",
    });
  });

  test("[C2] sends what was left although nobody opens the card again, and the card has moved to another document", async () => {
    const id = await createContact();
    const customer = (await scene.ada.expecting(201, "POST", `/contacts/${id}/customers`)) as { id: string };
    let page = await visit();
    await page.evaluate((card) => globalThis.openCard("customer", card), customer.id);
    await cut(true);
    await expect.poll(async () => (await status(page)).state).toBe("offline");
    await page.evaluate(() => globalThis.card.set("city", "Chur"));
    await written(page);
    await scene.browser.context.close();
    await scene.ada.expecting(204, "DELETE", `/contacts/${id}`);
    await scene.browser.relaunch();
    page = await visit();
    await expect
      .poll(async () => (await scene.ada.expecting(200, "GET", `/customers/${customer.id}`)).city, { timeout: 10_000 })
      .toBe("Chur");
    await expect.poll(async () => (await status(page)).waiting).toBe(0);
    expect((await status(page)).refused).toBe(0);
  });

  test("[C2] does not say that all is saved before it has looked for what was left", async () => {
    const id = await createContact();
    const page = await visit();
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await page.evaluate(() => globalThis.engine.setOffline(true));
    await page.evaluate(() => globalThis.card.set("city", "Bern"));
    await written(page);
    await page.reload();
    const states = await page.evaluate(async () => {
      const started = globalThis.start();
      const seen: string[] = [];
      const isSaved = new Promise<void>((resolve) => {
        globalThis.engine.status.subscribe(({ state, waiting }) => {
          if (state !== "starting") seen.push(`${state} ${waiting}`);
          if (state === "saved") resolve();
        });
      });
      await started;
      await isSaved;
      return seen;
    });
    expect([states[0], states.at(-1)]).toEqual(["saving 1", "saved 0"]);
    expect(await read(id)).toMatchObject({ city: "Bern" });
  });

  test("[F7] shows both values of a field that others set meanwhile", async () => {
    const id = await createContact();
    const page = await visit();
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await cut(true);
    await expect.poll(async () => (await status(page)).state).toBe("offline");
    await page.evaluate(() => globalThis.card.set("phoneNo", "+41441111111"));
    await written(page);
    await page.reload();
    await page.evaluate(() => globalThis.start());
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    // The card's own document never had an entry: that it is here is known all the same.
    expect(await page.evaluate(() => globalThis.card.set("jobTitle", "Clerk"))).toEqual({ ok: true, changed: true });
    await written(page);
    await page.reload();
    await scene.ada.expecting(200, "PATCH", `/contacts/${id}`, { phoneNo: "+41449999999" });
    await page.evaluate(() => globalThis.start());
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await cut(false);
    await expect.poll(async () => (await shown(page)).conflicts, { timeout: 10_000 }).toEqual(["phoneNo"]);
    const names = () =>
      page.evaluate(() =>
        globalThis.card.snapshot.value.conflicts["phoneNo"]?.candidates.map(({ by }) => by.name).sort(),
      );
    await expect.poll(names).toEqual(["Ada Keller", "Ben Rossi"]);
  });
});

describe("commands given offline", () => {
  const queue = (page: Page) => page.evaluate(() => globalThis.engine.queue.value.map(({ type }) => type));
  const items = async (path: string): Promise<Record<string, unknown>[]> =>
    (await scene.ada.expecting(200, "GET", path)).items as Record<string, unknown>[];

  test("[G4] [HT9] outlive a restart with the edits made on top of them, and are executed in order, once", async () => {
    const other = await createContact();
    const { id: mistake } = (await scene.ada.expecting(201, "POST", "/contacts", { name: "Mistake" })) as {
      id: string;
    };
    const alone = (await scene.ada.expecting(201, "POST", "/customers", { name: "Alone" })) as {
      id: string;
      relations: [{ id: string; cardId: string }];
    };
    await scene.ada.expecting(204, "DELETE", `/contacts/${alone.relations[0].cardId}`);
    let page = await visit();
    await page.evaluate(() => Promise.all([globalThis.engine.list("contact"), globalThis.engine.list("customer")]));
    await page.evaluate(() => globalThis.engine.setup());
    await cut(true);
    await expect.poll(async () => (await status(page)).state).toBe("offline");
    const made = await page.evaluate(
      async ([link, customer, gone]) => {
        const { engine } = globalThis;
        const contact = await engine.create("contact", { name: "Fabrikam" });
        const vendor = await engine.createFromContact(contact.id, "vendor");
        await globalThis.openCard("contact", contact.id);
        globalThis.card.set("city", "Bern");
        globalThis.card.notes.replace("Ring twice.");
        const card = await engine.openCard("vendor", { id: vendor.id });
        card.set("name", "Fabrikam Group");
        await engine.link(link ?? "", customer ?? "");
        await engine.remove("contact", gone ?? "");
        return { contact: contact.id, vendor: vendor.id };
      },
      [other, alone.id, mistake],
    );
    await written(page);
    await scene.browser.context.close();
    await scene.browser.launch();
    page = await visit();
    expect(await queue(page)).toEqual(["create", "createFromContact", "link", "delete"]);
    const found = await page.evaluate(async () => (await globalThis.engine.list("contact")).items);
    expect(found.map(({ no, values }) => `${no === "" ? "provisional" : "numbered"} ${values["name"]}`).sort()).toEqual(
      ["numbered Cronus AG", "provisional Fabrikam Group"],
    );
    await page.evaluate((id) => globalThis.openCard("contact", id), made.contact);
    expect(await page.evaluate(() => globalThis.card.snapshot.value)).toMatchObject({
      provisional: true,
      loading: false,
      values: { name: "Fabrikam Group", city: "Bern" },
      notes: "Ring twice.",
      relations: [{ kind: "vendor", cardId: made.vendor }],
    });
    await page.evaluate(() => globalThis.card.set("address", "Weg 1"));
    await cut(false);
    await expect.poll(async () => (await status(page)).waiting, { timeout: 15_000 }).toBe(0);
    expect(await queue(page)).toEqual([]);
    const contacts = await items("/contacts");
    expect(contacts.map(({ name }) => String(name)).sort()).toEqual(["Cronus AG", "Fabrikam Group"]);
    expect(new Set(contacts.map(({ no }) => no)).size).toBe(2);
    await expect
      .poll(() => read(made.contact))
      .toMatchObject({
        city: "Bern",
        address: "Weg 1",
        notes: "Ring twice.",
        relations: [{ kind: "vendor", cardId: made.vendor }],
      });
    expect(await items("/vendors")).toMatchObject([{ id: made.vendor, name: "Fabrikam Group", city: "Bern" }]);
    expect(await scene.ada.expecting(200, "GET", `/customers/${alone.id}`)).toMatchObject({
      name: "Cronus AG",
      relations: [{ cardId: other }],
    });
    await expect.poll(() => page.evaluate(() => globalThis.card.snapshot.value.no)).not.toBe("");
    expect((await scene.ada.expecting(200, "GET", `/contacts/${made.contact}/conflicts`)).items).toEqual([]);
    await page.reload();
    await page.evaluate(() => globalThis.start());
    expect(await queue(page)).toEqual([]);
    expect(await items("/contacts")).toHaveLength(2);
  });

  test("[HT9] are seen by every tab and sent by one", async () => {
    const one = await visit();
    const two = await visit();
    await cut(true);
    for (const page of [one, two]) await expect.poll(async () => (await status(page)).state).toBe("offline");
    await one.evaluate(() => globalThis.engine.create("contact", { name: "From one" }));
    await expect.poll(() => queue(two)).toEqual(["create"]);
    await two.evaluate(() => globalThis.engine.create("contact", { name: "From two" }));
    await expect.poll(() => queue(one)).toEqual(["create", "create"]);
    const names = await one.evaluate(async () => {
      const { items: rows } = await globalThis.engine.list("contact");
      return rows.map(({ values }) => String(values["name"])).sort();
    });
    expect(names).toEqual(["From one", "From two"]);
    await cut(false);
    for (const page of [one, two]) await expect.poll(() => queue(page), { timeout: 15_000 }).toEqual([]);
    expect((await items("/contacts")).map(({ name }) => String(name)).sort()).toEqual(["From one", "From two"]);
  });
});

describe("several tabs", () => {
  test("write through writers of their own, and each gets what the other set", async () => {
    const id = await createContact();
    const one = await visit();
    const two = await visit();
    for (const page of [one, two]) await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await Promise.all([
      one.evaluate(() => globalThis.card.set("city", "Bern")),
      two.evaluate(() => globalThis.card.set("address", "Weg 1")),
    ]);
    await expect.poll(async () => (await shown(two)).city).toBe("Bern");
    await cut(true);
    await one.evaluate(() => globalThis.card.set("phoneNo", "+41441111111"));
    await two.evaluate(() => globalThis.card.set("phoneNo", "+41442222222"));
    await cut(false);
    for (const page of [one, two]) {
      await expect.poll(async () => (await shown(page)).conflicts, { timeout: 10_000 }).toEqual(["phoneNo"]);
    }
    const relation = await one.evaluate(async (card) => {
      const made = await globalThis.engine.createFromContact(card, "customer");
      return made.relations[0]?.cardId;
    }, id);
    expect(relation).toBe(id);
    await expect.poll(() => two.evaluate(() => globalThis.card.snapshot.value.relations.length)).toBe(1);
  });
});

describe("what stays on the device", () => {
  const databases = (page: Page) =>
    page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));

  test("another user of the same browser gets nothing of it, and signing out with wipe leaves nothing", async () => {
    const id = await createContact();
    const page = await visit();
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    expect((await databases(page)).filter((name) => name.includes(`|${scene.workspace}|ben`))).toHaveLength(3);
    await page.evaluate(() => globalThis.engine.signOut({ wipe: true }));
    await expect.poll(() => databases(page), { timeout: 15_000 }).toEqual([]);
    await cut(true);
    await page.reload();
    const outcome = await page.evaluate(() =>
      Promise.race([globalThis.start(), new Promise((resolve) => setTimeout(resolve, 500, "waits"))]),
    );
    expect(outcome).toBe("waits");
  });

  test("a browser that denies storage: said so, and edits still arrive", async () => {
    const id = await createContact();
    await scene.browser.context.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException("denied", "SecurityError");
      };
    });
    const page = await visit();
    expect(await status(page)).toMatchObject({ state: "no-storage", storage: "memory" });
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await page.evaluate(() => globalThis.card.set("city", "Bern"));
    await expect.poll(async () => (await read(id))["city"]).toBe("Bern");
  });

  test("session storage survives a reload and is nobody else's", async () => {
    const id = await createContact();
    const page = await visit("session");
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    await page.evaluate(() => globalThis.card.set("city", "Bern"));
    expect((await databases(page)).every((name) => name.startsWith("couplet-session|"))).toBe(true);
    await expect.poll(async () => (await status(page)).waiting).toBe(0);
    await page.reload();
    await page.evaluate(() => globalThis.start("session"));
    await page.evaluate((card) => globalThis.openCard("contact", card), id);
    expect(await shown(page)).toMatchObject({ city: "Bern" });
    await expect.poll(async () => (await shown(page)).saved).toBe("saved");
  });
});
