/**
 * Somebody else's application on an origin of its own: one page, and tokens signed by its own server.
 *
 * Shape    the page's policy is the one that docs/EMBEDDING.md documents for hosts: no inline script or style, no eval, trusted types.
 *          Pages are those beside this file; what was built of `test/hosts` is below `/hosts`, and a copy of the embed build below `/copy`.
 *
 * @module
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname } from "node:path";
import { isRole, type Role } from "@couplet/model";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};
const embedFolder = new URL("../../../client/dist/embed/v1/", import.meta.url);
const hostsFolder = new URL("../../hosts/", import.meta.url);
/** What pages have in the place of the server's address, and of the digest of its `couplet.js`. */
const addressPlace = /%COUPLET%/gu;
const digestPlace = /%INTEGRITY%/gu;

type SignToken = (sub: string, role: Role) => Promise<string>;

export class HostServer {
  readonly #server: Server;
  /** `http://localhost:<port>`: by name, so that it is another origin and another site than the server's. */
  readonly origin: string;
  #coupletUrl = "";
  #integrity = "";
  #signToken: SignToken = () => Promise.reject(new Error("The host signs no tokens yet"));

  private constructor(server: Server) {
    this.#server = server;
    const address = server.address();
    this.origin = `http://localhost:${typeof address === "object" && address ? address.port : 0}`;
  }

  static async open(): Promise<HostServer> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const host = new HostServer(server);
    server.on("request", (request, response) => {
      host.#answer(request.method ?? "", request.url ?? "/", request.headers.referer ?? "").then(
        ({ type, body }) =>
          response
            .writeHead(200, {
              "content-type": type,
              "content-security-policy": host.#policy,
              "cache-control": "no-store",
            })
            .end(body),
        () => response.writeHead(404).end(),
      );
    });
    return host;
  }

  async embed(coupletUrl: string, signToken: SignToken): Promise<void> {
    this.#coupletUrl = coupletUrl;
    this.#signToken = signToken;
    const built = await readFile(new URL("integrity.json", embedFolder), "utf8");
    this.#integrity = (JSON.parse(built) as { readonly integrity: string }).integrity;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get #policy(): string {
    const couplet = this.#coupletUrl;
    return [
      "default-src 'none'",
      `script-src 'self' ${couplet}`,
      "style-src 'self'",
      `connect-src 'self' ${couplet} ${couplet.replace("http", "ws")}`,
      "img-src 'self' data:",
      `frame-src ${couplet}`,
      "require-trusted-types-for 'script'",
    ].join("; ");
  }

  async #answer(
    method: string,
    url: string,
    from: string,
  ): Promise<{ readonly type: string; readonly body: string | Buffer }> {
    const { pathname, searchParams } = new URL(url, this.origin);
    if (method === "POST" && pathname === "/couplet-token") {
      const role = searchParams.get("as");
      // Each page has a user of its own, as applications do.
      const [, name = "otto"] = /\/hosts\/(\w+)\//u.exec(from) ?? [];
      const token = await this.#signToken(`${name}.host`, isRole(role) ? role : "editor");
      return { type: "application/json", body: JSON.stringify({ token }) };
    }
    const file = fileOf(pathname);
    const type = types[extname(file.pathname)];
    if (!type) throw new Error(`No ${pathname}`);
    const bytes = await readFile(file);
    if (!type.startsWith("text/html")) return { type, body: bytes };
    const text = bytes.toString().replace(addressPlace, this.#coupletUrl).replace(digestPlace, this.#integrity);
    return { type, body: text };
  }
}

/** @throws {Error} for an address that leads elsewhere */
function fileOf(pathname: string): URL {
  if (!/^\/[\w./-]*$/u.test(pathname) || pathname.includes("..")) throw new Error(`No ${pathname}`);
  const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  if (path.startsWith("/copy/")) return new URL(path.slice("/copy/".length), embedFolder);
  const [, name = "", file = ""] = /^\/hosts\/(\w+)\/([\w.-]+)$/u.exec(path) ?? [];
  if (name) return new URL(file.endsWith(".html") ? `${name}/${file}` : `${name}/dist/${file}`, hostsFolder);
  return new URL(path.slice(1), import.meta.url);
}
