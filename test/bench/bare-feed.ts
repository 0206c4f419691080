/**
 * The bare baseline of a sync: a `ws` server that holds the bytes in memory and sends exactly what is needed, at once.
 *
 * Shape    one file per path; a path's content goes out in messages of 128 KiB, the last one shorter or empty. Under `/stored` the same bytes
 *          come from SQLite, a row per document or row, as of a server that does not hold them in memory.
 * Not      a product: no documents, no rights, no cursor, no token; nothing could do the same work for less.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { WebSocketServer } from "ws";

const messageBytes = 128 * 1024;
const directory = process.argv[2] ?? ".";
const kept = new Map<string, Buffer>();
const storePath = `${directory}/bare.db`;
const rows = existsSync(storePath)
  ? new DatabaseSync(storePath).prepare("SELECT body FROM item ORDER BY seq")
  : undefined;

/** Row after row, in messages as large as the others. */
function sendStored(send: (message: Uint8Array) => void): void {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for (const row of rows?.iterate() ?? []) {
    const body = row["body"] as Uint8Array;
    parts.push(body);
    bytes += body.byteLength;
    if (bytes < messageBytes) continue;
    send(Buffer.concat(parts));
    parts = [];
    bytes = 0;
  }
  send(Buffer.concat(parts));
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  const name = (request.url ?? "/").slice(1).replaceAll(/\W/gu, "");
  if (name === "stored") {
    sendStored((message) => socket.send(message));
    return;
  }
  const bytes = kept.get(name) ?? readFileSync(`${directory}/${name}.bin`);
  kept.set(name, bytes);
  for (let from = 0; from <= bytes.length; from += messageBytes) socket.send(bytes.subarray(from, from + messageBytes));
});
server.on("listening", () => {
  const address = server.address();
  console.log(`ready ${typeof address === "object" && address ? address.port : 0}`);
});
