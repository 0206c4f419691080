/**
 * What ends a connection, seen from an engine: the code is the connection's, never a word about what was typed in a room.
 *
 * Shape    requests go to the real server, and WebSockets too, or are closed with a code: as by a server of another build, or a proxy.
 *
 * @module
 */
import { createServer, request, type Server } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { createEngine, type CardSession, type Engine } from "@couplet/engine";
import { closeCodes } from "@couplet/protocol";
import { signToken, type RunningServer } from "@couplet/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { type Caller, createCaller, secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
let front: Server;
let refusals: WebSocketServer;
let ada: Caller;
let engine: Engine;
let card: CardSession;
let isSignedIn = true;
/** What a WebSocket is closed with; `undefined`: it is let through. */
let code: number | undefined;
let refused = 0;

beforeAll(async () => {
  server = await startFresh();
  ada = await createCaller(server);
  const { hostname, port } = new URL(server.url);
  front = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  refusals = new WebSocketServer({ noServer: true });
  front.on("upgrade", (asked, socket, head) => {
    const refusal = code;
    if (refusal !== undefined) {
      refused += 1;
      refusals.handleUpgrade(asked, socket, head, (accepted) =>
        accepted.close(refusal, "protocolVersion lowest=2 current=2"),
      );
      return;
    }
    const far = connect(Number(port), hostname);
    const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    far.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
    socket.on("error", () => far.destroy()).on("close", () => far.destroy());
    far.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    far.pipe(socket);
    socket.pipe(far);
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
});
afterAll(async () => {
  front.closeAllConnections();
  front.close();
  refusals.close();
  await server.close();
});
beforeEach(async () => {
  [code, refused, isSignedIn] = [undefined, 0, true];
  const { id } = (await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" })) as { id: string };
  const address = front.address();
  engine = createEngine({
    endpoint: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    storage: "memory",
    getToken: async () => {
      if (!isSignedIn) throw Object.assign(new Error("no"), { name: "SignInNeededError" });
      const claims = { sub: "ben", name: "Ben", workspace: "acme", role: "admin" as const };
      return { token: await signToken(secret, claims, Date.now() + 3_600_000) };
    },
  });
  card = await engine.openCard("contact", { id });
  await expect.poll(() => card.snapshot.value.connected).toBe(true);
});
afterEach(() => engine.close());

/** The connection is cut, and the next ones are closed with the code. */
async function refuse(by: number): Promise<void> {
  code = by;
  front.closeAllConnections();
  engine.setOffline(true);
  card.set("city", "Bern");
  engine.setOffline(false);
  await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThan(0);
}

async function comesRound(): Promise<void> {
  code = undefined;
  engine.retryConnection();
  await expect.poll(() => engine.status.value.state, { timeout: 20_000 }).toBe("saved");
  expect(await ada.expecting(200, "GET", `/contacts/${card.id}`)).toMatchObject({ city: "Bern" });
  expect(engine.attention.value).toEqual([]);
}

describe("a connection that is closed with a code", () => {
  test("[SY2] of another version is told in the status, tried again now and then, and forgotten when both are up to date", async () => {
    await refuse(closeCodes.protocolVersion);
    await expect.poll(() => engine.status.value).toMatchObject({ state: "outdated", waiting: 1 });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(refused).toBe(1);
    await comesRound();
  });

  for (const name of [
    "malformed",
    "notAllowed",
    "noSuchDocument",
    "documentRetired",
    "tooLarge",
    "rate",
    "tryAgainLater",
  ] as const) {
    test(`[C2] ${closeCodes[name]} refuses, displaces and forgets nothing that was typed`, async () => {
      await refuse(closeCodes[name]);
      await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThan(1);
      expect(engine.status.value).toMatchObject({ waiting: 1, refused: 0 });
      expect(card.snapshot.value.values["city"]).toBe("Bern");
      await comesRound();
    });
  }

  test("[C2] 4401 asks for another token, and in the end for somebody to sign in; then what was typed goes out", async () => {
    isSignedIn = false;
    await refuse(closeCodes.notSignedIn);
    await expect.poll(() => engine.status.value).toMatchObject({ state: "sign-in", waiting: 1 });
    isSignedIn = true;
    await comesRound();
  });
});
