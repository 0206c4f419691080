/**
 * The two documents of an open card: the common one, which it may come to share or to leave, and its own.
 *
 * Shape    attached by the card's row; where the row names another common document, the new one is opened first and then
 *          takes the old one's place, so that something is shown at any moment.
 *
 * @module
 */
import { entryId, type Entry, type RecordDocument } from "@couplet/crdt";
import { documentRole, type FieldProblem, type Scalar } from "@couplet/model";
import type { CardHost } from "./card-host.ts";
import { CardProse } from "./card-prose.ts";
import type { CardRow } from "./card-row.ts";
import type { CardNotes, Person, SetResult, TextDelta } from "./card-session.ts";
import type { CopySeat } from "./copy-seats.ts";
import type { Edit } from "./outstanding.ts";
import type { Look } from "./presence.ts";
import type { DocumentRole } from "./seats.ts";
import type { WorkingCopy } from "./working-copy.ts";

export interface CardDocumentsListener {
  changed(fields: ReadonlySet<string>, isLocal: boolean): void;
  /** Another document took its place, or has content now. */
  attached(): void;
  stateChanged(): void;
  presenceChanged(): void;
  ended(code: number): void;
  /** In step with the server from here on: what it told the room after the row was read, and before this, was not heard. */
  joined(): void;
  /** A fresh copy of a document is needed: attach again. */
  spoilt(): void;
  notesChanged(): void;
  notesDid(): void;
  notesBlocked(): FieldProblem | undefined;
}

type DocumentsHost = Pick<CardHost, "copies" | "isOutOfReach" | "observeReach">;

interface Attached {
  readonly copy: WorkingCopy;
  seat: CopySeat | undefined;
  readonly stop: () => void;
}

/** How long opening waits for the server before it shows what there is. */
const patienceMs = 4_000;

/** The notes before their document is here, and what elements hold on to. */
class NotesProxy implements CardNotes {
  prose: CardProse | undefined;
  readonly #rowText: () => string;
  readonly #listeners = new Set<(text: string, delta: readonly TextDelta[], isLocal: boolean) => void>();

  constructor(rowText: () => string) {
    this.#rowText = rowText;
  }

  get text(): string {
    return this.prose?.text ?? this.#rowText();
  }

