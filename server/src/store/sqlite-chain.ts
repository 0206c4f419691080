/**
 * The chain over the log in the SQLite file: written with what it is of.
 *
 * Shape    `nth` and `salt` in the rows of `log` and `history`, and the link in the last row of each commit. What has lost its content stands in
 *          `purged`, with the digest in place of it. The head (the last link) is kept in the workspace's row by every commit that writes more than
 *          edits, and when the store is closed; after edits alone it is the last link in the log.
 * Not      a transaction of its own, as `sqlite-log.ts`.
 * Source   docs/decisions/0031-a-chain-over-the-log.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Content, digestOf, type Entry, genesisOf, lineOf, linkOf, newSalt } from "./chain.ts";
import { prepare } from "./statement.ts";

export const chainMigration = `
  -- the place in the workspace's chain, the salt of the content, the link where a commit ends
  ALTER TABLE log ADD COLUMN nth INTEGER;
  ALTER TABLE log ADD COLUMN salt BLOB;
  ALTER TABLE log ADD COLUMN link BLOB;
  ALTER TABLE history ADD COLUMN nth INTEGER;
  ALTER TABLE history ADD COLUMN salt BLOB;
  ALTER TABLE history ADD COLUMN link BLOB;

  -- entries whose content is gone
  CREATE TABLE purged (
    workspace INTEGER NOT NULL, nth INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, document INTEGER,
    by TEXT NOT NULL, at_ms INTEGER NOT NULL, digest BLOB NOT NULL, link BLOB,
    PRIMARY KEY (workspace, nth)
  ) WITHOUT ROWID;

  ALTER TABLE workspace ADD COLUMN chained INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE workspace ADD COLUMN head BLOB;
`;

/** The last link of a workspace's chain. */
interface Head {
  readonly nth: number;
  readonly link: string;
}

/** A workspace's chain, with what the transaction has added. */
interface Open {
  nth: number;
  link: string;
  /** The last entry's place: beyond `nth` they are of a commit that is not sealed. */
  end: number;
  lines: string[];
}

/** An entry's own columns. */
export interface Linked {
  readonly nth: number;
  readonly salt: Uint8Array;
}

/** An entry that is about to lose its content. */
export interface WholeEntry extends Linked {
  readonly seq: number;
  readonly type: string;
  readonly document: number | null;
  readonly by: string;
  readonly atMs: number;
  readonly link: Uint8Array | null;
}

type LogColumns = WholeEntry & {
  readonly nth: number | null;
  readonly body: Uint8Array | string;
  readonly sets: string | null;
};

/** Beyond it heads of workspaces nobody uses are read again when needed. */
const maxHeads = 256;

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export class Chain {
  readonly #open = new Map<number, Open>();
  /** Workspaces whose row is to say where the chain is. */
  readonly #marked = new Set<number>();
  readonly #saved;
  readonly #last;
  readonly #save;
  readonly #logged;
  readonly #purge;
  readonly #sealPurged;

  constructor(database: DatabaseSync) {
    this.#saved = prepare<{ id: string; nth: number; link: Uint8Array | null }>(
      database,
      "SELECT id, chained AS nth, head AS link FROM workspace WHERE key = ?",
    );
    this.#last = prepare<{ nth: number; link: Uint8Array }>(
      database,
      "SELECT nth, link FROM log WHERE workspace = ? AND link IS NOT NULL ORDER BY seq DESC LIMIT 1",
    );
    this.#save = database.prepare("UPDATE workspace SET chained = ?, head = ? WHERE key = ?");
    this.#logged = prepare<LogColumns>(
      database,
      "SELECT seq, type, document, body, by, at_ms AS atMs, sets, nth, salt, link FROM log WHERE workspace = ? AND seq = ?",
    );
    this.#purge = database.prepare(
      "INSERT INTO purged (workspace, nth, seq, type, document, by, at_ms, digest, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#sealPurged = database.prepare("UPDATE purged SET link = ? WHERE workspace = ? AND nth = ?");
  }

  head(workspace: number): Head {
    return this.#of(workspace);
  }

  #of(workspace: number): Open {
    const known = this.#open.get(workspace);
    if (known) return known;
    const saved = this.#saved.get(workspace);
    if (!saved) throw new TypeError(`There is no workspace ${workspace}`);
    const last = this.#last.get(workspace);
    // Where the end of the log has gone, the chain goes on from where it was: what is missing stays missing.
    const { nth, link } = last && last.nth > saved.nth ? last : saved;
    const head = link ? hexOf(link) : genesisOf(saved.id);
    const open: Open = { nth, link: head, end: nth, lines: [] };
    this.#open.set(workspace, open);
    return open;
  }

  /** The next entry of the workspace: of the commit that {@link Chain.seal} ends. */
  append(workspace: number, entry: Omit<Entry, "nth">, content: Content): Linked {
    const open = this.#of(workspace);
    const salt = newSalt();
    open.end += 1;
    const nth = open.end;
    open.lines.push(lineOf({ ...entry, nth }, digestOf(salt, content)));
    return { nth, salt };
  }

  /** The commit ends here. @returns its link, to be kept with its last entry */
  seal(workspace: number): Uint8Array {
    const open = this.#of(workspace);
    open.link = linkOf(open.link, open.lines);
    open.nth = open.end;
    open.lines = [];
    return Buffer.from(open.link, "hex");
  }

  /** The last entry of a commit has lost its content in that commit. */
  sealPurged(workspace: number, link: Uint8Array): void {
    this.#sealPurged.run(link, workspace, this.#of(workspace).nth);
  }

  /** An item of the log is about to lose its content. */
  purgeItem(workspace: number, seq: number): void {
    const row = this.#logged.get(workspace, seq);
    // One that is in no chain was not written by this program.
    if (row?.nth !== null && row) this.purge(workspace, row, row);
  }

  purge(workspace: number, entry: WholeEntry, content: Content): void {
    const { nth, seq, type, document, by, atMs, salt, link } = entry;
    const digest = Buffer.from(digestOf(salt, content), "hex");
    this.#purge.run(workspace, nth, seq, type, document, by, atMs, digest, link);
    this.mark(workspace);
  }

  /** What was written is more than edits. */
  mark(workspace: number): void {
    this.#marked.add(workspace);
  }

  /** Before the transaction commits. */
  flush(): void {
    if (this.#open.size > maxHeads) {
      this.keepHeads();
      this.#open.clear();
    } else this.#saveMarked();
  }

  /** All that are known, in a transaction. */
  keepHeads(): void {
    for (const workspace of this.#open.keys()) this.#marked.add(workspace);
    this.#saveMarked();
  }

  #saveMarked(): void {
    for (const workspace of this.#marked) {
      const { nth, link } = this.#of(workspace);
      this.#save.run(nth, Buffer.from(link, "hex"), workspace);
    }
    this.#marked.clear();
  }

  /** After a rollback. */
  forget(): void {
    this.#open.clear();
    this.#marked.clear();
  }
}
