import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Accounts } from "./accounts/accounts.ts";
import { EndedSessions } from "./accounts/ended-sessions.ts";
import { createApp } from "./app.ts";
import type { AppEnv } from "./http/env.ts";
import { createMetrics } from "./http/metrics.ts";
import { createOriginCheck } from "./http/origin.ts";
import { SignIn } from "./http/sign-in.ts";
import { createLog } from "./log.ts";
import { openSqliteStore, type SqliteStore } from "./store/sqlite.ts";
import { type Claims, createTokenVerifier, signToken } from "./token.ts";
import type { Workspace } from "./workspace/workspace.ts";
import { Workspaces } from "./workspace/workspaces.ts";

const secret = "a secret of thirty-two characters";
const ada = { sub: "ada@cronus.example", name: "Ada Keller", workspace: "acme", role: "admin" } as const;

const metricsToken = "a-token-for-metrics-alone";

let store: SqliteStore;
let workspaces: Workspaces;
let signIn: SignIn;
let accounts: Accounts;
let app: Hono<AppEnv>;
let token: string;
let lines: string[];
let isStopping: boolean;
let checkStore: () => Promise<void>;
/** Stands in front of each workspace. */
let wrap: (workspace: Workspace) => Workspace;

beforeEach(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-app-"));
  store = openSqliteStore(join(dataDir, "couplet.db"));
  workspaces = new Workspaces({ store });
  const ended = await EndedSessions.open(join(dataDir, "ended-sessions"), Date.now());
  accounts = new Accounts({ store: store.accounts, ended, nowMs: Date.now });
  signIn = new SignIn({ secret, accounts });
  token = await signToken(secret, ada, Date.now() + 3_600_000);
  lines = [];
  const log = createLog("debug", (line) => lines.push(line));
  isStopping = false;
  checkStore = () => store.check();
  wrap = (workspace) => workspace;
  app = createApp({
    openWorkspace: async (id, actor) => wrap(await workspaces.get(id, actor)),
    store,
    verifyToken: createTokenVerifier({ kind: "secret", secret }),
    signIn,
    allowsOrigin: createOriginCheck([]),
    allowedOrigins: [],
    reportOf: () => undefined,
    isStopping: () => isStopping,
    nowMs: Date.now,
    checkStore: () => checkStore(),
    metrics: createMetrics(workspaces),
    metricsToken,
    log,
  });
});
afterEach(async () => {
  await workspaces.close();
  await store.close();
});

