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
import { entryId, RecordDocument } from "@couplet/crdt";
import type { Card } from "@couplet/model";
import type { Write } from "@couplet/server/parts";
import * as Y from "yjs";
import { Violation } from "../harness/violation.ts";
import { Accounts } from "./accounts.ts";
import type { Counts } from "./counts.ts";
import type { DeviceWatcher, LiveDocument } from "./device.ts";
import { Erasures, type Keeping } from "./erasures.ts";
import { GivenCommands } from "./given-commands.ts";
import { Made, nameOf, type Edit, type Word } from "./made.ts";
import type { Machine } from "./place.ts";
import { idsIn, Replayed, textOf, type Replica } from "./replayed.ts";
import { ShownValues } from "./shown-values.ts";
import { Standing } from "./standing.ts";
import { type RefusedRow, ToldAuthors } from "./told-authors.ts";
import { TakenBack, type KeptOnDisks, type OracleBackup } from "./taken-back.ts";

export class Oracle implements DeviceWatcher {
  readonly #counts: Counts;
  readonly #made: Made;
  readonly #replayed: Replayed;
  readonly #shown: ShownValues;
  readonly #standing = new Standing();
  readonly #accounts: Accounts;
  readonly #takenBack: TakenBack;
  readonly erasures = new Erasures((rule, text) => this.fail(rule, text));
  /** What authors asked for of their stranded edits. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #commands: GivenCommands;
  readonly #told: ToldAuthors;
  /** What the history was doing, for a report. */
  onViolation: (violation: Violation) => void = () => undefined;

