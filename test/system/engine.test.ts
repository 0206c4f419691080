/**
 * Client engines against a real server: what two people see of each other, what is saved, refused, carried over, stranded.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  CardNotFoundError,
  createEngine,
  OfflineError,
  RequestRefusedError,
  type CardEvent,
  type CardSession,
  type Engine,
} from "@couplet/engine";
import type { Role } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { WebsocketProvider } from "y-websocket";
import { Doc } from "yjs";
import { secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
let workspace = "";
let count = 0;
const engines: Engine[] = [];

beforeAll(async () => {
  server = await startFresh();
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  workspace = `engine-${count}`;
  await engineOf("ada").ready;
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

function engineOf(sub: string, role: Role = "admin", lifeMs = 3_600_000): Engine {
  const engine = createEngine({
    endpoint: server.url,
    storage: "memory",
    getToken: async () => {
      const claims = { sub, name: `${sub} Keller`, workspace, role };
      return { token: await signToken(secret, claims, Date.now() + lifeMs) };
    },
  });
  engines.push(engine);
  // Somebody has to have been in the workspace as an admin before it exists.
  engine.list("contact").catch(() => undefined);
  return engine;
}

const eventually = async (check: () => unknown, timeoutMs = 8_000): Promise<void> => {
  await expect.poll(check, { timeout: timeoutMs, interval: 20 }).toBe(true);
};

const value = (session: CardSession, field: string): unknown => session.snapshot.value.values[field];

/** Sets and waits until the server has it. */
async function save(session: CardSession, field: string, input: unknown): Promise<void> {
  expect(session.set(field, input)).toMatchObject({ ok: true });
  expect((await session.flush()).waiting).toBe(0);
}

/** A contact and its customer, which share their common fields. */
async function related(engine: Engine): Promise<{ contact: string; customer: string }> {
  const contact = await engine.create("contact", { name: "Cronus AG", phoneNo: "+41442000000", countryCode: "CH" });
  const customer = await engine.createFromContact(contact.id, "customer");
  return { contact: contact.id, customer: customer.id };
}

describe("two people", () => {
  test("[F1] a phone number set on the contact appears on the other's customer card, with who set it", async () => {
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = engineOf("ben", "editor");
    const atAda = await ada.openCard("contact", { id: contact });
    const atBen = await ben.openCard("customer", { id: customer });
    expect(atAda.snapshot.value).toMatchObject({ loading: false, readonly: false, connected: true });
    const events: CardEvent[] = [];
    atBen.observe((event) => events.push(event));
    expect(atAda.set("phoneNo", "044 999 88 77")).toEqual({ ok: true, changed: true });
    expect(atAda.snapshot.value.savedByField).toEqual({ phoneNo: "device" });
    await eventually(() => value(atBen, "phoneNo") === "+41449998877");
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
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = engineOf("ben", "viewer");
    const atAda = await ada.openCard("contact", { id: contact });
    const second = await engineOf("ada").openCard("contact", { id: contact });
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
    const ada = engineOf("ada");
    const { contact } = await related(ada);
    const atAda = await ada.openCard("contact", { id: contact });
    expect(atAda.notes.replace("Likes tea.")).toEqual({ ok: true, changed: true });
    const atBen = await engineOf("ben").openCard("contact", { id: contact });
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
    const ada = engineOf("ada");
    const { contact } = await related(ada);
    const ben = engineOf("ben");
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
    await eventually(() => value(atAda, "city") === "Bern" && value(atBen, "address") === "Bahnhofstrasse 1");
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
      () => atBen.snapshot.value.conflicts["name"] === undefined && value(atBen, "name") === "Cronus Zug AG",
    );
    await eventually(() => ada.attention.value.length === 0 && ben.attention.value.length === 0);
    expect(atAda.undo()).toBe(true);
    await eventually(() => value(atBen, "name") === "Cronus Bern AG");
    expect(atAda.redo()).toBe(true);
    await eventually(() => value(atBen, "name") === "Cronus Zug AG");
    await eventually(() => ben.status.value.state === "saved" && ben.status.value.waiting === 0);
  });

  test("lists what this device has seen, and says so; what only the server knows is refused as offline", async () => {
    const ada = engineOf("ada");
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
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = engineOf("ben");
    const atBen = await ben.openCard("customer", { id: customer });
    const before = atBen.snapshot.value.documentId;
    ben.setOffline(true);
    atBen.set("phoneNo", "+41441111111");
    const relation = (await ada.readCard("contact", contact))?.relations[0];
    await ada.unlink(contact, relation?.id ?? "");
    ben.setOffline(false);
    await eventually(() => atBen.snapshot.value.documentId !== before && atBen.snapshot.value.connected);
    await eventually(() => value(atBen, "phoneNo") === "+41441111111" && atBen.snapshot.value.saved === "saved");
    expect((await ada.readCard("contact", contact))?.values["phoneNo"]).toBe("+41442000000");
    expect((await ada.readCard("customer", customer))?.values["phoneNo"]).toBe("+41441111111");
    expect(ben.attention.value).toEqual([]);
  });

  test("an edit made offline of a card that was deleted is stranded, and can be brought back with the card", async () => {
    const ada = engineOf("ada");
    const { customer } = await related(ada);
    const ben = engineOf("ben");
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
    await eventually(() => value(atBen, "paymentTermsCode") === "30D");
  });
});

