/**
 * Reads everything that is stored and says what is not as it should be.
 *
 * Shape    {@link verifyDatabase} tells findings as it comes upon them and returns what it has looked at; {@link repairProjections} makes anew what is
 *          only made from the log and the documents.
 * Not      a repair of anything else: what the log and the documents say is all there is to know.
 * Source   docs/OPERATIONS.md, "Checking everything"
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { latestFill } from "../store/sqlite-latest.ts";
import { SqliteStore } from "../store/sqlite.ts";
import { prepare } from "../store/statement.ts";
import type { Write } from "../store/store.ts";
import { ChainCheck, type Heads } from "./chain-check.ts";
import { DocumentCheck } from "./document-check.ts";
import type { Finding, Tell } from "./finding.ts";
import { checkIndexes, type Place, readLog } from "./log-check.ts";
import { RowCheck } from "./row-check.ts";

export interface Verified {
  workspaces: number;
  items: number;
  documents: number;
  updates: number;
  cards: number;
  relations: number;
  findings: number;
  /** The end of each workspace's chain, to be written down where nobody who writes the file can change it. */
  readonly heads: { readonly workspace: string; readonly entries: number; readonly head: string }[];
}

const placesOf = (database: DatabaseSync): readonly Place[] =>
  prepare<Place>(database, "SELECT key, id, indexed_seq AS indexedSeq FROM workspace ORDER BY key").all();

/** @param earlier heads that must lie on a chain */
export function verifyDatabase(database: DatabaseSync, tell: Tell, earlier: readonly string[] = []): Verified {
  const none = { workspaces: 0, items: 0, documents: 0, updates: 0, cards: 0, relations: 0, findings: 0 };
  const sum: Verified = { ...none, heads: [] };
  const unmet: Heads = new Set(earlier);
  const found: Tell = (finding) => {
    sum.findings += 1;
    tell(finding);
  };
  for (const { integrity_check: text } of prepare<{ integrity_check: string }>(
    database,
    "PRAGMA integrity_check(20)",
  ).all())
    if (text !== "ok") found({ code: "file.damaged", what: text });
  for (const place of placesOf(database)) {
    const facts = readLog(database, place, found);
    checkIndexes(database, place, facts, found);
    const chain = new ChainCheck(database, place, unmet, found);
    chain.run();
    sum.heads.push({ workspace: place.id, entries: chain.entries, head: chain.head });
    const documents = new DocumentCheck(database, place, facts, found);
    documents.run();
    const rows = new RowCheck(database, place, facts, documents.shown, found);
    rows.run();
    sum.workspaces += 1;
    sum.items += facts.items;
    sum.documents += documents.documents;
    sum.updates += documents.updates;
    sum.cards += rows.cards;
    sum.relations += rows.relations;
  }
  for (const head of unmet) found({ code: "log.head", what: head });
  return sum;
}

/** @param findings those that can be repaired @returns how many documents were projected anew */
export async function repairProjections(database: DatabaseSync, findings: readonly Finding[]): Promise<number> {
  if (findings.some(({ code }) => code.startsWith("index."))) rebuildIndexes(database);
  const store = new SqliteStore(database);
  let repaired = 0;
  for (const place of placesOf(database)) {
    const ids = new Set(
      findings
        .filter(({ code, workspace }) => code.startsWith("projection.") && workspace === place.id)
        .map(({ id }) => id),
    );
    if (ids.size === 0) continue;
    const nobody: Tell = () => undefined;
    const documents = new DocumentCheck(database, place, readLog(database, place, nobody), nobody);
    documents.run();
    const writes: Write[] = [];
    for (const [documentId, shown] of documents.shown)
      if (ids.has(documentId)) writes.push({ workspace: place.id, type: "project", documentId, ...shown });
    await store.commit(writes);
    repaired += writes.length;
  }
  return repaired;
}

/** As an upgrade makes them where there are none. */
function rebuildIndexes(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    DELETE FROM document_log;
    INSERT INTO document_log SELECT document, seq FROM log WHERE document IS NOT NULL ORDER BY document, seq;
    UPDATE workspace SET indexed_seq = coalesce((SELECT max(seq) FROM log WHERE log.workspace = workspace.key), 0);
    DELETE FROM latest;
    ${latestFill};
    COMMIT`);
}
