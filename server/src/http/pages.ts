/**
 * The app's files and the embed bundle, as the build left them.
 *
 * Shape    `/assets/*` and what `couplet.js` loads carry hashes in their names and are kept for ever, everything else is asked for again; an address without a file is the
 *          app's own and gets its page. The content security policy allows the server's own files and, by hash, what stands inline in the page.
 * Not      a file server: names are plain words below one directory, so that no address leads elsewhere.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { Hono } from "hono";
import { compress } from "hono/compress";
import type { AppContext, AppEnv } from "./env.ts";
import { refuse } from "./problem.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

interface File {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

/** No dot at the start of a part, nothing but plain characters. */
const plainPath = /^(?:[\w@-][\w@.-]*\/)*[\w@-][\w@.-]*$/u;

const forEver = "public, max-age=31536000, immutable";
/** Of the embed build, besides `couplet.js` itself. */
const hashedName = /-[\w-]{8}\.js$/u;

/** @param framers origins whose pages may show a card in a frame */
export function createPages(directory: string, framers: readonly string[] = []): Hono<AppEnv> {
  const pages = new Hono<AppEnv>();
  const read = cachedReader(directory);

  pages.use(compress());
  pages.get("/embed/v1/card", async (c) => {
    const page = await read("embed/v1/card.html");
    if (!page) throw refuse(404, "request.notFound");
    c.header("Content-Security-Policy", policyOf(page.bytes.toString(), framers));
    // The older header knows no list; the policy says who may.
    if (framers.length > 0) c.res.headers.delete("X-Frame-Options");
    return send(c, page, "no-cache");
  });
  pages.get("/embed/v1/*", async (c) => {
    const file = await read(c.req.path.slice(1));
    if (!file) throw refuse(404, "request.notFound");
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    return send(c, file, hashedName.test(c.req.path) ? forEver : "public, max-age=300");
  });
  pages.get("/gallery", async (c) => {
    const page = await read("gallery/index.html");
    if (!page) throw refuse(404, "request.notFound");
    c.header("Content-Security-Policy", policyOf(page.bytes.toString()));
    return send(c, page, "no-cache");
  });
  pages.get("*", async (c) => {
    const path = c.req.path.slice(1);
    if (/^(?:api|docs|embed)(?:\/|$)/u.test(path)) throw refuse(404, "request.notFound");
    const file = path === "" ? undefined : await read(path);
    // The service worker lives under the policy of its own file: it loads its library and fetches what it keeps.
    if (path === "sw.js")
      c.header("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'");
    if (file && path !== "index.html") return send(c, file, path.startsWith("assets/") ? forEver : "no-cache");
    if (extname(path) !== "" && path !== "index.html") throw refuse(404, "request.notFound");
    const page = await read("index.html");
    if (!page) return c.text("The app is not built yet: run `npm run build` and reload.\n", 503);
    c.header("Content-Security-Policy", policyOf(page.bytes.toString()));
    return send(c, page, "no-cache");
  });
  return pages;
}

function send(c: AppContext, { bytes, type, etag }: File, cacheControl: string): Response {
  c.header("Cache-Control", cacheControl);
  c.header("ETag", etag);
  const known = (c.req.header("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//u, ""));
  if (known.includes(etag)) return c.body(null, 304);
  c.header("Content-Type", type);
  return c.body(bytes);
}

/** Files change only by a build; one that did is read again. */
function cachedReader(directory: string): (path: string) => Promise<File | undefined> {
  const files = new Map<string, { readonly version: string; readonly file: File }>();
  return async (path) => {
    if (!plainPath.test(path)) return undefined;
    const fullPath = join(directory, path);
    const status = await stat(fullPath).catch(() => undefined);
    if (!status?.isFile()) return undefined;
    const version = `${status.mtimeMs} ${status.size}`;
    const held = files.get(path);
    if (held?.version === version) return held.file;
    const bytes = await readFile(fullPath);
    const file = {
      bytes,
      type: types[extname(path)] ?? "application/octet-stream",
      etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    };
    files.set(path, { version, file });
    return file;
  };
}

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/giu;
const inlineStyle = /<style[^>]*>([\s\S]*?)<\/style>/giu;

export function policyOf(html: string, framers: readonly string[] = []): string {
  const hashes = (pattern: RegExp): string[] =>
    [...html.matchAll(pattern)].map(
      ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
    );
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes(inlineScript)].join(" "),
    ["style-src 'self'", ...hashes(inlineStyle)].join(" "),
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framers.join(" ") || "'none'"}`,
  ].join("; ");
}
