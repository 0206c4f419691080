/**
 * The server of all tests, on which somebody puts a new version of the app.
 *
 * Shape    an HTTP relay with an address of its own; from `bring` on its service worker is another one.
 *
 * @module
 */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

const worker = "/sw.js";

export interface NewVersion {
  readonly url: string;
  bring(): void;
  close(): void;
}

export async function newVersionOf(serverUrl: string): Promise<NewVersion> {
  const { hostname, port } = new URL(serverUrl);
  let isNew = false;
  const server = createServer(async (asked, answer) => {
    const isWorker = asked.url === worker;
    const { "if-none-match": _tag, "if-modified-since": _time, "accept-encoding": _coding, ...plain } = asked.headers;
    const { method, url: path } = asked;
    const passed = request({ hostname, port, method, path, headers: isWorker ? plain : asked.headers }, (given) => {
      const { statusCode = 502, headers } = given;
      if (!isWorker) {
        answer.writeHead(statusCode, headers);
        given.pipe(answer);
        return;
      }
      const { "content-length": _length, ...others } = headers;
      answer.writeHead(statusCode, others);
      void text(given).then((script) => answer.end(isNew ? `${script}\n// Another version.\n` : script));
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  server.on("upgrade", (asked, near, head) => {
    const far = connect(Number(port), hostname, () => {
      const lines = asked.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : [`${name}: ${all[index + 1]}`]));
      far.write([`${asked.method} ${asked.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      far.write(head);
      far.pipe(near).pipe(far);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on("error", () => other.destroy());
      socket.on("close", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    bring: () => {
      isNew = true;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
