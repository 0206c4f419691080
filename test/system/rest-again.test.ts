/**
 * REST calls with an end of their own: deletion in any order, a write that is sent again, set-up.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { relatedIds, relatedPaths } from "./related-ids.ts";
import { createScene } from "./scene.ts";

const scene = createScene("again");

const permutations = (names: readonly string[]): string[][] =>
  names.length <= 1
    ? [[...names]]
    : names.flatMap((name) =>
        permutations(names.filter((other) => other !== name)).map((rest) => rest.toSpliced(0, 0, name)),
      );

describe("deleting", () => {
  test("[D1] deleting the contact leaves every other card as it was, editable and without anything that points at it", async () => {
    const cards = await relatedIds(scene.ada);
    const before = await Promise.all(
      relatedPaths.map((path) => scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`)),
    );
    await scene.ada.expecting(204, "DELETE", `/contacts/${cards.contact}`);
    expect((await scene.ada.call("GET", `/contacts/${cards.contact}`)).status).toBe(404);
    expect((await scene.ada.call("PATCH", `/contacts/${cards.contact}`, { city: "x" })).status).toBe(404);
    expect((await scene.ada.call("DELETE", `/contacts/${cards.contact}`)).status).toBe(404);
    for (const [index, path] of relatedPaths.entries()) {
      const after = await scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`);
      expect(after).toEqual({ ...before[index], relations: [], documentId: after.documentId });
      await scene.ada.expecting(200, "PATCH", `/${path}/${cards[path]}`, { city: `Of ${path}` });
    }
    for (const path of relatedPaths)
      expect((await scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`)).city).toBe(`Of ${path}`);
    expect((await scene.ada.expecting(200, "GET", `/contacts/${cards.contact}/history`)).items.length).toBeGreaterThan(
      0,
    );
  });

  test("[D1] deleting a customer, vendor or bank account leaves the contact and its other cards sharing", async () => {
    for (const gone of relatedPaths) {
      const cards = await relatedIds(scene.ada);
      const rest = relatedPaths.filter((path) => path !== gone);
      const before = await scene.ada.expecting(200, "GET", `/contacts/${cards.contact}`);
      await scene.ada.expecting(204, "DELETE", `/${gone}/${cards[gone]}`);
      const after = await scene.ada.expecting(200, "GET", `/contacts/${cards.contact}`);
      const relations = before.relations.filter(({ cardId }: { cardId: string }) => cardId !== cards[gone]);
      expect(after).toEqual({ ...before, relations });
      await scene.ada.expecting(200, "PATCH", `/contacts/${cards.contact}`, { city: "Chur" });
      for (const path of rest)
        expect((await scene.ada.expecting(200, "GET", `/${path}/${cards[path]}`)).city).toBe("Chur");
    }
  });

  test("[D1] in every order in which all four can go", async () => {
    const orders = permutations(["contact", ...relatedPaths]);
    for (const order of orders) {
      const cards: Record<string, string> = await relatedIds(scene.ada);
      const pathOf = (name: string): string => `/${name === "contact" ? "contacts" : name}/${cards[name]}`;
      for (const [index, gone] of order.entries()) {
        await scene.ada.expecting(204, "DELETE", pathOf(gone));
        for (const left of order.slice(index + 1)) {
          expect(await scene.ada.expecting(200, "GET", pathOf(left))).toMatchObject({
            name: "Cronus AG",
            phoneNo: "+41442000000",
            city: "Zug",
          });
        }
      }
    }
  });

  test("[D4] restoring links again where the place is free, and keeps what was edited meanwhile", async () => {
    const cards = await relatedIds(scene.ada);
    await scene.ada.expecting(204, "DELETE", `/contacts/${cards.contact}`);
    await scene.ada.expecting(200, "PATCH", `/customers/${cards.customers}`, { city: "Chur" });
    expect((await scene.ada.call("POST", `/customers/${cards.contact}/restore`)).status).toBe(404);
    const contact = await scene.ada.expecting(200, "POST", `/contacts/${cards.contact}/restore`);
    expect(contact.relations).toHaveLength(3);
    expect(contact).toMatchObject({ city: "Chur", phoneNo: "+41442000000" });
    expect((await scene.ada.expecting(409, "POST", `/contacts/${cards.contact}/restore`)).code).toBe(
      "restore.notDeleted",
    );
  });

  test("[D3] deleting a company deletes its persons", async () => {
    const company = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const person = await scene.ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Eva Weber",
      companyId: company.id,
    });
    await scene.ada.expecting(204, "DELETE", `/contacts/${company.id}`);
    expect((await scene.ada.call("GET", `/contacts/${person.id}`)).status).toBe(404);
  });
});

describe("a write that is sent again", () => {
  test("[HT5] is answered again, not done again; the same key for another write is refused", async () => {
    const key = { "idempotency-key": "import row 1" };
    const first = await scene.ada.call("POST", "/contacts", { name: "Cronus AG" }, key);
    await scene.ada.expecting(200, "PATCH", `/contacts/${first.body.id}`, { city: "Zug" });
    const again = await scene.ada.call("POST", "/contacts", { name: "Cronus AG" }, key);
    expect([again.status, again.body, again.headers.get("idempotency-replayed")]).toEqual([201, first.body, "true"]);
    expect((await scene.ada.expecting(422, "POST", "/contacts", { name: "Other" }, key)).code).toBe(
      "idempotency.reused",
    );
    expect((await scene.ada.expecting(422, "POST", "/customers", { name: "Cronus AG" }, key)).code).toBe(
      "idempotency.reused",
    );
    expect((await scene.ada.expecting(200, "GET", "/contacts")).items).toHaveLength(1);
    const ben = await scene.as("editor", "ben");
    expect((await ben.call("POST", "/contacts", { name: "Cronus AG" }, key)).body.id).not.toBe(first.body.id);
  });

  test("[HT5] at the same moment is done once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        scene.ada.call("POST", "/customers", { name: "Cronus AG" }, { "idempotency-key": "k" }),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await scene.ada.expecting(200, "GET", "/customers")).items).toHaveLength(1);
  });

  test("[HT5] deletes, links, edits and refusals are answered again, too", async () => {
    const { id } = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const send = (key: string, method: string, path: string, body?: unknown): Promise<unknown> =>
      scene.ada
        .call(method, path, body, { "idempotency-key": key })
        .then(({ status, body: answer }) => [status, answer]);
    const refused = await send("r", "PATCH", `/contacts/${id}`, { phoneNo: "letters" });
    const edited = await send("e", "PATCH", `/contacts/${id}`, { city: "Zug" });
    await scene.ada.expecting(200, "PATCH", `/contacts/${id}`, { city: "Chur" });
    expect(await send("e", "PATCH", `/contacts/${id}`, { city: "Zug" })).toEqual(edited);
    expect((await scene.ada.expecting(200, "GET", `/contacts/${id}`)).city).toBe("Chur");
    expect(await send("r", "PATCH", `/contacts/${id}`, { phoneNo: "letters" })).toEqual(refused);
    expect(await send("d", "DELETE", `/contacts/${id}`)).toEqual([204, undefined]);
    expect(await send("d", "DELETE", `/contacts/${id}`)).toEqual([204, undefined]);
    expect((await scene.ada.call("DELETE", `/contacts/${id}`)).status).toBe(404);
  });

  test.each(["", "x".repeat(256), "tab\there"])("[HT5] with a key that is none (%j): 400", async (key) => {
    expect((await scene.ada.expecting(400, "POST", "/contacts", { name: "x" }, { "idempotency-key": key })).code).toBe(
      "idempotency.key",
    );
  });
});

describe("set-up", () => {
  test("[S1] takes what it gave, and a blank code turns automation off", async () => {
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    expect(setup.businessRelationCodes).toEqual({ customer: "CUST", vendor: "VEND", bankAccount: "BANK" });
    expect(await scene.ada.expecting(200, "PUT", "/setup", setup)).toEqual(setup);
    await scene.ada.expecting(200, "PUT", "/setup", {
      ...setup,
      businessRelationCodes: { ...setup.businessRelationCodes, customer: "" },
    });
    const contact = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    expect((await scene.ada.expecting(409, "POST", `/contacts/${contact.id}/customers`)).code).toBe("link.setup");
  });

  test("[S2] nonsense is refused and named", async () => {
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    for (const wrong of [
      { businessRelationCodes: 7 },
      { numberSeries: { contact: { next: -1 } } },
      { colour: "red" },
    ]) {
      expect((await scene.ada.call("PUT", "/setup", { ...setup, ...wrong })).status).toBe(422);
    }
    expect(await scene.ada.expecting(200, "GET", "/setup")).toEqual(setup);
  });
});