describe("undo", () => {
  test("is an edit, only where mine still stands, and redo is its opposite", async () => {
    const ada = engineOf("ada");
    const { contact } = await related(ada);
    const atAda = await ada.openCard("contact", { id: contact });
    const atBen = await engineOf("ben").openCard("contact", { id: contact });
    await save(atAda, "city", "Zug");
    await save(atAda, "address", "Weg 1");
    await eventually(() => value(atBen, "address") === "Weg 1");
    await save(atBen, "address", "Weg 2");
    await eventually(() => value(atAda, "address") === "Weg 2");
    expect(atAda.undo()).toBe(true);
    expect([value(atAda, "address"), value(atAda, "city")]).toEqual(["Weg 2", ""]);
    expect(atAda.undo()).toBe(false);
    expect(atAda.redo()).toBe(true);
    await eventually(() => value(atBen, "city") === "Zug");
    await atAda.flush();
    const { items } = await ada.history("contact", contact);
    expect(items.filter(({ field }) => field === "city").map((item) => item.new)).toEqual(["Zug", "", "Zug"]);
  });

  test("a person's name and its parts go back together", async () => {
    const ada = engineOf("ada");
    const person = await ada.create("contact", { name: "Eva Maria Muster" }, { type: "person" });
    const session = await ada.openCard("contact", { id: person.id });
    session.set("surname", "Beispiel");
    expect(value(session, "name")).toBe("Eva Maria Beispiel");
    expect(session.undo()).toBe(true);
    expect([value(session, "name"), value(session, "surname")]).toEqual(["Eva Maria Muster", "Muster"]);
  });
});

