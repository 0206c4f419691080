/**
 * A record document, live: multi-value registers on one Yjs map, read through an index that one observer keeps.
 *
 * Shape    top-level types `writers` (Y.Map), `fields` (Y.Map) and, in card documents, `notes` (Y.Text); no nested types.
 * Not      a store: it knows nothing of where the Y.Doc came from or goes to.
 * Source   docs/ARCHITECTURE.md, "The record document"
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import type * as Y from "yjs";
import {
  candidatesOf,
  conflictOf,
  decodeEntry,
  encodeEntry,
  knowledgeOf,
  ownSlot,
  parseSlot,
  type Entry,
} from "./entry.ts";
import { decodeWriter, type Writer } from "./writer.ts";

export type RecordListener = (fields: ReadonlySet<string>, origin: unknown) => void;

/** Everything in a field's slots. */
interface Several {
  readonly entriesBySlot: Map<string, Entry>;
  candidates: readonly Entry[] | undefined;
  conflict: readonly Entry[] | undefined;
}

/** Most fields have one entry, kept as it is: a document is there for every card somebody opens, or pushes to. */
type Register = Entry | Several;

const isSingle = (register: Register): register is Entry => "slot" in register;

const severalOf = (first: Entry, second: Entry): Several => ({
  entriesBySlot: new Map([
    [first.slot, first],
    [second.slot, second],
  ]),
  candidates: undefined,
  conflict: undefined,
});

const entriesOf = (register: Register): Iterable<Entry> =>
  isSingle(register) ? [register] : register.entriesBySlot.values();

export class RecordDocument {
  readonly doc: Y.Doc;
  readonly #fields: Y.Map<unknown>;
  readonly #writers: Y.Map<unknown>;
  readonly #registers = new Map<string, Register>();
  readonly #writersById = new Map<string, Writer>();
  readonly #listeners = new Set<RecordListener>();
  readonly #onChange: (event: Y.YMapEvent<unknown>) => void;
  readonly #onWriters: (event: Y.YMapEvent<unknown>) => void;

  constructor(doc: Y.Doc) {
    this.doc = doc;
    this.#fields = doc.getMap("fields");
    this.#writers = doc.getMap("writers");
    for (const id of this.#writers.keys()) this.#indexWriter(id);
    for (const slot of this.#fields.keys()) this.#index(slot);
    this.#onWriters = (event) => {
      for (const id of event.keysChanged as Set<string>) this.#indexWriter(id);
    };
    this.#writers.observe(this.#onWriters);
    this.#onChange = (event) => {
      const changed = new Set<string>();
      for (const slot of event.keysChanged as Set<string>) {
        const name = this.#index(slot);
        if (name !== undefined) changed.add(name);
      }
      if (changed.size === 0) return;
      for (const listener of this.#listeners) listener(changed, event.transaction.origin);
    };
    this.#fields.observe(this.#onChange);
  }

  /** Re-reads one slot into its register; the field's name, or `undefined` where the key is no slot. */
  #index(slot: string): string | undefined {
    const name = parseSlot(slot);
    if (!name) return undefined;
    this.#put(name.field, slot, decodeEntry(slot, this.#fields.get(slot)));
    return name.field;
  }

