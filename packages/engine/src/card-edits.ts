/**
 * Edits of an open card: what is judged, what is set along, what is written, and how it is done back.
 *
 * Shape    every edit is one step of the user's undo history, however many fields it sets.
 * Not      what the card shows: see `live-card.ts`.
 * Source   rules F2, F6, H1, H2
 *
 * @module
 */
import {
  companyEdits,
  emptyValue,
  fieldSpec,
  inheritedValues,
  isCardId,
  isEmptyValue,
  judgeValue,
  parseValue,
  primaryByType,
  withContactName,
  type CardKind,
  type FieldProblem,
  type Scalar,
} from "@couplet/model";
import { forecastOf, type CardContent } from "./card-content.ts";
import type { CardDocuments } from "./card-documents.ts";
import type { CardHost } from "./card-host.ts";
import type { CardRow } from "./card-row.ts";
import type { CompanyPreview, SetResult } from "./card-session.ts";
import type { FollowedCard } from "./followed-card.ts";
import { blanksOnUndo, editsAlong, mayInherit, type EditPlace } from "./edit-along.ts";
import type { UndoneField, UndoStep } from "./undo.ts";

type Fields = Readonly<Record<string, Scalar>>;

const refuse = (code: string, field?: string, params?: FieldProblem["params"]): SetResult => ({
  ok: false,
  problem: { code, ...(field === undefined ? {} : { field }), ...(params ? { params } : {}) },
});

/** The card that is edited. */
export interface EditedCard {
  readonly kind: CardKind;
  readonly cardId: string;
  readonly host: CardHost;
  readonly documents: CardDocuments;
  readonly company: FollowedCard;
  row(): CardRow;
  content(): CardContent;
  /** Why the field cannot be edited now. */
  blocked(field: string): FieldProblem | undefined;
  edited(): void;
}

export class CardEdits {
  readonly #card: EditedCard;

  constructor(card: EditedCard) {
    this.#card = card;
  }

  set(field: string, input: unknown): SetResult {
    return this.setAll({ [field]: input });
  }

