/**
 * The oracle: sees every edit as it is made, every commit as it happens, and says at the end what may be missing.
 *
 * Shape    an edit is what a tab writes into one of its documents, whatever made it do so; its past is what that document physically held of
 *          the field. The server is known by its log alone, replayed here into documents of the oracle's own. An edit is *accounted
 *          for* where it is a candidate in the document its card holds today, or where a candidate there had it in its past; else it must be
 *          stranded, or its author told that it was refused.
 * Not      told by engine or server what became of an edit; `seen` is believed of entries of the server's own only.
 * Source   docs/ARCHITECTURE.md, "What must always hold"
 *
 * @module
 */
import { entryId, parseSlot, RecordDocument, type Entry } from "@couplet/crdt";
import { commonFieldsOfKind, documentRole, type Card, type Relation, type Scalar } from "@couplet/model";
import type { Write } from "@couplet/server/parts";
import * as Y from "yjs";
import type { Counts } from "./counts.ts";
import type { DeviceWatcher, LiveDocument } from "./device.ts";
import type { Machine } from "./place.ts";

/** Something that must always hold did not. */
export class Violation extends Error {
  readonly rule: string;
  constructor(rule: string, text: string) {
    super(`${rule}: ${text}`);
    this.rule = rule;
  }
}

interface Edit {
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

interface Undone {
  /** Devices on whose disks it stands, by document. */
  readonly keptBy: ReadonlyMap<string, Set<string>>;
}

/** A word somebody typed into the notes of a card. */
interface Word {
  readonly text: string;
  readonly cardId: string;
  readonly documentId: string;
  readonly machine: Machine;
  isStored: boolean;
  isLost: boolean;
  /** Undone by whoever had typed it. */
  isTakenBack: boolean;
}

/** What the server had when a backup was made. */
export interface OracleBackup {
  readonly cards: ReadonlyMap<string, Card>;
  readonly relations: ReadonlyMap<string, Relation>;
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly stranded: ReadonlySet<string>;
  readonly settled: ReadonlySet<string>;
  readonly outcomes: ReadonlySet<string>;
  readonly documents: ReadonlyMap<string, DocumentBackup>;
}

interface DocumentBackup {
  readonly state: Uint8Array;
  readonly entered: ReadonlySet<string>;
  readonly absorbed: readonly string[];
  readonly forkedFrom: string | undefined;
  readonly retiredInto: string | undefined;
}

interface Replica {
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

type Slots = Map<string, string>;

const wordPattern = /<[^<>]*>/gu;

export class Oracle implements DeviceWatcher {
  readonly edits = new Map<string, Edit>();
  readonly words: Word[] = [];
  readonly cards = new Map<string, Card>();
  readonly live = new Set<LiveDocument>();
  readonly #counts: Counts;
  readonly #slots = new WeakMap<Y.Doc, Slots>();
  readonly #unstored = new Map<Uint8Array, (Edit | Word)[]>();
  readonly #serverEntries = new Map<string, Entry>();
  readonly #replicas = new Map<string, Replica>();
  readonly #holders = new Map<string, Set<string>>();
  readonly #relations = new Map<string, Relation>();
  readonly #stranded = new Set<string>();
  /** What authors asked for of their stranded edits. */
  readonly #asked = new Map<string, Set<string>>();
  /** Stranded edits their author gave up, or had put on a related card instead. */
  readonly #settled = new Set<string>();
  readonly #outcomes = new Set<string>();
  /** Commands that were on a disk, or left it, and by whom they are remembered. */
  readonly #commands = new Map<string, { readonly machine: Machine; isOnDisk: boolean; isRefused: boolean }>();
  readonly #toldExecuted = new Set<string>();
  readonly #toldRefused = new Map<string, string>();
  readonly #displaced = new Map<string, boolean>();
  /** Of prose that was given back to its author. */
  readonly #returned: string[] = [];
  readonly #proposed = new Set<string>();
  /** By edit: documents in which it rightly was before a backup was restored. */
  readonly #mayReturn = new Map<string, Set<string>>();
  /** Commands that a restored backup knows nothing of. */
  readonly #undoneCommands = new Set<string>();
  /** What the history was doing, for a report. */
  onViolation: (violation: Violation) => void = () => undefined;

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  fail(rule: string, text: string): void {
    this.onViolation(new Violation(rule, text));
  }

