/**
 * Who may do what, tried: every role, and everybody without one, at every call, command and document, over every interface. The expectation is
 * `test/rights/rights.ts`; what the server has is asked of the server, so that a new call without an expectation fails here.
 *
 * @module
 */
import { type CardKind, cardKinds, type Command, pathOfKind, roles, type Role } from "@couplet/model";
import { type RunningServer, signToken } from "@couplet/server";
import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metricsToken } from "../harness/metrics.ts";
import { SyncClient } from "../harness/sync-client.ts";
import { Place } from "../fuzz/place.ts";
import { type CallName, callRights, commandRights, mayDo, type Right } from "../rights/rights.ts";
import { type Caller, createCaller, type Json, secret, startFresh } from "./rest-client.ts";
import { calls, commands, companySecret, kindsOf, type Prepared, RightsScene, secretOf } from "./rights-scene.ts";

let server: RunningServer;
let scene: RightsScene;
let foreign: Caller;
beforeAll(async () => {
  server = await startFresh({ metricsToken });
  scene = await RightsScene.open(server, 40);
  foreign = await createCaller(server, { sub: "fritz", workspace: "elsewhere" });
  await foreign.expecting(200, "GET", "/setup");
});
afterAll(() => server.close());

interface Told {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

async function ask(token: string | undefined, { method, path, body }: Prepared): Promise<Told> {
  const url = path.startsWith("//") ? `${server.url}${path.slice(1)}` : `${server.url}/api/v1${path}`;
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, code: isJson ? JSON.parse(text).code : undefined, text };
}

/** What is told to a role holds nothing of the kinds it does not read. */
function expectNoSecrets(role: Role, text: string, where: string): void {
  for (const kind of cardKinds) {
    if (!mayDo(role, "read", kind))
      expect(text.includes(secretOf(kind)), `${where} tells ${role} of a ${kind}`).toBe(false);
  }
}

const claims = { sub: "someone", name: "Someone", workspace: "acme" } as const;
const tokenOf = (role: Role, forMs = 3_600_000): Promise<string> =>
  signToken(secret, { ...claims, sub: `one-${role}`, role }, Date.now() + forMs);

/** Taken by no token of a workspace, whatever its role. */
const isOfToken = (right: Right): boolean => right === "code" || right === "operator";

const callNames = Object.keys(callRights) as CallName[];
const commandTypes = Object.keys(commandRights) as Command["type"][];

describe("what there is, is in the table", () => {
  test("[G2] every call of the server", async () => {
    const place = new Place(() => undefined);
    const known = new Set(
      callNames.flatMap((name) =>
        ["contact", "customer", "vendor", "bankAccount"].map((kind) => {
          const [method, path = ""] = name.split(" ");
          const at = path
            .replaceAll(/\{(?:kind|related)\}/gu, pathOfKind(kind as CardKind))
            .replaceAll(/\{(\w+)\}/gu, ":$1");
          return `${method} ${/^\/(?:healthz|readyz|metrics)$/u.test(at) ? at : `/api/v1${at}`}`;
        }),
      ),
    );
    const there = place.app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(there)].filter((route) => !known.has(route))).toEqual([]);
    expect(there.length).toBeGreaterThan(50);
    await place.close();
  });
});

