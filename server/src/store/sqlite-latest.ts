/**
 * When each card, relation, document and set-up last changed, in the SQLite file.
 *
 * Shape    one row per thing, moved to the end by every change; noted while a commit's writes are applied, written once per thing before it
 *          commits. Removed relations keep their row, so that their removal is told. Of documents that were edited the row follows later:
 *          those whose updates are in the tail of the log are told from there.
 * Source   docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { CardKind, DocumentId, RelatedKind } from "@couplet/model";
import type { ChangedItem, ChangedPage, ChangedQuery } from "./changed.ts";
import type { Tails } from "./sqlite-tail.ts";
import { prepare } from "./statement.ts";

const things = { document: 0, card: 1, relation: 2, setup: 3 } as const;
type Thing = keyof typeof things;
const onlySetup = 0;

/** What the log says of an empty table. */
export const latestFill = `INSERT INTO latest SELECT workspace, 0, document, max(seq) FROM log WHERE document IS NOT NULL GROUP BY workspace, document;
  INSERT INTO latest SELECT workspace, 0, key, retired_at_seq FROM document WHERE retired_at_seq IS NOT NULL
    ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq);
  INSERT INTO latest
    SELECT log.workspace, 0, document.key, max(log.seq) FROM log
    JOIN document ON document.workspace = log.workspace AND document.id = json_extract(log.body, '$.documentId')
    WHERE log.type = 'forgetDocument' GROUP BY log.workspace, document.key
    ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq);
  INSERT INTO latest
    SELECT workspace, 1, json_extract(body, '$.id') AS id, max(seq) FROM log WHERE type = 'putCard' GROUP BY workspace, id;
  INSERT INTO latest
    SELECT workspace, 2, json_extract(body, '$.id') AS id, max(seq) FROM log
    WHERE type IN ('putRelation', 'removeRelation') GROUP BY workspace, id;
  INSERT INTO latest SELECT workspace, 3, 0, max(seq) FROM log WHERE type = 'putSetup' GROUP BY workspace`;

/** `entity`: the key of a document, the id of a card or relation. */
export const latestMigration = `
  CREATE TABLE latest (
    workspace INTEGER NOT NULL, thing INTEGER NOT NULL, entity NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (workspace, thing, entity)
  ) WITHOUT ROWID;
  CREATE INDEX latest_by_seq ON latest (workspace, seq);
${latestFill}
`;

/** What a thing is: a row of a page, several for a document with several updates. */
interface ChangedColumns {
  readonly seq: number;
  readonly thing: number;
  readonly entity: string | number;
  readonly document_id: DocumentId | null;
  readonly role: "common" | "card" | null;
  readonly retired_into: string | null;
  readonly forgotten_at_ms: number | null;
  readonly owner_kind: CardKind | null;
  readonly snapshot_seq: number | null;
  readonly update_body: Uint8Array | null;
  readonly kind: string | null;
  readonly row: string | null;
}

/** With what `page` selects: `seq`, `thing`, `entity`. ?1 is the workspace, ?3 what the reader had of documents. */
const changedOf = (page: string): string => `
  SELECT page.seq, page.thing, page.entity, document.id AS document_id, document.role, document.retired_into, document.forgotten_at_ms,
    owner.kind AS owner_kind, snapshot.seq AS snapshot_seq, log.body AS update_body,
    coalesce(card.kind, relation.kind) AS kind, coalesce(card.body, relation.body, setup.body) AS row
  FROM (${page}) AS page
  LEFT JOIN document ON page.thing = 0 AND document.key = page.entity
  LEFT JOIN card AS owner ON owner.workspace = ?1 AND owner.id = document.card_id
  LEFT JOIN snapshot ON snapshot.document = document.key AND snapshot.seq > ?3
    AND document.retired_into IS NULL AND document.forgotten_at_ms IS NULL
  LEFT JOIN document_log ON document_log.document = document.key AND document_log.seq > coalesce(snapshot.seq, ?3)
    AND document.retired_into IS NULL AND document.forgotten_at_ms IS NULL
  LEFT JOIN log ON log.workspace = ?1 AND log.seq = document_log.seq
  LEFT JOIN card ON page.thing = 1 AND card.workspace = ?1 AND card.id = page.entity
  LEFT JOIN relation ON page.thing = 2 AND relation.workspace = ?1 AND relation.id = page.entity
  LEFT JOIN setup ON page.thing = 3 AND setup.workspace = ?1
  ORDER BY page.seq`;