  // What tabs do

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

  #entryIn(fields: Y.Map<unknown>, slot: string): Entry | undefined {
    const name = parseSlot(slot);
    const raw = fields.get(slot);
    if (!name || !Array.isArray(raw)) return undefined;
    const [value, at, seen] = raw as [Scalar, number, Record<string, number>];
    return { field: name.field, writer: name.writer, value, at, seen, slot };
  }

  #reread(fields: Y.Map<unknown>, slots: Slots, slot: string): void {
    const entry = this.#entryIn(fields, slot);
    if (!entry) {
      slots.delete(slot);
      return;
    }
    const id = entryId(entry);
    slots.set(slot, id);
    if (!this.edits.has(id)) this.#serverEntries.set(id, entry);
  }

  #made(live: LiveDocument, slots: Slots, slot: string): Edit | undefined {
    const { documentId, doc, machine } = live;
    const entry = this.#entryIn(doc.getMap("fields"), slot);
    if (!entry) {
      this.fail("C2", `${machine.name} erased ${slot} of ${documentId}`);
      return undefined;
    }
    const id = entryId(entry);
    const known = this.edits.get(id);
    if (known) {
      // What was left in a copy that was given up goes over into the next one of the document, as it was made.
      const isSame = known.documentId === documentId && known.field === entry.field && known.value === entry.value;
      if (!isSame) this.fail("C2", `${machine.name} made ${id} twice`);
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
    return edit;
  }

