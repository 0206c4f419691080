/**
 * Where values came from, and the way back to them: over REST, and with client engines against a real server, also offline.
 *
 * @module
 */
import { OfflineError, type Engine } from "@couplet/engine";
import type { Role } from "@couplet/model";
import { describe, expect, test } from "vitest";
import type { Json } from "./rest-client.ts";
import { createScene, saved, shown } from "./scene.ts";

const scene = createScene("past");
const engineOf = (sub: string, role?: Role): Promise<Engine> => scene.engine(sub, role === undefined ? {} : { role });
const told = (items: readonly { readonly new: unknown; readonly cardId: string }[]): unknown[] =>
  items.map(({ new: now, cardId }) => [now, cardId]);

/** A customer and its contact, whose phone was set on the one, then on the other. */
async function pair(): Promise<{ customer: Json; contactId: string }> {
  const customer = await scene.ada.expecting(201, "POST", "/customers", { name: "Adatum", phoneNo: "+41313331122" });
  const contactId: string = customer.relations[0].cardId;
  await scene.ada.expecting(200, "PATCH", `/contacts/${contactId}`, { phoneNo: "+41313331133", city: "Bern" });
  return { customer, contactId };
}

describe("the history of one field", () => {
  test("[F8] says who set it, when and on which of the linked cards, and nothing of other fields", async () => {
    const { customer, contactId } = await pair();
    for (const path of [`/customers/${customer.id}`, `/contacts/${contactId}`]) {
      const { items } = await scene.ada.expecting(200, "GET", `${path}/history?field=phoneNo`);
      expect(items).toMatchObject([
        { field: "phoneNo", old: "+41313331122", new: "+41313331133", by: { name: "ada Keller" }, cardId: contactId },
        { field: "phoneNo", old: null, new: "+41313331122", by: { name: "ada Keller" }, cardId: customer.id },
      ]);
      const first = await scene.ada.expecting(200, "GET", `${path}/history?field=phoneNo&limit=1`);
      const rest2 = await scene.ada.expecting(200, "GET", `${path}/history?field=phoneNo&cursor=${first.nextCursor}`);
      expect([...first.items, ...rest2.items]).toEqual(items);
    }
  });

  test("[F8] of a field the kind has not is refused, naming the field", async () => {
    const { customer } = await pair();
    const problem = await scene.ada.expecting(422, "GET", `/customers/${customer.id}/history?field=iban`);
    expect(problem).toMatchObject({ code: "field.unknown", field: "iban" });
  });
});

describe("a value of before", () => {
  test("[F8] is restored as an edit of one's own, on all linked cards, and undone in one step", async () => {
    const { customer, contactId } = await pair();
    const engine = await engineOf("ben");
    const card = await engine.openCard("customer", { id: customer.id });
    const { items, fromCache } = await engine.history("customer", customer.id, { field: "phoneNo" });
    expect(fromCache).toBe(false);
    const [, before] = items;
    expect(before).toMatchObject({ new: "+41313331122", cardId: customer.id });
    expect(card.set("phoneNo", before?.new)).toEqual({ ok: true, changed: true });
    await saved(card);
    expect((await scene.ada.expecting(200, "GET", `/contacts/${contactId}`)).phoneNo).toBe("+41313331122");
    const [newest] = (await engine.history("customer", customer.id, { field: "phoneNo" })).items;
    expect(newest).toMatchObject({ new: "+41313331122", old: "+41313331133", by: { sub: "ben", name: "ben Keller" } });
    expect(card.undo()).toBe(true);
    await saved(card);
    expect((await scene.ada.expecting(200, "GET", `/contacts/${contactId}`)).phoneNo).toBe("+41313331133");
  });

  test("[F8] is not restored by who may only read, nor where it is not valid any more", async () => {
    const { customer } = await pair();
    const reader = await (await engineOf("vera", "viewer")).openCard("customer", { id: customer.id });
    expect(reader.set("phoneNo", "+41313331122")).toMatchObject({ ok: false, problem: { code: "perm.kind" } });
    const card = await (await engineOf("ben")).openCard("customer", { id: customer.id });
    expect(card.set("phoneNo", "call Anna")).toMatchObject({ ok: false });
    expect(shown(card, "phoneNo")).toBe("+41313331133");
  });

  test("[F8] is known offline as far as this device was told, the edits made meanwhile among it, and says that there may be more", async () => {
    const { customer, contactId } = await pair();
    const engine = await engineOf("ben");
    const card = await engine.openCard("customer", { id: customer.id });
    await engine.history("customer", customer.id);
    engine.setOffline(true);
    card.set("phoneNo", "+41313331144");
    const page = await engine.history("customer", customer.id, { field: "phoneNo" });
    expect(page.fromCache).toBe(true);
    expect(told(page.items)).toEqual([
      ["+41313331144", customer.id],
      ["+41313331133", contactId],
      ["+41313331122", customer.id],
    ]);
    expect(page.items.map(({ isWaiting }) => isWaiting)).toEqual([true, undefined, undefined]);
    // Page by page as well.
    const first = await engine.history("customer", customer.id, { field: "phoneNo", limit: 2 });
    expect(first.items).toHaveLength(2);
    const next = await engine.history("customer", customer.id, { field: "phoneNo", cursor: first.nextCursor ?? "" });
    expect(told(next.items)).toEqual([["+41313331122", customer.id]]);
    expect(card.set("phoneNo", "+41313331122")).toEqual({ ok: true, changed: true });
    engine.setOffline(false);
    await saved(card);
    expect((await scene.ada.expecting(200, "GET", `/contacts/${contactId}`)).phoneNo).toBe("+41313331122");
  });

  test("[F8] of a card that is open but whose history was never asked for is what its documents tell", async () => {
    const { customer, contactId } = await pair();
    const engine = await engineOf("ben");
    await engine.openCard("customer", { id: customer.id });
    engine.setOffline(true);
    const { items, fromCache } = await engine.history("customer", customer.id, { field: "phoneNo" });
    expect(fromCache).toBe(true);
    expect(told(items)[0]).toEqual(["+41313331133", contactId]);
    await expect(engine.history("contact", contactId)).rejects.toThrow(OfflineError);
  });
});

describe("several fields in one edit", () => {
  test("[F2] are set together or not at all, and undone in one step", async () => {
    const { customer } = await pair();
    const card = await (await engineOf("ben")).openCard("customer", { id: customer.id });
    expect(card.setAll({ city: "Chur", phoneNo: "call Anna" })).toMatchObject({ ok: false });
    expect(shown(card, "city")).toBe("Bern");
    expect(card.setAll({ city: "", postCode: "", county: "GR" })).toEqual({ ok: true, changed: true });
    expect([shown(card, "city"), shown(card, "county")]).toEqual(["", "GR"]);
    expect(card.undo()).toBe(true);
    expect([shown(card, "city"), shown(card, "county")]).toEqual(["Bern", ""]);
    expect(card.undo()).toBe(false);
  });
});