/** A thing with all that is to be told of it. */
interface ChangedThing {
  readonly row: ChangedColumns;
  /** It changed once more: it is told in that place. */
  readonly isLater: boolean;
  readonly updates: Uint8Array[];
  bytes: number;
}

interface Noted {
  readonly workspace: number;
  readonly thing: Thing;
  readonly entity: string | number;
  readonly seq: number;
}

/** More than the tails of many workspaces have. */
const maxInTable = 50_000;

export class SqliteLatest {
  readonly #tails: Tails;
  readonly #noted = new Map<string, Noted>();
  /** What the table says of documents whose updates are in the tail, as far as it was asked; by their key. */
  readonly #inTable = new Map<number, number>();
  readonly #put;
  readonly #end;
  readonly #count;
  readonly #seqOf;
  readonly #changed;
  readonly #changedDocument;
  readonly #state;
  readonly #body;

  constructor(database: DatabaseSync, tails: Tails) {
    this.#tails = tails;
    this.#put = database.prepare(
      `INSERT INTO latest (workspace, thing, entity, seq) VALUES (?, ?, ?, ?)
       ON CONFLICT (workspace, thing, entity) DO UPDATE SET seq = excluded.seq`,
    );
    // Retirements take numbers without being in the log.
    this.#end = prepare<{ seq: number }>(
      database,
      `SELECT max(coalesce((SELECT max(seq) FROM log WHERE workspace = ?1), 0),
         coalesce((SELECT max(seq) FROM latest WHERE workspace = ?1), 0)) AS seq`,
    );
    this.#count = prepare<{ count: number }>(
      database,
      "SELECT count(*) AS count FROM latest WHERE workspace = ? AND seq > ? AND seq <= ?",
    );
    this.#seqOf = prepare<{ seq: number }>(
      database,
      "SELECT seq FROM latest WHERE workspace = ? AND thing = 0 AND entity = ?",
    );
    // A document's updates come as its index has them, in order; asking for that order would sort every document anew.
    this.#changed = prepare<ChangedColumns>(
      database,
      changedOf("SELECT seq, thing, entity FROM latest WHERE workspace = ?1 AND seq > ?2 ORDER BY seq LIMIT ?4"),
    );
    this.#changedDocument = prepare<ChangedColumns>(database, changedOf("SELECT ?2 AS seq, 0 AS thing, ?4 AS entity"));
    // By themselves: beside the updates they would come once with each of them.
    this.#state = prepare<{ state: Uint8Array }>(database, "SELECT state FROM snapshot WHERE document = ?");
    this.#body = prepare<{ body: Uint8Array }>(database, "SELECT body FROM log WHERE workspace = ? AND seq = ?");
  }

  /** Something of the transaction that is under way. */
  note(workspace: number, thing: Thing, entity: string | number | undefined, seq: number): void {
    const noted = { workspace, thing, entity: entity ?? onlySetup, seq };
    this.#noted.set(`${workspace}/${thing}/${noted.entity}`, noted);
    if (thing === "document") this.#inTable.delete(Number(noted.entity));
  }

  /** Before the transaction commits. */
  flush(): void {
    for (const { workspace, thing, entity, seq } of this.#noted.values()) {
      this.#put.run(workspace, things[thing], entity, seq);
    }
    this.#noted.clear();
  }

  /** After a rollback. */
  forget(): void {
    this.#noted.clear();
    this.#inTable.clear();
  }

  lastSeq(workspace: number): number {
    return this.#end.get(workspace)?.seq ?? 0;
  }

  count(workspace: number, after: number, to = Number.MAX_SAFE_INTEGER): number {
    const isWithin = (seq: number): boolean => seq > after && seq <= to;
    let count = this.#count.get(workspace, after, to)?.count ?? 0;
    for (const { document, seq } of this.#tails.lastSeqs(workspace)) {
      const noted = this.#seqInTable(workspace, document);
      count += Number(isWithin(seq)) - Number(isWithin(noted));
    }
    return count;
  }

  /** Asked once: it stays as it is until the document's tail is folded. */
  #seqInTable(workspace: number, document: number): number {
    const known = this.#inTable.get(document);
    if (known !== undefined) return known;
    const seq = this.#seqOf.get(workspace, document)?.seq ?? 0;
    if (this.#inTable.size >= maxInTable) this.#inTable.clear();
    this.#inTable.set(document, seq);
    return seq;
  }

  changed(workspace: number, { since, after, maxItems, maxBytes }: ChangedQuery): ChangedPage {
    const items: ChangedItem[] = [];
    let at = after;
    let bytes = 0;
    let passed = 0;
    for (const thing of this.#things(workspace, { since, after, maxItems })) {
      if (bytes > maxBytes || passed === maxItems) return { items, at, isLast: false };
      passed += 1;
      at = thing.row.seq;
      if (thing.isLater) continue;
      bytes += thing.bytes;
      const item = toItem(thing.row, thing.updates);
      if (item) items.push(item);
    }
    if (passed === maxItems) return { items, at, isLast: false };
    return { items, at: Math.max(at, this.lastSeq(workspace)), isLast: true };
  }

  /** Things in the order of their last change: those of the table, and in between documents that have updates in the tail. */
  *#things(workspace: number, query: Pick<ChangedQuery, "since" | "after" | "maxItems">): Iterable<ChangedThing> {
    const { since, after, maxItems } = query;
    const tail = [...this.#tails.lastSeqs(workspace)].filter(({ seq }) => seq > after).sort((a, b) => b.seq - a.seq);
    let thing: ChangedThing | undefined;
    for (const row of this.#changed.iterate(workspace, after, since, maxItems)) {
      if (row.seq !== thing?.row.seq) {
        if (thing) yield thing;
        while ((tail.at(-1)?.seq ?? row.seq) < row.seq) yield this.#inTail(workspace, tail.pop(), since);
        thing = this.#begin(row, this.#isLater(workspace, row));
      }
      addUpdate(thing, row.update_body);
    }
    if (thing) yield thing;
    while (tail.length > 0) yield this.#inTail(workspace, tail.pop(), since);
  }

  /** Whether the tail has a later change of it: it is told there. */
  #isLater(workspace: number, { thing, entity, seq }: ChangedColumns): boolean {
    return thing === things.document && this.#tails.lastSeq(workspace, Number(entity)) >= seq;
  }

  #begin(row: ChangedColumns, isLater: boolean): ChangedThing {
    const state = isLater || row.snapshot_seq === null ? undefined : this.#state.get(row.entity)?.state;
    const bytes = (row.row?.length ?? 0) + (state?.length ?? 0);
    return { row, isLater, updates: state ? [state] : [], bytes };
  }

  #inTail(
    workspace: number,
    last: { readonly document: number; readonly seq: number } | undefined,
    since: number,
  ): ChangedThing {
    if (!last) throw new TypeError("The tail is empty");
    const { document, seq } = last;
    let thing: ChangedThing | undefined;
    for (const row of this.#changedDocument.iterate(workspace, seq, since, document)) {
      thing ??= this.#begin(row, false);
      addUpdate(thing, row.update_body);
    }
    if (!thing) throw new TypeError("A selected value gave no row");
    const from = thing.row.snapshot_seq ?? since;
    for (const number of this.#tails.seqs(workspace, document)) {
      if (number > from) addUpdate(thing, this.#body.get(workspace, number)?.body);
    }
    return thing;
  }
}

