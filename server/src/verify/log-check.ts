/**
 * One pass over a workspace's log: what it says that the rows and indexes should be.
 *
 * Shape    {@link readLog} remembers numbers and the last text of each row, not the updates; {@link checkIndexes} compares.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { prepare } from "../store/statement.ts";
import type { Tell } from "./finding.ts";

export interface Place {
  readonly key: number;
  readonly id: string;
  readonly indexedSeq: number;
}

export interface LogFacts {
  /** By key of the document. */
  readonly updates: Map<number, number[]>;
  /** The last text of each, by id; `undefined` for a removed relation. */
  readonly cards: Map<string, string>;
  readonly relations: Map<string, string | undefined>;
  setup: string | undefined;
  /** When each last changed, by thing and entity as `latest` has them. */
  readonly lastSeqs: Map<string, number>;
  items: number;
}

const things = { putCard: 1, putRelation: 2, removeRelation: 2 } as const;

export function readLog(database: DatabaseSync, { key, id, indexedSeq }: Place, tell: Tell): LogFacts {
  const none = { updates: new Map(), cards: new Map(), relations: new Map(), lastSeqs: new Map() };
  const facts: LogFacts = { ...none, setup: undefined, items: 0 };
  const rows = prepare<{
    readonly seq: number;
    readonly type: string;
    readonly document: number | null;
    readonly body: string | null;
    readonly sets: string | null;
  }>(
    database,
    `SELECT seq, type, document, sets, CASE WHEN type = 'update' THEN NULL ELSE body END AS body
     FROM log WHERE workspace = ? ORDER BY seq`,
  );
  for (const row of rows.iterate(key)) {
    facts.items += 1;
    try {
      takeItem(facts, row, indexedSeq);
    } catch {
      tell({ code: "log.item", workspace: id, id: String(row.seq) });
    }
  }
  return facts;
}

function takeItem(
  facts: LogFacts,
  {
    seq,
    type,
    document,
    body,
    sets,
  }: {
    readonly seq: number;
    readonly type: string;
    readonly document: number | null;
    readonly body: string | null;
    readonly sets: string | null;
  },
  indexedSeq: number,
): void {
  if (type === "update") {
    if (document === null) throw new TypeError("An update of no document");
    if (sets !== null) JSON.parse(sets);
    const seqs = facts.updates.get(document);
    if (seqs) seqs.push(seq);
    else facts.updates.set(document, [seq]);
    if (seq <= indexedSeq) facts.lastSeqs.set(`0/${document}`, seq);
    return;
  }
  const text = body ?? "";
  const row = JSON.parse(text) as { readonly id?: unknown };
  if (type === "putSetup") {
    facts.setup = text;
    facts.lastSeqs.set("3/0", seq);
  } else if (type === "putCard" || type === "putRelation" || type === "removeRelation") {
    if (typeof row.id !== "string") throw new TypeError("A row without id");
    if (type === "putCard") facts.cards.set(row.id, text);
    else facts.relations.set(row.id, type === "putRelation" ? text : undefined);
    facts.lastSeqs.set(`${things[type]}/${row.id}`, seq);
  } else if (type !== "forgetDocument") throw new TypeError("An item of no type we know");
}

/** The indexes are what the log says, up to where it was folded into them. */
export function checkIndexes(database: DatabaseSync, place: Place, facts: LogFacts, tell: Tell): void {
  const workspace = place.id;
  const documents = prepare<{
    readonly key: number;
    readonly id: string;
    readonly retired_at_seq: number | null;
    readonly forgotten: number;
  }>(
    database,
    `SELECT key, id, retired_at_seq, forgotten_at_ms IS NOT NULL AS forgotten FROM document WHERE workspace = ?`,
  ).all(place.key);
  const indexed = prepare<{ readonly seq: number }>(
    database,
    "SELECT seq FROM document_log WHERE document = ? ORDER BY seq",
  );
  for (const { key, id } of documents) {
    const expected = (facts.updates.get(key) ?? []).filter((seq) => seq <= place.indexedSeq);
    const found = indexed.all(key).map(({ seq }) => seq);
    if (String(expected) !== String(found)) tell({ code: "index.document", workspace, id });
  }
  const retired = new Map(documents.map(({ key, retired_at_seq: seq }) => [`0/${key}`, seq ?? 0]));
  const forgotten = new Set(documents.filter((row) => row.forgotten === 1).map(({ key }) => `0/${key}`));
  const latest = new Map(
    prepare<{ readonly thing: number; readonly entity: number | string; readonly seq: number }>(
      database,
      "SELECT thing, entity, seq FROM latest WHERE workspace = ?",
    )
      .all(place.key)
      .map(({ thing, entity, seq }) => [`${thing}/${entity}`, seq]),
  );
  for (const name of new Set([...latest.keys(), ...facts.lastSeqs.keys()])) {
    const expected = Math.max(facts.lastSeqs.get(name) ?? 0, retired.get(name) ?? 0);
    // What changed a forgotten document last may have left the log.
    const isAsExpected = forgotten.has(name) ? (latest.get(name) ?? 0) >= expected : latest.get(name) === expected;
    if (!isAsExpected) tell({ code: "index.latest", workspace, id: idOf(name, documents), what: name });
  }
}

const idOf = (name: string, documents: readonly { readonly key: number; readonly id: string }[]): string => {
  const [thing, entity = ""] = name.split("/");
  return (thing === "0" ? documents.find(({ key }) => key === Number(entity))?.id : undefined) ?? entity;
};