const call = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  app.request(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const jsonOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

const codeFor = async (claims: Claims): Promise<string> => {
  await accounts.introduce(claims);
  return (await accounts.link(claims.workspace, claims.sub, 60_000)).code;
};

describe("operations", () => {
  test("[OP1] healthz says that the process answers, readyz that it can store", async () => {
    expect((await app.request("/healthz")).status).toBe(200);
    expect((await app.request("/readyz")).status).toBe(200);
  });

  test("[OP1] readyz and calls say 503 where nothing can be stored, and while stopping", async () => {
    checkStore = () => Promise.reject(new Error("disk full"));
    const notReady = await app.request("/readyz");
    expect([notReady.status, (await jsonOf(notReady)).code]).toEqual([503, "server.notReady"]);
    isStopping = true;
    const stopping = await call("GET", "/contacts");
    expect([stopping.status, (await jsonOf(stopping)).code, stopping.headers.get("retry-after")]).toEqual([
      503,
      "server.stopping",
      "2",
    ]);
    expect((await app.request("/healthz")).status).toBe(200);
  });

  test("[OP2] metrics count by route pattern, never by what was asked for", async () => {
    const { id } = await jsonOf(await call("POST", "/contacts", { name: "Cronus AG" }));
    await call("GET", `/contacts/${String(id)}`);
    const headers = { authorization: `Bearer ${metricsToken}` };
    const text = await (await app.request("/metrics", { headers })).text();
    expect(text).toContain('route="/api/v1/contacts/:id",status="200"');
    expect(text).toMatch(/couplet_commits_total [1-9]/u);
    expect(text).not.toContain(String(id));
  });

  test("[OP3] the log has no token, no search, no name and no user", async () => {
    await call("POST", "/contacts", { name: "Secret AG" });
    await call("GET", "/contacts?search=Secret");
    await call("POST", "/contacts", { name: "x".repeat(200) });
    const text = lines.join("");
    expect(text).toContain('"route":"/api/v1/contacts"');
    for (const secretText of [token, "Secret", "Keller", "cronus.example"]) expect(text).not.toContain(secretText);
  });

  test("[HT3] what we did not foresee is 500, logged with the request's number and told nobody", async () => {
    wrap = (workspace) =>
      Object.assign(Object.create(workspace) as Workspace, { listCards: () => Promise.reject(new Error("boom")) });
    const response = await call("GET", "/contacts");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("boom");
    expect(lines.find((line) => line.includes("boom"))).toContain(response.headers.get("x-request-id"));
  });
});

describe("[HT5] a crash between a write and its answer", () => {
  const loseAnswer = (): void => {
    let lost = false;
    wrap = (workspace) =>
      new Proxy(workspace, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (name === "saveAnswer" && !lost) {
            lost = true;
            return () => Promise.reject(new Error("killed"));
          }
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
  };
  const key = { "idempotency-key": "row 1" };

  test("[HT5] does not create twice", async () => {
    loseAnswer();
    expect((await call("POST", "/customers", { name: "Cronus AG" }, key)).status).toBe(500);
    const again = await call("POST", "/customers", { name: "Cronus AG" }, key);
    expect([again.status, (await jsonOf(again)).name]).toEqual([201, "Cronus AG"]);
    expect((await jsonOf(await call("GET", "/customers"))).items).toHaveLength(1);
    expect((await jsonOf(await call("GET", "/contacts"))).items).toHaveLength(1);
  });

  test("[HT5] does not delete, unlink or edit twice", async () => {
    const customer = await jsonOf(await call("POST", "/customers", { name: "Cronus AG" }));
    const [relation] = customer.relations as { id: string; cardId: string }[];
    const contactPath = `/contacts/${relation?.cardId ?? ""}`;
    for (const [method, path, body, status] of [
      ["PATCH", contactPath, { city: "Zug" }, 200],
      ["DELETE", `${contactPath}/links/${relation?.id ?? ""}`, undefined, 204],
      ["DELETE", contactPath, undefined, 204],
    ] as const) {
      loseAnswer();
      const own = { "idempotency-key": `${method} ${path}` };
      expect((await call(method, path, body, own)).status).toBe(500);
      if (method === "PATCH") await call("PATCH", contactPath, { city: "Chur" });
      expect((await call(method, path, body, own)).status).toBe(status);
      if (method === "PATCH") expect((await jsonOf(await call("GET", contactPath))).city).toBe("Chur");
    }
  });
});

describe("[HT6] signing in over HTTP", () => {
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    Promise.resolve(
      app.request(`/api/v1${path}`, {
        method: "POST",
        headers: {
          host: "localhost",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );

  test("[HT6] a code gives a token and a cookie that no script reads; the cookie renews; signing out ends it", async () => {
    const answer = await post("/sign-in", { code: await codeFor(ada) });
    expect(answer.status).toBe(200);
    const signedIn = await jsonOf(answer);
    expect(signedIn.user).toEqual(ada);
    const cookie = answer.headers.get("set-cookie") ?? "";
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/api/v1"]) expect(cookie).toContain(part);
    expect(cookie).not.toContain("Secure");

    const jar = { cookie: cookie.split(";")[0] ?? "" };
    const renewed = await jsonOf(await post("/token", undefined, jar));
    token = String(renewed.token);
    expect((await call("GET", "/setup")).status).toBe(200);
    expect((await post("/token", undefined, { ...jar, origin: "https://evil.example" })).status).toBe(403);
    expect((await post("/token")).status).toBe(401);
    expect((await post("/sign-out", undefined, jar)).status).toBe(204);
    expect((await post("/token", undefined, jar)).status).toBe(401);
  });

  test("[HT6] behind a proxy that ends TLS the cookie is for TLS only", async () => {
    const answer = await post("/sign-in", { code: await codeFor(ada) }, { "x-forwarded-proto": "https" });
    expect(answer.headers.get("set-cookie")).toContain("Secure");
  });

  test("[HT6] what is no code is refused", async () => {
    expect((await post("/sign-in", { code: "guess" })).status).toBe(401);
    expect((await post("/sign-in", { code: 7 })).status).toBe(422);
    expect((await post("/sign-in")).status).toBe(422);
    expect((await post("/sign-in", undefined, { "content-type": "text/plain" })).status).toBe(422);
  });
});

test("[HT2] no call, of those there are, is for a page of a foreign origin", async () => {
  const { paths } = (await jsonOf(await app.request("/api/v1/openapi.json"))) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method, path]),
  );
  expect(calls.length).toBeGreaterThan(50);
  for (const [method = "", path = ""] of calls) {
    const address = path.replaceAll(/\{\w+\}/gu, "0198c0de-7c1a-7000-8000-000000000000");
    for (const origin of ["https://evil.example", "null", "http://localhost.evil.example"]) {
      const answer = await call(method.toUpperCase(), address, method === "get" ? undefined : {}, {
        origin,
        host: "localhost",
      });
      expect([method, path, origin, answer.status, (await jsonOf(answer)).code]).toEqual([
        method,
        path,
        origin,
        403,
        "origin.notAllowed",
      ]);
    }
  }
});

test("[HT8] every call is described, with its problems, and nothing is described that is not there", async () => {
  const description = (await jsonOf(await app.request("/api/v1/openapi.json"))) as {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
  };
  expect(description.openapi).toBe("3.1.0");
  const described = Object.entries(description.paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method} ${path}`),
  );
  for (const kind of ["contacts", "customers", "vendors", "bank-accounts"]) {
    for (const one of [
      `get /${kind}`,
      `post /${kind}`,
      `patch /${kind}/{id}`,
      `delete /${kind}/{id}`,
      `post /${kind}/{id}/restore`,
      `get /${kind}/{id}/history`,
      `get /${kind}/{id}/conflicts`,
    ]) {
      expect(described).toContain(one);
    }
  }
  for (const one of [
    "post /contacts/{id}/links",
    "delete /contacts/{id}/links/{relationId}",
    "post /commands",
    "post /contacts/from-cards",
    "put /setup",
    "get /changes",
    "post /sign-in",
  ]) {
    expect(described).toContain(one);
  }
  const routes = new Set(
    app.routes.map(
      ({ method, path }) => `${method.toLowerCase()} ${path.replace("/api/v1", "").replaceAll(/:(\w+)/gu, "{$1}")}`,
    ),
  );
  expect(described.filter((one) => !routes.has(one))).toEqual([]);
  expect(description.components.schemas.Customer?.properties).toHaveProperty("creditLimit");
  expect(description.components.schemas.BankAccount?.properties).not.toHaveProperty("registrationNo");
  const text = JSON.stringify(description);
  const missing = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/gu)].filter(
    ([, name = ""]) => !description.components.schemas[name],
  );
  expect(missing).toEqual([]);
});
