/**
 * An open card on paper.
 *
 * Shape    a {@link CardSession} over a {@link PaperCard}: validates and normalises like the engine, and saves at once.
 *
 * @module
 */
import {
  Cell,
  type CardEvent,
  type CardSession,
  type CardSnapshot,
  type CompanyPreview,
  type FieldConflict,
  type FieldSource,
  type FlushResult,
  type Identity,
  type Person,
  type Readable,
  type SetResult,
  type Status,
  type TextDelta,
} from "@couplet/engine";
import {
  companyEdits,
  defaultSetup,
  emptyValue,
  fieldsOfKind,
  fieldSpec,
  hints,
  inheritedValues,
  mayEdit,
  mayRead,
  parseValue,
  type CardKind,
  type Scalar,
  type ValueOf,
} from "@couplet/model";
import type { PaperCard, PaperWorkspace } from "./paper-workspace.ts";

/** What a session needs of its engine. */
export interface PaperOwner {
  readonly workspace: PaperWorkspace;
  readonly identity: Readable<Identity>;
  readonly status: Readable<Status>;
  focused: string | undefined;
  onChange(listener: (cardIds: readonly string[]) => void): () => void;
}

/** What is undone at once. */
type Step = readonly { readonly field: string; readonly old: Scalar; readonly new: Scalar }[];

export class PaperSession implements CardSession {
  readonly id: string;
  readonly kind: CardKind;
  readonly snapshot: Cell<CardSnapshot>;
  readonly presence: Cell<readonly Person[]>;
  readonly notes;
  readonly #engine: PaperOwner;
  readonly #card: PaperCard;
  readonly #listeners = new Set<(event: CardEvent) => void>();
  readonly #noteListeners = new Set<(text: string, delta: readonly TextDelta[], isLocal: boolean) => void>();
  readonly #undos: Step[] = [];
  readonly #redos: Step[] = [];
  readonly #stops: (() => void)[];
  #unsaved = new Set<string>();

  constructor(engine: PaperOwner, card: PaperCard) {
    this.id = card.id;
    this.kind = card.kind;
    this.#engine = engine;
    this.#card = card;
    this.snapshot = new Cell(this.#read());
    const people = () =>
      engine.workspace.people.value.filter((person) => person.sub !== engine.identity.value.sub && this.#sees(person));
    this.presence = new Cell(people());
    this.#stops = [
      engine.onChange((ids) => {
        const { companyId = "" } = this.snapshot.value.values;
        if (ids.includes(card.id) || ids.includes(String(companyId))) this.refresh();
      }),
      engine.workspace.people.subscribe(() => this.presence.set(people())),
      engine.status.subscribe(() => this.refresh()),
    ];
    const replace = (text: string): SetResult => this.#writeNotes(text, [], true);
    this.notes = {
      get text() {
        return card.own.notes;
      },
      replace,
      splice: (index: number, deleteCount: number, insert: string): SetResult =>
        replace(card.own.notes.slice(0, index) + insert + card.own.notes.slice(index + deleteCount)),
      observe: (listener: (text: string, delta: readonly TextDelta[], isLocal: boolean) => void) => {
        this.#noteListeners.add(listener);
        return () => this.#noteListeners.delete(listener);
      },
    };
  }

  /** The company of a person, which lends what the person has not. */
  #company(own: Readonly<Record<string, Scalar>>): PaperCard | undefined {
    return this.#card.type === "person" ? this.#engine.workspace.cards.get(String(own["companyId"] ?? "")) : undefined;
  }

