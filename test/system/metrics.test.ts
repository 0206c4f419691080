/**
 * What is measured moves when the thing happens, says nothing about anybody, and is told to the operator alone.
 *
 * @module
 */
import type { RunningServer } from "@couplet/server";
import { defaultSyncLimits } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { metricsTextOf, metricsToken, seriesOf } from "../harness/metrics.ts";
import { RoomClient } from "../harness/room-client.ts";
import { SyncClient } from "../harness/sync-client.ts";
import { type Caller, createCaller, type Json, startFresh } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
let viewer: Caller;

beforeAll(async () => {
  const sync = { ...defaultSyncLimits, chunkItems: 1, maxChunksAhead: 1 };
  server = await startFresh({ metricsToken, limits: { sync, framesPerSecond: 100, framesBurst: 500 } });
  ada = await createCaller(server);
  viewer = await createCaller(server, { sub: "vera", name: "Vera Viewer", role: "viewer" });
});
afterAll(() => server.close());

const room = (caller: Caller, user: string, card: Json, before?: RoomClient): RoomClient =>
  new RoomClient({
    url: server.url,
    token: caller.token,
    documentId: card.documentId,
    card: card.id,
    user,
    ...(before && { doc: before.doc, writer: before.writer }),
  });

async function opened(caller: Caller, user: string, card: Json, before?: RoomClient): Promise<RoomClient> {
  const client = room(caller, user, card, before);
  await client.ready;
  return client;
}

/** How much these series have grown while that was done. */
async function growth(names: readonly string[], run: () => Promise<unknown>): Promise<number[]> {
  const before = await seriesOf(server.url);
  await run();
  const after = await seriesOf(server.url);
  return names.map((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0));
}

/** The present value, asked for until it is so. */
const becomes = (name: string, value: number): Promise<void> =>
  expect.poll(async () => (await seriesOf(server.url)).get(name), { timeout: 60_000 }).toBe(value);

describe("[OP10] who may read it", () => {
  test("nobody by a token of a workspace, and nobody at all where none is set", async () => {
    const status = async (url: string, token?: string): Promise<number> => {
      const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return (await fetch(`${url}/metrics`, { headers })).status;
    };
    expect(await status(server.url)).toBe(401);
    expect(await status(server.url, ada.token)).toBe(401);
    expect(await status(server.url, `${metricsToken}x`)).toBe(401);
    expect(await status(server.url, metricsToken)).toBe(200);
    expect((await ada.call("GET", "/contacts", undefined, { authorization: `Bearer ${metricsToken}` })).status).toBe(
      401,
    );
    const closed = await startFresh();
    expect([await status(closed.url), await status(closed.url, metricsToken)]).toEqual([404, 404]);
    await closed.close();
  });
});