  /** All of them or none, as one step. */
  setAll(fields: Readonly<Record<string, unknown>>): SetResult {
    const { kind } = this.#card;
    const { values: shown, inherited, conflicts } = this.#card.content();
    const { countryCode } = { ...shown, ...fields };
    const context = typeof countryCode === "string" ? { countryCode } : {};
    const edits: Record<string, Scalar> = {};
    for (const [field, input] of Object.entries(fields)) {
      const spec = fieldSpec(kind, field);
      if (!spec) return refuse("field.unknown", field, { kind, name: field });
      const problem = this.#card.blocked(field);
      if (problem) return { ok: false, problem };
      const parsed = parseValue(spec, input, context);
      if (!parsed.ok) return { ok: false, problem: { field, ...parsed.problem } };
      if (field === "primaryContactId" && parsed.value === "" && this.#isPrimaryByType())
        return refuse("primary.person", field);
      // What the company says is not made the person's own by saying it again.
      if (inherited[field] && shown[field] === parsed.value && !conflicts[field]) continue;
      edits[field] = parsed.value;
    }
    const [field = ""] = Object.keys(edits);
    const { contactName: from } = inherited;
    const read =
      from && isCardId(from.cardId) ? { cardId: from.cardId, name: String(shown["contactName"]) } : undefined;
    const named = withContactName((name) => this.#stored(name), read, edits);
    if ("problem" in named) return { ok: false, problem: named.problem };
    const values = editsAlong(this.#place, named.fields);
    for (const [name, value] of Object.entries(values)) {
      const spec = fieldSpec(kind, name);
      const wrong = spec && judgeValue(spec, value);
      if (wrong) return { ok: false, problem: { field: name in edits ? name : field, ...wrong } };
    }
    return this.#write(values);
  }

  /** The customer is a person: its contact is its primary one (K1). */
  #isPrimaryByType(): boolean {
    const { kind, type, relations } = this.#card.row();
    const hubId = relations.find((related) => related.kind === "contact")?.cardId;
    const isNamed = !isEmptyValue(this.#stored("primaryContactId"));
    return isNamed && isCardId(hubId) && primaryByType({ kind, ...(type && { type }) }, hubId) !== undefined;
  }

  choose(field: string, entry: string): SetResult {
    const problem = this.#card.blocked(field);
    if (problem) return { ok: false, problem };
    const candidates = this.#card.content().conflicts[field]?.candidates ?? [];
    const chosen = candidates.find((candidate) => candidate.entry === entry);
    if (!chosen) return refuse("conflict.solved", field);
    // Undoing a choice shows the other value: the one shown before, or where that one was kept, its first rival.
    const before = candidates.find((candidate) => candidate.value !== chosen.value)?.value;
    return this.#write({ [field]: chosen.value }, before);
  }

  /** What joining a company, or leaving (`""`), would do. `undefined`: that is not known here. */
  previewCompany(companyId: string): CompanyPreview | undefined {
    const { own, company, switches, row } = this.#place;
    if (!switches || !mayInherit(row)) return undefined;
    const next = companyId === "" ? undefined : this.#card.host.knownCard(companyId);
    if (companyId !== "" && next?.type !== "company") return undefined;
    const nextValue = next && ((field: string): Scalar | undefined => next.values[field]);
    const edits = companyEdits({ own, company, switches }, nextValue);
    const cleared = Object.entries(edits).filter(([, value]) => isEmptyValue(value));
    return {
      name: String(next?.values["name"] ?? ""),
      inherits: inheritedValues({ own: (field) => edits[field] ?? own(field), company: nextValue, switches }),
      clears: Object.fromEntries(cleared.map(([field]) => [field, own(field)])),
      keeps: Object.fromEntries(Object.entries(edits).filter(([, value]) => !isEmptyValue(value))),
    };
  }

  step(direction: "undo" | "redo"): boolean {
    const { host, cardId } = this.#card;
    const isDone = host.undoOf(cardId)[direction]((step) => this.#apply(step, direction));
    this.#card.edited();
    return isDone;
  }

  get #place(): EditPlace {
    const { host, company } = this.#card;
    return {
      row: this.#card.row(),
      values: this.#card.content().values,
      own: (field) => this.#stored(field),
      company: company.row && ((field) => company.value(field)),
      switches: host.inheritance(),
      knownCard: (id) => host.knownCard(id),
    };
  }

  #write(values: Fields, undoTo?: Scalar): SetResult {
    const { host, documents, cardId } = this.#card;
    const undone: UndoneField[] = [];
    for (const [field, value] of Object.entries(values)) {
      const before = this.#stored(field);
      const isSame = value === before && !this.#card.content().conflicts[field];
      if (isSame) continue;
      const entry = documents.set(field, value);
      if (entry === undefined) return refuse("card.loading", field);
      undone.push({ field, entry, before: undoTo ?? before });
      host.attention.settle({ cardId, field });
    }
    if (undone.length === 0) return { ok: true, changed: false };
    host.undoOf(cardId).did({ kind: "fields", fields: undone });
    this.#card.edited();
    return { ok: true, changed: true };
  }

  /** Not derived. */
  #stored(field: string): Scalar {
    const { kind, documents } = this.#card;
    const spec = fieldSpec(kind, field);
    const forecast = forecastOf(this.#card.row(), field, documents.shown(field));
    return forecast ?? documents.shown(field)?.value ?? (spec ? emptyValue(spec) : "");
  }

  #apply(step: UndoStep, direction: "undo" | "redo"): UndoStep | undefined {
    const { documents } = this.#card;
    if (step.kind === "notes") return documents.notes.step(direction) ? step : undefined;
    const isMove = direction === "undo" && step.fields.some(({ field }) => field === "companyId");
    for (const [field, value] of Object.entries(isMove ? blanksOnUndo(this.#place) : {})) {
      if (step.fields.every((undone) => undone.field !== field)) documents.set(field, value);
    }
    const fields = step.fields.flatMap(({ field, entry, before }): UndoneField[] => {
      if (this.#card.blocked(field) || !documents.stands(field, entry)) return [];
      const old = this.#stored(field);
      const written = documents.set(field, before);
      return written === undefined ? [] : [{ field, entry: written, before: old }];
    });
    return fields.length > 0 ? { kind: "fields", fields } : undefined;
  }
}