  #sees(person: Person): boolean {
    return this.#engine.workspace.cards.get(person.cardId)?.common === this.#card.common;
  }

  #writeNotes(text: string, delta: readonly TextDelta[], isLocal: boolean): SetResult {
    this.#card.own.notes = text;
    for (const listener of this.#noteListeners) listener(text, delta, isLocal);
    this.refresh();
    return { ok: true, changed: true };
  }

  /** Somebody else writes in the notes. */
  writeNotesRemotely(index: number, insert: string): void {
    const { notes } = this.#card.own;
    this.#writeNotes(notes.slice(0, index) + insert + notes.slice(index), [{ retain: index }, { insert }], false);
  }

  #read(): CardSnapshot {
    const { workspace } = this.#engine;
    const card = this.#card;
    const own = workspace.values(card);
    const company = this.#company(own);
    const companys = company && workspace.values(company);
    const read = inheritedValues({
      own: (field) => own[field],
      company: companys && ((field) => companys[field]),
      switches: defaultSetup().inheritance,
    });
    const values = { ...own, ...read };
    const from = { cardId: company?.id ?? "", no: company?.no ?? "", name: String(companys?.["name"] ?? "") };
    const conflicts: Record<string, FieldConflict> = {};
    const sources: Record<string, FieldSource> = {};
    for (const spec of fieldsOfKind(card.kind)) {
      const document = workspace.document(card, spec.name);
      const conflict = document.conflicts.get(spec.name);
      const stored = document.fields.get(spec.name);
      const me = this.#engine.identity.value.sub;
      if (conflict) conflicts[spec.name] = conflict;
      if (stored)
        sources[spec.name] = {
          entry: stored.entry ?? "",
          by: stored.by,
          isMine: stored.by.sub === me,
          atMs: stored.atMs,
          card: { id: stored.cardId },
        };
    }
    const row = workspace.row(card);
    const isOffline = this.#engine.status.value.state === "offline";
    const unsaved = [...(this.#unsaved ?? [])];
    return {
      ...row,
      isOwnPartClosed: !mayRead(this.#engine.identity.value.role, card.kind),
      values,
      inherited: Object.fromEntries(Object.keys(read).map((field) => [field, from])),
      conflicts,
      sources,
      refused: Object.fromEntries((workspace.refused.get(card.id) ?? []).map((edit) => [edit.field, edit])),
      hints: hints(card.kind, values),
      saved: unsaved.length ? "device" : "saved",
      savedByField: Object.fromEntries(unsaved.map((field) => [field, "device" as const])),
      readonly: !mayEdit(this.#engine.identity.value.role, card.kind),
      loading: false,
      connected: !isOffline,
      fromCache: isOffline,
      deleted: card.deleted,
      canUndo: (this.#undos?.length ?? 0) > 0,
      canRedo: (this.#redos?.length ?? 0) > 0,
    };
  }

  refresh(): void {
    this.snapshot.set(this.#read());
  }

  #emit(event: CardEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #write(field: string, value: Scalar): void {
    const old = this.snapshot.value.values[field] ?? "";
    if (this.#engine.status.value.state === "offline") this.#unsaved.add(field);
    const { sub, name } = this.#engine.identity.value;
    this.#engine.workspace.write(this.#card, field, value, { sub, name });
    this.refresh();
    this.#emit({ type: "change", field, old, new: value });
  }

  set(field: string, input: unknown): SetResult {
    return this.setAll({ [field]: input });
  }

  setAll(fields: Readonly<Record<string, unknown>>): SetResult {
    const { values, inherited, conflicts } = this.snapshot.value;
    const countryCode = String(values["countryCode"] ?? "");
    const step: { field: string; old: Scalar; new: Scalar }[] = [];
    for (const [field, input] of Object.entries(fields)) {
      const spec = fieldSpec(this.kind, field);
      if (!spec) return { ok: false, problem: { code: "field.unknown", field } };
      const parsed = parseValue(spec, input, countryCode ? { countryCode } : {});
      if (!parsed.ok) return parsed;
      const old = values[field] ?? emptyValue(spec);
      if (old === parsed.value && !conflicts[field]) continue;
      step.push({ field, old: inherited[field] ? emptyValue(spec) : old, new: parsed.value });
    }
    if (step.length === 0) return { ok: true, changed: false };
    this.#undos.push(step);
    this.#redos.length = 0;
    for (const { field, new: value } of step) this.#write(field, value);
    return { ok: true, changed: true };
  }

  previewCompany(companyId: string): CompanyPreview | undefined {
    const { workspace } = this.#engine;
    const own = workspace.values(this.#card);
    const company = this.#company(own);
    const next = workspace.cards.get(companyId);
    if (this.#card.type !== "person" || (companyId !== "" && next?.type !== "company")) return undefined;
    const { inheritance: switches } = defaultSetup();
    const valuesOf = (card: PaperCard | undefined): ValueOf | undefined => {
      const values = card && workspace.values(card);
      return values && ((field) => values[field]);
    };
    const edits = companyEdits({ own: (field) => own[field], company: valuesOf(company), switches }, valuesOf(next));
    const cleared = Object.entries(edits).filter(([, value]) => value === "");
    return {
      name: next ? String(workspace.values(next)["name"]) : "",
      inherits: inheritedValues({ own: (field) => edits[field] ?? own[field], company: valuesOf(next), switches }),
      clears: Object.fromEntries(cleared.map(([field]) => [field, own[field] ?? ""])),
      keeps: Object.fromEntries(Object.entries(edits).filter(([, value]) => value !== "")),
    };
  }

  choose(field: string, entry: string): SetResult {
    const candidate = this.snapshot.value.conflicts[field]?.candidates.find((found) => found.entry === entry);
    if (!candidate) return { ok: true, changed: false };
    this.#undos.push([{ field, old: this.snapshot.value.values[field] ?? "", new: candidate.value }]);
    this.#write(field, candidate.value);
    this.#emit({ type: "conflict-solved", field, value: candidate.value });
    return { ok: true, changed: true };
  }

  undo(): boolean {
    const last = this.#undos.pop();
    if (!last) return false;
    this.#redos.push(last);
    for (const { field, old } of last) this.#write(field, old);
    return true;
  }
  redo(): boolean {
    const last = this.#redos.pop();
    if (!last) return false;
    this.#undos.push(last);
    for (const { field, new: value } of last) this.#write(field, value);
    return true;
  }
  discardRefused(entry: string): void {
    const { refused } = this.#engine.workspace;
    refused.set(
      this.id,
      (refused.get(this.id) ?? []).filter((edit) => edit.entry !== entry),
    );
    this.refresh();
  }
  retryRefused(entry: string): SetResult {
    const edit = this.#engine.workspace.refused.get(this.id)?.find((found) => found.entry === entry);
    this.discardRefused(entry);
    return edit ? this.set(edit.field, edit.value) : { ok: true, changed: false };
  }
  setFocus(field: string | undefined): void {
    this.#engine.focused = field;
  }
  observe(listener: (event: CardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  async flush(): Promise<FlushResult> {
    return { acked: this.#unsaved.size, waiting: 0 };
  }
  async kept(): Promise<void> {}
  async reload(): Promise<void> {
    this.refresh();
  }
  close(): void {
    for (const stop of this.#stops) stop();
  }
}
