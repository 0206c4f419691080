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
import { entryId, RecordDocument, type Entry } from "@couplet/crdt";
import { commonFieldsOfKind, documentRole, type Card, type Relation, type Scalar } from "@couplet/model";
import type { Write } from "@couplet/server/parts";
import * as Y from "yjs";
import { Violation } from "../harness/violation.ts";
import type { Counts } from "./counts.ts";
import type { DeviceWatcher, LiveDocument } from "./device.ts";
import { GivenCommands } from "./given-commands.ts";
import { entryIn, Made, nameOf, wordPattern, type Edit, type Undone, type Word } from "./made.ts";
import type { Machine } from "./place.ts";

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

interface RefusedRow {
  readonly code: string;
  readonly field: string;
  readonly value: Scalar;
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

export class Oracle implements DeviceWatcher {
  readonly cards = new Map<string, Card>();
  readonly #counts: Counts;
  readonly #made: Made;
  readonly #replicas = new Map<string, Replica>();
  readonly #holders = new Map<string, Set<string>>();
  readonly #relations = new Map<string, Relation>();
  readonly #stranded = new Set<string>();
  /** What authors asked for of their stranded edits. */
  readonly #asked = new Map<string, Set<string>>();
  /** Stranded edits their author gave up, or had put on a related card instead. */
  readonly #settled = new Set<string>();
  readonly #commands: GivenCommands;
  readonly #displaced = new Map<string, boolean>();
  /** Of prose that was given back to its author. */
  readonly #returned: string[] = [];
  /** By edit: documents in which it rightly was before a backup was restored. */
  readonly #mayReturn = new Map<string, Set<string>>();
  /** What the history was doing, for a report. */
  onViolation: (violation: Violation) => void = () => undefined;

  constructor(counts: Counts) {
    this.#counts = counts;
    const fail = this.fail.bind(this);
    this.#commands = new GivenCommands(counts, fail);
    this.#made = new Made({ counts, fail, cardOfDocument: (id) => this.#cardOfDocument(id) });
  }

  fail(rule: string, text: string): void {
    this.onViolation(new Violation(rule, text));
  }

  // What tabs do

  get live(): ReadonlySet<LiveDocument> {
    return this.#made.live;
  }

  opened(live: LiveDocument): void {
    this.#made.opened(live);
  }

  stored(update: Uint8Array): void {
    this.#made.stored(update);
  }

  closed(live: LiveDocument): void {
    this.#made.closed(live);
  }

  saved(entries: readonly string[]): void {
    this.#made.saved(entries);
  }

  /** The tab is no more, and what it had not stored neither. */
  ended(machine: Machine): void {
    this.#made.ended(machine);
  }

  /** Nothing is on the device any more. */
  wiped(device: string): void {
    this.#made.wiped(device);
    this.#commands.wiped(device);
    for (const edit of this.#made.edits.values()) {
      // What was still on its way back from there is gone.
      for (const [documentId, devices] of edit.undone?.keptBy ?? []) {
        const wasThere = devices.delete(device);
        const replica = this.#replicas.get(documentId);
        const isBack = replica !== undefined && this.#isAccounted(replica, edit);
        if (wasThere && devices.size === 0 && !isBack) edit.isLost = true;
      }
    }
  }

  /** An answer to a command came back to whoever had sent it. */
  answered(commandId: string, status: number, text: string): void {
    this.#commands.answered(commandId, status, text);
  }

  #cardOfDocument(documentId: string): string {
    for (const card of this.cards.values()) if (card.cardDocumentId === documentId) return card.id;
    return "";
  }

  rowStored(machine: Machine, table: string, key: string, row: unknown): void {
    if (table === "outbox") this.#commands.kept(machine, key, row);
    if (table === "refused") this.#refusedRow(key, row as RefusedRow | undefined);
  }

  replicaStored(step: "chunk" | "beginning"): void {
    if (step === "chunk") this.#counts.chunksTaken++;
    else this.#counts.replicasBegun++;
  }

  #refusedRow(entry: string, row: RefusedRow | undefined): void {
    const edit = this.#made.edits.get(entry);
    if (row?.field === "notes") this.#returned.push(String(row.value));
    if (row?.code === "edit.displaced" || (row === undefined && this.#displaced.has(entry))) {
      this.#displaced.set(entry, row !== undefined);
    } else if (row && edit && !edit.isRefused) {
      edit.isRefused = true;
      this.#counts.editsRefused++;
    }
  }

  /** Somebody says what is to become of an edit of theirs that was stranded. */
  asked(entry: string, action: string): void {
    this.#asked.set(entry, (this.#asked.get(entry) ?? new Set()).add(action));
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
        this.#commands.decided(write.commandId, write.outcome);
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
    const edit = this.#made.edits.get(id);
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
    const edit = this.#made.edits.get(id);
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
    const edit = this.#made.edits.get(id);
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
    const fields = new Set([...edited].map((id) => this.#made.edits.get(id)?.field));
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
    for (const edit of this.#made.edits.values()) this.#checkEdit(edit);
    for (const word of this.#made.words) this.#checkWord(word);
    this.#commands.checkEnd();
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
    const later = [...this.#made.edits.values()].filter((one) => one.writer === edit.writer && one.past.has(edit.id));
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
    const client = this.#made.edits.get(id);
    if (!client) return (this.#made.serverEntries.get(id)?.seen[edit.writer] ?? -1) >= edit.at;
    if (client.past.has(edit.id)) return true;
    return [...client.past].some((earlier) => !this.#made.edits.has(earlier) && this.#hasSeen(earlier, edit));
  }

  #checkWord(word: Word): void {
    const replica = this.#replicas.get(word.documentId);
    if (word.isLost || word.isTakenBack || this.#returned.some((text) => text.includes(word.text))) return;
    if (replica?.record.notes().toJSON().includes(word.text)) return;
    const isRefused = !this.cards.has(this.#cardOfDocument(word.documentId));
    const isGone = this.cards.get(this.#cardOfDocument(word.documentId))?.deletedAtMs !== undefined;
    if (!isRefused && !isGone) this.fail("C2", `${word.text} is missing from the notes of ${word.cardId}`);
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
      outcomes: this.#commands.outcomes(),
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
    for (const edit of this.#made.edits.values()) if (this.#hasHome(edit)) wereThere.add(edit.id);
    const words = new Set(
      [...this.#replicas.values()].flatMap(({ doc }) => doc.getText("notes").toJSON().match(wordPattern) ?? []),
    );
    const keptWhere = standingIn(kept);
    this.#commands.restored(backup.outcomes);
    this.#takeBack(backup);
    const isThere = new Set([...this.#replicas.values()].flatMap(({ entered }) => [...entered]));
    for (const edit of this.#made.edits.values()) {
      const { id } = edit;
      const wasThere = wasIn.has(id) || wereThere.has(id) || edit.undone !== undefined;
      if (!wasThere || isThere.has(id) || this.#hasHome(edit) || this.#stranded.has(id) || this.#settled.has(id))
        continue;
      edit.undone = { keptBy: keptWhere.get(id) ?? new Map() };
      edit.isSaved = false;
    }
    for (const word of this.#made.words) {
      const notes = this.#replicas.get(word.documentId)?.record.notes().toJSON() ?? "";
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

/** Commands of one commit, each with what it wrote; the last part is what no command did. */
function partsOf(writes: readonly Write[]): Write[][] {
  const parts: Write[][] = [[]];
  for (const write of writes) {
    parts.at(-1)?.push(write);
    if (write.type === "commandOutcome") parts.push([]);
  }
  return parts;
}
