/**
 * The headers that keep browsers careful, on every answer: pages, files, calls, refusals, and what was never thought of.
 *
 * Know     that the policy is enough for every screen is seen in `test/e2e`: a page that breaches it fails its test (`person.ts`).
 *
 * @module
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { RunningServer } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metricsToken } from "../harness/metrics.ts";
import { callRights } from "../rights/rights.ts";
import { root } from "../rules/rule-book.ts";
import { type Caller, createCaller, startFresh } from "./rest-client.ts";

const dist = join(root, "client", "dist");
let server: RunningServer;
let ada: Caller;
beforeAll(async () => {
  server = await startFresh({ pagesDirectory: dist, metricsToken });
  ada = await createCaller(server);
});
afterAll(() => server.close());

const same = {
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
};

async function expectCareful(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(`${server.url}${path}`, { method, ...init });
  await response.arrayBuffer();
  const what = `${method} ${path}: ${response.status}`;
  for (const [name, value] of Object.entries(same))
    expect(`${what} ${response.headers.get(name)}`).toBe(`${what} ${value}`);
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy, what).toMatch(/^default-src 'none'; /u);
  expect(policy, what).not.toMatch(/unsafe|\*|https?:/u);
  const isShared = path.startsWith("/embed/v1/") && response.status === 200;
  expect(`${what} ${response.headers.get("cross-origin-resource-policy")}`).toBe(
    `${what} ${isShared ? "cross-origin" : "same-origin"}`,
  );
  for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/HttpOnly.*SameSite=Strict/u);
  return response;
}

describe("[HT7] [OP3] every answer is careful", () => {
  test("pages and files of the app, the service worker, the embed bundle", async () => {
    const files = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dist.length).replaceAll("\\", "/"));
    expect(files).toContain("/sw.js");
    for (const path of ["/", "/contacts/some-card", ...files]) {
      const { status } = await expectCareful("GET", path);
      expect([path, status]).toEqual([path, 200]);
    }
    await expectCareful("HEAD", "/");
  });

  test("every call, with a token and without, and whatever is refused", async () => {
    const authorization = `Bearer ${ada.token}`;
    for (const name of Object.keys(callRights)) {
      const [method = "", path = ""] = name.split(" ");
      const at = /^\/(?:healthz|readyz|metrics)$/u.test(path) ? path : `/api/v1${path}`;
      const filled = at.replaceAll(/\{(?:kind|related)\}/gu, "contacts").replaceAll(/\{\w+\}/gu, "nothing");
      await expectCareful(method, filled);
      await expectCareful(method, filled, { headers: { authorization } });
    }
    const json = { authorization, "content-type": "application/json" };
    for (const [method, path, init] of [
      ["GET", "/nothing.txt", {}],
      ["GET", "/api/nothing", {}],
      ["GET", "/docs/nothing", {}],
      ["GET", "/embed/v1/nothing.js", {}],
      ["GET", "/..%2fsecret", {}],
      ["DELETE", "/", {}],
      ["POST", "/api/v1/contacts", { headers: json, body: "{" }],
      ["POST", "/api/v1/contacts", { headers: { ...json, origin: "https://evil.example" }, body: "{}" }],
      [
        "OPTIONS",
        "/api/v1/contacts",
        { headers: { origin: "https://evil.example", "access-control-request-method": "POST" } },
      ],
    ] as const) {
      const { status } = await expectCareful(method, path, init);
      if (method !== "OPTIONS") expect(status).toBeGreaterThanOrEqual(400);
    }
  });
});
