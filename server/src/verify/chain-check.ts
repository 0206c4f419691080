/**
 * The chain over the log: nothing was changed, taken out, put in or moved behind the server's back.
 *
 * Shape    entries in the order of their places, from the three tables they stand in; the link of each commit is made again from the one before it.
 *          What is wrong in one commit is told of that one only: those after it are held against the link it claims to have.
 * Know     somebody who makes all links anew leaves nothing to find here: only a head that was written down before shows it, {@link Heads}.
 * Source   docs/decisions/0031-a-chain-over-the-log.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { digestOf, genesisOf, lineOf, linkOf } from "../store/chain.ts";
import { hexOf } from "../store/sqlite-chain.ts";
import { type HistoryColumns, toHistoryRow } from "../store/sqlite-columns.ts";
import { encodeSets } from "../store/sqlite-history.ts";
import { prepare } from "../store/statement.ts";
import type { FindingCode, Tell } from "./finding.ts";
import type { Place } from "./log-check.ts";

/** Earlier heads, as hexadecimal digits: those met on a chain are taken out. */
export type Heads = Set<string>;

/** Where an entry stands. */
interface Standing {
  readonly source: "log" | "history" | "purged";
  readonly nth: number | null;
  readonly seq: number;
  readonly row: number | null;
  readonly entry: string | null;
  readonly field: string | null;
}

interface Columns {
  readonly seq: number;
  readonly type: string;
  readonly document: number | null;
  readonly documentId: string | null;
  readonly by: string;
  readonly atMs: number;
  readonly link: Uint8Array | null;
}

interface Content {
  readonly body: Uint8Array | string;
  readonly sets: string | null;
  readonly salt: Uint8Array;
}

type LoneColumns = HistoryColumns &
  Pick<Content, "salt"> & { readonly documentId: string; readonly link: Uint8Array | null };

interface Read {
  readonly nth: number;
  readonly seq: number;
  readonly type: string;
  readonly line: string;
  readonly link: string | undefined;
}

const columns = `seq, type, document, document.id AS documentId, by, at_ms AS atMs, link`;
const setColumns = "seq, entry, field, history.card_id, old, new, sub, name, at_ms";

export class ChainCheck {
  readonly #place: Place;
  readonly #tell: Tell;
  readonly #heads: Heads;
  readonly #statements;
  #lastNth = 0;
  #lastSeq = 0;
  #link: string;
  /** Of the commit that is being read: the entries, and others that claim their places. */
  #entries: Read[] = [];
  #rivals: Read[] = [];
  #isBroken = false;
  /** What the workspace's row says of the chain, and whether the chain says so, too. */
  readonly #saved: { readonly nth: number; readonly link: string | undefined };
  #isSavedMet: boolean;
  entries = 0;