  #put(field: string, slot: string, entry: Entry | undefined): void {
    const register = this.#registers.get(field);
    if (register && !isSingle(register)) {
      if (entry) register.entriesBySlot.set(slot, entry);
      else register.entriesBySlot.delete(slot);
      register.candidates = undefined;
      register.conflict = undefined;
      if (register.entriesBySlot.size === 0) this.#registers.delete(field);
    } else if (register && register.slot !== slot) {
      if (entry) this.#registers.set(field, severalOf(register, entry));
    } else if (entry) this.#registers.set(field, entry);
    else this.#registers.delete(field);
  }

  #indexWriter(id: string): void {
    const writer = decodeWriter(this.#writers.get(id));
    if (writer) this.#writersById.set(id, writer);
    else this.#writersById.delete(id);
  }

  /** Every field that was ever set, in no particular order. */
  fields(): string[] {
    return [...this.#registers.keys()];
  }

  /** The shown value; `undefined` where the field was never set. */
  value(field: string): Scalar | undefined {
    const register = this.#registers.get(field);
    return register && isSingle(register) ? register.value : this.candidates(field)[0]?.value;
  }

  /** Entries nobody who saw them has replaced, the shown one first. O(1) until the field changes. */
  candidates(field: string): readonly Entry[] {
    const register = this.#registers.get(field);
    if (!register) return [];
    if (isSingle(register)) return [register];
    register.candidates ??= candidatesOf([...register.entriesBySlot.values()]);
    return register.candidates;
  }

  /** Candidates of different meaning, the shown one first: `[]` or at least two. */
  conflict(field: string): readonly Entry[] {
    const register = this.#registers.get(field);
    if (!register || isSingle(register)) return [];
    register.conflict ??= conflictOf(this.candidates(field));
    return register.conflict;
  }

  /** Fields with a conflict. */
  conflicts(): string[] {
    return this.fields().filter((field) => this.conflict(field).length > 0);
  }

  /** All entries of a field, covered ones included. */
  entries(field: string): Iterable<Entry> {
    const register = this.#registers.get(field);
    return register ? entriesOf(register) : [];
  }

  /** What stands in one slot. */
  entryIn(slot: string): Entry | undefined {
    const name = parseSlot(slot);
    const register = name && this.#registers.get(name.field);
    if (!register || !isSingle(register)) return register?.entriesBySlot.get(slot);
    return register.slot === slot ? register : undefined;
  }

  writer(id: string): Writer | undefined {
    return this.#writersById.get(id);
  }

  /** Ids of all registered writers. */
  writerIds(): string[] {
    return [...this.#writersById.keys()];
  }

  /** Greatest `at` among a writer's entries here; 0 where it has none. O(entries). */
  lastAt(writer: string): number {
    let last = 0;
    for (const register of this.#registers.values()) {
      for (const entry of entriesOf(register)) if (entry.writer === writer) last = Math.max(last, entry.at);
    }
    return last;
  }

  /** Says on which card and for whom a writer writes; needed before its first entry. */
  register(id: string, writer: Writer, origin?: unknown): void {
    if (this.#writers.has(id)) return;
    this.doc.transact(() => this.#writers.set(id, [writer.card, writer.user]), origin);
  }

  /** Sets a field in the writer's own slot, having seen every entry that is there, or what `seen` says. `at` must exceed the writer's last. */
  set(
    field: string,
    value: Scalar,
    by: { readonly writer: string; readonly at: number; readonly origin?: unknown; readonly seen?: Entry["seen"] },
  ): Entry {
    const { [by.writer]: _own, ...seen } = by.seen ?? knowledgeOf(this.entries(field));
    const slot = ownSlot(field, by.writer);
    const entry: Entry = { field, writer: by.writer, at: by.at, value, seen, slot };
    this.doc.transact(() => this.#fields.set(slot, encodeEntry(entry)), by.origin);
    return entry;
  }

  /** Puts an entry into the slot it had in another copy of this document, as it was made there. */
  put(entry: Entry, origin?: unknown): void {
    this.doc.transact(() => this.#fields.set(entry.slot, encodeEntry(entry)), origin);
  }

  /** The prose of a card document. */
  notes(): Y.Text {
    return this.doc.getText("notes");
  }

  /** Calls back after every change of fields, with their names and the transaction's origin. */
  observe(listener: RecordListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops indexing; the Y.Doc stays. */
  destroy(): void {
    this.#fields.unobserve(this.#onChange);
    this.#writers.unobserve(this.#onWriters);
    this.#listeners.clear();
  }
}
