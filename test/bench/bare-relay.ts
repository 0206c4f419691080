/**
 * The bare baseline: a `ws` relay that commits each event-loop turn's frames to SQLite (WAL, synchronous FULL), then sends.
 *
 * Not      a product: no documents, no rights, no judgement; nothing could do the same work for less.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { ackProtocol, encodeSettled, messageTypes, readTagged, syncTypes } from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { WebSocketServer, type WebSocket } from "ws";
import * as Y from "yjs";

const db = new DatabaseSync(process.argv[2] ?? ":memory:");
db.exec(
  "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE log (seq INTEGER PRIMARY KEY, room TEXT, bytes BLOB)",
);
const insert = db.prepare("INSERT INTO log (room, bytes) VALUES (?, ?)");
const select = db.prepare("SELECT bytes FROM log WHERE room = ? ORDER BY seq");

interface Pending {
  readonly room: string;
  readonly sender: WebSocket;
  readonly tag: number;
  readonly frame: Uint8Array;
  readonly update: Uint8Array;
}

const rooms = new Map<string, Set<WebSocket>>();
let pending: Pending[] = [];

function commit(): void {
  const batch = pending;
  pending = [];
  db.exec("BEGIN");
  for (const { room, update } of batch) insert.run(room, update);
  db.exec("COMMIT");
  for (const { room, sender, tag, frame } of batch) {
    for (const socket of rooms.get(room) ?? []) if (socket !== sender) socket.send(frame);
    sender.send(encodeSettled({ tag, refusals: [] }));
  }
}

function receive(room: string, sender: WebSocket, bytes: Uint8Array): void {
  const decoder = decoding.createDecoder(bytes);
  let tag = 0;
  let inner = decoder;
  let frame = bytes;
  if (decoding.readVarUint(decoder) === messageTypes.tagged) {
    ({ tag, frame } = readTagged(decoder));
    inner = decoding.createDecoder(frame);
    decoding.readVarUint(inner);
  }
  const kind = decoding.readVarUint(inner);
  if (kind === syncTypes.step1) {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, syncTypes.step2);
    const updates = select.all(room).map((row) => row["bytes"] as Uint8Array);
    encoding.writeVarUint8Array(
      encoder,
      updates.length > 0 ? Y.mergeUpdates(updates) : Y.encodeStateAsUpdate(new Y.Doc()),
    );
    sender.send(encoding.toUint8Array(encoder));
    return;
  }
  if (pending.length === 0) setImmediate(commit);
  pending.push({ room, sender, tag, frame, update: decoding.readVarUint8Array(inner) });
}

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  perMessageDeflate: false,
  handleProtocols: () => ackProtocol,
});
server.on("connection", (socket, request) => {
  const room = request.url ?? "/";
  const sockets = rooms.get(room) ?? new Set<WebSocket>();
  rooms.set(room, sockets.add(socket));
  socket.on("message", (bytes: Buffer) => receive(room, socket, bytes));
  socket.on("close", () => sockets.delete(socket));
});
server.on("listening", () => {
  const address = server.address();
  console.log(`ready ${typeof address === "object" && address ? address.port : 0}`);
});
