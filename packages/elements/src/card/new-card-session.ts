/**
 * A card that does not exist yet: what is typed before "Create".
 *
 * Shape    a {@link CardSession} that holds its values itself, so that the same fields edit a new card and an open one.
 * Not      a card: nothing is stored or sent until the engine is asked to create one from {@link NewCardSession.fields}.
 *
 * @module
 */
import {
  Cell,
  type CardEvent,
  type CardNotes,
  type CardRow,
  type CardSession,
  type CardSnapshot,
  type Engine,
  type FlushResult,
  type Person,
  type SetResult,
} from "@couplet/engine";
import {
  emptyValue,
  fieldsOfKind,
  fieldSpec,
  hints,
  isEmptyValue,
  parseValue,
  type CardKind,
  type ContactType,
  type Scalar,
} from "@couplet/model";

/** Enough of a document's id for a card that has none. */
const noDocument = "";

export class NewCardSession implements CardSession {
  readonly id = "";
  readonly kind: CardKind;
  readonly snapshot: Cell<CardSnapshot>;
  readonly presence = new Cell<readonly Person[]>([]);
  readonly notes: CardNotes;
  readonly #listeners = new Set<(event: CardEvent) => void>();

  /** @param wantedType of a contact, or of that which a customer comes with; a company where none is named */
  constructor(kind: CardKind, wantedType: ContactType | undefined, defaults: Readonly<Record<string, Scalar>>) {
    this.kind = kind;
    const type = kind === "contact" || kind === "customer" ? (wantedType ?? "company") : undefined;
    const values = Object.fromEntries(
      fieldsOfKind(kind).map((spec) => [spec.name, defaults[spec.name] ?? emptyValue(spec)]),
    );
    this.snapshot = new Cell<CardSnapshot>({
      id: "",
      kind,
      no: "",
      ...(type ? { type } : {}),
      documentId: noDocument,
      cardDocumentId: noDocument,
      isOwnPartClosed: false,
      relations: [],
      values,
      inherited: {},
      notes: typeof defaults["notes"] === "string" ? defaults["notes"] : "",
      conflicts: {},
      refused: {},
      hints: [],
      sources: {},
      saved: "device",
      savedByField: {},
      readonly: false,
      loading: false,
      connected: false,
      fromCache: false,
      asOfMs: 0,
      deleted: false,
      canUndo: false,
      canRedo: false,
    });
    this.notes = this.#createNotes();
  }

  /** What was entered, without what was left empty. */
  get fields(): Readonly<Record<string, Scalar>> {
    return Object.fromEntries(Object.entries(this.snapshot.value.values).filter(([, value]) => !isEmptyValue(value)));
  }

  create(engine: Engine): Promise<CardRow> {
    const { type } = this.snapshot.value;
    const options = { ...(type ? { type } : {}), ...(this.notes.text ? { notes: this.notes.text } : {}) };
    return engine.create(this.kind, this.fields, options);
  }

  set(field: string, input: unknown): SetResult {
    const spec = fieldSpec(this.kind, field);
    if (!spec) return { ok: false, problem: { code: "field.unknown", field, params: { kind: this.kind, field } } };
    const { values } = this.snapshot.value;
    const countryCode = values["countryCode"];
    const parsed = parseValue(spec, input, typeof countryCode === "string" && countryCode ? { countryCode } : {});
    if (!parsed.ok) return parsed;
    const old = values[field] ?? emptyValue(spec);
    if (old === parsed.value) return { ok: true, changed: false };
    const next = { ...values, [field]: parsed.value };
    // A missing name is only worth a word once somebody has begun.
    this.#change({ values: next, hints: hints(this.kind, next).filter((hint) => hint.code !== "required") });
    for (const listener of this.#listeners) listener({ type: "change", field, old, new: parsed.value });
    return { ok: true, changed: true };
  }

  setAll(fields: Readonly<Record<string, unknown>>): SetResult {
    const results = Object.entries(fields).map(([field, input]) => this.set(field, input));
    const refused = results.find((result) => !result.ok);
    return refused ?? { ok: true, changed: results.some((result) => result.ok && result.changed) };
  }

  /** What a new card reads from a company shows once it is made. */
  previewCompany(): undefined {
    return undefined;
  }

  setType(type: ContactType): void {
    this.#change({ type });
  }

  choose(): SetResult {
    return { ok: true, changed: false };
  }
  undo(): boolean {
    return false;
  }
  redo(): boolean {
    return false;
  }
  discardRefused(): void {}
  retryRefused(): SetResult {
    return { ok: true, changed: false };
  }
  setFocus(): void {}
  observe(listener: (event: CardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  async flush(): Promise<FlushResult> {
    return { acked: 0, waiting: 0 };
  }
  async kept(): Promise<void> {}
  async reload(): Promise<void> {}
  close(): void {}

  #change(part: Partial<CardSnapshot>): void {
    this.snapshot.set({ ...this.snapshot.value, ...part });
  }

  #createNotes(): CardNotes {
    const { snapshot } = this;
    const replace = (text: string): SetResult => {
      this.#change({ notes: text });
      return { ok: true, changed: true };
    };
    return {
      get text() {
        return snapshot.value.notes;
      },
      replace,
      splice(index, deleteCount, insert) {
        const { notes } = snapshot.value;
        return replace(notes.slice(0, index) + insert + notes.slice(index + deleteCount));
      },
      observe: () => () => undefined,
    };
  }
}