describe("what is refused", () => {
  test("[F6] a bad value is refused on entry and the old one stays", async () => {
    const ada = engineOf("ada");
    const { contact } = await related(ada);
    const session = await ada.openCard("contact", { id: contact });
    expect(session.set("phoneNo", "call me")).toMatchObject({
      ok: false,
      problem: { code: "phone.letters", field: "phoneNo" },
    });
    expect(session.set("iban", "CH9300762011623852957")).toMatchObject({
      ok: false,
      problem: { code: "field.unknown" },
    });
    expect(value(session, "phoneNo")).toBe("+41442000000");
    expect(session.snapshot.value.saved).toBe("saved");
  });

  test("[S7] a viewer reads, and cannot write", async () => {
    const { contact } = await related(engineOf("ada"));
    const viewer = engineOf("vera", "viewer");
    const session = await viewer.openCard("contact", { id: contact });
    expect(session.snapshot.value).toMatchObject({ readonly: true, connected: true });
    expect(session.set("city", "Bern")).toMatchObject({ ok: false, problem: { code: "perm.kind" } });
    await expect(viewer.remove("contact", contact)).rejects.toThrow(RequestRefusedError);
  });

  test("[C2] an edit made offline after the right to it was withdrawn comes back with the reason, and what was typed", async () => {
    const ada = engineOf("ada");
    const { customer } = await related(ada);
    let role: Role = "editor";
    const ben = createEngine({
      endpoint: server.url,
      storage: "memory",
      getToken: async () => ({
        token: await signToken(secret, { sub: "ben", name: "Ben", workspace, role }, Date.now() + 6_500),
      }),
    });
    engines.push(ben);
    const session = await ben.openCard("customer", { id: customer });
    ben.setOffline(true);
    session.set("paymentTermsCode", "30D");
    role = "purchasing";
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    ben.setOffline(false);
    await eventually(() => ben.status.value.refused === 1);
    expect(session.snapshot.value.refused["paymentTermsCode"]).toMatchObject({ value: "30D" });
    expect(ben.attention.value).toMatchObject([
      { kind: "refused", field: "paymentTermsCode", value: "30D", card: { id: customer } },
    ]);
    // Purchasing does not read what only customers have: absent, not blank.
    await eventually(() => session.snapshot.value.isOwnPartClosed);
    expect("paymentTermsCode" in session.snapshot.value.values).toBe(false);
    expect(session.snapshot.value.values).toHaveProperty("city");
    const [item] = ben.attention.value;
    if (item) await ben.discard(item);
    expect(ben.attention.value).toEqual([]);
    expect(session.snapshot.value.saved).toBe("saved");
  });

  test("a card that is not there", async () => {
    const ada = engineOf("ada");
    await expect(ada.openCard("contact", { id: "0198c0de-7c1a-7000-8000-000000000000" })).rejects.toThrow(
      CardNotFoundError,
    );
    await expect(ada.openCard("contact", { no: "NOPE" })).rejects.toThrow(CardNotFoundError);
  });
});

describe("relations", () => {
  test("[L2] linking follows at once on everybody's open cards, with the values chosen", async () => {
    const ada = engineOf("ada");
    const { setup } = await ada.setup();
    expect(setup.businessRelationCodes.vendor).toBe("VEND");
    const contact = await ada.create("contact", { name: "Cronus AG", city: "Zug" });
    const { customer } = await related(ada);
    const relation = (await ada.readCard("customer", customer))?.relations[0];
    await ada.unlink(relation?.cardId ?? "", relation?.id ?? "");
    const atAda = await ada.openCard("contact", { id: contact.id });
    const atBen = await engineOf("ben").openCard("customer", { id: customer });
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
    await eventually(() => value(atBen, "city") === "Zug" && value(atAda, "phoneNo") === "+41442000000");
    await save(atBen, "city", "Basel");
    await eventually(() => value(atAda, "city") === "Basel");
  });

  test("[D1] deleting the contact parts the cards; the customer keeps its values and can be edited", async () => {
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const atContact = await engineOf("ben").openCard("contact", { id: contact });
    const atCustomer = await engineOf("cleo").openCard("customer", { id: customer });
    const shared = atCustomer.snapshot.value.documentId;
    const looking = await ada.openCard("contact", { id: contact });
    await ada.remove("contact", contact);
    expect(looking.snapshot.value).toMatchObject({ deleted: true, readonly: true });
    await eventually(() => atContact.snapshot.value.deleted);
    await eventually(() => atCustomer.snapshot.value.documentId !== shared && atCustomer.snapshot.value.connected);
    expect(value(atCustomer, "phoneNo")).toBe("+41442000000");
    await save(atCustomer, "phoneNo", "+41443333333");
    const back = await ada.restore("contact", contact);
    expect(back.values["phoneNo"]).toBe("+41443333333");
    await eventually(() => !looking.snapshot.value.deleted && value(looking, "phoneNo") === "+41443333333");
  });
});

