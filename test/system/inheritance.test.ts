/**
 * Persons and their companies with client engines against a real server: what a person shows live, offline and after a move.
 *
 * @module
 */
import type { CardEvent, CardSession, Engine } from "@couplet/engine";
import { describe, expect, test } from "vitest";
import type { Json } from "./rest-client.ts";
import { createScene, eventually, saved, shown } from "./scene.ts";

const scene = createScene("inheritance");
const engineOf = (sub: string): Promise<Engine> => scene.engine(sub);
const open = (engine: Engine, card: Json): Promise<CardSession> => engine.openCard("contact", { id: card.id });
const from = (session: CardSession, field: string): string | undefined =>
  session.snapshot.value.inherited[field]?.cardId;

const bern = { address: "Marktgasse 1", postCode: "3011", city: "Bern" };
const adatum = { name: "Adatum", salespersonCode: "JD", countryCode: "CH", phoneNo: "+41313331122", ...bern };

/** A company and its persons; `own` values one each. */
async function staff(...own: readonly Record<string, string>[]): Promise<{ company: Json; persons: Json[] }> {
  const company = await scene.ada.expecting(201, "POST", "/contacts", adatum);
  const persons: Json[] = [];
  for (const fields of own) {
    const body = { type: "person", name: "Ann Beebe", companyId: company.id, ...fields };
    persons.push(await scene.ada.expecting(201, "POST", "/contacts", body));
  }
  return { company, persons };
}

describe("a person in a company", () => {
  test("[H2] a company's phone change reaches two of three persons, live, and the third keeps its hand edit", async () => {
    const { company, persons } = await staff({}, { phoneNo: "+41791112233" }, {});
    const atAda = await open(await engineOf("ada"), company);
    const ben = await engineOf("ben");
    const cards = await Promise.all(persons.map((person) => open(ben, person)));
    const events: CardEvent[] = [];
    cards[0]?.observe((event) => events.push(event));
    await eventually(() => cards.every((card) => card.snapshot.value.inherited["city"]?.name === "Adatum"));
    atAda.set("phoneNo", "+41445556677");
    await eventually(() => cards.filter((card) => shown(card, "phoneNo") === "+41445556677").length === 2);
    expect(cards.map((card) => from(card, "phoneNo"))).toEqual([company.id, undefined, company.id]);
    expect(cards[1] && shown(cards[1], "phoneNo")).toBe("+41791112233");
    expect(events).toMatchObject([{ type: "remote-change", field: "phoneNo", by: { sub: "ada" } }]);
    expect(cards[0]?.snapshot.value.sources["phoneNo"]).toMatchObject({ by: { sub: "ada" }, card: { id: company.id } });
    const read = await scene.ada.expecting(200, "GET", `/contacts/${persons[2].id}`);
    await saved(atAda);
    expect(read.inherited.city).toBe(company.id);
    expect(read.inherited.name).toBeUndefined();
    const { items } = await scene.ada.expecting(200, "GET", "/contacts?search=Ann");
    expect(items.map((card: Json) => card.phoneNo).sort()).toEqual(["+41445556677", "+41445556677", "+41791112233"]);
  });

  test("[H2] [H3] editing makes a value the person's own, clearing it inherits again, and the company sees none of it", async () => {
    const { company, persons } = await staff({});
    const ada = await engineOf("ada");
    const ann = await open(ada, persons[0]);
    await eventually(() => from(ann, "phoneNo") === company.id);
    expect(ann.set("phoneNo", "+41 31 333 11 22")).toEqual({ ok: true, changed: false });
    expect(ann.set("phoneNo", "079 111 22 33")).toEqual({ ok: true, changed: true });
    expect(shown(ann, "phoneNo")).toBe("+41791112233");
    expect(from(ann, "phoneNo")).toBeUndefined();
    expect(ann.set("city", "Thun")).toEqual({ ok: true, changed: true });
    expect(ann.snapshot.value.values).toMatchObject({ ...bern, city: "Thun" });
    expect(from(ann, "address")).toBeUndefined();
    await saved(ann);
    expect(await scene.ada.expecting(200, "GET", `/contacts/${company.id}`)).toEqual(company);

    ann.set("phoneNo", "");
    ann.set("city", "");
    expect(ann.snapshot.value.values).toMatchObject({ phoneNo: adatum.phoneNo, ...bern });
    expect(from(ann, "address")).toBe(company.id);
    await saved(ann);
    const again = await scene.ada.expecting(200, "GET", `/contacts/${persons[0].id}`);
    expect(again).toEqual(persons[0]);
    expect(ann.undo()).toBe(true);
    expect(ann.snapshot.value.values).toMatchObject({ ...bern, city: "Thun" });
  });

  test("[H2] offline a person shows the company as this device knows it, also what is edited on it meanwhile", async () => {
    const { company, persons } = await staff({});
    const ada = await engineOf("ada");
    const atAda = await open(ada, company);
    const ann = await open(ada, persons[0]);
    await eventually(() => from(ann, "phoneNo") === company.id);
    ada.setOffline(true);
    atAda.set("phoneNo", "+41445556677");
    expect(shown(ann, "phoneNo")).toBe("+41445556677");
    ann.close();
    const reopened = await open(ada, persons[0]);
    expect(shown(reopened, "phoneNo")).toBe("+41445556677");
    const listed = async (): Promise<unknown> =>
      (await ada.list("contact", { search: "Beebe" })).items.map((row) => [row.values["phoneNo"], row.inherited]);
    await expect.poll(listed, { timeout: 4_000 }).toMatchObject([["+41445556677", { phoneNo: company.id }]]);
    ada.setOffline(false);
    await saved(atAda);
    expect((await scene.ada.expecting(200, "GET", `/contacts/${persons[0].id}`)).phoneNo).toBe("+41445556677");
  });

  test("[S5] what set-up switches off is not inherited, whichever side is asked", async () => {
    const { persons } = await staff({});
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    await scene.ada.expecting(200, "PUT", "/setup", {
      ...setup,
      inheritance: { ...setup.inheritance, communication: false, countryCode: false },
    });
    const ann = await open(await engineOf("ada"), persons[0]);
    await eventually(() => ann.snapshot.value.inherited["city"]?.name === "Adatum");
    expect(ann.snapshot.value.values).toMatchObject({ phoneNo: "", countryCode: "", salespersonCode: "JD" });
    const read = await scene.ada.expecting(200, "GET", `/contacts/${persons[0].id}`);
    expect(read).toMatchObject({ phoneNo: "", countryCode: "", salespersonCode: "JD" });
  });
});

