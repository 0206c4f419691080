/**
 * Things by their ids, from the SQLite file: for comparing what somebody holds with what is here.
 *
 * Shape    one statement per type of thing; a document's bytes are read as for a room.
 * Source   docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { CardKind, DocumentId, RelatedKind } from "@couplet/model";
import { lowestId } from "@couplet/protocol";
import type { LatestItem, Logged, RangePage, RangeQuery } from "./changed.ts";
import type { SqliteReader } from "./sqlite-reads.ts";
import { type Keys, prepare } from "./statement.ts";

interface RowColumns<Kind> {
  readonly id: string;
  readonly kind: Kind;
  readonly body: string;
}

interface DocumentColumns {
  readonly id: DocumentId;
  readonly role: "common" | "card";
  readonly retired_into: string | null;
  readonly forgotten_at_ms: number | null;
  readonly owner_kind: CardKind | null;
}

interface Found {
  readonly id: string;
  /** `undefined` for what is not told. */
  readonly item: LatestItem | undefined;
  readonly bytes: number;
}

const within = "workspace = ? AND id >= ? AND id <= ? ORDER BY id LIMIT ?";

export class SqliteRanges {
  readonly #keys: Keys;
  readonly #reader: Pick<SqliteReader, "loadDocument" | "setup">;
  readonly #documents;
  readonly #cards;
  readonly #relations;
  readonly #loggedAt;

  constructor(database: DatabaseSync, keys: Keys, reader: Pick<SqliteReader, "loadDocument" | "setup">) {
    this.#keys = keys;
    this.#reader = reader;
    this.#documents = prepare<DocumentColumns>(
      database,
      `SELECT document.id, role, retired_into, forgotten_at_ms, owner.kind AS owner_kind FROM document
       LEFT JOIN card AS owner ON owner.workspace = document.workspace AND owner.id = document.card_id
       WHERE document.workspace = ? AND document.id >= ? AND document.id <= ? AND role IS NOT NULL
       ORDER BY document.id LIMIT ?`,
    );
    this.#cards = prepare<RowColumns<CardKind>>(database, `SELECT id, kind, body FROM card WHERE ${within}`);
    this.#relations = prepare<RowColumns<RelatedKind>>(database, `SELECT id, kind, body FROM relation WHERE ${within}`);
    this.#loggedAt = prepare<Logged>(
      database,
      "SELECT seq, at_ms AS atMs FROM log WHERE workspace = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
    );
  }

  lastLogged(workspace: number, seq: number): Logged | undefined {
    return this.#loggedAt.get(workspace, seq);
  }

  read(workspace: string, query: RangeQuery): RangePage {
    const items: { readonly id: string; readonly item: LatestItem }[] = [];
    let bytes = 0;
    let read = 0;
    let end = query.to;
    for (const found of this.#find(workspace, query)) {
      read += 1;
      bytes += found.bytes;
      if (found.item) items.push({ id: found.id, item: found.item });
      if (bytes <= query.maxBytes && read < query.maxItems) continue;
      end = found.id;
      break;
    }
    return { items, end };
  }

  *#find(workspace: string, { thing, from, to, maxItems }: RangeQuery): Iterable<Found> {
    const key = this.#keys.findWorkspace(workspace) ?? -1;
    switch (thing) {
      case "document":
        for (const row of this.#documents.iterate(key, from, to, maxItems)) yield this.#document(workspace, row);
        return;
      case "card":
        for (const { id, kind, body: row } of this.#cards.iterate(key, from, to, maxItems))
          yield { id, item: { type: "card", kind, row }, bytes: row.length };
        return;
      case "relation":
        for (const { id, kind, body: row } of this.#relations.iterate(key, from, to, maxItems))
          yield { id, item: { type: "relation", kind, row }, bytes: row.length };
        return;
      case "setup": {
        const setup = from === lowestId ? this.#reader.setup(workspace) : undefined;
        const row = JSON.stringify(setup);
        if (setup) yield { id: lowestId, item: { type: "setup", row }, bytes: row.length };
        return;
      }
      default:
        thing satisfies never;
    }
  }

  #document(workspace: string, row: DocumentColumns): Found {
    const { id, role, owner_kind: cardKind, retired_into: into } = row;
    if (role === "card" && cardKind === null) return { id, item: undefined, bytes: 0 };
    const whose = role === "card" && cardKind !== null ? ({ role, cardKind } as const) : ({ role: "common" } as const);
    if (row.forgotten_at_ms !== null) return { id, item: { type: "forgotten", documentId: id, ...whose }, bytes: 0 };
    if (into !== null) return { id, item: { type: "retired", documentId: id, into, ...whose }, bytes: 0 };
    const updates = this.#reader.loadDocument(workspace, id);
    const bytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
    const isWritten = updates.length > 0;
    return { id, item: isWritten ? { type: "document", documentId: id, updates, ...whose } : undefined, bytes };
  }
}