describe("the connection", () => {
  test("a token that ends is replaced, and edits go on", async () => {
    await related(engineOf("ada"));
    const ben = engineOf("ben", "admin", 6_500);
    const contact = (await ben.list("contact")).items[0];
    const session = await ben.openCard("contact", { id: contact?.id ?? "" });
    await new Promise((resolve) => setTimeout(resolve, 8_500));
    await save(session, "city", "Bern");
    expect(ben.status.value.state).toBe("saved");
  });

  test("nobody signed in: said so, and made good by a token from outside", async () => {
    const { contact } = await related(engineOf("ada"));
    let isSignedIn = true;
    const token = async (lifeMs: number) => ({
      token: await signToken(secret, { sub: "ben", name: "Ben", workspace, role: "admin" }, Date.now() + lifeMs),
    });
    const ben = createEngine({
      endpoint: server.url,
      storage: "memory",
      getToken: async () => {
        if (!isSignedIn) throw Object.assign(new Error("no"), { name: "SignInNeededError" });
        return token(6_500);
      },
    });
    engines.push(ben);
    const session = await ben.openCard("contact", { id: contact });
    isSignedIn = false;
    await eventually(() => ben.status.value.state === "sign-in", 10_000);
    await eventually(() => !session.snapshot.value.connected);
    session.set("city", "Chur");
    expect(ben.status.value).toMatchObject({ state: "sign-in", waiting: 1 });
    ben.setToken(await token(60_000));
    await eventually(() => ben.status.value.state === "saved" && session.snapshot.value.saved === "saved");
    expect(() => ben.setToken({ token: "nonsense" })).toThrow();
  });

  test("[G1] a server that goes away and comes back: edits wait, and arrive", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-engine-"));
    const first = await startFresh({ dataDir });
    const ada = createEngine({
      endpoint: first.url,
      storage: "memory",
      getToken: async () => ({
        token: await signToken(
          secret,
          { sub: "ada", name: "Ada", workspace: "away", role: "admin" },
          Date.now() + 600_000,
        ),
      }),
    });
    engines.push(ada);
    const { contact } = await related(ada);
    const session = await ada.openCard("contact", { id: contact });
    await first.close();
    await eventually(() => ada.status.value.state === "unreachable");
    session.set("city", "Chur");
    expect(session.snapshot.value.savedByField).toEqual({ city: "device" });
    expect((await session.flush(50)).waiting).toBe(1);
    const { items, fromCache } = await ada.history("contact", contact);
    expect([items[0], fromCache]).toMatchObject([{ field: "city", new: "Chur", isWaiting: true }, true]);
    const second = await startFresh({ dataDir, port: first.port });
    await eventually(() => ada.status.value.state === "saved" && session.snapshot.value.saved === "saved", 30_000);
    expect((await ada.readCard("contact", contact))?.values["city"]).toBe("Chur");
    await ada.close();
    await second.close();
  });
});

describe("a hostile client in the room", () => {
  test("[D1] wipes and overwrites what it can, and nobody ever sees it", async () => {
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const session = await ada.openCard("customer", { id: customer });
    await save(session, "city", "Zug");
    const names = new Set<unknown>();
    session.snapshot.subscribe(({ values }) => names.add(values["name"]));
    const token = await signToken(secret, { sub: "eve", name: "Eve", workspace, role: "editor" }, Date.now() + 60_000);
    const doc = new Doc();
    const eve = new WebsocketProvider(
      `${server.url.replace("http", "ws")}/docs`,
      session.snapshot.value.documentId,
      doc,
      {
        protocols: ["couplet.v1", `jwt.${token}`],
        disableBc: true,
      },
    );
    await new Promise<void>((resolve) => {
      eve.once("sync", () => resolve());
    });
    const fields = doc.getMap("fields");
    const slots = [...fields.keys()];
    expect(slots.length).toBeGreaterThan(0);
    doc.transact(() => {
      for (const slot of slots) fields.delete(slot);
    });
    for (const slot of slots) fields.set(slot, ["pwned", Number.MAX_SAFE_INTEGER, {}]);
    await eventually(() => !JSON.stringify(fields.toJSON()).includes("pwned"));
    expect(session.snapshot.value.values).toMatchObject({ name: "Cronus AG", city: "Zug", phoneNo: "+41442000000" });
    expect([...names].filter((name) => name !== "Cronus AG")).toEqual([]);
    await save(session, "city", "Bern");
    expect((await ada.readCard("contact", contact))?.values).toMatchObject({ city: "Bern", name: "Cronus AG" });
    eve.destroy();
  });
});
