/**
 * An open card: its row, its two documents, and the snapshot made of them.
 *
 * Shape    implements {@link CardSession}. Values and conflicts are read anew when a document changes, saved states whenever an edit is
 *          made or decided. Where the card moves to another common document, the session follows it.
 * Not      the connection: see `working-copy.ts`. Not what outlives it: see `card-host.ts`.
 *
 * @module
 */
import type { RecordDocument } from "@couplet/crdt";
import type { CardKind, FieldProblem } from "@couplet/model";
import { documentRole, fieldsOfKind, mayEdit } from "@couplet/model";
import { snapshotOf } from "./card-snapshot.ts";
import { CardDocuments } from "./card-documents.ts";
import { CardEdits } from "./card-edits.ts";
import {
  contentOf,
  contentOfRow,
  forecastOf,
  type Ancestor,
  type CardContent,
  type PrimaryContact,
} from "./card-content.ts";
import type { CardHost } from "./card-host.ts";
import { FollowedCard, followingCompany, followingPrimary } from "./followed-card.ts";
import { mayInherit } from "./edit-along.ts";
import type { CardRow } from "./card-row.ts";
import type {
  CardEvent,
  CardNotes,
  CardSession,
  CardSnapshot,
  CompanyPreview,
  FlushResult,
  Person,
  SetResult,
} from "./card-session.ts";
import { notesField } from "./outstanding.ts";
import { Cell, Derived, type Readable } from "./readable.ts";

const flushMs = 10_000;
/** How long the row's reading waits for the rooms that are about to be joined: what is read then need not be read again. */
const joinWithinMs = 1_000;

export class LiveCard implements CardSession {
  readonly id: string;
  readonly kind: CardKind;
  readonly #host: CardHost;
  readonly #documents: CardDocuments;
  readonly #company: FollowedCard;
  readonly #primary: FollowedCard;
  readonly #edits: CardEdits;
  readonly #snapshot: Derived<CardSnapshot>;
  readonly #presence = new Cell<readonly Person[]>([]);
  readonly #listeners = new Set<(event: CardEvent) => void>();
  #row: CardRow;
  #content: CardContent;
  /** Set once the card is deleted, or was joined into another one. */
  #gone: { readonly into: CardRow | undefined } | undefined;
  /** What was shown when it was kept last. */
  #kept: CardRow | undefined;
  /** The server has answered since this session began. */
  #isFresh: boolean;
  #confirmedCount = 0;
  #reloading: ReturnType<typeof setTimeout> | undefined;
  /** Readings of the row, and which of them came through last. */
  #asked = 0;
  #answered = 0;
  #isClosed = false;
  /** As it was last told. */
  #isLoading = true;

  readonly #onClose: (card: LiveCard) => void;