describe("[OP10] is anybody losing work", () => {
  test("edits that are taken, with the time until they were on disk", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const client = await opened(ada, "ada", card);
    const names = [
      "couplet_acknowledgement_duration_seconds_count",
      "couplet_commit_duration_seconds_count",
      "couplet_commits_total",
      "couplet_updates_total",
    ];
    expect(await growth(names, () => client.set("city", "Zug"))).toEqual([1, 1, 1, 1]);
    client.close();
  });

  test("edits that are refused, by code", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const name = 'couplet_refused_total{code="perm.kind"}';
    const client = await opened(viewer, "vera", card);
    expect(await growth([name], () => client.set("city", "Zug"))).toEqual([1]);
    client.close();
  });

  test("late edits: carried over, or stranded until their author has looked at them", async () => {
    const contact = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const customer = await ada.expecting(201, "POST", `/contacts/${contact.id}/customers`, {});
    const away = await opened(ada, "ada", customer);
    away.close();
    void away.set("city", "Zug");
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}/links/${customer.relations[0].id}`);
    const comesBack = async (before: RoomClient): Promise<void> => {
      const client = await opened(ada, "ada", customer, before);
      await client.settled();
      client.close();
    };
    const names = ["couplet_carried_over_total", "couplet_stranded_total"];
    expect(await growth(names, () => comesBack(away))).toEqual([1, 0]);

    const today = await ada.expecting(200, "GET", `/customers/${customer.id}`);
    const again = await opened(ada, "ada", today);
    again.close();
    void again.set("address", "Bahnhofstrasse 1");
    await ada.expecting(204, "DELETE", `/customers/${customer.id}`);
    const late = async (): Promise<void> => {
      const client = await opened(ada, "ada", today, again);
      await client.settled();
      client.close();
    };
    expect(await growth([...names, "couplet_stranded_edits"], late)).toEqual([0, 1, 1]);
    const { items } = await ada.expecting(200, "GET", "/stranded");
    await ada.expecting(204, "POST", `/stranded/${items[0].entry}`, { action: "discard" });
    await becomes("couplet_stranded_edits", 0);
  });

  test("calls and commands that are refused, by code", async () => {
    const http = 'couplet_refusals_total{via="http",code="request.notFound"}';
    expect(await growth([http], () => ada.call("GET", "/nothing"))).toEqual([1]);
    const client = new SyncClient({ url: server.url, token: ada.token, feed: false });
    await client.welcomed;
    const sync = 'couplet_refusals_total{via="sync",code="command.invalid"}';
    expect(await growth([sync], () => client.command("{}"))).toEqual([1]);
    client.end();
  });
});

describe("[OP10] is it slow, is it full", () => {
  test("who is connected, and who is in a room", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    await becomes("couplet_sockets_open", 0);
    const client = await opened(ada, "ada", card);
    const connection = new SyncClient({ url: server.url, token: ada.token, feed: false });
    await connection.welcomed;
    const series = await seriesOf(server.url);
    expect(["sockets_open", "sessions", "connections"].map((name) => series.get(`couplet_${name}`))).toEqual([2, 1, 1]);
    client.close();
    connection.end();
    await becomes("couplet_sockets_open", 0);
    await becomes("couplet_sessions", 0);
    await becomes("couplet_connections", 0);
  });

  test("a client that takes nothing of the feed, and one that is closed for it", async () => {
    for (const name of ["Uno AG", "Due AG", "Tre AG"]) await ada.expecting(201, "POST", "/contacts", { name });
    const client = new SyncClient({ url: server.url, token: ada.token, takes: 0 });
    await becomes("couplet_feeds_held_up", 1);
    await expect
      .poll(async () => (await seriesOf(server.url)).get("couplet_feed_held_up_seconds"), { timeout: 60_000 })
      .toBeGreaterThan(0);
    client.end();
    await becomes("couplet_feeds_held_up", 0);

    const hasty = await startFresh({
      metricsToken,
      limits: { sync: { ...defaultSyncLimits, chunkItems: 1, maxChunksAhead: 1, takeMs: 0 } },
    });
    const bea = await createCaller(hasty);
    for (const name of ["Uno AG", "Due AG"]) await bea.expecting(201, "POST", "/contacts", { name });
    const slow = new SyncClient({ url: hasty.url, token: bea.token, takes: 0 });
    await slow.until(() => slow.chunks === 1);
    await expect
      .poll(
        async () => {
          hasty.workspaces.sweep();
          return (await seriesOf(hasty.url)).get('couplet_closed_total{what="socket",reason="tooSlow"}');
        },
        { timeout: 60_000 },
      )
      .toBe(1);
    expect(await slow.closed).toEqual({ code: 1013, reason: "tooSlow" });
    await hasty.close();
  });

  test("limits that somebody hit, and who could not sign in", async () => {
    const card = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const flooded = [
      'couplet_closed_total{what="room",reason="rate"}',
      'couplet_closed_total{what="socket",reason="rate"}',
      'couplet_sockets_closed_total{code="4429"}',
    ];
    const flood = async (): Promise<void> => {
      const client = await opened(ada, "ada", card);
      for (let frame = 0; frame < 2_000; frame += 1) client.sendRaw(new Uint8Array([3]));
      expect(await client.closed).toBe(4429);
      await becomes("couplet_sockets_open", 0);
    };
    expect(await growth(flooded, flood)).toEqual([1, 1, 1]);

    const strangers = [
      'couplet_refusals_total{via="http",code="signIn.code"}',
      'couplet_refusals_total{via="http",code="auth.invalid"}',
      'couplet_closed_total{what="socket",reason="notSignedIn"}',
    ];
    const knock = async (): Promise<void> => {
      await ada.call("POST", "/sign-in", { code: "guessed" });
      await ada.call("GET", "/contacts", undefined, { authorization: "Bearer nonsense" });
      const socket = new WebSocket(`${server.url.replace("http", "ws")}/sync`, ["couplet.v1", "jwt.nonsense"]);
      await new Promise((resolve) => socket.on("close", resolve));
    };
    expect(await growth(strangers, knock)).toEqual([1, 1, 1]);
  });

  test("room on the disk, and what the store takes of it", async () => {
    const series = await seriesOf(server.url);
    const value = (name: string): number => series.get(`couplet_${name}`) ?? Number.NaN;
    expect(value("disk_free_bytes")).toBeGreaterThan(0);
    expect(value("disk_size_bytes")).toBeGreaterThan(value("disk_free_bytes"));
    expect(value("database_wal_bytes")).toBeGreaterThan(0);
    expect(value("database_bytes")).toBeGreaterThan(0);
    expect(value("disk_trouble")).toBe(0);
    expect([value("waiting"), value("sockets_unsent_bytes"), value("sockets_unsent_max_bytes")]).toEqual([0, 0, 0]);
    const grown = await growth(["couplet_database_wal_bytes"], () =>
      ada.expecting(201, "POST", "/contacts", { name: "Notes AG", notes: "x".repeat(90_000) }),
    );
    expect(grown[0]).toBeGreaterThan(90_000);
  });
});

test("[OP10] it says nothing about anybody, and does not grow with who comes", async () => {
  const card = await ada.expecting(201, "POST", "/contacts", { name: "Verschwiegen AG" });
  await ada.call("GET", `/contacts/${card.id}?x=Verschwiegen`);
  await ada.call("GET", "/contacts/0198c0de-7c1a-7000-8000-00000000dead");
  await ada.call("GET", "/Verschwiegen");
  const before = await seriesOf(server.url);
  for (const path of ["/more", "/and/more", `/contacts/${card.id}`]) await ada.call("GET", path);
  expect([...(await seriesOf(server.url)).keys()].filter((name) => !before.has(name))).toEqual([]);
  const text = await metricsTextOf(server.url);
  for (const secret of [card.id, card.documentId, "Verschwiegen", "dead", "ada", "vera", "acme"])
    expect(text.replaceAll(/^# .*$/gmu, "")).not.toContain(secret);
});
