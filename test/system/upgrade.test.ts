import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import type { RunningServer } from "@couplet/server";
import { signToken } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Caller, createCaller, secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
let documentId: string;

beforeAll(async () => {
  server = await startFresh({ allowedOrigins: ["https://erp.example"] });
  ada = await createCaller(server);
  ({ documentId } = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" }));
});
afterAll(() => server.close());

const open = (path: string, protocols: string[], headers: Record<string, string> = {}): WebSocket =>
  new WebSocket(`${server.url.replace("http", "ws")}${path}`, protocols, { headers });
const offer = (token: string): string[] => ["couplet.v1", `jwt.${token}`];

/** The close code, and the subprotocol that was spoken till then. */
async function closing(socket: WebSocket): Promise<[code: number, protocol: string]> {
  const [code] = (await once(socket, "close")) as [number];
  return [code, socket.protocol];
}

const tokenOf = (claims: object, expiresAtMs = Date.now() + 3_600_000): Promise<string> =>
  signToken(secret, { sub: "ada", name: "Ada Keller", workspace: "acme", role: "admin", ...claims }, expiresAtMs);

describe("an upgrade is accepted and then closed with the code that says why", () => {
  test("[RM1] 4401 without a token, with nonsense, with an expired one", async () => {
    const room = `/docs/${documentId}`;
    expect(await closing(open(room, ["couplet.v1"]))).toEqual([4401, "couplet.v1"]);
    expect(await closing(open(room, offer("nonsense")))).toEqual([4401, "couplet.v1"]);
    expect(await closing(open(room, offer(await tokenOf({}, Date.now() - 60_000))))).toEqual([4401, "couplet.v1"]);
    expect(await closing(open(room, offer(await tokenOf({ role: "root" }))))).toEqual([4401, "couplet.v1"]);
  });

  test("[RM1] 4401 when the token ends while the socket is open", async () => {
    const socket = open(`/docs/${documentId}`, offer(await tokenOf({}, Date.now() + 1500)));
    await once(socket, "message");
    expect(await closing(socket)).toEqual([4401, "couplet.v1"]);
  });

  test("[RM1] 4404 for a document that is not there, not of this workspace, or no document's name", async () => {
    const other = offer(await tokenOf({ workspace: "other" }));
    expect(await closing(open(`/docs/${documentId}`, other))).toEqual([4404, "couplet.v1"]);
    for (const path of [
      "/docs/0198c0de-7c1a-7000-8000-000000000000",
      "/docs/nonsense",
      "/docs/",
      "/",
      "/docs/..%2f",
      `/docs/${documentId}/more`,
    ]) {
      expect([path, ...(await closing(open(path, offer(ada.token))))]).toEqual([path, 4404, "couplet.v1"]);
    }
    const nobody = offer(await tokenOf({ workspace: "nobody's", role: "viewer" }));
    expect(await closing(open(`/docs/${documentId}`, nobody))).toEqual([4404, "couplet.v1"]);
  });

  test("[RM1] 4409 for a protocol we do not speak; the token is never spoken back", async () => {
    expect(await closing(open(`/docs/${documentId}`, ["couplet.v9", `jwt.${ada.token}`]))).toEqual([
      4409,
      "couplet.v9",
    ]);
    expect(await closing(open(`/docs/${documentId}`, []))).toEqual([4409, ""]);
  });

  test("[RM1] 4403 for a page of a foreign origin; allowed ones and callers without one come in", async () => {
    const room = `/docs/${documentId}`;
    expect(await closing(open(room, offer(ada.token), { origin: "https://evil.example" }))).toEqual([
      4403,
      "couplet.v1",
    ]);
    for (const headers of [{}, { origin: "https://erp.example" }, { origin: server.url }]) {
      const socket = open(room, offer(ada.token), headers);
      await once(socket, "message");
      socket.close();
    }
  });
});

describe("bad input on a socket ends that socket and nothing else", () => {
  const joined = async (): Promise<WebSocket> => {
    const socket = open(`/docs/${documentId}`, offer(ada.token));
    await once(socket, "message");
    return socket;
  };

  test("[G3] a frame of random bytes: 4400", async () => {
    for (let round = 0; round < 50; round += 1) {
      const socket = await joined();
      // Beyond the stock message types, or a broken sync message.
      socket.send(Buffer.concat([Buffer.from([round % 2 === 0 ? 77 : 0, 2, 255]), randomBytes(round)]));
      expect((await closing(socket))[0]).toBe(4400);
    }
    const text = await joined();
    text.send("hello");
    expect((await closing(text))[0]).toBe(4400);
  });

  test("[G3] a frame that is too large: 4413", async () => {
    for (const bytes of [1024 * 1024 + 1, 5 * 1024 * 1024]) {
      const socket = await joined();
      socket.on("error", () => {});
      socket.send(Buffer.alloc(bytes));
      expect((await closing(socket))[0]).toBe(4413);
    }
  });

  test("[G3] broken handshakes and broken frames", async () => {
    const port = server.port;
    for (const bytes of [
      "GET /docs/x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
      "GET /docs/x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 99\r\n\r\n",
      `GET /docs/${documentId} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: couplet.v1, jwt.${ada.token}\r\n\r\n\u00ff\u00ff\u00ff\u00ff`,
      `GET /docs/x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ,,,\r\n\r\n`,
      "NONSENSE\r\n\r\n",
      "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /api/v1/contacts HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    ]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.resume();
      socket.end(Buffer.from(bytes, "latin1"));
      await once(socket, "close");
    }
    const gone = connect(port, "127.0.0.1");
    gone.write(`GET /docs/${documentId} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n`);
    gone.destroy();
    expect((await ada.expecting(200, "GET", "/contacts")).items).toHaveLength(1);
  });

  test("[HT1] a flood on sockets leaves the same user's HTTP alone", async () => {
    const socket = await joined();
    const ended = closing(socket);
    for (let frame = 0; frame < 30_000 && socket.readyState === WebSocket.OPEN; frame += 1)
      socket.send(new Uint8Array([3]));
    expect((await ended)[0]).toBe(4429);
    await ada.expecting(200, "GET", "/contacts");
  });
});

test("[OP4] stopping closes sockets with 1013, within 5 s, and what was answered is there afterwards", async () => {
  const first = await startFresh();
  const caller = await createCaller(first);
  const card = await caller.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
  const socket = new WebSocket(`${first.url.replace("http", "ws")}/docs/${card.documentId}`, offer(caller.token));
  await once(socket, "message");
  const startedMs = Date.now();
  const ended = closing(socket);
  await first.close();
  expect((await ended)[0]).toBe(1013);
  expect(Date.now() - startedMs).toBeLessThan(5000);
});