  constructor(counts: Counts) {
    this.#counts = counts;
    const fail = this.fail.bind(this);
    this.#commands = new GivenCommands(counts, fail);
    this.#made = new Made({ counts, fail, cardOfDocument: (id) => this.#cardOfDocument(id) });
    this.#told = new ToldAuthors(this.#made, counts);
    this.#replayed = new Replayed(this.#made);
    const parts = { cards: this.cards, commands: this.#commands, made: this.#made, replayed: this.#replayed };
    this.#shown = new ShownValues({ ...parts, fail });
    this.#accounts = new Accounts(parts);
    this.#takenBack = new TakenBack({
      ...parts,
      accounts: this.#accounts,
      standing: this.#standing,
      isErased: (documentId) => this.erasures.documents.has(documentId),
    });
  }

  fail(rule: string, text: string): void {
    this.onViolation(new Violation(rule, text));
  }

  get cards(): ReadonlyMap<string, Card> {
    return this.#standing.cards;
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
    this.#takenBack.wiped(device);
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
    if (table === "refused") this.#told.kept(machine, key, row as RefusedRow | undefined);
  }

  replicaStored(step: "chunk" | "beginning"): void {
    if (step === "chunk") this.#counts.chunksTaken++;
    else this.#counts.replicasBegun++;
  }

  /** Somebody says what is to become of an edit of theirs that was stranded. */
  asked(entry: string, action: string): void {
    this.#asked.set(entry, (this.#asked.get(entry) ?? new Set()).add(action));
  }

  // What the server commits

  /** A commit is in the store: command by command. */
  committed(writes: readonly Write[]): void {
    const mayHold = new Map<string, Set<string>>();
    const held = (documentId: string, cardId: string): void => {
      const cards = mayHold.get(documentId) ?? new Set(this.#standing.holders.get(documentId));
      mayHold.set(documentId, cards.add(cardId));
    };
    const sources = new Map<string, string[]>();
    const present = this.#presentIn(writes);
    for (const part of partsOf(writes)) {
      const before = this.#shown.before(part);
      const isRestoring = part.some(({ type }) => type === "forgetDeletion");
      for (const write of part) this.#apply(write, isRestoring, held, sources);
      this.#shown.compare(part, before);
    }
    for (const write of writes) if (write.type === "unstrand") this.#checkResolved(write.entry);
    for (const [documentId, replica] of this.#replayed) {
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
      const replica = documentId === undefined ? undefined : this.#replayed.known(documentId);
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
    this.erasures.committed(write, this.cards);
    switch (write.type) {
      case "update":
        Y.applyUpdate(this.#replayed.replica(write.documentId).doc, write.update);
        return;
      case "createDocument": {
        const { id, forkedFrom, cardId } = write.document;
        const replica = this.#replayed.replica(id);
        replica.forkedFrom = forkedFrom;
        if (forkedFrom !== undefined) {
          replica.absorbed = [...this.#replayed.replica(forkedFrom).absorbed];
          sources.set(id, [...(sources.get(id) ?? []), forkedFrom]);
        }
        if (cardId !== undefined) this.#standing.hold(id, cardId);
        return;
      }
      case "retireDocument": {
        const from = this.#replayed.replica(write.documentId);
        const into = this.#replayed.replica(write.into);
        from.retiredInto = write.into;
        into.absorbed = [...into.absorbed, ...from.absorbed, ...(isRestoring ? [] : [from])];
        sources.set(write.into, [...(sources.get(write.into) ?? []), write.documentId]);
        return;
      }
      case "hold":
        this.#standing.hold(write.documentId, write.cardId);
        held(write.documentId, write.cardId);
        return;
      case "release":
        held(write.documentId, write.cardId);
        this.#standing.holders.get(write.documentId)?.delete(write.cardId);
        return;
      case "putCard":
        this.#standing.cards.set(write.card.id, write.card);
        return;
      case "strand":
        this.#counts.stranded++;
        this.#standing.stranded.add(write.row.entry);
        return;
      case "unstrand":
        this.#standing.stranded.delete(write.entry);
        return;
      case "commandOutcome":
        this.#commands.decided(write.commandId, write.outcome);
        return;
      case "putRelation":
        this.#standing.relations.set(write.relation.id, write.relation);
        return;
      case "removeRelation":
        this.#standing.relations.delete(write.relation.id);
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
      case "eraseDocument":
      case "purgeItem":
      case "eraseTraces":
      case "pruneAnswer":
      case "pruneOutcome":
        return;
      default:
        write satisfies never;
    }
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
    if (this.#takenBack.mayReturn(id, documentId)) {
      this.#counts.cameBack++;
      return;
    }
    const holders = mayHold.get(documentId) ?? this.#standing.holders.get(documentId);
    if (holders?.has(edit.cardId)) {
      if (documentId !== edit.documentId) this.#counts.carriedOver++;
      return;
    }
    const isInSource = sources.get(documentId)?.some((source) => {
      const now = this.#replayed.known(source);
      return present.get(source)?.has(id) === true || (now && idsIn(now.record).has(id));
    });
    // Late entries come in where they were made, and are taken out in the same commit.
    const replica = this.#replayed.known(documentId);
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
    const home = this.#replayed.replica(this.#accounts.homeOf(edit, card));
    if (this.#accounts.isIn(home, edit)) return;
    const isShown = (other: Card): boolean =>
      other.deletedAtMs === undefined && this.#shown.of(other).get(edit.field) === edit.value;
    const isElsewhere = asked?.has("apply") === true && [...this.cards.values()].some(isShown);
    if (isElsewhere || asked?.has("discard") === true) this.#standing.settled.add(id);
    else this.fail("C2", `${nameOf(edit)} is not stranded any more, and its author had not asked for that`);
  }

  #isThere({ record }: Replica, id: string): boolean {
    const edit = this.#made.edits.get(id);
    return edit !== undefined && [...record.entries(edit.field)].some((entry) => entryId(entry) === id);
  }

  // What must hold once everything is quiet

  /** @param places where something is kept */
  checkErased(places: Iterable<Keeping>): void {
    this.erasures.checkEnd(this.cards, places);
  }

  isRetired(documentId: string): boolean {
    return this.#replayed.known(documentId)?.retiredInto !== undefined;
  }

  checkEnd(): void {
    for (const edit of this.#made.edits.values()) this.#checkEdit(edit);
    for (const word of this.#made.words) this.#checkWord(word);
    this.#commands.checkEnd();
    for (const { contactId, cardId } of this.#standing.relations.values()) {
      const [contact, card] = [this.cards.get(contactId), this.cards.get(cardId)];
      if (!contact || contact.commonDocumentId !== card?.commonDocumentId)
        this.fail("C3", `${contactId} and ${cardId} are related and do not share a document`);
    }
    for (const card of this.cards.values()) {
      if (card.deletedAtMs !== undefined) continue;
      this.#counts.conflicts += this.#replayed.replica(card.commonDocumentId).record.conflicts().length;
    }
  }

  #checkEdit(edit: Edit): void {
    if ((edit.isLost && !edit.isSaved) || edit.isRefused || this.#told.isTold(edit.id)) return;
    // Also of a card that never came to be: its author is told of the value that stood there last.
    if (this.#isDecidedElsewhere(edit)) return;
    const card = this.cards.get(edit.cardId);
    if (card?.erasedAtMs !== undefined) return;
    const rule = edit.isSaved ? "G1" : "C2";
    if (edit.undone && this.#takenBack.isBack(edit, edit.undone)) return;
    if (!card) {
      this.fail(rule, `${nameOf(edit)}: its card never came to be, and nobody was told`);
      return;
    }
    const documentId = this.#accounts.homeOf(edit, card);
    if (!this.#accounts.isIn(this.#replayed.replica(documentId), edit)) {
      const there = this.#replayed
        .replica(documentId)
        .record.candidates(edit.field)
        .map((entry) => `${entryId(entry)}=${String(entry.value)}`);
      this.fail(rule, `${nameOf(edit)} is missing from ${documentId}, where there is ${there.join(", ") || "nothing"}`);
    }
  }

  /** Told to its author as stranded or refused, or settled by its author, itself or in the value the same writer has put in its place since. */
  #isDecidedElsewhere(edit: Edit): boolean {
    const later = [...this.#made.edits.values()].filter((one) => one.writer === edit.writer && one.past.has(edit.id));
    return [edit, ...later].some(
      (one) =>
        this.#standing.stranded.has(one.id) ||
        this.#standing.settled.has(one.id) ||
        one.isRefused ||
        this.#told.isTold(one.id),
    );
  }

  #checkWord(word: Word): void {
    const replica = this.#replayed.known(word.documentId);
    if (word.isLost || word.isTakenBack || this.#told.hasReturned(word.text)) return;
    if (replica?.record.notes().toJSON().includes(word.text)) return;
    const isRefused = !this.cards.has(this.#cardOfDocument(word.documentId));
    const isGone = this.cards.get(this.#cardOfDocument(word.documentId))?.deletedAtMs !== undefined;
    if (!isRefused && !isGone) this.fail("C2", `${word.text} is missing from the notes of ${word.cardId}`);
  }

  /** C1: a replica that is in step holds what the log says. */
  checkReplica({ documentId, doc, machine }: LiveDocument): void {
    const replica = this.#replayed.known(documentId);
    if (!replica || replica.retiredInto !== undefined || this.erasures.documents.has(documentId)) return;
    const mine = new RecordDocument(doc);
    const here = textOf(mine);
    const there = textOf(replica.record);
    mine.destroy();
    if (here !== there) this.fail("C1", `${documentId} on ${machine.name} differs:\n  ${here}\n  ${there}`);
  }

  // Backups

  backUp(): OracleBackup {
    return this.#takenBack.backUp();
  }

  restored(backup: OracleBackup, kept: KeptOnDisks): void {
    this.#takenBack.restored(backup, kept);
  }

  relatedTo(id: string): string[] {
    return this.#standing.relatedTo(id);
  }

  documentIds(): Iterable<string> {
    return this.#replayed.documentIds();
  }

  record(documentId: string): RecordDocument {
    return this.#replayed.replica(documentId).record;
  }
}

/** Commands of one commit, each with what it wrote; the last part is what no command did. */
function partsOf(writes: readonly Write[]): Write[][] {
  const parts: Write[][] = [[]];
  for (const write of writes) {
    parts.at(-1)?.push(write);
    if (write.type === "commandOutcome") parts.push([]);
  }
  return parts;
}
