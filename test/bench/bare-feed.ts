/**
 * The bare baseline of a sync: a `ws` server that holds the bytes in memory and sends exactly what is needed, at once.
 *
 * Shape    one file per path; a path's content goes out in messages of 128 KiB, the last one shorter or empty.
 * Not      a product: no documents, no rights, no cursor, no token; nothing could do the same work for less.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { WebSocketServer } from "ws";

const messageBytes = 128 * 1024;
const directory = process.argv[2] ?? ".";
const kept = new Map<string, Buffer>();

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  const name = (request.url ?? "/").slice(1).replaceAll(/\W/gu, "");
  const bytes = kept.get(name) ?? readFileSync(`${directory}/${name}.bin`);
  kept.set(name, bytes);
  for (let from = 0; from <= bytes.length; from += messageBytes) socket.send(bytes.subarray(from, from + messageBytes));
});
server.on("listening", () => {
  const address = server.address();
  console.log(`ready ${typeof address === "object" && address ? address.port : 0}`);
});
