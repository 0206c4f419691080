/**
 * The bare baseline of bulk contacts: the very rows a job has written, inserted into the same file as it was before.
 *
 * Shape    `bulk-bare.ts <before.db> <after.db> <rows per transaction>`; one JSON line with wall and CPU time of the inserts alone.
 * Not      a product: nothing is decided, read or numbered here.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

const [before = "", after = "", contacts = "200"] = process.argv.slice(2);
const perTransaction = Number(contacts);

/** Tables a contact has a row in, in the order in which the job writes them, and how new rows are told from old ones. */
const tables = [
  { name: "document", isNew: "key > (SELECT coalesce(max(key), 0) FROM old.document)", order: "key" },
  { name: "card", isNew: "rowid > (SELECT coalesce(max(rowid), 0) FROM old.card)", order: "rowid" },
  { name: "hold", isNew: "from_seq > (SELECT max(seq) FROM old.log)", order: "from_seq" },
  { name: "relation", isNew: "rowid > (SELECT coalesce(max(rowid), 0) FROM old.relation)", order: "rowid" },
  { name: "log", isNew: "seq > (SELECT max(seq) FROM old.log)", order: "seq" },
  { name: "latest", isNew: "seq > (SELECT max(seq) FROM old.log) AND thing <> 3", order: "seq" },
] as const;

const result = new DatabaseSync(after);
result.exec(`ATTACH '${before}' AS old`);
const rowsOf = tables.map(({ name, isNew, order }) =>
  result
    .prepare(`SELECT * FROM main.${name} WHERE ${isNew} ORDER BY ${order}`)
    .all()
    .map((row) => Object.values(row) as SQLInputValue[]),
);
result.exec("DETACH old");
result.close();

const database = new DatabaseSync(before);
database.exec(`
  PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;
`);
const inserts = tables.map(({ name }) => {
  const columns = database.prepare(`SELECT * FROM ${name}`).columns();
  return database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
});
const made = rowsOf[1]?.length ?? 0;
/** A log item, and a last change, of the card and of the relation. */
const perContact = rowsOf.map((of) => of.length / made);
let rows = 0;

const cpu = process.cpuUsage();
const startedMs = performance.now();
for (let from = 0; from < made; from += perTransaction) {
  database.exec("BEGIN IMMEDIATE");
  for (let index = from; index < Math.min(made, from + perTransaction); index += 1) {
    for (const [table, insert] of inserts.entries()) {
      const first = Math.floor(index * (perContact[table] ?? 1));
      const last = Math.floor((index + 1) * (perContact[table] ?? 1));
      for (let row = first; row < last; row += 1) {
        insert.run(...(rowsOf[table]?.[row] ?? []));
        rows += 1;
      }
    }
  }
  database.exec("COMMIT");
}
const wallMs = performance.now() - startedMs;
const { user, system } = process.cpuUsage(cpu);
database.close();
process.stdout.write(`${JSON.stringify({ contacts: made, rows, wallMs, cpuMs: (user + system) / 1000 })}\n`);
