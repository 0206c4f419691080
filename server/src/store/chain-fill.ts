/**
 * Chains what an older file has: every item of the log in its order, then what was set without one.
 *
 * Shape    once, when the file is brought up to date; pieces of {@link pageRows}, so that a large file does not have to fit into memory.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Chain } from "./sqlite-chain.ts";
import { type HistoryColumns, toHistoryRow } from "./sqlite-columns.ts";
import { encodeSets } from "./sqlite-history.ts";
import { prepare } from "./statement.ts";

const pageRows = 1_000;

interface LogColumns {
  readonly seq: number;
  readonly type: string;
  readonly documentId: string | null;
  readonly body: Uint8Array | string;
  readonly by: string;
  readonly atMs: number;
  readonly sets: string | null;
}

/** The caller has begun a transaction. */
export function fillChain(database: DatabaseSync): void {
  const chain = new Chain(database);
  for (const { key } of prepare<{ key: number }>(database, "SELECT key FROM workspace ORDER BY key").all()) {
    fillLog(database, chain, key);
    fillHistory(database, chain, key);
  }
  chain.keepHeads();
}

function fillLog(database: DatabaseSync, chain: Chain, workspace: number): void {
  const page = prepare<LogColumns>(
    database,
    `SELECT seq, type, document.id AS documentId, body, by, at_ms AS atMs, sets FROM log
     LEFT JOIN document ON document.key = log.document
     WHERE log.workspace = ? AND seq > ? ORDER BY seq LIMIT ${pageRows}`,
  );
  const put = database.prepare("UPDATE log SET nth = ?, salt = ?, link = ? WHERE workspace = ? AND seq = ?");
  for (let after = -1; ;) {
    const rows = page.all(workspace, after);
    for (const { seq, type, documentId, body, by, atMs, sets } of rows) {
      after = seq;
      const entry = { seq, type, documentId: documentId ?? "", by, atMs };
      const { nth, salt } = chain.append(workspace, entry, { body, sets });
      put.run(nth, salt, chain.seal(workspace), workspace, seq);
    }
    if (rows.length < pageRows) return;
  }
}

function fillHistory(database: DatabaseSync, chain: Chain, workspace: number): void {
  const page = prepare<HistoryColumns & { readonly document: number; readonly documentId: string }>(
    database,
    `SELECT document, document.id AS documentId, seq, entry, field, history.card_id, old, new, sub, name, at_ms
     FROM history JOIN document ON document.key = history.document
     WHERE document.workspace = ? AND (document, seq, entry, field) > (?, ?, ?, ?)
     ORDER BY document, seq, entry, field LIMIT ${pageRows}`,
  );
  const put = database.prepare(
    "UPDATE history SET nth = ?, salt = ?, link = ? WHERE document = ? AND seq = ? AND entry = ? AND field = ?",
  );
  for (let after: (string | number)[] = [-1, -1, "", ""]; ;) {
    const rows = page.all(workspace, ...after);
    for (const row of rows) {
      const { document, documentId, seq, entry: name, field, sub: by, at_ms: atMs } = row;
      after = [document, seq, name, field];
      const entry = { seq, type: "history", documentId, by, atMs };
      const body = encodeSets([toHistoryRow(documentId, row)]);
      const { nth, salt } = chain.append(workspace, entry, { body });
      put.run(nth, salt, chain.seal(workspace), document, seq, name, field);
    }
    if (rows.length < pageRows) return;
  }
}
