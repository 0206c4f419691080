import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Hono } from "hono";
import { careful } from "./observe.ts";
import { createPages, policyOf } from "./pages.ts";
import type { AppEnv } from "./env.ts";
import { ProblemError } from "../problem.ts";

let app: Hono<AppEnv>;

beforeAll(async () => {
  const directory = join(await mkdtemp(join(tmpdir(), "couplet-pages-")), "dist");
  await mkdir(join(directory, "assets"), { recursive: true });
  await mkdir(join(directory, "embed", "v1"), { recursive: true });
  await writeFile(join(directory, "index.html"), "<!doctype html><script>go()</script><couplet-app></couplet-app>");
  await writeFile(join(directory, "assets", "app-1a2b.js"), "export {};");
  await writeFile(join(directory, "sw.js"), "self.skipWaiting();");
  await writeFile(join(directory, "embed", "v1", "couplet.js"), "export {};");
  await writeFile(join(directory, "..", "secret"), "secret");
  await writeFile(join(directory, ".env"), "secret");
  app = new Hono<AppEnv>().use(careful).route("/", createPages(directory));
  app.onError((error, c) => c.text(error.message, error instanceof ProblemError ? error.status : 500));
});

test("[HT7] addresses of the app get its page, under a policy that allows its own files and what stands inline by hash", async () => {
  for (const path of ["/", "/index.html", "/contacts/some-card"]) {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<couplet-app>");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]{44}';/u);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("[HT7] files come with their type; hashed names are kept for ever, others asked for again", async () => {
  const asset = await app.request("/assets/app-1a2b.js");
  expect(asset.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(asset.headers.get("cache-control")).toContain("immutable");
  const worker = await app.request("/sw.js");
  expect(worker.headers.get("cache-control")).toBe("no-cache");
  const again = await app.request("/sw.js", { headers: { "if-none-match": worker.headers.get("etag") ?? "" } });
  expect(again.status).toBe(304);
});

test("[HT7] the embed bundle may be used by any page", async () => {
  const bundle = await app.request("/embed/v1/couplet.js");
  expect(bundle.headers.get("access-control-allow-origin")).toBe("*");
  expect(bundle.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
});

test.each([
  "/../secret",
  "/%2e%2e/secret",
  "/..%2fsecret",
  "/.env",
  "/assets/nope.js",
  "/embed/v1/nope",
  "/api/nope",
  "/docs/nope",
  "/%00.js",
])("[HT7] %s leads nowhere", async (path) => {
  const response = await app.request(path);
  expect(await response.text()).not.toContain("secret");
  expect(response.status === 404 || (response.headers.get("content-type") ?? "").startsWith("text/html")).toBe(true);
});

test("[HT7] scripts with a source and scripts inline are told apart", () => {
  expect(policyOf('<script type="module" src="/a.js"></script><style>a{}</style>')).toMatch(
    /script-src 'self'; style-src 'self' 'sha256-/u,
  );
});