function addUpdate(thing: ChangedThing, update: Uint8Array | null | undefined): void {
  if (!update) return;
  thing.updates.push(update);
  thing.bytes += update.length;
}

/** `undefined` for a document that was only mentioned, or of which nothing is left. */
function toItem(row: ChangedColumns, updates: readonly Uint8Array[]): ChangedItem | undefined {
  const { seq } = row;
  switch (row.thing) {
    case things.document: {
      const { document_id: documentId, role, owner_kind: cardKind, retired_into: into } = row;
      if (documentId === null || role === null) return undefined;
      if (role === "card" && cardKind === null) return undefined;
      const whose =
        role === "card" && cardKind !== null ? ({ role, cardKind } as const) : ({ role: "common" } as const);
      if (row.forgotten_at_ms !== null) return { seq, type: "forgotten", documentId, ...whose };
      if (into !== null) return { seq, type: "retired", documentId, into, ...whose };
      return updates.length === 0 ? undefined : { seq, type: "document", documentId, updates, ...whose };
    }
    case things.card:
      return row.row === null ? undefined : { seq, type: "card", kind: row.kind as CardKind, row: row.row };
    case things.relation: {
      if (row.row === null) return { seq, type: "relationRemoved", relationId: String(row.entity) };
      return { seq, type: "relation", kind: row.kind as RelatedKind, row: row.row };
    }
    default:
      return row.row === null ? undefined : { seq, type: "setup", row: row.row };
  }
}