  attach(prose: CardProse): void {
    const before = this.text;
    this.prose = prose;
    prose.observe((text, delta, isLocal) => this.#tell(text, delta, isLocal));
    if (before !== prose.text) this.#tell(prose.text, [{ delete: before.length }, { insert: prose.text }], false);
  }

  splice(index: number, deleteCount: number, insert: string): SetResult {
    return (
      this.prose?.splice(index, deleteCount, insert) ?? { ok: false, problem: { code: "card.loading", field: "notes" } }
    );
  }

  replace(text: string): SetResult {
    return this.prose?.replace(text) ?? { ok: false, problem: { code: "card.loading", field: "notes" } };
  }

  step(direction: "undo" | "redo"): boolean {
    return this.prose?.step(direction) ?? false;
  }

  observe(listener: (text: string, delta: readonly TextDelta[], isLocal: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(text: string, delta: readonly TextDelta[], isLocal: boolean): void {
    for (const listener of this.#listeners) listener(text, delta, isLocal);
  }
}

export class CardDocuments {
  readonly notes: NotesProxy;
  readonly #host: DocumentsHost;
  readonly #listener: CardDocumentsListener;
  readonly #cardId: string;
  readonly #attached = new Map<DocumentRole, Attached>();
  readonly #stateListeners = new Set<() => void>();
  #row: CardRow;
  #look: Look | undefined;
  #attaching: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(host: DocumentsHost, row: CardRow, listener: CardDocumentsListener) {
    this.#host = host;
    this.#row = row;
    this.#cardId = row.id;
    this.#listener = listener;
    this.notes = new NotesProxy(() => this.#row.notes);
  }

  /** Opens what the row names and is not open; one call after the other. */
  attach(row: CardRow, mayWrite: boolean): Promise<void> {
    this.#row = row;
    const attached = this.#attaching.then(() => this.#joinBoth(row, mayWrite));
    // One that failed is its caller's: those after it are attached all the same.
    this.#attaching = attached.catch(() => undefined);
    return attached;
  }

  /** Ends when both have ended: who comes next finds neither under way. */
  async #joinBoth(row: CardRow, mayWrite: boolean): Promise<void> {
    const joins = await Promise.allSettled([
      this.#join("common", row.documentId, mayWrite),
      this.#join("card", row.cardDocumentId, mayWrite),
    ]);
    for (const join of joins) if (join.status === "rejected") throw join.reason;
  }

  async #join(role: DocumentRole, documentId: string, mayWrite: boolean): Promise<void> {
    if (this.#isClosed) return;
    const current = this.#attached.get(role);
    if (documentId === "") {
      // The role does not read it, or does not any more.
      if (current) this.#detach(role, current);
      return;
    }
    if (current?.copy.documentId === documentId && !current.copy.isSpoilt) {
      if (mayWrite && !current.seat) current.seat = await current.copy.takeSeat(this.#cardId, this.#row.kind);
      return;
    }
    const { copies } = this.#host;
    const copy = copies.acquire(documentId, role);
    copy.cards.set(this.#cardId, this.#row.kind);
    let seat: CopySeat | undefined;
    try {
      seat = await this.#seatOn(copy, mayWrite);
    } catch (error) {
      copies.release(copy);
      throw error;
    }
    if (this.#isClosed) {
      copies.release(copy);
      return;
    }
    copy.connect();
    const stop = this.#follow(copy, role);
    // A first document shows as soon as it may; a later one replaces what is shown only once it has something.
    if (!current) {
      this.#place(role, { copy, seat, stop });
      // Another card has brought it in step before.
      if (copy.isSynced) this.#listener.joined();
      await this.#settled(copy);
      return;
    }
    await this.#settled(copy);
    if (this.#isClosed) {
      stop();
      copies.release(copy);
      return;
    }
    current.stop();
    copies.release(current.copy);
    current.copy.presence.show(this, undefined);
    this.#place(role, { copy, seat, stop });
    // That was said while the other one was still shown.
    if (copy.endedWith !== undefined) this.#listener.ended(copy.endedWith);
  }

  async #seatOn(copy: WorkingCopy, mayWrite: boolean): Promise<CopySeat | undefined> {
    if (mayWrite) return await copy.takeSeat(this.#cardId, this.#row.kind);
    await copy.loaded;
    return undefined;
  }

  #place(role: DocumentRole, attached: Attached): void {
    this.#attached.set(role, attached);
    if (role === "card") {
      this.notes.prose?.close();
      this.notes.attach(
        new CardProse(attached.copy, {
          blocked: () => this.#listener.notesBlocked(),
          seat: () => this.#attached.get("card")?.seat,
          did: () => this.#listener.notesDid(),
        }),
      );
    } else attached.copy.presence.show(this, this.#look);
    this.#listener.attached();
  }

  #detach(role: DocumentRole, { copy, stop }: Attached): void {
    stop();
    this.#attached.delete(role);
    this.#host.copies.release(copy);
    this.#listener.attached();
  }

  #follow(copy: WorkingCopy, role: DocumentRole): () => void {
    let hadContent = copy.hasContent;
    let wasSynced = copy.isSynced;
    const isCurrent = (): boolean => this.#attached.get(role)?.copy === copy;
    return copy.observe({
      changed: (fields, origin) => {
        if (isCurrent()) this.#listener.changed(fields, origin === copy);
      },
      notesChanged: () => {
        if (isCurrent()) this.#listener.notesChanged();
      },
      stateChanged: () => {
        if (!isCurrent()) return;
        if (!hadContent && copy.hasContent) {
          hadContent = true;
          this.#listener.attached();
        }
        if (!wasSynced && copy.isSynced) this.#listener.joined();
        wasSynced = copy.isSynced;
        this.#listener.stateChanged();
        for (const listener of this.#stateListeners) listener();
        if (copy.isSpoilt) this.#listener.spoilt();
      },
      presenceChanged: () => {
        if (isCurrent() && role === "common") this.#listener.presenceChanged();
      },
      ended: (code) => {
        if (isCurrent()) this.#listener.ended(code);
      },
    });
  }

  /** Until the document is in step with the server, or there is no point in waiting longer. */
  async #settled(copy: WorkingCopy): Promise<void> {
    const isSettled = (): boolean =>
      copy.isSynced || copy.hasContent || copy.endedWith !== undefined || this.#host.isOutOfReach() || this.#isClosed;
    if (isSettled()) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        stopReach();
        resolve();
      };
      const check = (): void => {
        if (isSettled()) end();
      };
      const timer = setTimeout(end, patienceMs);
      const stop = copy.observe({ stateChanged: check });
      const stopReach = this.#host.observeReach(check);
    });
  }