  constructor(host: CardHost, row: CardRow, isFresh: boolean, onClose: (card: LiveCard) => void) {
    this.#onClose = onClose;
    this.#host = host;
    this.id = row.id;
    this.kind = row.kind;
    this.#row = row;
    this.#isFresh = isFresh;
    this.#content = contentOfRow(row);
    this.#documents = new CardDocuments(host, row, {
      changed: (fields, isLocal) => this.#fieldsChanged(fields, isLocal),
      attached: () => this.#fieldsChanged(new Set(fieldsOfKind(row.kind).map(({ name }) => name)), false),
      stateChanged: () => this.#publish(),
      presenceChanged: () => this.#seePeople(),
      ended: () => void this.reload().catch(() => undefined),
      joined: () => this.reloadSoon(),
      spoilt: () => this.rightsChanged(),
      notesDid: () => host.undoOf(row.id).did({ kind: "notes" }),
      notesChanged: () => this.#publish(),
      notesBlocked: () => this.#blocked(notesField),
    });
    this.#company = new FollowedCard(host, followingCompany, (fields) => this.#fieldsChanged(fields, false));
    this.#primary = new FollowedCard(host, followingPrimary, () =>
      this.#fieldsChanged(new Set(["contactName"]), false),
    );
    this.#edits = new CardEdits({
      kind: row.kind,
      cardId: row.id,
      host,
      documents: this.#documents,
      company: this.#company,
      row: () => this.#row,
      content: () => this.#content,
      blocked: (field) => this.#blocked(field),
      edited: () => this.#publish(),
    });
    this.#snapshot = new Derived(() => this.#createSnapshot());
  }

  get snapshot(): Readable<CardSnapshot> {
    return this.#snapshot;
  }

  get presence(): Readable<readonly Person[]> {
    return this.#presence;
  }

  get notes(): CardNotes {
    return this.#documents.notes;
  }

  get row(): CardRow {
    return this.#row;
  }

  /** Its documents, as far as they are here. */
  records(): readonly RecordDocument[] {
    const { common, card } = this.#documents.records();
    return [common, card].filter((record) => record !== undefined);
  }

  /** Resolves once the card can be edited, or shown as far as this device can without the server. */
  async opened(): Promise<void> {
    await this.#documents.attach(this.#row, this.#mayWrite());
    this.setFocus(undefined);
    this.#readContent();
  }

  set(field: string, input: unknown): SetResult {
    return this.#edits.set(field, input);
  }

  setAll(fields: Readonly<Record<string, unknown>>): SetResult {
    return this.#edits.setAll(fields);
  }

  choose(field: string, entry: string): SetResult {
    return this.#edits.choose(field, entry);
  }

  previewCompany(companyId: string): CompanyPreview | undefined {
    return this.#edits.previewCompany(companyId);
  }

  undo(): boolean {
    return this.#edits.step("undo");
  }

  redo(): boolean {
    return this.#edits.step("redo");
  }

  discardRefused(entry: string): void {
    this.#host.attention.settle({ entry });
  }

  retryRefused(entry: string): SetResult {
    const edit = this.#host.attention.refusedOf(this.id).find((row) => row.entry === entry);
    if (!edit) return { ok: true, changed: false };
    const isProse = edit.field === notesField;
    const result = isProse ? this.notes.replace(String(edit.value)) : this.set(edit.field, edit.value);
    if (result.ok) this.#host.attention.settle({ entry });
    return result;
  }

  setFocus(field: string | undefined): void {
    this.#documents.look(
      this.#isClosed ? undefined : { user: this.#host.user(), cardId: this.id, kind: this.kind, field },
    );
  }

  observe(listener: (event: CardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async flush(timeoutMs: number = flushMs): Promise<FlushResult> {
    const before = this.#confirmedCount;
    const result = (): FlushResult => ({
      acked: this.#confirmedCount - before,
      waiting: this.#documents.waiting(this.id).length,
    });
    await this.#documents.decided(this.id, timeoutMs);
    return result();
  }

  kept(): Promise<void> {
    return this.#documents.written();
  }

  async reload(): Promise<void> {
    clearTimeout(this.#reloading);
    this.#reloading = undefined;
    this.#asked += 1;
    const asked = this.#asked;
    const row = await this.#host.readRow(this.kind, this.id);
    this.#answered = Math.max(this.#answered, asked);
    if (!this.#isClosed) await this.adopt(row);
  }

  /** Once both rooms are joined: from there on the server tells of changes. Where that takes too long, as it is by then. */
  reloadSoon(): void {
    if (this.#isClosed) return;
    const reload = (): void => void this.reload().catch(() => undefined);
    if (this.#documents.isConnected()) reload();
    else this.#reloading ??= setTimeout(reload, joinWithinMs);
  }

  /** Others may have changed the row, and its rooms were not there to tell, or what they told could not be followed. */
  catchUp(): void {
    if (this.#asked !== this.#answered || !this.#documents.isConnected()) this.reloadSoon();
  }

  close(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#reloading);
    // What was shown last stays: the documents go.
    void this.#snapshot.value;
    this.#isClosed = true;
    this.#documents.close();
    this.#company.close();
    this.#primary.close();
    this.#host.undoOf(this.id).dropNotes();
    this.#listeners.clear();
    this.#onClose(this);
  }

  /** Takes the row the server has now, or that of a forecast; `undefined`: the card is deleted. */
  async adopt(row: CardRow | undefined, isFresh = true): Promise<void> {
    this.#isFresh ||= isFresh;
    if (row?.id !== this.id) {
      if (this.#gone) return;
      this.#gone = { into: row };
      this.setFocus(undefined);
      this.#publish();
      this.emit({ type: "deleted" });
      return;
    }
    const old = this.#row;
    const wasDeleted = this.#gone !== undefined;
    this.#row = row;
    this.#gone = undefined;
    await this.#documents.attach(row, this.#mayWrite());
    if (this.#isClosed) return;
    this.#readContent();
    if (wasDeleted) this.emit({ type: "restored" });
    if (JSON.stringify(old.relations) !== JSON.stringify(row.relations)) {
      this.emit({ type: "link-change", relations: row.relations });
    }
  }

  /** Names or refusals changed. */
  refresh(): void {
    this.#readContent();
  }

  /** The role, or what the provider allows, changed. */
  rightsChanged(): void {
    this.#documents.attach(this.#row, this.#mayWrite()).then(
      () => this.#readContent(),
      () => this.#publish(),
    );
  }

  emit(event: CardEvent): void {
    if (event.type === "saved") this.#confirmedCount += event.entries.length;
    for (const listener of this.#listeners) listener(event);
  }

  #mayWrite(): boolean {
    const role = this.#host.identity()?.role;
    return role !== undefined && mayEdit(role, this.kind) && !this.#host.isReadonly();
  }

  #blocked(field: string): FieldProblem | undefined {
    if (this.#gone) return { code: "card.notFound", field };
    if (this.#host.isReadonly()) return { code: "perm.field", field, params: { field } };
    if (!this.#mayWrite()) return { code: "perm.kind", field, params: { kind: this.kind } };
    const role = field === notesField ? "card" : documentRole(this.kind, field);
    return role && this.#documents.mayWrite(role) ? undefined : { code: "card.loading", field };
  }

  #fieldsChanged(fields: ReadonlySet<string>, isLocal: boolean): void {
    const old = this.#content;
    const wasLoading = this.#isLoading;
    this.#readContent();
    if (wasLoading) return;
    for (const field of fields) this.#tellChange(field, old, isLocal);
  }

  #tellChange(field: string, old: CardContent, isLocal: boolean): void {
    const before = old.values[field];
    const now = this.#content.values[field];
    const by = this.#content.sources[field]?.by;
    if (before !== undefined && now !== undefined && before !== now) {
      if (isLocal) this.emit({ type: "change", field, old: before, new: now });
      else this.emit({ type: "remote-change", field, old: before, new: now, by: by ?? { sub: "", name: "" } });
    }
    const conflict = this.#content.conflicts[field];
    if (conflict) this.emit({ type: "conflict", field, candidates: conflict.candidates });
    else if (old.conflicts[field] && now !== undefined) this.emit({ type: "conflict-solved", field, value: now });
  }

  #readContent(): void {
    if (this.#isClosed) return;
    const { host, documents } = { host: this.#host, documents: this.#documents };
    const ancestor = this.#ancestor();
    this.#content = contentOf(this.#row, documents.records(), {
      ancestor,
      primary: this.#primaryContact(),
      ownSub: host.user().sub,
      named: (sub) => host.people.named(sub),
      cardNamed: (id) => host.numberOf(id) ?? this.#row.relations.find(({ cardId }) => cardId === id),
    });
    host.askNames(this.kind, this.id, this.#content.users);
    if (documents.isReady()) this.#keep();
    this.#publish();
    this.#seePeople();
  }

  /** The company a person inherits from now; it is followed from here on. */
  #ancestor(): Ancestor | undefined {
    const id = mayInherit(this.#row) ? (this.#documents.shown("companyId")?.value ?? this.#row.companyId) : undefined;
    this.#company.follow(typeof id === "string" && id !== "" && !this.#gone ? id : undefined);
    if (typeof id !== "string" || id === "") return undefined;
    const { row, record } = this.#company;
    return { id, row, record, switches: this.#host.inheritance(), value: (field) => this.#company.value(field) };
  }

  /** The primary contact, whose name is the contact name. */
  #primaryContact(): PrimaryContact | undefined {
    const forecast = forecastOf(this.#row, "primaryContactId", this.#documents.shown("primaryContactId"));
    const { primaryContactId: kept } = this.#row.values;
    const id = forecast ?? this.#documents.shown("primaryContactId")?.value ?? kept;
    const contactId = typeof id === "string" && id !== "" && !this.#gone ? id : undefined;
    this.#primary.follow(contactId);
    const { row, record } = this.#primary;
    if (contactId === undefined) return undefined;
    return { id: contactId, row, record, value: (field) => this.#primary.value(field) };
  }

  #keep(): void {
    const { values, inherited } = this.#content;
    const { inherited: _before, ...row } = this.#row;
    const fields = Object.entries(inherited).map(([field, { cardId }]) => [field, cardId]);
    const isHeir = fields.length > 0;
    const shown = { ...row, values, notes: this.notes.text };
    const kept = isHeir ? { ...shown, inherited: Object.fromEntries(fields) } : shown;
    const before = this.#kept;
    // Shown again, it tells nothing new: what the feed has told meanwhile holds.
    if (before && JSON.stringify(before) === JSON.stringify(kept)) return;
    this.#kept = kept;
    this.#host.keep(kept, before, this.#documents.waitingFields());
  }

  #seePeople(): void {
    const people = this.#documents.people(this.#host.user().sub);
    for (const person of people) this.#host.people.learn(person);
    if (JSON.stringify(people) !== JSON.stringify(this.#presence.value)) this.#presence.set(people);
  }

  #publish(): void {
    if (this.#isClosed) return;
    this.#isLoading = !this.#documents.isReady();
    this.#snapshot.outdate();
  }

  #createSnapshot(): CardSnapshot {
    const documents = this.#documents;
    const undo = this.#host.undoOf(this.id);
    return snapshotOf(this.#row, this.#content, {
      refused: this.#host.attention.refusedOf(this.id),
      waiting: documents.waiting(this.id),
      notes: documents.notesText() ?? this.#row.notes,
      mayWrite: this.#mayWrite(),
      isDeleted: this.#gone !== undefined,
      mergedInto: this.#gone?.into,
      isReady: documents.isReady(),
      isConnected: documents.isConnected(),
      isFresh: this.#isFresh,
      nowMs: this.#host.nowMs(),
      canUndo: undo.canUndo,
      canRedo: undo.canRedo,
    });
  }
}
