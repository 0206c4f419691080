/**
 * Prepared statements with typed rows, and the short integer keys of workspaces and documents.
 *
 * Shape    {@link prepare} for rows whose columns the SQL beside it names; {@link Keys} remembers keys it has met.
 * Not      a query builder.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

export interface Statement<Row> {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  /** One row at a time; stop whenever enough. */
  iterate(...values: SQLInputValue[]): Iterable<Row>;
}

/** `Row` must be what the statement selects: this is the one place that takes SQLite's word for it. */
export function prepare<Row>(database: DatabaseSync, sql: string): Statement<Row> {
  const statement = database.prepare(sql);
  return {
    get: (...values) => statement.get(...values) as Row | undefined,
    all: (...values) => statement.all(...values) as Row[],
    iterate: (...values) => statement.iterate(...values) as Iterable<Row>,
  };
}

/** Prepares each statement when it is first asked for. For few that are seldom needed: nothing is ever dropped. */
export function statementsOf(database: DatabaseSync): (sql: string) => StatementSync {
  const known = new Map<string, StatementSync>();
  return (sql) => {
    const statement = known.get(sql) ?? database.prepare(sql);
    known.set(sql, statement);
    return statement;
  };
}

/** Enough for what a server has open; beyond, the cache starts anew. */
const maxCachedKeys = 50_000;

/** Integer keys of workspaces and documents. `find` never writes; `make` gives a key to an id that has none. */
export class Keys {
  readonly #workspaces = new Map<string, number>();
  readonly #documents = new Map<number, Map<string, number>>();
  #cachedDocuments = 0;
  readonly #findWorkspace;
  readonly #makeWorkspace;
  readonly #findDocument;
  readonly #makeDocument;

  constructor(database: DatabaseSync) {
    this.#findWorkspace = prepare<{ key: number }>(database, "SELECT key FROM workspace WHERE id = ?");
    this.#makeWorkspace = prepare<{ key: number }>(database, "INSERT INTO workspace (id) VALUES (?) RETURNING key");
    this.#findDocument = prepare<{ key: number }>(database, "SELECT key FROM document WHERE workspace = ? AND id = ?");
    this.#makeDocument = prepare<{ key: number }>(
      database,
      "INSERT INTO document (workspace, id) VALUES (?, ?) RETURNING key",
    );
  }

  findWorkspace(id: string): number | undefined {
    const cached = this.#workspaces.get(id);
    if (cached !== undefined) return cached;
    const key = this.#findWorkspace.get(id)?.key;
    if (key !== undefined) this.#workspaces.set(id, key);
    return key;
  }

  makeWorkspace(id: string): number {
    const found = this.findWorkspace(id);
    if (found !== undefined) return found;
    const key = keyOf(this.#makeWorkspace.get(id));
    this.#workspaces.set(id, key);
    return key;
  }

  findDocument(workspace: number, id: string): number | undefined {
    const cached = this.#documents.get(workspace)?.get(id);
    if (cached !== undefined) return cached;
    const key = this.#findDocument.get(workspace, id)?.key;
    if (key !== undefined) this.#remember(workspace, id, key);
    return key;
  }

  makeDocument(workspace: number, id: string): number {
    const found = this.findDocument(workspace, id);
    if (found !== undefined) return found;
    const key = keyOf(this.#makeDocument.get(workspace, id));
    this.#remember(workspace, id, key);
    return key;
  }

  /** After a rollback: keys made in that transaction do not exist. */
  forget(): void {
    this.#workspaces.clear();
    this.#forgetDocuments();
  }

  #remember(workspace: number, id: string, key: number): void {
    if (this.#cachedDocuments >= maxCachedKeys) this.#forgetDocuments();
    const documents = this.#documents.get(workspace) ?? new Map<string, number>();
    this.#documents.set(workspace, documents.set(id, key));
    this.#cachedDocuments += 1;
  }

  #forgetDocuments(): void {
    this.#documents.clear();
    this.#cachedDocuments = 0;
  }
}

function keyOf(row: { key: number } | undefined): number {
  if (!row) throw new TypeError("INSERT … RETURNING gave no row");
  return row.key;
}
