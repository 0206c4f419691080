/**
 * What people at their tabs have made: every edit, with what its author had before them, and every word typed into notes.
 *
 * Shape    an edit is what a tab writes into one of its documents, whatever made it do so; its past is what that document physically held of
 *          the field. It is *stored* once it is on the device's disk, *lost* with its tab or its device before that.
 *
 * @module
 */
import { entryId, parseSlot, type Entry } from "@couplet/crdt";
import type { Scalar } from "@couplet/model";
import type * as Y from "yjs";
import type { Counts } from "./counts.ts";
import type { LiveDocument } from "./device.ts";
import type { Machine } from "./place.ts";

export interface Edit {
  readonly id: string;
  readonly writer: string;
  readonly at: number;
  readonly cardId: string;
  readonly documentId: string;
  readonly field: string;
  readonly value: Scalar;
  readonly machine: Machine;
  /** Ids of edits, and of entries of the server's. */
  readonly past: ReadonlySet<string>;
  isStored: boolean;
  /** Gone with its device before it was there for good; the author may still have been told that the server has it. */
  isLost: boolean;
  isSaved: boolean;
  isRefused: boolean;
  /** It was on the server, and a backup that does not have it was restored. */
  undone?: Undone;
}

export interface Undone {
  /** Devices on whose disks it stands, by document. */
  readonly keptBy: ReadonlyMap<string, Set<string>>;
}

/** A word somebody typed into the notes of a card. */
export interface Word {
  readonly text: string;
  readonly cardId: string;
  readonly documentId: string;
  readonly machine: Machine;
  isStored: boolean;
  isLost: boolean;
  /** Undone by whoever had typed it. */
  isTakenBack: boolean;
}

export const nameOf = ({ id, machine, cardId, documentId, field, value }: Edit): string =>
  `${field}=${JSON.stringify(value)} (${id}, by ${machine.name} on ${cardId} in ${documentId})`;

type Slots = Map<string, string>;

export const wordPattern = /<[^<>]*>/gu;

export function entryIn(fields: Y.Map<unknown>, slot: string): Entry | undefined {
  const name = parseSlot(slot);
  const raw = fields.get(slot);
  if (!name || !Array.isArray(raw)) return undefined;
  const [value, at, seen] = raw as [Scalar, number, Record<string, number>];
  return { field: name.field, writer: name.writer, value, at, seen, slot };
}

/** Who is told of a rule that is broken, and who knows whose notes a document has. */
interface MadeContext {
  readonly counts: Counts;
  fail(rule: string, text: string): void;
  cardOfDocument(documentId: string): string;
}

export class Made {
  readonly edits = new Map<string, Edit>();
  readonly words: Word[] = [];
  readonly live = new Set<LiveDocument>();
  /** Those that nobody at a tab has made. */
  readonly serverEntries = new Map<string, Entry>();
  readonly #context: MadeContext;
  readonly #slots = new WeakMap<Y.Doc, Slots>();
  readonly #unstored = new Map<Uint8Array, (Edit | Word)[]>();

  constructor(context: MadeContext) {
    this.#context = context;
  }

  opened(live: LiveDocument): void {
    this.live.add(live);
    const { doc } = live;
    const slots: Slots = new Map();
    this.#slots.set(doc, slots);
    const fields = doc.getMap("fields");
    const notes = doc.getText("notes");
    doc.on("update", (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      const made: (Edit | Word)[] = [];
      const changed = (transaction.changed as Map<unknown, Set<string | null>>).get(fields) ?? new Set();
      if (transaction.local) {
        for (const slot of changed) {
          const edit = slot === null ? undefined : this.#made(live, slots, slot);
          if (edit) made.push(edit);
        }
        if ((transaction.changed as Map<unknown, unknown>).has(notes)) made.push(...this.#typed(live, notes.toJSON()));
      }
      for (const slot of changed) if (slot !== null) this.#reread(fields, slots, slot);
      if (made.length > 0) this.#unstored.set(update, made);
    });
  }

  #reread(fields: Y.Map<unknown>, slots: Slots, slot: string): void {
    const entry = entryIn(fields, slot);
    if (!entry) {
      slots.delete(slot);
      return;
    }
    const id = entryId(entry);
    slots.set(slot, id);
    if (!this.edits.has(id)) this.serverEntries.set(id, entry);
  }

