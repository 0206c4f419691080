/**
 * Persons and their companies in a real workspace: what is read, what a move writes, over REST's calls and over rooms.
 *
 * @module
 */
import { type CardId, parseCardId, type Scalar } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ada, aMoment, type Fixture, newCommandId, openFixture, until, type WholeCard } from "./workspace-fixture.ts";

let f: Fixture;
beforeEach(async () => {
  f = await openFixture();
});
afterEach(() => f.close());

const bern = { address: "Marktgasse 1", postCode: "3011", city: "Bern" };
const adatum = { name: "Adatum", salespersonCode: "JD", countryCode: "CH", phoneNo: "+41313331122", ...bern };

const personOf = (fields: Readonly<Record<string, Scalar>> = {}): Promise<WholeCard> =>
  f.create("contact", { name: "Ann Beebe", ...fields }, { contactType: "person" });
const patch = (card: WholeCard, fields: Readonly<Record<string, unknown>>): Promise<WholeCard> =>
  f.workspace.editCard(card.id, fields, ada).then(({ id }) => f.read(id));
const byCompany = (company: WholeCard, ...fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, company.id]));
const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: { readonly code?: string }) => error.code,
  );

describe("reading", () => {
  test("[H1] [H2] a person shows its company's values with the company's id beside them, in a list as on the card", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id, phoneNo: "+41791112233" });
    expect(ann).toMatchObject({ salespersonCode: "JD", phoneNo: "+41791112233", ...bern });
    expect(ann.inherited).toEqual(byCompany(company, "salespersonCode", "countryCode", "address", "postCode", "city"));
    const { items } = await f.workspace.listCards("contact", { limit: 10 });
    expect(items.find((card) => card.id === ann.id)).toEqual(ann);
    expect(items.find((card) => card.id === company.id)?.inherited).toBeUndefined();
  });

  test("[H2] a change of the company reaches blank fields; a hand edit stays until it is cleared", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    await patch(ann, { phoneNo: "+41791112233" });
    await patch(company, { phoneNo: "+41445556677", city: "Biel" });
    expect(await f.read(ann.id)).toMatchObject({ phoneNo: "+41791112233", city: "Biel" });
    const cleared = await patch(ann, { phoneNo: "" });
    expect(cleared).toMatchObject({ phoneNo: "+41445556677", inherited: { phoneNo: company.id } });
  });

  test("[S5] a switch of set-up stops and starts inheriting, and changes no value", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    const setup = await f.workspace.setup();
    await f.workspace.putSetup({ ...setup, inheritance: { ...setup.inheritance, communication: false } }, ada);
    expect(await f.read(ann.id)).toMatchObject({ phoneNo: "", city: "Bern" });
    await f.workspace.putSetup(setup, ada);
    expect(await f.read(ann.id)).toEqual(ann);
  });

  test("[H2] a patch with the whole card, as it was read, makes nothing of it the person's own", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    const { salespersonCode, countryCode, phoneNo, address, postCode, city } = ann;
    const same = { salespersonCode, countryCode, phoneNo, address, postCode, city, companyId: company.id };
    expect(await patch(ann, { ...same, jobTitle: "Buyer" })).toEqual({ ...ann, jobTitle: "Buyer" });
  });

  test("[H2] editing a part of the company's address makes the person's a whole one", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    const moved = await patch(ann, { address: "Marktgasse 3" });
    expect(moved).toMatchObject({ ...bern, address: "Marktgasse 3" });
    expect(Object.keys(moved.inherited ?? {})).not.toContain("city");
    expect(await patch(ann, { address: "" })).toEqual(ann);
  });

  test("[H3] nothing a person sets reaches its company or the company's customer", async () => {
    const customer = await f.create("customer", adatum);
    const company = await f.read(customer.relations[0]?.cardId ?? "");
    const ann = await personOf({ companyId: company.id });
    await patch(ann, { phoneNo: "+41791112233", city: "Thun", salespersonCode: "" });
    await patch(ann, { companyId: "" });
    expect(await f.read(company.id)).toEqual(company);
    expect(await f.read(customer.id)).toEqual(customer);
  });
});