  records(): { readonly common: RecordDocument | undefined; readonly card: RecordDocument | undefined } {
    const recordOf = (role: DocumentRole): RecordDocument | undefined => {
      const copy = this.#attached.get(role)?.copy;
      return copy?.hasContent ? copy.record : undefined;
    };
    return { common: recordOf("common"), card: recordOf("card") };
  }

  /** The entry that shows. */
  shown(field: string): Entry | undefined {
    return this.#of(field)?.copy.record.candidates(field)[0];
  }

  /** Whether the entry is what the field shows, unchallenged. */
  stands(field: string, entry: string): boolean {
    const record = this.#of(field)?.copy.record;
    const [shown] = record?.candidates(field) ?? [];
    return shown !== undefined && entryId(shown) === entry && record?.conflict(field).length === 0;
  }

  /** The id of the entry made; `undefined` while the document cannot be written. */
  set(field: string, value: Scalar): string | undefined {
    const attached = this.#of(field);
    return attached?.seat ? entryId(attached.copy.set(attached.seat, field, value)) : undefined;
  }

  #of(field: string): Attached | undefined {
    const role = documentRole(this.#row.kind, field);
    return role && this.#attached.get(role);
  }

  mayWrite(role: DocumentRole): boolean {
    const attached = this.#attached.get(role);
    return attached?.seat !== undefined && attached.copy.hasContent;
  }

  /** What the row names of the two. */
  get #roles(): readonly DocumentRole[] {
    return this.#row.cardDocumentId === "" ? ["common"] : ["common", "card"];
  }

  /** Every document has something to show. */
  isReady(): boolean {
    return this.#roles.every((role) => this.#attached.get(role)?.copy.hasContent === true);
  }

  isConnected(): boolean {
    return this.#roles.every((role) => this.#attached.get(role)?.copy.isSynced === true);
  }

  notesText(): string | undefined {
    return this.#attached.get("card")?.copy.hasContent ? this.notes.prose?.text : undefined;
  }

  /** The card's edits that wait, also those in a document it has left. */
  waiting(cardId: string): readonly Edit[] {
    return this.#host.copies.waiting().filter((edit) => edit.cardId === cardId);
  }

  /** Fields of its documents that somebody here has set and the server has not decided on. */
  waitingFields(): readonly string[] {
    return [...this.#attached.values()].flatMap(({ copy }) => copy.waiting.map(({ field }) => field));
  }

  /** Resolves once no edit of the card waits, or after `timeoutMs`. */
  async decided(cardId: string, timeoutMs: number): Promise<void> {
    const isDecided = (): boolean => this.waiting(cardId).length === 0;
    if (isDecided()) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      const stop = this.observeState(() => {
        if (isDecided()) end();
      });
    });
  }

  /** Resolves once all that was set so far is on the device. */
  async written(): Promise<void> {
    await Promise.all([...this.#attached.values()].map(({ copy }) => copy.written()));
  }

  observeState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  look(look: Look | undefined): void {
    this.#look = look;
    this.#attached.get("common")?.copy.presence.show(this, look);
  }

  people(ownSub: string): readonly Person[] {
    return this.#attached.get("common")?.copy.presence.people(ownSub) ?? [];
  }

  close(): void {
    this.#isClosed = true;
    this.notes.prose?.close();
    for (const { copy, stop } of this.#attached.values()) {
      stop();
      copy.presence.show(this, undefined);
      this.#host.copies.release(copy);
    }
    this.#attached.clear();
  }
}