  #made(live: LiveDocument, slots: Slots, slot: string): Edit | undefined {
    const { documentId, doc, machine } = live;
    const entry = entryIn(doc.getMap("fields"), slot);
    if (!entry) {
      this.#context.fail("C2", `${machine.name} erased ${slot} of ${documentId}`);
      return undefined;
    }
    const id = entryId(entry);
    const known = this.edits.get(id);
    if (known) {
      // What was left in a copy that was given up goes over into the next one of the document, as it was made.
      const isSame = known.documentId === documentId && known.field === entry.field && known.value === entry.value;
      if (!isSame) this.#context.fail("C2", `${machine.name} made ${id} twice`);
      return known;
    }
    const past = new Set<string>();
    for (const [other, present] of slots) {
      if (parseSlot(other)?.field !== entry.field) continue;
      past.add(present);
      for (const earlier of this.edits.get(present)?.past ?? []) past.add(earlier);
    }
    // What one has written oneself one knows, also where it was carried over from since.
    for (const own of this.edits.values()) {
      if (own.writer !== entry.writer || own.field !== entry.field || own.at >= entry.at) continue;
      past.add(own.id);
      for (const earlier of own.past) past.add(earlier);
    }
    const [cardId = ""] = (doc.getMap("writers").get(entry.writer) ?? []) as string[];
    const { writer, at, field, value } = entry;
    const edit: Edit = {
      id,
      writer,
      at,
      cardId,
      documentId,
      field,
      value,
      machine,
      past,
      isStored: false,
      isLost: false,
      isSaved: false,
      isRefused: false,
    };
    this.edits.set(id, edit);
    machine.world.tell(() => `edit ${nameOf(edit)}`);
    return edit;
  }

  /** Words are unlike each other, and only their author has typed them. */
  #typed({ documentId, machine }: LiveDocument, text: string): Word[] {
    const known = new Set(this.words.map((word) => word.text));
    const made = [...text.matchAll(wordPattern)]
      .filter(([word]) => !known.has(word) && word.startsWith(`<${machine.name} `))
      .map(([word]): Word => {
        const cardId = this.#context.cardOfDocument(documentId);
        return { text: word, cardId, documentId, machine, isStored: false, isLost: false, isTakenBack: false };
      });
    for (const word of this.words) {
      if (word.documentId === documentId && word.machine === machine) word.isTakenBack = !text.includes(word.text);
    }
    this.words.push(...made);
    return made;
  }

  stored(update: Uint8Array): void {
    for (const made of this.#unstored.get(update) ?? []) made.isStored = true;
    this.#unstored.delete(update);
  }

  closed(live: LiveDocument): void {
    this.live.delete(live);
  }

  saved(entries: readonly string[]): void {
    for (const id of entries) {
      const edit = this.edits.get(id);
      if (edit) edit.isSaved = true;
    }
  }

  /** The tab is no more, and what it had not stored neither. */
  ended(machine: Machine): void {
    for (const live of this.live) if (live.machine === machine) this.live.delete(live);
    this.#lose((made) => made.machine === machine && !made.isStored);
  }

  /** Nothing is on the device any more. */
  wiped(device: string): void {
    this.#lose((made) => made.machine.device === device);
  }

  #lose(isGone: (made: Edit | Word) => boolean): void {
    for (const made of [...this.edits.values(), ...this.words]) {
      if (made.isLost || !isGone(made)) continue;
      made.isLost = true;
      this.#context.counts.editsLostWithTheirDevice++;
    }
  }
}
