import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunningServer } from "@couplet/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startFresh } from "./rest-client.ts";

let issuer: Server;
let server: RunningServer;
let keys: object[] | undefined;
/** The server's clock. */
let nowMs: number;

interface Signer {
  readonly jwk: object;
  token(): string;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function createSigner(kid: string): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const token = (): string => {
    const who = { sub: "ada", name: "Ada Keller", workspace: "acme", role: "admin" };
    const claims = { ...who, iss: "https://id.example", aud: "couplet", exp: Math.floor(nowMs / 1000) + 600 };
    const signed = `${encode({ alg: "ES256", kid })}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  };
  return { jwk: { ...publicKey.export({ format: "jwk" }), kid }, token };
}

beforeEach(async () => {
  keys = undefined;
  issuer = createServer((_, response) => {
    if (keys) response.end(JSON.stringify({ keys }));
    else response.writeHead(503).end();
  }).listen(0, "127.0.0.1");
  await once(issuer, "listening");
});
afterEach(async () => {
  await server.close();
  issuer.close();
});

const get = (path: string, token?: string): Promise<Response> =>
  fetch(`${server.url}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
const socketCode = async (token: string): Promise<number> => {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/sync`, ["couplet.v1", `jwt.${token}`]);
  const [code] = (await once(socket, "close")) as [number];
  return code;
};

test("[TK3] a server without keys says so everywhere until it has them; then it serves, and goes on with what it has", async () => {
  nowMs = Date.now();
  const url = new URL(`http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`);
  server = await startFresh({
    auth: { kind: "jwks", url, issuer: "https://id.example", audience: "couplet" },
    nowMs: () => nowMs,
  });
  const [first, next] = [createSigner("first"), createSigner("next")];
  const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { code: unknown }).code;

  const notReady = await get("/readyz");
  expect([notReady.status, await codeOf(notReady), notReady.headers.get("retry-after")]).toEqual([
    503,
    "auth.keys",
    "2",
  ]);
  expect((await get("/healthz")).status).toBe(200);
  expect((await get("/api/v1/contacts", first.token())).status).toBe(503);
  expect(await socketCode(first.token())).toBe(1013);

  keys = [first.jwk];
  nowMs += 11_000;
  expect((await get("/readyz")).status).toBe(200);
  expect((await get("/api/v1/contacts", first.token())).status).toBe(200);
  expect((await get("/api/v1/contacts", next.token())).status).toBe(401);

  keys = [first.jwk, next.jwk];
  nowMs += 11_000;
  expect((await get("/api/v1/contacts", next.token())).status).toBe(200);

  keys = undefined;
  nowMs += 30 * 60_000;
  expect((await get("/api/v1/contacts", next.token())).status).toBe(200);
  expect((await get("/readyz")).status).toBe(200);
});

test("[TK3] [HT12] where keys are published nobody signs in here: no link, no passkey, no people, and no cookie", async () => {
  nowMs = Date.now();
  const url = new URL(`http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`);
  const signer = createSigner("first");
  keys = [signer.jwk];
  server = await startFresh({
    auth: { kind: "jwks", url, issuer: "https://id.example", audience: "couplet" },
    nowMs: () => nowMs,
  });
  const user = { sub: "ada", name: "Ada Keller", workspace: "acme", role: "admin" } as const;
  expect(await server.createSignInLink(user)).toBeUndefined();
  for (const path of ["/sign-in", "/sign-in/passkey/options", "/sign-in/passkey", "/token", "/sign-out"]) {
    const told = await fetch(`${server.url}/api/v1${path}`, { method: "POST" });
    expect([path, told.status, told.headers.get("set-cookie")]).toEqual([path, 401, null]);
  }
  for (const path of ["/people", "/people/ada/sessions", "/people/ada/passkeys"]) {
    const told = await get(`/api/v1${path}`, signer.token());
    expect([path, told.status, (await told.json()).code]).toEqual([path, 409, "people.elsewhere"]);
  }
  const made = await fetch(`${server.url}/api/v1/people/ada/passkeys/options`, {
    method: "POST",
    headers: { authorization: `Bearer ${signer.token()}` },
  });
  expect([made.status, (await made.json()).code]).toEqual([409, "people.elsewhere"]);
});