  constructor(database: DatabaseSync, place: Place, heads: Heads, tell: Tell) {
    this.#place = place;
    this.#heads = heads;
    this.#tell = tell;
    this.#link = genesisOf(place.id);
    const saved = prepare<{ readonly nth: number; readonly link: Uint8Array | null }>(
      database,
      "SELECT chained AS nth, head AS link FROM workspace WHERE key = ?",
    ).get(place.key);
    this.#saved = { nth: saved?.nth ?? 0, link: saved?.link ? hexOf(saved.link) : undefined };
    this.#isSavedMet = this.#saved.nth === 0;
    this.#statements = {
      standing: prepare<Standing>(
        database,
        `SELECT 'log' AS source, nth, seq, NULL AS row, NULL AS entry, NULL AS field FROM log WHERE workspace = ?1
         UNION ALL SELECT 'purged', nth, seq, NULL, NULL, NULL FROM purged WHERE workspace = ?1
         UNION ALL SELECT 'history', nth, seq, document, entry, field FROM history
           JOIN document ON document.key = history.document AND document.workspace = ?1
         ORDER BY nth, seq`,
      ),
      log: prepare<Columns & Content>(
        database,
        `SELECT ${columns}, body, sets, salt FROM log LEFT JOIN document ON document.key = log.document
         WHERE log.workspace = ? AND seq = ?`,
      ),
      purged: prepare<Columns & { readonly digest: Uint8Array }>(
        database,
        `SELECT ${columns}, digest FROM purged LEFT JOIN document ON document.key = purged.document
         WHERE purged.workspace = ? AND nth = ?`,
      ),
      lone: prepare<LoneColumns>(
        database,
        `SELECT ${setColumns}, document.id AS documentId, salt, link FROM history JOIN document ON document.key = history.document
         WHERE document = ? AND seq = ? AND entry = ? AND field = ?`,
      ),
    };
  }

  get head(): string {
    return this.#link;
  }

  run(): void {
    const { key } = this.#place;
    let same: Standing[] = [];
    for (const standing of this.#statements.standing.iterate(key)) {
      this.entries += 1;
      if (standing.nth !== same[0]?.nth) {
        this.#take(same);
        same = [];
      }
      same.push(standing);
    }
    this.#take(same);
    const { nth: savedNth } = this.#saved;
    if (savedNth > this.#lastNth) this.#found("log.cut", this.#lastSeq, `${this.#lastNth + 1} to ${savedNth}`);
    else if (this.#entries.length > 0) this.#found("log.cut", this.#lastSeq, `after ${this.#lastNth}`);
    else if (!this.#isSavedMet) this.#found("log.head", this.#lastSeq);
  }

  #found(code: FindingCode, seq: number, what?: string): void {
    this.#tell({ code, workspace: this.#place.id, id: String(seq), ...(what !== undefined && { what }) });
  }

  /** Entries that claim one place. */
  #take(same: readonly Standing[]): void {
    const found = same.map((standing) => ({ standing, read: this.#read(standing) }));
    for (const { standing, read } of found) if (!read) this.#found("log.added", standing.seq);
    const [first, ...rest] = found.flatMap(({ read }) => read ?? []);
    if (!first) return;
    if (first.nth !== this.#lastNth + 1) {
      this.#found("log.missing", first.seq, `${this.#lastNth + 1} to ${first.nth - 1}`);
      this.#isBroken = true;
      if (this.#saved.nth > this.#lastNth && this.#saved.nth < first.nth) this.#isSavedMet = true;
    }
    this.#lastNth = first.nth;
    this.#rivals.push(...rest);
    this.#entries.push(first);
    const ends = [first, ...rest].filter(({ link }) => link !== undefined);
    const end = ends.find(({ link }) => this.#fits(link)) ?? (ends.length > rest.length ? first : undefined);
    if (end) this.#close(end);
  }

  /** The commit's last entry says what its link is. */
  #close({ link = "" }: Read): void {
    const seqs = this.#entries.filter(({ type }) => type !== "history").map(({ seq }) => seq);
    const isOrdered = seqs.every((seq, index) => seq > (seqs[index - 1] ?? this.#lastSeq));
    if (!this.#isBroken && !this.#fits(link)) {
      const [first, last] = [this.#entries[0]?.seq ?? 0, this.#entries.at(-1)?.seq ?? 0];
      this.#found(isOrdered ? "log.changed" : "log.order", first, last === first ? undefined : `${first} to ${last}`);
    }
    for (const { seq } of this.#rivals) this.#found("log.added", seq);
    // What was set without an item of its own is noted under a number given before.
    this.#lastSeq = Math.max(this.#lastSeq, ...seqs);
    this.#link = link;
    this.#heads.delete(link);
    if (this.#saved.nth === this.#lastNth) this.#isSavedMet = this.#saved.link === link;
    this.#entries = [];
    this.#rivals = [];
    this.#isBroken = false;
  }

  /** With the entries as they come, or one of them changed for one that claims its place, which is then what was added. */
  #fits(link: string | undefined): boolean {
    const isIt = (entries: readonly Read[]): boolean =>
      linkOf(
        this.#link,
        entries.map(({ line }) => line),
      ) === link;
    if (isIt(this.#entries)) return true;
    for (const [index, rival] of this.#rivals.entries()) {
      const at = this.#entries.findIndex(({ nth }) => nth === rival.nth);
      const entries = this.#entries.with(at, rival);
      if (!isIt(entries)) continue;
      const added = this.#entries[at];
      this.#entries = entries;
      if (added) this.#rivals[index] = added;
      return true;
    }
    return false;
  }

  #read({ source, nth, seq, row, entry, field }: Standing): Read | undefined {
    if (nth === null) return undefined;
    const { key } = this.#place;
    const { log, purged, lone } = this.#statements;
    const lined = (columns: Columns, digest: string): Read => {
      const { type, documentId, by, atMs, link } = columns;
      const line = lineOf({ nth, seq: columns.seq, type, documentId: documentId ?? "", by, atMs }, digest);
      return { nth, seq: columns.seq, type, line, link: link ? hexOf(link) : undefined };
    };
    try {
      if (source === "log") {
        const found = log.get(key, seq);
        return found && lined(found, digestOf(found.salt, found));
      }
      if (source === "purged") {
        const found = purged.get(key, nth);
        return found && lined(found, hexOf(found.digest));
      }
      const found = lone.get(row, seq, entry, field);
      if (!found) return undefined;
      const body = encodeSets([toHistoryRow("", found)]);
      const own = { ...found, type: "history", document: row, by: found.sub, atMs: found.at_ms };
      return lined(own, digestOf(found.salt, { body }));
    } catch {
      // No salt, or no text: nothing that this program wrote.
      return undefined;
    }
  }
}
