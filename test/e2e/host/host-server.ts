/**
 * Somebody else's application on an origin of its own: one page, and tokens signed by its own server.
 *
 * Shape    the page's policy is the one that docs/PROTOCOL.md documents for hosts: no inline script or style, no eval, trusted types.
 *
 * @module
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";

const types: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "host.js": "text/javascript; charset=utf-8",
  "host.css": "text/css; charset=utf-8",
};

export class HostServer {
  readonly #server: Server;
  /** `http://localhost:<port>`: by name, so that it is another origin and another site than the server's. */
  readonly origin: string;
  #coupletUrl = "";
  #signToken: () => Promise<string> = () => Promise.reject(new Error("The host signs no tokens yet"));

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
      host.#answer(request.method ?? "", request.url ?? "/").then(
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

  embed(coupletUrl: string, signToken: () => Promise<string>): void {
    this.#coupletUrl = coupletUrl;
    this.#signToken = signToken;
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
      "require-trusted-types-for 'script'",
    ].join("; ");
  }

  async #answer(method: string, url: string): Promise<{ readonly type: string; readonly body: string }> {
    const { pathname } = new URL(url, this.origin);
    if (method === "POST" && pathname === "/couplet-token")
      return { type: "application/json", body: JSON.stringify({ token: await this.#signToken() }) };
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const type = types[name];
    if (!type) throw new Error(`No ${name}`);
    const text = await readFile(new URL(name, import.meta.url), "utf8");
    return { type, body: text.replaceAll("%COUPLET%", this.#coupletUrl) };
  }
}
