/**
 * Client engines against a real server: what is refused, and a connection, a token or a server that ends.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CardNotFoundError, RequestRefusedError, type Engine } from "@couplet/engine";
import type { Role } from "@couplet/model";
import { describe, expect, test } from "vitest";
import { WebsocketProvider } from "y-websocket";
import { Doc } from "yjs";
import { startFresh } from "./rest-client.ts";
import { related, save } from "./engine-pair.ts";
import { createScene, eventually, shown } from "./scene.ts";

const scene = createScene("connection");
const engineOf = (sub: string, role: Role = "admin", lifeMs?: number): Promise<Engine> =>
  scene.engine(sub, { role, ...(lifeMs === undefined ? {} : { lifeMs }) });

describe("what is refused", () => {
  test("[F6] a bad value is refused on entry and the old one stays", async () => {
    const ada = await engineOf("ada");
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
    expect(shown(session, "phoneNo")).toBe("+41442000000");
    expect(session.snapshot.value.saved).toBe("saved");
  });

  test("[S7] a viewer reads, and cannot write", async () => {
    const { contact } = await related(await engineOf("ada"));
    const viewer = await engineOf("vera", "viewer");
    const session = await viewer.openCard("contact", { id: contact });
    expect(session.snapshot.value).toMatchObject({ readonly: true, connected: true });
    expect(session.set("city", "Bern")).toMatchObject({ ok: false, problem: { code: "perm.kind" } });
    await expect(viewer.remove("contact", contact)).rejects.toThrow(RequestRefusedError);
  });

  test("[C2] an edit made offline after the right to it was withdrawn comes back with the reason, and what was typed", async () => {
    const ada = await engineOf("ada");
    const { customer } = await related(ada);
    let role: Role = "editor";
    const ben = scene.startEngine(async () => ({ token: await scene.token("ben", role, 6_500) }));
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
    const ada = await engineOf("ada");
    await expect(ada.openCard("contact", { id: "0198c0de-7c1a-7000-8000-000000000000" })).rejects.toThrow(
      CardNotFoundError,
    );
    await expect(ada.openCard("contact", { no: "NOPE" })).rejects.toThrow(CardNotFoundError);
  });
});

describe("the connection", () => {
  test("a token that ends is replaced, and edits go on", async () => {
    await related(await engineOf("ada"));
    const ben = await engineOf("ben", "admin", 6_500);
    const contact = (await ben.list("contact")).items[0];
    const session = await ben.openCard("contact", { id: contact?.id ?? "" });
    await new Promise((resolve) => setTimeout(resolve, 8_500));
    await save(session, "city", "Bern");
    expect(ben.status.value.state).toBe("saved");
  });

  test("nobody signed in: said so, and made good by a token from outside", async () => {
    const { contact } = await related(await engineOf("ada"));
    let isSignedIn = true;
    const token = async (lifeMs: number) => ({ token: await scene.token("ben", "admin", lifeMs) });
    const ben = scene.startEngine(async () => {
      if (!isSignedIn) throw Object.assign(new Error("no"), { name: "SignInNeededError" });
      return token(6_500);
    });
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
    const ada = scene.startEngine(async () => ({ token: await scene.token("ada", "admin") }), first.url);
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
    const ada = await engineOf("ada");
    const { contact, customer } = await related(ada);
    const session = await ada.openCard("customer", { id: customer });
    await save(session, "city", "Zug");
    const names = new Set<unknown>();
    session.snapshot.subscribe(({ values }) => names.add(values["name"]));
    const token = await scene.token("eve");
    const doc = new Doc();
    const eve = new WebsocketProvider(
      `${scene.server.url.replace("http", "ws")}/docs`,
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
