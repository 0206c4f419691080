/**
 * Hocuspocus with its default storage timing (debounced 2 s, at most 10 s) and one SQLite row per document.
 *
 * Not its own SQLite extension: that needs a native addon built for another Node. Same statement, same journal, through node:sqlite.
 */
import { DatabaseSync } from "node:sqlite";
import { Database } from "@hocuspocus/extension-database";
import { Server } from "@hocuspocus/server";

const db = new DatabaseSync(process.argv[2]);
db.exec("PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL)");
const read = db.prepare("SELECT data FROM documents WHERE name = ?");
const write = db.prepare(
  "INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data",
);

const server = new Server({
  address: "127.0.0.1",
  port: 0,
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => read.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void write.run(documentName, state),
    }),
  ],
});
await server.listen();
console.log(`ready ${server.address.port}`);
