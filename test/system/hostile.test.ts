/**
 * A running server against somebody with a valid token who wants it to stop, to fill up or to say what is not so: it answers,
 * and everybody else goes on.
 *
 * @module
 */
import { createWriterId } from "@couplet/crdt";
import { offerOf } from "@couplet/protocol";
import type { RunningServer } from "@couplet/server";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { Family } from "./family.ts";
import { createCaller, type Json, startFresh } from "./rest-client.ts";

let server: RunningServer;
let family: Family;
beforeAll(async () => {
  server = await startFresh();
  family = await Family.open(server, ["customer", "vendor", "bankAccount"]);
});
afterAll(async () => {
  family.close();
  await server.close();
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An honest user's edit gets through, and is seen, while `attack` goes on. */
async function isServedDuring(attack: () => Promise<unknown>, withinMs = 5_000): Promise<void> {
  const { documentId } = await family.read("customer");
  const honest = await family.join(documentId, { sub: "holly", card: family.id("customer") });
  const under = attack();
  const startedMs = Date.now();
  const city = `City ${startedMs}`;
  expect((await honest.set("city", city)).refusals).toEqual([]);
  expect((await family.read("vendor")).city).toBe(city);
  expect(Date.now() - startedMs).toBeLessThan(withinMs);
  await under;
  honest.close();
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}

describe("bodies and pages", () => {
  test("[G3] JSON nested a hundred thousand times: 400", async () => {
    const nested = `{"name":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    for (const [method, path] of [
      ["POST", "/contacts"],
      ["PATCH", family.path("customer")],
      ["PUT", "/setup"],
    ] as const) {
      expect((await family.ada.call(method, path, nested)).status).toBe(400);
      expect((await family.ada.call(method, path, nested, { "idempotency-key": "deep" })).status).toBe(400);
    }
  });

  test("[G3] pages end where they have become large, and go on", async () => {
    const big = await Family.open(server, []);
    const notes = "n".repeat(100_000);
    const made = 60;
    for (let start = 0; start < made; start += 30) {
      const some = Array.from({ length: 30 }, () =>
        big.ada.expecting(201, "POST", "/contacts", { name: "Big", notes }),
      );
      await Promise.all(some);
    }
    const seen = new Set<string>();
    let cursor = "";
    let pages = 0;
    do {
      const page = await big.vera.expecting(
        200,
        "GET",
        `/contacts?limit=1000${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      expect(JSON.stringify(page).length).toBeLessThan(8_000_000);
      for (const { id } of page.items) seen.add(id);
      cursor = page.nextCursor ?? "";
      pages += 1;
    } while (cursor !== "");
    expect([seen.size, pages > 1]).toEqual([made + 1, true]);

    const log = new Set<number>();
    let since = 0;
    for (;;) {
      const page = await big.vera.expecting(200, "GET", `/changes?limit=1000&since=${since}`);
      expect(JSON.stringify(page).length).toBeLessThan(12_000_000);
      if (page.items.length === 0) break;
      for (const { seq } of page.items) log.add(seq);
      since = page.nextSince;
    }
    expect(Math.max(...log)).toBe(log.size);
    big.close();
  });

  test("[C1] prose with half a surrogate pair is the same over REST and in rooms", async () => {
    const { cardDocumentId } = await family.read("vendor");
    const client = await family.join(cardDocumentId, { sub: "gus" });
    await family.ada.expecting(200, "PATCH", family.path("vendor"), { notes: "Half a \ud83d smile" });
    const { notes } = await family.read("vendor");
    for (let tries = 0; tries < 200 && client.doc.getText("notes").toJSON() !== notes; tries += 1) await wait(5);
    expect(client.doc.getText("notes").toJSON()).toBe(notes);
    const again = await family.join(cardDocumentId, { sub: "gus" });
    expect(again.doc.getText("notes").toJSON()).toBe(notes);
  });

  test("[F8] the history of a card is found among any number of edits it does not show", async () => {
    const { documentId } = await family.read("vendor");
    const client = await family.join(documentId, { sub: "gus", card: family.id("vendor") });
    const writer = createWriterId();
    client.doc.getMap("writers").set(writer, [family.id("vendor"), "gus"]);
    for (let at = 1; at <= 3_000; at += 1)
      client.doc.getMap("fields").set(`formatRegion|${writer}`, [`R${at}`, at, {}]);
    await client.settled();
    expect(client.refusals).toEqual([]);
    const startedMs = Date.now();
    const page = await family.vera.expecting(200, "GET", `${family.path("bankAccount")}/history?limit=1`);
    expect(page.items.map((item: Json) => item.field)).not.toContain("formatRegion");
    expect(page.items).toHaveLength(1);
    expect(Date.now() - startedMs).toBeLessThan(5_000);
  });
});

describe("sockets", () => {
  const open = async (token: string, documentId: string): Promise<WebSocket> => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/docs/${documentId}`, offerOf(token, true));
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.on("open", resolve));
    return socket;
  };

  test("[G3] floods of updates, awareness, pings and state vectors leave the others be", async () => {
    const mallory = await family.as("mallory", "editor");
    const { documentId } = await family.read("customer");
    await isServedDuring(async () => {
      const awareness = new Uint8Array([1, 9, 1, 7, 1, 5, ...Buffer.from('{"a":')]);
      const floods = [
        (socket: WebSocket) => socket.send(new Uint8Array([0, 2, 2, 0, 0])),
        (socket: WebSocket) => socket.send(awareness),
        (socket: WebSocket) => socket.ping("x".repeat(120)),
        (socket: WebSocket) => socket.send(new Uint8Array([0, 0, 1, 0])),
        (socket: WebSocket) => socket.send(new Uint8Array([100, 1, 4, 0, 2, 2, 0, 0])),
        (socket: WebSocket) => socket.send(crypto.getRandomValues(new Uint8Array(64))),
      ];
      const codes = await Promise.all(
        floods.map(async (flood) => {
          const socket = await open(mallory.token, documentId);
          const closed = new Promise<number>((resolve) => socket.on("close", resolve));
          for (let count = 0; count < 150_000 && socket.readyState === WebSocket.OPEN; count += 1) {
            flood(socket);
            if (count % 500 === 0) await wait(0);
          }
          return await Promise.race([closed, wait(45_000).then(() => 0)]);
        }),
      );
      // 1006: ended without a word, as who sends pings and reads no answer.
      for (const code of codes) expect([4429, 4400, 1006]).toContain(code);
    }, 20_000);
  });

  test("[G3] thousands of invented writers and slots are answered, not kept", async () => {
    const { documentId } = await family.read("customer");
    const before = await family.read("contact");
    await isServedDuring(async () => {
      const hostile = await family.join(documentId, { sub: "mallory", card: family.id("customer") });
      hostile.doc.transact(() => {
        for (let count = 0; count < 1_500; count += 1) {
          hostile.doc.getMap("writers").set(`flood-${count}`, [family.id("customer"), "mallory"]);
          hostile.doc.getMap("fields").set(`county|flood-${count}`, [`X${count}`, count + 1, {}]);
        }
      });
      await hostile.settled();
      expect(hostile.refusals.map(({ code }) => code)).toContain("writer.tooMany");
      hostile.close();
    }, 15_000);
    const fresh = await family.join(documentId, { sub: "vera", role: "viewer" });
    expect(fresh.record.writerIds().length).toBeLessThan(400);
    expect(Y.encodeStateAsUpdate(fresh.doc).byteLength).toBeLessThan(256 * 1024);
    // And one set over REST settles what is left of it.
    await family.ada.expecting(200, "PATCH", family.path("customer"), { county: "ZG" });
    expect((await family.read("contact")).county).toBe("ZG");
    expect((await family.read("contact")).name).toBe(before.name);
  });

  test("[G3] connections that end in the middle of anything", async () => {
    const mallory = await family.as("mallory", "editor");
    const { documentId } = await family.read("customer");
    const url = new URL(server.url);
    const handshake = [
      `GET /docs/${documentId} HTTP/1.1`,
      `Host: ${url.host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Sec-WebSocket-Protocol: couplet.v1, jwt.${mallory.token}`,
    ].join("\r\n");
    await isServedDuring(async () => {
      for (const text of [
        "GET /docs/",
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        handshake,
        `${handshake}\r\n\r\n`,
        `${handshake}\r\n\r\n\x82\x7e\xff\xff`,
        `${handshake}\r\n\r\n\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff`,
        `${handshake}\r\n\r\n\xf2\x00`,
        `${handshake.replace(documentId, "%ff%fe")}\r\n\r\n`,
        `${handshake.replace(`/docs/${documentId}`, `/docs/${"x".repeat(8_000)}`)}\r\n\r\n`,
      ]) {
        for (const isAbrupt of [true, false]) {
          const socket = connect(Number(url.port), url.hostname);
          socket.on("error", () => undefined);
          socket.write(Buffer.from(text, "latin1"));
          await wait(5);
          if (isAbrupt) socket.resetAndDestroy();
          else socket.end();
        }
      }
    });
  });
});

describe("tokens and rights", () => {
  test("[G2] what is kept per user is that user's: stranded edits, answers, and rooms of another workspace", async () => {
    const away = await Family.open(server, ["vendor"]);
    const { documentId } = await away.read("vendor");
    const late = await away.join(documentId, { sub: "late", card: away.id("vendor") });
    late.close();
    const doc = late.doc;
    await away.ada.expecting(204, "DELETE", away.path("vendor"));
    const back = await away.join(documentId, { sub: "late", card: away.id("vendor"), doc });
    expect((await back.set("city", "Stranded")).refusals).toEqual([]);
    const mine = await (await away.as("late", "editor")).expecting(200, "GET", "/stranded");
    expect(mine.items).toHaveLength(1);
    const [{ entry }] = mine.items;
    for (const caller of [
      await away.as("mallory", "admin"),
      await createCaller(server, { workspace: "elsewhere", sub: "late" }),
    ]) {
      expect((await caller.expecting(200, "GET", "/stranded")).items).toEqual([]);
      for (const action of ["apply", "discard"])
        expect((await caller.call("POST", `/stranded/${entry}`, { action })).status).toBe(404);
    }
    const viewer = await createCaller(server, { workspace: away.workspace, sub: "late", role: "viewer" });
    expect((await viewer.call("POST", `/stranded/${entry}`, { action: "apply" })).status).toBe(403);
    expect((await away.read("contact")).city).toBe("Zug");
    expect((await (await away.as("late", "editor")).expecting(200, "GET", "/stranded")).items).toHaveLength(1);
    away.close();
  });
});