describe("moving", () => {
  test("[H1] joining offline and leaving again, each one step, agree on both sides when the server is back", async () => {
    const { company } = await staff();
    const lone = await scene.ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Ann Beebe",
      salespersonCode: "XX",
      email: "ann@a.ch",
    });
    const ada = await engineOf("ada");
    const known = await open(ada, company);
    const ann = await open(ada, lone);
    await eventually(() => known.snapshot.value.connected && ann.snapshot.value.connected);
    ada.setOffline(true);
    expect(ann.set("companyId", company.id)).toEqual({ ok: true, changed: true });
    await eventually(() => shown(ann, "city") === "Bern");
    expect(ann.snapshot.value.values).toMatchObject({ salespersonCode: "JD", email: "ann@a.ch" });
    expect(ann.undo()).toBe(true);
    expect(ann.snapshot.value.values).toMatchObject({ salespersonCode: "XX", city: "", companyId: "" });
    expect(ann.redo()).toBe(true);
    ada.setOffline(false);
    await saved(ann);
    await eventually(() => ann.snapshot.value.saved === "saved");
    const joined = await scene.ada.expecting(200, "GET", `/contacts/${lone.id}`);
    expect(joined).toMatchObject({ companyId: company.id, salespersonCode: "JD", ...bern });
    expect(joined.inherited).toMatchObject({ salespersonCode: company.id, city: company.id });
    expect(joined.inherited.email).toBeUndefined();

    ann.set("companyId", "");
    expect(ann.snapshot.value.values).toMatchObject({ salespersonCode: "JD", ...bern });
    expect(ann.snapshot.value.inherited).toEqual({});
    await saved(ann);
    const left = await scene.ada.expecting(200, "GET", `/contacts/${lone.id}`);
    expect(left).toMatchObject({ companyId: "", salespersonCode: "JD", phoneNo: adatum.phoneNo, ...bern });
    expect(left.inherited).toBeUndefined();
    expect((await scene.ada.expecting(200, "GET", `/contacts/${lone.id}/conflicts`)).items).toEqual([]);
  });

  test("[H1] taking back a joining leaves blank what was blank, on the server too", async () => {
    const { company } = await staff();
    const lone = await scene.ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Ann",
      salespersonCode: "XX",
    });
    const ada = await engineOf("ada");
    await open(ada, company);
    const ann = await open(ada, lone);
    ann.set("companyId", company.id);
    await saved(ann);
    await eventually(() => shown(ann, "city") === "Bern");
    expect(ann.undo()).toBe(true);
    await saved(ann);
    expect(await scene.ada.expecting(200, "GET", `/contacts/${lone.id}`)).toEqual({ ...lone, companyId: "" });
  });

  test("[H1] a device that never saw the company sends the move alone, and the server does the rest", async () => {
    const { company } = await staff();
    const lone = await scene.ada.expecting(201, "POST", "/contacts", {
      type: "person",
      name: "Ann",
      salespersonCode: "XX",
    });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const ann = await open(await engineOf("ada"), lone);
    ann.set("companyId", company.id);
    await saved(ann);
    await eventually(() => shown(ann, "salespersonCode") === "JD" && from(ann, "salespersonCode") === company.id);
    const history = await scene.ada.expecting(200, "GET", `/contacts/${lone.id}/history`);
    expect(history.items).toContainEqual(expect.objectContaining({ field: "salespersonCode", old: "XX", new: "" }));
  });

  test("[H5] the type changes over REST under its rules, and an open card follows", async () => {
    const { company, persons } = await staff({});
    const ann = await open(await engineOf("ada"), persons[0]);
    await eventually(() => from(ann, "city") === company.id);
    const refused = await scene.ada.expecting(409, "PATCH", `/contacts/${company.id}`, { type: "person" });
    expect(refused).toMatchObject({ code: "type.persons", field: "type", params: { n: 1 } });
    await scene.ada.expecting(200, "PATCH", `/contacts/${persons[0].id}`, { type: "company" });
    await eventually(() => ann.snapshot.value.type === "company");
    await eventually(() => shown(ann, "city") === "Bern" && Object.keys(ann.snapshot.value.inherited).length === 0);
    await scene.ada.expecting(200, "PATCH", `/contacts/${company.id}`, { type: "person" });
    expect((await scene.ada.expecting(422, "PATCH", `/contacts/${company.id}`, { type: "robot" })).code).toBe(
      "value.unknown",
    );
  });
});
