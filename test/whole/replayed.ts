/**
 * The server's documents as its log alone tells them, replayed into documents of the oracle's own.
 *
 * @module
 */
import { entryId, RecordDocument } from "@couplet/crdt";
import * as Y from "yjs";
import { entryIn, type Made } from "./made.ts";

export interface Replica {
  readonly doc: Y.Doc;
  readonly record: RecordDocument;
  /** Entries that came in since the last commit was looked at. */
  readonly news: Set<string>;
  /** Edits that have rightly been here. */
  readonly entered: Set<string>;
  /** Documents whose unchosen values were given up when they were retired into this one. */
  absorbed: Replica[];
  forkedFrom: string | undefined;
  retiredInto: string | undefined;
}

interface DocumentBackup {
  readonly state: Uint8Array;
  readonly entered: ReadonlySet<string>;
  readonly absorbed: readonly string[];
  readonly forkedFrom: string | undefined;
  readonly retiredInto: string | undefined;
}

/** By document. */
export type ReplayedBackup = ReadonlyMap<string, DocumentBackup>;

export class Replayed implements Iterable<readonly [documentId: string, replica: Replica]> {
  readonly #made: Made;
  readonly #replicas = new Map<string, Replica>();

  constructor(made: Made) {
    this.#made = made;
  }

  /** What the log has told of the document; empty where it has told nothing. */
  replica(documentId: string): Replica {
    const known = this.#replicas.get(documentId);
    if (known) return known;
    const doc = new Y.Doc();
    const record = new RecordDocument(doc);
    const news = new Set<string>();
    const fields = doc.getMap("fields");
    fields.observe((event) => {
      for (const slot of event.keysChanged as Set<string>) {
        const entry = entryIn(fields, slot);
        if (!entry) continue;
        const id = entryId(entry);
        if (this.#made.edits.has(id)) news.add(id);
        else this.#made.serverEntries.set(id, entry);
      }
    });
    const entered = new Set<string>();
    const replica: Replica = {
      doc,
      record,
      news,
      entered,
      absorbed: [],
      forkedFrom: undefined,
      retiredInto: undefined,
    };
    this.#replicas.set(documentId, replica);
    return replica;
  }

  known(documentId: string): Replica | undefined {
    return this.#replicas.get(documentId);
  }

  documentIds(): Iterable<string> {
    return this.#replicas.keys();
  }

  backUp(): ReplayedBackup {
    const idOf = new Map([...this.#replicas].map(([id, replica]) => [replica, id]));
    return new Map(
      [...this.#replicas].map(([id, { doc, entered, absorbed, forkedFrom, retiredInto }]) => {
        const state = Y.encodeStateAsUpdate(doc);
        const ids = absorbed.flatMap((replica) => idOf.get(replica) ?? []);
        return [id, { state, entered: new Set(entered), absorbed: ids, forkedFrom, retiredInto }] as const;
      }),
    );
  }

  takeBack(backup: ReplayedBackup): void {
    this.#replicas.clear();
    for (const [id, { state, entered, forkedFrom, retiredInto }] of backup) {
      const replica = this.replica(id);
      Y.applyUpdate(replica.doc, state);
      replica.news.clear();
      for (const one of entered) replica.entered.add(one);
      Object.assign(replica, { forkedFrom, retiredInto });
    }
    for (const [id, { absorbed }] of backup) this.replica(id).absorbed = absorbed.map((one) => this.replica(one));
  }

  [Symbol.iterator](): Iterator<readonly [documentId: string, replica: Replica]> {
    return this.#replicas.entries();
  }
}

export const idsIn = (record: RecordDocument): Set<string> =>
  new Set(record.fields().flatMap((field) => [...record.entries(field)].map(entryId)));

/** What counts of a document: candidates, and the prose. Covered entries may be swept here and not yet there. */
export const textOf = (record: RecordDocument): string => {
  const fields = record.fields().map(
    (field) =>
      `${field}: ${record
        .candidates(field)
        .map((entry) => `${entryId(entry)}=${JSON.stringify(entry.value)}`)
        .join(" ")}`,
  );
  return `${fields.sort().join("; ")} | ${record.doc.getText("notes").toJSON()}`;
};
