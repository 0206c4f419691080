/**
 * Connections of `/sync`: the handshake, and tokens that are renewed.
 *
 * @module
 */
import { type Chunk, feedStarts } from "@couplet/protocol";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createCaller, type Json, startFresh } from "./rest-client.ts";
import { createSyncScene, shows, tokenOf, until, withLimits } from "./sync-scene.ts";

const scene = createSyncScene();
const { caughtUp, connect, newCard, stock } = scene;

describe("The handshake", () => {
  test("[SY2] a side that is too old or too new is told which versions there are", async () => {
    for (const versions of [
      { version: 9, lowest: 2 },
      { version: 0, lowest: 0 },
    ]) {
      const { closed } = await connect({ versions });
      expect(await closed).toEqual({ code: 4409, reason: "protocolVersion lowest=1 current=1" });
    }
    const later = await caughtUp({ versions: { version: 9, lowest: 1 } });
    expect((await later.welcomed).version).toBe(1);
  });

  test("[SY20] who asks for no feed gets rooms and commands, and no chunk, whatever changes and whatever the role", async () => {
    const card = await newCard({ name: "Stille AG", city: "Bern" });
    const [quiet, told] = [await connect({ feed: false, role: "viewer" }), await caughtUp()];
    expect(await quiet.welcomed).toMatchObject({ start: feedStarts.goesOn, pending: 0 });
    const { doc, provider } = stock(quiet, card.documentId);
    await until(() => provider.synced, "the provider is synced");
    const { chunks } = told;
    await scene.ada.expecting(200, "PATCH", `/customers/${card.id}`, { city: "Chur" });
    await until(() => shows(doc, "Chur"), "the edit is shown");
    await told.until(() => told.chunks > chunks);
    expect(await quiet.renew(await tokenOf({ role: "admin" }))).toMatchObject({ start: feedStarts.goesOn, pending: 0 });
    const command = { type: "delete", id: crypto.randomUUID(), cardId: card.id };
    expect(await quiet.command(command)).toMatchObject({ status: 200 });
    expect(quiet.chunks).toBe(0);
    quiet.send({ type: "taken", chunks: 1 });
    expect(await quiet.closed).toMatchObject({ code: 4400 });
  });

  test("[SY2] without a subprotocol of ours, without a token, from nowhere: told by the code", async () => {
    const codeOf = (protocols: string[]): Promise<number> =>
      new Promise((resolve) => {
        const socket = new globalThis.WebSocket(`${scene.server.url.replace("http", "ws")}/sync`, protocols);
        socket.addEventListener("close", (event) => resolve(event.code));
      });
    expect(await codeOf(["other.v1"])).toBe(4409);
    expect(await codeOf(["couplet.v1"])).toBe(4401);
    expect(await codeOf(["couplet.v1", "jwt.nonsense"])).toBe(4401);
  });

  test("[SY2] who says nothing is not waited for", () =>
    withLimits({ helloMs: 100 }, async (own, caller) => {
      await newCard({ name: "Stumm AG" }, "customers", caller);
      const client = await connect({ isMute: true }, own);
      expect((await client.closed).code).toBe(4400);
    }));

  test("[SY2] a user has so many connections and no more", () =>
    withLimits({ connectionsPerUser: 2 }, async (own, caller) => {
      await newCard({ name: "Drei AG" }, "customers", caller);
      const [one] = [await connect({}, own), await connect({}, own)];
      await one.welcomed;
      const third = await connect({}, own);
      expect((await third.closed).code).toBe(4429);
      one.end();
      await one.closed;
      const isLetIn = async (): Promise<boolean> => {
        const client = await connect({}, own);
        await client.caughtUp();
        return client.isCaughtUp;
      };
      await expect.poll(isLetIn).toBe(true);
      const fourth = await connect({}, own);
      expect((await fourth.closed).code).toBe(4429);
    }));

  test("[SY12] a server that stops asks to come again", async () => {
    const own = await startFresh();
    await createCaller(own).then((caller) => newCard({ name: "Ende AG" }, "customers", caller));
    const client = await connect({}, own);
    await client.caughtUp();
    await own.close();
    expect((await client.closed).code).toBe(1013);
  });

  test("[SY13] a cursor outlives the server that gave it", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-sync-"));
    const first = await startFresh({ dataDir });
    const caller = await createCaller(first);
    const [card, other] = [
      await newCard({ name: "Vorher AG" }, "customers", caller),
      await newCard({ name: "Still AG" }, "customers", caller),
    ];
    const before = await connect({}, first);
    await before.caughtUp();
    const { replica } = before;
    await caller.expecting(200, "PATCH", `/customers/${card.id}`, { name: "Nachher AG" });
    before.end();
    await first.close();
    const second = await startFresh({ dataDir });
    const told: string[] = [];
    const onChunk = ({ items }: Chunk): void => {
      for (const item of items) if (item.type === "document") told.push(item.documentId);
    };
    const client = await connect({ replica, onChunk }, second);
    await client.caughtUp();
    expect((await client.welcomed).start).toBe(feedStarts.goesOn);
    expect(replica.values(card.id)["name"]).toBe("Nachher AG");
    expect(told).toContain(card.documentId);
    expect(told).not.toContain(other.documentId);
    await second.close();
  });
});