describe("moving by an edit", () => {
  test("[H1] joining clears own values of the switched fields and says so in the history; what else is given holds", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ salespersonCode: "XX", countryCode: "DE", city: "Ulm", phoneNo: "+491711234567" });
    const joined = await patch(ann, { companyId: company.id, countryCode: "AT" });
    expect(joined).toMatchObject({ salespersonCode: "JD", countryCode: "AT", city: "Ulm", phoneNo: "+491711234567" });
    expect(joined.inherited).toEqual(byCompany(company, "salespersonCode"));
    const { items } = await f.workspace.history(ann.id, { limit: 3 });
    expect(items).toContainEqual(expect.objectContaining({ field: "salespersonCode", old: "XX", new: "" }));
  });

  test("[H1] leaving keeps all that was shown, as the person's own; another company takes its place", async () => {
    const company = await f.create("contact", adatum);
    const other = await f.create("contact", { name: "Fabrikam", phoneNo: "+41226667788", city: "Genf" });
    const ann = await personOf({ companyId: company.id });
    const { inherited: _none, companyId: _left, ...shown } = ann;
    const left = await patch(ann, { companyId: "" });
    expect(left).toEqual({ ...shown, companyId: "" });
    expect(left.inherited).toBeUndefined();
    // What a person brings along is its own; what equals the company it leaves for another is not.
    expect(await patch(ann, { companyId: other.id })).toMatchObject({ phoneNo: left["phoneNo"], city: "Bern" });
    expect(await patch(ann, { companyId: company.id })).toMatchObject({ phoneNo: left["phoneNo"], city: "Bern" });
    const moved = await patch(ann, { companyId: other.id });
    expect(moved).toMatchObject({ phoneNo: "+41226667788", city: "Genf", address: "" });
  });

  test("[H1] a person with relations of its own neither inherits nor loses anything by joining", async () => {
    const customer = await f.create("customer", { ...adatum, name: "Ann Beebe" }, { contactType: "person" });
    const ann = await f.read(customer.relations[0]?.cardId ?? "");
    const company = await f.create("contact", { name: "Fabrikam", faxNo: "+41226667788" });
    const joined = await patch(ann, { companyId: company.id });
    expect(joined).toEqual({ ...ann, companyId: company.id });
    expect(await f.read(customer.id)).toEqual(customer);
  });

  test("[H5] a change of type is judged with the rest of the patch, or nothing of it is done", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    expect(await refusal(patch(company, { type: "person", city: "Thun" }))).toBe("type.persons");
    expect(await refusal(patch(ann, { type: "robot" }))).toBe("value.unknown");
    expect(await refusal(patch(ann, { type: "company", companyId: company.id }))).toBe("company.type");
    expect(await refusal(patch(ann, { type: "company", phoneNo: "abc" }))).toBe("phone.letters");
    expect(await f.read(ann.id)).toEqual(ann);
    const grown = await patch(ann, { type: "company", city: "Thun" });
    expect(grown).toMatchObject({ type: "company", firstName: "", name: "Ann Beebe", ...bern, city: "Thun" });
    expect(grown.companyId).toBe("");
    expect(await patch(grown, { type: "person", firstName: "Anna" })).toMatchObject({
      type: "person",
      name: "Anna Beebe",
    });
    await patch(company, { type: "company" });
  });
});

describe("moving over a room", () => {
  beforeEach(async () => {
    await f.close();
    // What the server has set was set some time ago.
    f = await openFixture({ nowMs: () => Date.now() - 60_000 });
  });

  /** The person's two rooms, as an offline device or a stock client uses them. */
  async function roomsOf(card: WholeCard, acks = true) {
    const own = f.connect(card.cardDocumentId, { card: card.id, actor: ada, acks });
    const common = f.connect(card.documentId, { card: card.id, actor: ada, acks });
    await until(() => own.isSynced && common.isSynced);
    return { own, common };
  }
  const rowOf = async (id: string): Promise<CardId | undefined> =>
    (await f.store.card("muster-ag", parseCardId(id)))?.companyId;

  test("[H1] a client that sets the company alone gets the rest from the server, in the same commit", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ salespersonCode: "XX" });
    const { own, common } = await roomsOf(ann, false);
    own.set("companyId", company.id);
    await until(() => common.record.value("salespersonCode") === "", "the server's edits come to the room");
    expect(await rowOf(ann.id)).toBe(company.id);
    expect(await f.read(ann.id)).toMatchObject({ salespersonCode: "JD", ...bern });
    own.set("companyId", "");
    await until(() => common.record.value("city") === "Bern");
    expect(await f.read(ann.id)).toMatchObject({ ...bern, salespersonCode: "JD", phoneNo: adatum.phoneNo });
    expect((await f.read(ann.id)).inherited).toBeUndefined();
  });

  test("[H2] a hand edit made along with joining or after it holds", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ territoryCode: "OLD", salespersonCode: "XX" });
    const { own, common } = await roomsOf(ann);
    own.set("companyId", company.id);
    await aMoment(2);
    common.set("salespersonCode", "ME");
    await until(() => own.isSettled && common.isSettled && common.record.value("territoryCode") === "");
    expect(await f.read(ann.id)).toMatchObject({ salespersonCode: "ME", territoryCode: "" });

    // Set just before, as one who moves a person and gives values of its own along with it.
    const ben = await personOf({ salespersonCode: "XX" });
    const rooms = await roomsOf(ben);
    rooms.common.set("territoryCode", "MINE");
    rooms.own.set("companyId", company.id);
    await until(() => rooms.own.isSettled && rooms.common.record.value("salespersonCode") === "");
    expect(await f.read(ben.id)).toMatchObject({ salespersonCode: "JD", territoryCode: "MINE" });
  });

  test("[H1] a company that is none, or is gone, gives nothing and takes nothing", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    const stray = await f.create("vendor", { name: "No company" });
    const { own } = await roomsOf(ann);
    own.set("companyId", stray.id);
    await until(() => own.isSettled);
    expect(await f.read(ann.id)).toMatchObject({ ...bern, phoneNo: adatum.phoneNo });
    expect((await f.read(ann.id)).inherited).toBeUndefined();
  });

  test("[H1] a person that comes back without its company keeps what it showed", async () => {
    const company = await f.create("contact", adatum);
    const ann = await personOf({ companyId: company.id });
    await f.delete(ann.id);
    await f.delete(company.id);
    await f.restore(ann.id);
    expect(await f.read(ann.id)).toMatchObject({ ...bern, phoneNo: adatum.phoneNo });
  });

  test("[H5] the type of a contact and of its customer change in one commit, once for one command", async () => {
    const customer = await f.create("customer", { name: "Ann Beebe" }, { contactType: "person" });
    const id = newCommandId();
    const cardId = parseCardId(customer.relations[0]?.cardId ?? "");
    const command = { type: "changeType", id, cardId, contactType: "company" } as const;
    await f.workspace.execute(command, ada);
    expect((await f.workspace.execute(command, ada)).repeated).toBe(true);
    expect((await f.read(customer.id)).type).toBe("company");
    expect((await f.read(cardId)).type).toBe("company");
  });
});