  /** Words are unlike each other, and only their author has typed them. */
  #typed({ documentId, machine }: LiveDocument, text: string): Word[] {
    const known = new Set(this.words.map((word) => word.text));
    const made = [...text.matchAll(wordPattern)]
      .filter(([word]) => !known.has(word) && word.startsWith(`<${machine.name} `))
      .map(([word]): Word => {
        const cardId = this.#cardOfDocument(documentId);
        return { text: word, cardId, documentId, machine, isStored: false, isLost: false, isTakenBack: false };
      });
    for (const word of this.words) {
      if (word.documentId === documentId && word.machine === machine) word.isTakenBack = !text.includes(word.text);
    }
    this.words.push(...made);
    return made;
  }

  #cardOfDocument(documentId: string): string {
    for (const card of this.cards.values()) if (card.cardDocumentId === documentId) return card.id;
    return "";
  }

  stored(update: Uint8Array): void {
    for (const made of this.#unstored.get(update) ?? []) made.isStored = true;
    this.#unstored.delete(update);
  }

  closed(live: LiveDocument): void {
    this.live.delete(live);
  }

  rowStored(machine: Machine, table: string, key: string, row: unknown): void {
    if (table === "refused")
      this.#refusedRow(
        key,
        row as { readonly code: string; readonly field: string; readonly value: Scalar } | undefined,
      );
    if (table !== "outbox") return;
    const { state, refusal } = (row ?? {}) as { readonly state?: string; readonly refusal?: { readonly code: string } };
    // What a restored backup lacks is proposed to the user, and given with an id of its own where the user wants that.
    if (refusal?.code === "recovery.lost") this.#proposed.add(key);
    if (this.#proposed.has(key)) return;
    machine.world.tell(() => `${machine.name} keeps command ${key}: ${state ?? "no more"}`);
    this.#commands.set(key, { machine, isOnDisk: row !== undefined, isRefused: state === "refused" });
  }

  replicaStored(step: "chunk" | "beginning"): void {
    if (step === "chunk") this.#counts.chunksTaken++;
    else this.#counts.replicasBegun++;
  }

  #refusedRow(
    entry: string,
    row: { readonly code: string; readonly field: string; readonly value: Scalar } | undefined,
  ): void {
    const edit = this.edits.get(entry);
    if (row?.field === "notes") this.#returned.push(String(row.value));
    if (row?.code === "edit.displaced" || (row === undefined && this.#displaced.has(entry))) {
      this.#displaced.set(entry, row !== undefined);
    } else if (row && edit && !edit.isRefused) {
      edit.isRefused = true;
      this.#counts.editsRefused++;
    }
  }

  saved(entries: readonly string[]): void {
    for (const id of entries) {
      const edit = this.edits.get(id);
      if (edit) edit.isSaved = true;
    }
  }

  /** An answer to a command came back to whoever had sent it. */
  answered(commandId: string, status: number, text: string): void {
    if (status === 200 && text.includes('"repeated":true')) this.#counts.executedAgain++;
    if (status === 200 && !this.#undoneCommands.has(commandId)) this.#toldExecuted.add(commandId);
    else if ([400, 403, 404, 409, 422].includes(status)) this.#toldRefused.set(commandId, text);
  }

  /** Somebody says what is to become of an edit of theirs that was stranded. */
  asked(entry: string, action: string): void {
    this.#asked.set(entry, (this.#asked.get(entry) ?? new Set()).add(action));
  }

  /** The tab is no more, and what it had not stored neither. */
  ended(machine: Machine): void {
    for (const live of this.live) if (live.machine === machine) this.live.delete(live);
    this.#lose((made) => made.machine === machine && !made.isStored);
  }

  /** Nothing is on the device any more. */
  wiped(device: string): void {
    this.#lose((made) => made.machine.device === device);
    for (const edit of this.edits.values()) {
      // What was still on its way back from there is gone.
      for (const [documentId, devices] of edit.undone?.keptBy ?? []) {
        const wasThere = devices.delete(device);
        const replica = this.#replicas.get(documentId);
        const isBack = replica !== undefined && this.#isAccounted(replica, edit);
        if (wasThere && devices.size === 0 && !isBack) edit.isLost = true;
      }
    }
    for (const [id, command] of this.#commands) if (command.machine.device === device) this.#commands.delete(id);
  }

  #lose(isGone: (made: Edit | Word) => boolean): void {
    for (const made of [...this.edits.values(), ...this.words]) {
      if (made.isLost || !isGone(made)) continue;
      made.isLost = true;
      this.#counts.editsLostWithTheirDevice++;
    }
  }

  // What the server commits

  #replica(documentId: string): Replica {
    const known = this.#replicas.get(documentId);
    if (known) return known;
    const doc = new Y.Doc();
    const record = new RecordDocument(doc);
    const news = new Set<string>();
    const fields = doc.getMap("fields");
    fields.observe((event) => {
      for (const slot of event.keysChanged as Set<string>) {
        const entry = this.#entryIn(fields, slot);
        if (!entry) continue;
        const id = entryId(entry);
        if (this.edits.has(id)) news.add(id);
        else this.#serverEntries.set(id, entry);
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

  /** A commit is in the store: command by command. */
  committed(writes: readonly Write[]): void {
    const mayHold = new Map<string, Set<string>>();
    const held = (documentId: string, cardId: string): void => {
      const cards = mayHold.get(documentId) ?? new Set(this.#holders.get(documentId));
      mayHold.set(documentId, cards.add(cardId));
    };
    const sources = new Map<string, string[]>();
    const present = this.#presentIn(writes);
    for (const part of partsOf(writes)) {
      const before = this.#shownBefore(part);
      const isRestoring = part.some(({ type }) => type === "forgetDeletion");
      for (const write of part) this.#apply(write, isRestoring, held, sources);
      this.#compareShown(part, before);
    }
    for (const write of writes) if (write.type === "unstrand") this.#checkResolved(write.entry);
    for (const [documentId, replica] of this.#replicas) {
      for (const id of replica.news) {
        // What a late edit had taken the place of is put back.
        if (!replica.entered.has(id)) this.#checkEntered(documentId, id, mayHold, sources, present);
        if (this.#isThere(replica, id)) replica.entered.add(id);
      }
      replica.news.clear();
    }
  }

  /** What stood in documents that this commit may take from. */
  #presentIn(writes: readonly Write[]): Map<string, Set<string>> {
    const present = new Map<string, Set<string>>();
    const add = (documentId: string | undefined): void => {
      const replica = documentId === undefined ? undefined : this.#replicas.get(documentId);
      if (replica && documentId !== undefined) present.set(documentId, idsIn(replica.record));
    };
    for (const write of writes) {
      if (write.type === "retireDocument") add(write.documentId);
      if (write.type === "createDocument") add(write.document.forkedFrom);
    }
    return present;
  }

  #apply(
    write: Write,
    isRestoring: boolean,
    held: (documentId: string, cardId: string) => void,
    sources: Map<string, string[]>,
  ): void {
    switch (write.type) {
      case "update":
        Y.applyUpdate(this.#replica(write.documentId).doc, write.update);
        return;
      case "createDocument": {
        const { id, forkedFrom, cardId } = write.document;
        const replica = this.#replica(id);
        replica.forkedFrom = forkedFrom;
        if (forkedFrom !== undefined) {
          replica.absorbed = [...this.#replica(forkedFrom).absorbed];
          sources.set(id, [...(sources.get(id) ?? []), forkedFrom]);
        }
        if (cardId !== undefined) this.#hold(id, cardId);
        return;
      }
      case "retireDocument": {
        const from = this.#replica(write.documentId);
        const into = this.#replica(write.into);
        from.retiredInto = write.into;
        into.absorbed = [...into.absorbed, ...from.absorbed, ...(isRestoring ? [] : [from])];
        sources.set(write.into, [...(sources.get(write.into) ?? []), write.documentId]);
        return;
      }
      case "hold":
        this.#hold(write.documentId, write.cardId);
        held(write.documentId, write.cardId);
        return;
      case "release":
        held(write.documentId, write.cardId);
        this.#holders.get(write.documentId)?.delete(write.cardId);
        return;
      case "putCard":
        this.cards.set(write.card.id, write.card);
        return;
      case "strand":
        this.#counts.stranded++;
        this.#stranded.add(write.row.entry);
        return;
      case "unstrand":
        this.#stranded.delete(write.entry);
        return;
      case "commandOutcome":
        if (this.#outcomes.has(write.commandId)) this.fail("G4", `command ${write.commandId} was executed twice`);
        if (write.outcome.startsWith('{"refused":')) return;
        this.#outcomes.add(write.commandId);
        this.#counts.executed++;
        return;
      case "putRelation":
        this.#relations.set(write.relation.id, write.relation);
        return;
      case "removeRelation":
        this.#relations.delete(write.relation.id);
        return;
      case "putSetup":
      case "client":
      case "project":
      case "snapshot":
      case "history":
      case "recordDeletion":
      case "forgetDeletion":
      case "answer":
      case "putJob":
      case "reportJob":
      case "forgetJob":
      case "forgetDocument":
      case "purgeDocument":
      case "pruneAnswer":
      case "pruneOutcome":
        return;
      default:
        write satisfies never;
    }
  }

  #hold(documentId: string, cardId: string): void {
    const holders = this.#holders.get(documentId) ?? new Set();
    this.#holders.set(documentId, holders.add(cardId));
  }

  /** C5: an edit gets into a document only because its card holds it, or with a document that goes over into it. */
  #checkEntered(
    documentId: string,
    id: string,
    mayHold: ReadonlyMap<string, ReadonlySet<string>>,
    sources: ReadonlyMap<string, readonly string[]>,
    present: ReadonlyMap<string, ReadonlySet<string>>,
  ): void {
    const edit = this.edits.get(id);
    if (!edit) return;
    if (this.#mayReturn.get(id)?.has(documentId) === true) {
      this.#counts.cameBack++;
      return;
    }
    const holders = mayHold.get(documentId) ?? this.#holders.get(documentId);
    if (holders?.has(edit.cardId)) {
      if (documentId !== edit.documentId) this.#counts.carriedOver++;
      return;
    }
    const isInSource = sources.get(documentId)?.some((source) => {
      const now = this.#replicas.get(source);
      return present.get(source)?.has(id) === true || (now && idsIn(now.record).has(id));
    });
    // Late entries come in where they were made, and are taken out in the same commit.
    const replica = this.#replicas.get(documentId);
    if (isInSource !== true && replica && this.#isThere(replica, id)) {
      this.fail("C5", `${nameOf(edit)} got into ${documentId}, which its card ${edit.cardId} does not hold`);
    }
  }

  /** C2: what was stranded is in its card again, or its author gave it up, or had it put on a related card. */
  #checkResolved(id: string): void {
    const edit = this.edits.get(id);
    const card = edit && this.cards.get(edit.cardId);
    // Prose is where it was all the time.
    if (!edit || !card) return;
    const asked = this.#asked.get(id);
    const home = this.#replica(this.#homeOf(edit, card));
    if (this.#isAccounted(home, edit)) return;
    const isShown = (other: Card): boolean =>
      other.deletedAtMs === undefined && this.#shown(other).get(edit.field) === edit.value;
    const isElsewhere = asked?.has("apply") === true && [...this.cards.values()].some(isShown);
    if (isElsewhere || asked?.has("discard") === true) this.#settled.add(id);
    else this.fail("C2", `${nameOf(edit)} is not stranded any more, and its author had not asked for that`);
  }

  #homeOf({ field }: Edit, card: Card): string {
    return documentRole(card.kind, field) === "common" ? card.commonDocumentId : card.cardDocumentId;
  }

  #isThere({ record }: Replica, id: string): boolean {
    const edit = this.edits.get(id);
    return edit !== undefined && [...record.entries(edit.field)].some((entry) => entryId(entry) === id);
  }

  /** C4: what cards showed that a deletion or an unlinking leaves alone. */
  #shownBefore(part: readonly Write[]): ReadonlyMap<string, ReadonlyMap<string, Scalar | undefined>> {
    const isParting = part.some(({ type }) => type === "recordDeletion" || type === "removeRelation");
    const isJoining = part.some(({ type }) => type === "forgetDeletion" || type === "putRelation");
    if (!isParting || isJoining) return new Map();
    const deleted: ReadonlySet<string> = new Set<string>(
      part.flatMap((write) => (write.type === "recordDeletion" ? [write.record.cardId] : [])),
    );
    const shown = new Map<string, ReadonlyMap<string, Scalar | undefined>>();
    for (const card of this.cards.values()) {
      if (deleted.has(card.id) || card.deletedAtMs !== undefined) continue;
      shown.set(card.id, this.#shown(card));
    }
    return shown;
  }

  #shown(card: Card): ReadonlyMap<string, Scalar | undefined> {
    const { record } = this.#replica(card.commonDocumentId);
    return new Map(commonFieldsOfKind(card.kind).map((field) => [field, record.value(field)]));
  }

  #compareShown(part: readonly Write[], before: ReadonlyMap<string, ReadonlyMap<string, Scalar | undefined>>): void {
    if (before.size === 0) return;
    const edited = new Set([...this.#replicas.values()].flatMap(({ news }) => [...news]));
    const fields = new Set([...edited].map((id) => this.edits.get(id)?.field));
    const gone: ReadonlySet<string> = new Set<string>(
      part.flatMap((write) =>
        write.type === "putCard" && write.card.deletedAtMs !== undefined ? [write.card.id] : [],
      ),
    );
    for (const [cardId, values] of before) {
      const card = this.cards.get(cardId);
      if (!card || gone.has(cardId)) continue;
      for (const [field, value] of this.#shown(card)) {
        if (fields.has(field) || value === values.get(field)) continue;
        this.fail(
          "C4",
          `${field} of ${cardId} was ${String(values.get(field))}, and is ${String(value)} after others parted`,
        );
      }
    }
  }

  // What must hold once everything is quiet

  isRetired(documentId: string): boolean {
    return this.#replicas.get(documentId)?.retiredInto !== undefined;
  }

  checkEnd(): void {
    for (const edit of this.edits.values()) this.#checkEdit(edit);
    for (const word of this.words) this.#checkWord(word);
    this.#checkCommands();
    for (const { contactId, cardId } of this.#relations.values()) {
      const [contact, card] = [this.cards.get(contactId), this.cards.get(cardId)];
      if (!contact || contact.commonDocumentId !== card?.commonDocumentId)
        this.fail("C3", `${contactId} and ${cardId} are related and do not share a document`);
    }
    for (const card of this.cards.values()) {
      if (card.deletedAtMs !== undefined) continue;
      this.#counts.conflicts += this.#replica(card.commonDocumentId).record.conflicts().length;
    }
  }

  #checkEdit(edit: Edit): void {
    if ((edit.isLost && !edit.isSaved) || edit.isRefused || this.#displaced.get(edit.id) === true) return;
    // Also of a card that never came to be: its author is told of the value that stood there last.
    if (this.#isDecidedElsewhere(edit)) return;
    const card = this.cards.get(edit.cardId);
    const rule = edit.isSaved ? "G1" : "C2";
    if (edit.undone && this.#isBack(edit, edit.undone)) return;
    if (!card) {
      this.fail(rule, `${nameOf(edit)}: its card never came to be, and nobody was told`);
      return;
    }
    const documentId = this.#homeOf(edit, card);
    if (!this.#isAccounted(this.#replica(documentId), edit)) {
      const there = this.#replica(documentId)
        .record.candidates(edit.field)
        .map((entry) => `${entryId(entry)}=${String(entry.value)}`);
      this.fail(rule, `${nameOf(edit)} is missing from ${documentId}, where there is ${there.join(", ") || "nothing"}`);
    }
  }

  /** Nobody had it any more, or not in a document that the backup has; or it is again in one where it was. */
  #isBack(edit: Edit, { keptBy }: Undone): boolean {
    const documentIds = [...keptBy].flatMap(([documentId, devices]) => (devices.size > 0 ? [documentId] : []));
    const known = documentIds.filter((documentId) => this.#holders.has(documentId));
    return known.length === 0 || known.some((documentId) => this.#isAccounted(this.#replica(documentId), edit));
  }

  /** Told to its author as stranded or refused, or settled by its author, itself or in the value the same writer has put in its place since. */
  #isDecidedElsewhere(edit: Edit): boolean {
    const later = [...this.edits.values()].filter((one) => one.writer === edit.writer && one.past.has(edit.id));
    return [edit, ...later].some(
      (one) =>
        this.#stranded.has(one.id) ||
        this.#settled.has(one.id) ||
        one.isRefused ||
        this.#displaced.get(one.id) === true,
    );
  }

  #isAccounted(replica: Replica, edit: Edit): boolean {
    const candidates = replica.record.candidates(edit.field);
    // A writer knows its own, also what was carried elsewhere before it went on.
    const isOwn = (entry: Entry): boolean => entry.writer === edit.writer && entry.at >= edit.at;
    if (candidates.some((entry) => isOwn(entry) || this.#hasSeen(entryId(entry), edit))) return true;
    return replica.absorbed.some((absorbed) => this.#isAccounted(absorbed, edit));
  }

  #hasSeen(id: string, edit: Edit): boolean {
    const client = this.edits.get(id);
    if (!client) return (this.#serverEntries.get(id)?.seen[edit.writer] ?? -1) >= edit.at;
    if (client.past.has(edit.id)) return true;
    return [...client.past].some((earlier) => !this.edits.has(earlier) && this.#hasSeen(earlier, edit));
  }

  #checkWord(word: Word): void {
    const replica = this.#replicas.get(word.documentId);
    if (word.isLost || word.isTakenBack || this.#returned.some((text) => text.includes(word.text))) return;
    if (replica?.record.notes().toJSON().includes(word.text)) return;
    const isRefused = !this.cards.has(this.#cardOfDocument(word.documentId));
    const isGone = this.cards.get(this.#cardOfDocument(word.documentId))?.deletedAtMs !== undefined;
    if (!isRefused && !isGone) this.fail("C2", `${word.text} is missing from the notes of ${word.cardId}`);
  }

  #checkCommands(): void {
    for (const id of this.#toldExecuted) {
      if (!this.#outcomes.has(id)) this.fail("G1", `command ${id} was answered as executed, and is not`);
    }
    for (const [id, text] of this.#toldRefused) {
      if (this.#outcomes.has(id)) this.fail("L6", `command ${id} was executed, and answered with ${text}`);
    }
    for (const [id, { isOnDisk, isRefused, machine }] of this.#commands) {
      if (!isOnDisk && this.#undoneCommands.has(id)) continue;
      if (this.#outcomes.has(id)) {
        if (isRefused) this.fail("L6", `command ${id} was executed and is shown as refused`);
      } else if (isRefused || this.#toldRefused.has(id)) this.#counts.commandsRefused++;
      else
        this.fail(
          "C2",
          `command ${id} of ${machine.name} was neither executed nor refused${isOnDisk ? "" : ", and forgotten"}`,
        );
    }
  }

  /** C1: a replica that is in step holds what the log says. */
  checkReplica({ documentId, doc, machine }: LiveDocument): void {
    const replica = this.#replicas.get(documentId);
    if (!replica || replica.retiredInto !== undefined) return;
    const mine = new RecordDocument(doc);
    const here = textOf(mine);
    const there = textOf(replica.record);
    mine.destroy();
    if (here !== there) this.fail("C1", `${documentId} on ${machine.name} differs:\n  ${here}\n  ${there}`);
  }

  // Backups

  backUp(): OracleBackup {
    const idOf = new Map([...this.#replicas].map(([id, replica]) => [replica, id]));
    const documents = new Map(
      [...this.#replicas].map(([id, { doc, entered, absorbed, forkedFrom, retiredInto }]) => {
        const state = Y.encodeStateAsUpdate(doc);
        const ids = absorbed.flatMap((replica) => idOf.get(replica) ?? []);
        return [id, { state, entered: new Set(entered), absorbed: ids, forkedFrom, retiredInto }] as const;
      }),
    );
    return {
      cards: new Map(this.cards),
      relations: new Map(this.#relations),
      holders: new Map([...this.#holders].map(([id, holders]) => [id, new Set(holders)])),
      stranded: new Set(this.#stranded),
      settled: new Set(this.#settled),
      outcomes: new Set(this.#outcomes),
      documents,
    };
  }

  /** @param kept by device what is on its disk, of every document */
  restored(backup: OracleBackup, kept: ReadonlyMap<string, ReadonlyMap<string, readonly Uint8Array[]>>): void {
    const wasIn = new Map<string, Set<string>>();
    for (const [documentId, { entered }] of this.#replicas) {
      for (const id of entered) {
        wasIn.set(id, (wasIn.get(id) ?? new Set()).add(documentId));
        this.#mayReturn.set(id, (this.#mayReturn.get(id) ?? new Set()).add(documentId));
      }
    }
    const wereThere = new Set([...this.#stranded, ...this.#settled]);
    for (const edit of this.edits.values()) if (this.#hasHome(edit)) wereThere.add(edit.id);
    const words = new Set(
      [...this.#replicas.values()].flatMap(({ doc }) => doc.getText("notes").toJSON().match(wordPattern) ?? []),
    );
    const keptWhere = standingIn(kept);
    for (const id of this.#outcomes) if (!backup.outcomes.has(id)) this.#undoneCommands.add(id);
    this.#takeBack(backup);
    const isThere = new Set([...this.#replicas.values()].flatMap(({ entered }) => [...entered]));
    for (const edit of this.edits.values()) {
      const { id } = edit;
      const wasThere = wasIn.has(id) || wereThere.has(id) || edit.undone !== undefined;
      if (!wasThere || isThere.has(id) || this.#hasHome(edit) || this.#stranded.has(id) || this.#settled.has(id))
        continue;
      edit.undone = { keptBy: keptWhere.get(id) ?? new Map() };
      edit.isSaved = false;
    }
    for (const word of this.words) {
      const { notes } = { notes: this.#replicas.get(word.documentId)?.record.notes().toJSON() ?? "" };
      if (words.has(word.text) && !notes.includes(word.text)) word.isLost = true;
    }
  }

  #hasHome(edit: Edit): boolean {
    const card = this.cards.get(edit.cardId);
    return card !== undefined && this.#isAccounted(this.#replica(this.#homeOf(edit, card)), edit);
  }

  #takeBack(backup: OracleBackup): void {
    const copy = <Key, Value>(from: ReadonlyMap<Key, Value>, to: Map<Key, Value>): void => {
      to.clear();
      for (const [key, value] of from) to.set(key, value);
    };
    const copySet = (from: ReadonlySet<string>, to: Set<string>): void => {
      to.clear();
      for (const id of from) to.add(id);
    };
    copy(backup.cards, this.cards);
    copy(backup.relations, this.#relations);
    copy(new Map([...backup.holders].map(([id, holders]) => [id, new Set(holders)])), this.#holders);
    copySet(backup.stranded, this.#stranded);
    copySet(backup.settled, this.#settled);
    copySet(backup.outcomes, this.#outcomes);
    for (const id of this.#toldExecuted) if (this.#undoneCommands.has(id)) this.#toldExecuted.delete(id);
    this.#replicas.clear();
    for (const [id, { state, entered, forkedFrom, retiredInto }] of backup.documents) {
      const replica = this.#replica(id);
      Y.applyUpdate(replica.doc, state);
      replica.news.clear();
      for (const one of entered) replica.entered.add(one);
      Object.assign(replica, { forkedFrom, retiredInto });
    }
    for (const [id, { absorbed }] of backup.documents) {
      this.#replica(id).absorbed = absorbed.map((one) => this.#replica(one));
    }
  }

  relatedTo(id: string): string[] {
    return [...this.#relations.values()].flatMap(({ contactId, cardId }) =>
      contactId === id ? [cardId] : cardId === id ? [contactId] : [],
    );
  }

  documentIds(): Iterable<string> {
    return this.#replicas.keys();
  }

  record(documentId: string): RecordDocument {
    return this.#replica(documentId).record;
  }
}

/** By edit, and document, the devices on whose disks it stands there. */
function standingIn(
  kept: ReadonlyMap<string, ReadonlyMap<string, readonly Uint8Array[]>>,
): ReadonlyMap<string, ReadonlyMap<string, Set<string>>> {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const [device, documents] of kept) {
    for (const [documentId, updates] of documents) {
      if (updates.length === 0) continue;
      const doc = new Y.Doc();
      for (const update of updates) Y.applyUpdate(doc, update);
      const record = new RecordDocument(doc);
      const standing = record.fields().flatMap((field) => record.candidates(field).map(entryId));
      record.destroy();
      for (const id of standing) {
        const byDocument = found.get(id) ?? new Map<string, Set<string>>();
        found.set(id, byDocument);
        byDocument.set(documentId, (byDocument.get(documentId) ?? new Set()).add(device));
      }
    }
  }
  return found;
}

const idsIn = (record: RecordDocument): Set<string> =>
  new Set(record.fields().flatMap((field) => [...record.entries(field)].map(entryId)));

/** What counts of a document: candidates, and the prose. Covered entries may be swept here and not yet there. */
const textOf = (record: RecordDocument): string => {
  const fields = record.fields().map(
    (field) =>
      `${field}: ${record
        .candidates(field)
        .map((entry) => `${entryId(entry)}=${JSON.stringify(entry.value)}`)
        .join(" ")}`,
  );
  return `${fields.sort().join("; ")} | ${record.doc.getText("notes").toJSON()}`;
};

const nameOf = ({ id, machine, cardId, documentId, field, value }: Edit): string =>
  `${field}=${JSON.stringify(value)} (${id}, by ${machine.name} on ${cardId} in ${documentId})`;

/** Commands of one commit, each with what it wrote; the last part is what no command did. */
function partsOf(writes: readonly Write[]): Write[][] {
  const parts: Write[][] = [[]];
  for (const write of writes) {
    parts.at(-1)?.push(write);
    if (write.type === "commandOutcome") parts.push([]);
  }
  return parts;
}