describe("Tokens", () => {
  test("[SY11] a connection whose token runs out is closed with 4401, one that renews it goes on", async () => {
    const [ends, goesOn] = [await connect({ forMs: 2_500 }), await connect({ forMs: 2_500 })];
    await goesOn.caughtUp();
    const renewed = await goesOn.renew(await tokenOf());
    expect(renewed).toMatchObject({ role: "editor", start: feedStarts.goesOn });
    expect((await ends.closed).code).toBe(4401);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await goesOn.command<Json>("{}")).status).toBe(400);
  });

  test("[SY11] a token of another user or workspace is 4403, one that is none 4401", async () => {
    for (const [token, code] of [
      [await tokenOf({ sub: "eve" }), 4403],
      [await tokenOf({ workspace: "other", role: "admin" }), 4403],
      [await tokenOf({ forMs: -5_000 }), 4401],
      ["nonsense", 4401],
    ] as const) {
      const client = await caughtUp();
      client.send({ type: "token", token });
      expect([token, (await client.closed).code]).toEqual([token, code]);
    }
  });

  test("[SY11] with another role, channels are closed and what follows has the new rights", async () => {
    const card = await newCard({ name: "Rolle AG" });
    const client = await caughtUp();
    const { provider } = stock(client, card.documentId);
    await until(() => provider.synced, "the provider is synced");
    const renewed = await client.renew(await tokenOf({ role: "viewer" }));
    expect(renewed).toMatchObject({ role: "viewer", start: feedStarts.goesOn });
    expect([...client.sockets][0]?.code).toBe(1013);
    provider.destroy();
    const command = { type: "delete", id: "0198c0de-0001-7000-8000-000000000001", cardId: card.id };
    expect((await client.command<Json>(command)).status).toBe(403);
    await scene.ada.expecting(200, "PATCH", `/customers/${card.id}`, { city: "Sion" });
    await client.until(() => client.replica.values(card.id)["city"] === "Sion");
    expect(client.replica.values(card.id)["city"]).toBe("Sion");
  });

  test("[SY11] a role that reads less is told less from then on, and one that reads more is told all of it", async () => {
    const vendor = await newCard({ name: "Geheim AG", paymentTermsCode: "30T" }, "vendors");
    const client = await caughtUp();
    const own = (): unknown => client.replica.values(vendor.id)["paymentTermsCode"];
    expect(own()).toBe("30T");
    const narrower = await client.renew(await tokenOf({ role: "sales" }));
    expect(narrower).toMatchObject({ role: "sales", start: feedStarts.goesOn });
    await scene.ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { paymentTermsCode: "60T" });
    await scene.ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { city: "Chur" });
    await client.until(() => client.replica.values(vendor.id)["city"] === "Chur");
    expect(own()).toBe("30T");
    const wider = await client.renew(await tokenOf({ role: "finance" }));
    expect(wider).toMatchObject({ role: "finance", start: feedStarts.seesMore });
    await client.caughtUp();
    expect(own()).toBe("60T");
  });

  test("[SY11] tokens by the dozen are too many", async () => {
    const client = await caughtUp();
    const token = await tokenOf();
    for (let index = 0; index < 12; index += 1) client.send({ type: "token", token });
    expect((await client.closed).code).toBe(4429);
  });
});