describe("calls", () => {
  test.each(roles)(
    "[G2] [S7] [X2] %s may do over REST what the table says, and no more; nothing tells it what it does not read",
    async (role) => {
      const token = await tokenOf(role);
      for (const name of callNames) {
        const right = callRights[name];
        for (const kind of kindsOf(name, right)) {
          const prepared = await calls[name](scene, kind);
          const before = await scene.end();
          const told = await ask(token, prepared);
          const what = `${role}: ${name} of a ${kind} answered ${told.status} ${told.text.slice(0, 200)}`;
          expectNoSecrets(role, told.text, name);
          if (mayDo(role, right, kind)) expect(told.status, what).toBe(prepared.ok);
          else {
            expect(told.status, what).toBe(
              right === "own" ? 404 : isOfToken(right) ? (name === "POST /sign-out" ? 204 : 401) : 403,
            );
            expect(await scene.end(), `${what} and changed something`).toBe(before);
          }
        }
      }
    },
  );

  test("[G2] whoever has no token, one that has run out or one of another secret is 401 everywhere, whatever they ask", async () => {
    const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const payload = encoded({ ...claims, role: "admin", exp: Math.floor(Date.now() / 1000) + 3_600 });
    const head = encoded({ alg: "HS512", typ: "JWT" });
    const signed = createHmac("sha512", secret).update(`${head}.${payload}`).digest("base64url");
    const strangers = {
      "no token": undefined,
      "a token that has run out": await tokenOf("admin", -60_000),
      "a token of another secret": await signToken(
        "another secret of thirty-two chars",
        { ...claims, role: "admin" },
        Date.now() + 60_000,
      ),
      "a token that nobody signed": `${encoded({ alg: "none" })}.${payload}.`,
      "a token of another algorithm": `${head}.${payload}.${signed}`,
    };
    for (const name of callNames) {
      const right = callRights[name];
      const [kind = "contact"] = kindsOf(name, right);
      const prepared = await calls[name](scene, kind);
      const before = await scene.end();
      for (const [who, token] of Object.entries(strangers)) {
        const told = await ask(token, prepared);
        const expected = right === "everybody" ? prepared.ok : name === "POST /sign-out" ? 204 : 401;
        expect(told.status, `${who}: ${name} answered ${told.status} ${told.text.slice(0, 200)}`).toBe(expected);
        expect(told.text.includes("Geheimnis"), `${who}: ${name}`).toBe(false);
      }
      expect(await scene.end(), name).toBe(before);
    }
  });

  test("[G2] to an administrator of another workspace nothing of this one is there", async () => {
    for (const name of callNames) {
      const right = callRights[name];
      for (const kind of kindsOf(name, right)) {
        const prepared = await calls[name](scene, kind);
        const before = await scene.end();
        const told = await ask(foreign.token, prepared);
        const what = `${name} of a ${kind} answered ${told.status} ${told.text.slice(0, 200)}`;
        const isAboutOurs =
          /\/\{(?:id|entry|sub)\}/u.test(name) || name === "POST /commands" || name === "GET /demo-report";
        if (isAboutOurs) expect(told.status, what).toBe(404);
        if (!isAboutOurs && !isOfToken(right)) expect(told.status, what).toBe(prepared.ok);
        expect(
          told.text.replaceAll(JSON.stringify(prepared.body?.["name" as never]), "").includes(companySecret) &&
            prepared.method === "GET",
          what,
        ).toBe(false);
        expect(await scene.end(), `${what} and changed something here`).toBe(before);
      }
    }
  });
});

/** How a command is given: one answer, whichever way it went. */
type Give = (command: object) => Promise<{ readonly status: number; readonly value: Json }>;

async function expectCommands(role: Role, give: Give): Promise<void> {
  for (const type of commandTypes) {
    const right = commandRights[type];
    for (const kind of kindsOf(type, right)) {
      const command = { type, id: randomUUID(), ...(await commands[type](scene, kind)) };
      const before = await scene.end();
      const { status, value } = await give(command);
      const what = `${role}: ${type} of a ${kind} was answered ${status} ${JSON.stringify(value).slice(0, 200)}`;
      expectNoSecrets(role, JSON.stringify(value), type);
      expect(status, what).toBe(mayDo(role, right, kind) ? 200 : 403);
      if (status === 403) {
        expect(value.code, what).toMatch(/^perm\./u);
        expect(await scene.end(), `${what} and changed something`).toBe(before);
      }
    }
  }
}

async function connected(token: string, feed = false): Promise<SyncClient> {
  const client = new SyncClient({ url: server.url, token, feed });
  await client.welcomed;
  return client;
}

describe("commands", () => {
  test.each(roles)("[G2] [S7] %s may give over REST and over /sync the commands that the table says", async (role) => {
    const token = await tokenOf(role);
    await expectCommands(role, async (command) => {
      const told = await ask(token, { method: "POST", path: "/commands", body: command, ok: 200 });
      return { status: told.status, value: JSON.parse(told.text) };
    });
    const client = await connected(token);
    await expectCommands(role, (command) => client.command<Json>(command));
    client.end();
  });

  test("[G2] cards of another workspace are not there for any command, over REST and over /sync", async () => {
    const client = await connected(foreign.token);
    for (const type of commandTypes.filter((one) => one !== "create")) {
      for (const kind of kindsOf(type, commandRights[type])) {
        const command = await commands[type](scene, kind);
        const before = await scene.end();
        const body = { type, id: randomUUID(), ...command };
        const told = await ask(foreign.token, { method: "POST", path: "/commands", body, ok: 404 });
        const other = await client.command<Json>({ type, ...command, id: randomUUID() });
        expect([told.status, other.status], `${type} of a ${kind}: ${told.text}`).toEqual([404, 404]);
        expect(await scene.end()).toBe(before);
      }
    }
    client.end();
  });

  test("[G2] [SY11] a role that is taken away ends with the renewal of the token, for every command", async () => {
    for (const role of roles) {
      const user = { ...claims, sub: `changed-${role}` };
      const token = (of: Role): Promise<string> => signToken(secret, { ...user, role: of }, Date.now() + 3_600_000);
      const client = await connected(await token("admin"));
      expect((await client.renew(await token(role)))?.role).toBe(role);
      await expectCommands(role, (command) => client.command<Json>(command));
      client.end();
    }
  });
});
