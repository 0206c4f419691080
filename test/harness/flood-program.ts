/**
 * Somebody hostile: updates of a few bytes, as many as asked for, as fast as the line takes them, over connection after connection.
 *
 * Shape    `flood-program.ts <url> <token> <document> <card> <user> <updates>`; honours nothing: reads no answer, waits for
 *          nothing but its own line, comes back at once whenever it is closed. One JSON line at the end: what was sent, and how it was closed.
 * Not      garbage: every update is a well-formed edit of a field this user may edit, each another value than the one before.
 *
 * @module
 */
import { RecordDocument } from "@couplet/crdt";
import { messageTypes, plainProtocol, syncTypes } from "@couplet/protocol";
import * as encoding from "lib0/encoding";
import { WebSocket } from "ws";
import * as Y from "yjs";

const [url = "", token = "", documentId = "", card = "", user = "", count = "0"] = process.argv.slice(2);
const wanted = Number(count);
/** Of frames that are not on the line yet: enough to keep it full. */
const maxBufferedBytes = 256 * 1024;
const writer = "mallory-0001";
const closes: Record<string, number> = {};
let sent = 0;
const isMore = (): boolean => sent < wanted;
let connections = 0;
const startedMs = performance.now();
let at = (Date.now() - Date.UTC(2020, 0, 1)) * 1024;

function frameOf(update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, syncTypes.update);
  encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
}

async function flood(): Promise<void> {
  connections += 1;
  const socket = new WebSocket(`${url.replace("http", "ws")}/docs/${documentId}`, [plainProtocol, `jwt.${token}`]);
  const closed = new Promise<void>((resolve) => {
    socket.on("close", (code) => {
      closes[code] = (closes[code] ?? 0) + 1;
      resolve();
    });
  });
  socket.on("error", () => undefined);
  const opened = new Promise<void>((resolve) => socket.on("open", () => resolve()));
  await Promise.race([opened, closed]);
  // A document of its own each time: nothing the server took or left has to be known.
  const doc = new Y.Doc();
  const record = new RecordDocument(doc);
  doc.on("update", (update: Uint8Array) => {
    socket.send(frameOf(update), () => undefined);
    sent += 1;
  });
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
  if (isOpen()) record.register(writer, { card, user });
  while (isOpen() && isMore()) {
    for (let burst = 0; burst < 200 && isOpen() && isMore(); burst += 1) {
      record.set("county", `F${sent}`, { writer, at: (at += 1) });
    }
    do await new Promise((resolve) => setImmediate(resolve));
    while (isOpen() && socket.bufferedAmount > maxBufferedBytes);
  }
  socket.close();
  await closed;
  record.destroy();
  doc.destroy();
}

while (isMore()) await flood();
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(`${JSON.stringify({ sent, connections, closes, seconds })}\n`);
process.exit(0);
