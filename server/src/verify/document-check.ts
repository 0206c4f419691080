/**
 * Every document: it decodes, equals its log, has entries only, and its projection says what it shows.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { decodeEntry, parseSlot } from "@couplet/crdt";
import { cardKinds, type DocumentId, documentRole, fieldSpec, searchTextOf } from "@couplet/model";
import * as Y from "yjs";
import { prepare } from "../store/statement.ts";
import type { ShownValues } from "../store/store.ts";
import { defaultLimits } from "../workspace/limits.ts";
import { buildDocument, Room } from "../workspace/room.ts";
import type { FindingCode, Tell } from "./finding.ts";
import type { LogFacts, Place } from "./log-check.ts";

interface DocumentColumns {
  readonly key: number;
  readonly id: DocumentId;
  readonly role: "common" | "card" | null;
  readonly forgotten_at_ms: number | null;
}

interface ShownColumns {
  readonly field_values: string;
  readonly conflicts: string;
  readonly search: string;
  readonly party_search: string;
  readonly primary_contact: string | null;
}

const roots: Readonly<Record<"common" | "card", readonly string[]>> = {
  common: ["fields", "writers"],
  card: ["fields", "writers", "notes"],
};

/** What it shows, by document: of those that could be read. */
export type ShownById = Map<string, ShownValues>;

export class DocumentCheck {
  readonly #place: Place;
  readonly #facts: LogFacts;
  readonly #tell: Tell;
  readonly #update;
  readonly #snapshot;
  readonly #shown;
  readonly #erased;
  readonly #documents;
  readonly shown: ShownById = new Map();
  documents = 0;
  updates = 0;

  constructor(database: DatabaseSync, place: Place, facts: LogFacts, tell: Tell) {
    this.#place = place;
    this.#facts = facts;
    this.#tell = tell;
    this.#update = prepare<{ body: Uint8Array }>(database, "SELECT body FROM log WHERE workspace = ? AND seq = ?");
    this.#snapshot = prepare<{ seq: number; state: Uint8Array }>(
      database,
      "SELECT seq, state FROM snapshot WHERE document = ?",
    );
    this.#shown = prepare<ShownColumns>(
      database,
      "SELECT field_values, conflicts, search, party_search, primary_contact FROM shown WHERE document = ?",
    );
    this.#erased = prepare<{ readonly seq: number }>(
      database,
      `SELECT history.seq FROM history JOIN document ON document.key = history.document
       WHERE document.key = ? AND erased_at_ms IS NOT NULL AND unused_since_ms IS NULL LIMIT 1`,
    );
    this.#documents = prepare<DocumentColumns>(
      database,
      "SELECT key, id, role, forgotten_at_ms FROM document WHERE workspace = ? ORDER BY key",
    );
  }

  run(): void {
    const keys = new Set<number>();
    for (const row of this.#documents.all(this.#place.key)) {
      keys.add(row.key);
      this.#check(row);
    }
    for (const key of this.#facts.updates.keys()) if (!keys.has(key)) this.#found("document.notCreated", String(key));
  }

  #found(code: FindingCode, id: string, what?: string): void {
    this.#tell({ code, workspace: this.#place.id, id, ...(what !== undefined && { what }) });
  }

  #check(row: DocumentColumns): void {
    const { key, id, role } = row;
    const seqs = this.#facts.updates.get(key) ?? [];
    if (role === null) {
      if (seqs.length > 0) this.#found("document.notCreated", id);
      return;
    }
    this.documents += 1;
    if (row.forgotten_at_ms !== null) {
      const leftover = this.#snapshot.get(key) ?? this.#shown.get(key) ?? this.#erased.get(key);
      if (leftover) this.#found("document.leftover", id);
      return;
    }
    this.updates += seqs.length;
    const doc = this.#build(row, seqs);
    if (!doc) return;
    const room = new Room({ id, role }, doc, new Map(), defaultLimits, 0);
    this.#entries(row, role, room);
    const shown = room.shown();
    this.shown.set(id, shown);
    this.#projection(row, shown);
    this.#compareSnapshot(row, seqs, doc);
    room.destroy();
  }

  /** From all its updates. */
  #build({ id }: DocumentColumns, seqs: readonly number[]): Y.Doc | undefined {
    const updates: Uint8Array[] = [];
    for (const seq of seqs) {
      const update = this.#update.get(this.#place.key, seq)?.body;
      if (!update || !isUpdate(update)) {
        this.#found("document.unreadable", id, String(seq));
        return undefined;
      }
      updates.push(update);
    }
    try {
      return buildDocument(updates);
    } catch {
      this.#found("document.incomplete", id);
      return undefined;
    }
  }

  #compareSnapshot({ key, id, role }: DocumentColumns, seqs: readonly number[], whole: Y.Doc): void {
    const snapshot = this.#snapshot.get(key);
    if (!snapshot || role === null) return;
    const later = seqs.filter((seq) => seq > snapshot.seq).map((seq) => this.#update.get(this.#place.key, seq)?.body);
    try {
      const doc = buildDocument([snapshot.state, ...later.filter((update) => update !== undefined)]);
      const isSame = Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(whole)) && contentOf(doc) === contentOf(whole);
      doc.destroy();
      if (isSame) return;
    } catch {
      // Told below.
    }
    this.#found("document.snapshot", id, String(snapshot.seq));
  }

  #entries({ id }: DocumentColumns, role: "common" | "card", { doc, record }: Room): void {
    for (const root of doc.share.keys()) if (!roots[role].includes(root)) this.#found("document.root", id, root);
    for (const [slot, raw] of doc.getMap("fields").entries()) {
      const field = parseSlot(slot)?.field;
      const entry = decodeEntry(slot, raw);
      if (field === undefined || !entry) this.#found("entry.malformed", id, slot);
      else if (!record.writer(entry.writer)) this.#found("entry.writer", id, slot);
      else if (!cardKinds.some((kind) => fieldSpec(kind, field) && documentRole(kind, field) === role))
        this.#found("entry.field", id, slot);
    }
  }

  #projection({ key, id }: DocumentColumns, shown: ShownValues): void {
    const row = this.#shown.get(key);
    if (!row) {
      if (Object.keys(shown.values).length > 0) this.#found("projection.missing", id);
      return;
    }
    if (!isProjectionOf(row, shown)) this.#found("projection.differs", id);
  }
}

function isProjectionOf(row: ShownColumns, { values, conflicts }: ShownValues): boolean {
  try {
    const { search, partySearch } = searchTextOf(values);
    const { primaryContactId } = values;
    const primary = typeof primaryContactId === "string" && primaryContactId !== "" ? primaryContactId : null;
    return (
      sorted(JSON.parse(row.field_values)) === sorted(values) &&
      String((JSON.parse(row.conflicts) as string[]).sort()) === String([...conflicts].sort()) &&
      row.search === search &&
      row.party_search === partySearch &&
      row.primary_contact === primary
    );
  } catch {
    return false;
  }
}

const sorted = (value: unknown): string =>
  JSON.stringify(Object.entries(value ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)));

function isUpdate(bytes: Uint8Array): boolean {
  try {
    Y.decodeUpdate(bytes);
    return true;
  } catch {
    return false;
  }
}

const contentOf = (doc: Y.Doc): string =>
  sorted({
    fields: sorted(doc.getMap("fields").toJSON()),
    writers: sorted(doc.getMap("writers").toJSON()),
    notes: doc.getText("notes").toJSON(),
  });
