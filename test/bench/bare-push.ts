/**
 * The bare baseline of pushing: a `ws` server that writes every update of a message to SQLite in one transaction, and then says so.
 *
 * Shape    a message is a varUint count and so many varUint8Arrays, a row each; WAL and `synchronous=FULL`, as the product's store.
 * Not      a product: it does not look at what it writes.
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import { DatabaseSync } from "node:sqlite";
import { WebSocketServer } from "ws";

const database = new DatabaseSync(`${process.argv[2] ?? "."}/bare-push.db`);
database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE item (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)`);
const insert = database.prepare("INSERT INTO item (body) VALUES (?)");
const [begin, commit] = [database.prepare("BEGIN IMMEDIATE"), database.prepare("COMMIT")];

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) =>
  socket.on("message", (message: Buffer) => {
    const decoder = decoding.createDecoder(message);
    begin.run();
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) insert.run(decoding.readVarUint8Array(decoder));
    commit.run();
    socket.send(Uint8Array.of(1));
  }),
);
server.on("listening", () => {
  const address = server.address();
  console.log(`ready ${typeof address === "object" && address ? address.port : 0}`);
});
