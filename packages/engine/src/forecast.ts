/**
 * What the cards on this device will look like once the commands that wait are executed.
 *
 * Shape    {@link ForecastWorkspace}: the rows kept on this device as a `WorkspaceView`; commands are decided over it by the rules the
 *          server has, and their effects carried out on rows and shown values, in memory.
 * Not      the last word: the server decides. Not documents: what is shown in them lies above what they hold, see `card-content.ts`.
 *
 * @module
 */
import {
  appendedNotes,
  assertNever,
  decide,
  documentRole,
  emptyValue,
  fieldsOfKind,
  fieldSpec,
  isEmptyValue,
  sameMeaning,
  withdrawnNotes,
  type Actor,
  type Card,
  type CardId,
  type CardKind,
  type Command,
  type Decision,
  type DeletionRecord,
  type Effect,
  type Relation,
  type RelationId,
  type Scalar,
  type Setup,
  type WorkspaceView,
} from "@couplet/model";
import type { ForecastValue } from "./card-row.ts";
import type { BaseRows } from "./base-rows.ts";
import type { ForecastDocument, OutboxRow } from "./outbox-row.ts";

/** What one command does to documents. */
export interface ForecastEffects {
  readonly shown: Readonly<Record<string, ForecastDocument>>;
  readonly holds: readonly string[];
}

type Values = Map<string, ForecastValue>;

export class ForecastWorkspace implements WorkspaceView {
  setup: Setup;
  nowMs: number;
  readonly #base: BaseRows;
  readonly #cards = new Map<string, Card>();
  readonly #relations = new Map<string, Relation | undefined>();
  readonly #values = new Map<string, Values>();
  readonly #notes = new Map<string, string>();
  readonly #deletions = new Map<string, DeletionRecord | undefined>();
  readonly #created = new Set<string>();
  readonly #linkedAtMs = new Map<string, number>();

  constructor(base: BaseRows, setup: Setup, nowMs: number) {
    this.#base = base;
    this.setup = setup;
    this.nowMs = nowMs;
  }

  card(id: CardId): Card | undefined {
    return this.#cards.get(id) ?? this.#base.card(id);
  }

  relation(id: RelationId): Relation | undefined {
    return this.#relations.has(id) ? this.#relations.get(id) : this.#base.relation(id);
  }

  relationsOf(cardId: CardId): readonly Relation[] {
    const kept = this.#base.relationsOf(cardId).filter(({ id }) => !this.#relations.has(id));
    const made = [...this.#relations.values()].filter((relation) => relation !== undefined);
    return [...kept, ...made.filter((relation) => relation.cardId === cardId || relation.contactId === cardId)];
  }

  /** The server says of a link it knows; of one that waits here nobody else can have edited the document. */
  isEditedSinceLink({ id, cardId }: Relation): boolean {
    const documentId = this.card(cardId)?.commonDocumentId;
    const made = documentId === undefined ? undefined : this.#linkedAtMs.get(id);
    const values = documentId === undefined ? undefined : this.#values.get(documentId)?.values();
    return [...(values ?? [])].some(({ atMs }) => made === undefined || atMs > made);
  }

  /** A row that the server gave names no forgotten one; of what became of it since the server judges. */
  isForgotten(): boolean {
    return false;
  }

  personsOf(companyId: CardId): readonly Card[] {
    const ids = new Set([...this.#base.personsOf(companyId).map(({ id }) => id), ...this.#cards.keys()]);
    return [...ids].flatMap((id) => {
      const card = this.card(id as CardId);
      return card?.companyId === companyId && card.deletedAtMs === undefined ? [card] : [];
    });
  }

  cardsWithPrimary(contactId: CardId): readonly Card[] {
    const ids = new Set([...this.#base.cardIdsNaming(contactId), ...this.#cards.keys()]);
    return [...ids].flatMap((id) => {
      const card = this.card(id as CardId);
      const isLive = card !== undefined && card.deletedAtMs === undefined;
      return isLive && this.value(card.id, "primaryContactId") === contactId ? [card] : [];
    });
  }

  isNumberTaken(kind: CardKind, no: string): boolean {
    return this.#base.isNumberTaken(kind, no) || [...this.#cards.values()].some((c) => c.kind === kind && c.no === no);
  }

  value(cardId: CardId, field: string): Scalar | undefined {
    const card = this.card(cardId);
    const role = card && documentRole(card.kind, field);
    if (!card || !role) return undefined;
    const documentId = role === "common" ? card.commonDocumentId : card.cardDocumentId;
    return this.#values.get(documentId)?.get(field)?.value ?? this.#base.value(documentId, card.id, field);
  }

  deletion(cardId: CardId): DeletionRecord | undefined {
    return this.#deletions.has(cardId) ? this.#deletions.get(cardId) : this.#base.deletion(cardId);
  }

  notes(cardId: string): string | undefined {
    return this.#notes.get(cardId);
  }

  isCreated(cardId: string): boolean {
    return this.#created.has(cardId);
  }

  /** Fields of the card that show what commands will set. */
  forecastValues(card: Card): Readonly<Record<string, ForecastValue>> {
    const values: Record<string, ForecastValue> = {};
    for (const { name, scope } of fieldsOfKind(card.kind)) {
      const documentId = scope === "common" ? card.commonDocumentId : card.cardDocumentId;
      const value = this.#values.get(documentId)?.get(name);
      if (value) values[name] = value;
    }
    return values;
  }

  /** Cards that look other than their rows say. */
  touched(): ReadonlySet<string> {
    const ids = new Set<string>(this.#cards.keys());
    for (const [id, relation] of this.#relations) {
      const either = relation ?? this.#base.relation(id as RelationId);
      if (either) ids.add(either.cardId).add(either.contactId);
    }
    for (const documentId of this.#values.keys()) for (const id of this.#base.holders(documentId)) ids.add(id);
    return ids;
  }

  /** Decides a command and carries out what it does. A refusal changes nothing. */
  run(row: Pick<OutboxRow, "command" | "atMs" | "shown">, actor: Actor): Decision & { readonly did?: ForecastEffects } {
    this.nowMs = row.atMs;
    const decision = decide(this, row.command, actor);
    if (!decision.ok) return decision;
    const before = new Map([...this.#values].map(([id, values]) => [id, new Map(values)]));
    for (const effect of decision.effects) this.#carryOut(effect, row);
    for (const [documentId, { values, isNew }] of Object.entries(row.shown ?? {}))
      for (const [field, value] of Object.entries(values)) this.#show(documentId, field, value, isNew ? 0 : row.atMs);
    return { ...decision, did: this.#effectsOf(decision.effects, before) };
  }

  #effectsOf(effects: readonly Effect[], before: ReadonlyMap<string, Values>): ForecastEffects {
    const shown: Record<string, ForecastDocument> = {};
    const made = new Map<string, ForecastDocument["role"]>();
    const holds = new Set<string>();
    for (const effect of effects) {
      if (effect.type === "createDocument") made.set(effect.documentId, effect.role);
      if (effect.type === "fork") made.set(effect.to, "common");
      if (effect.type === "hold") holds.add(effect.documentId);
    }
    for (const [documentId, role] of made) shown[documentId] = { role, isNew: true, values: {} };
    for (const [documentId, values] of this.#values) {
      const old = before.get(documentId);
      const news = [...values].filter(([field, value]) => old?.get(field) !== value);
      if (news.length === 0) continue;
      const role = made.get(documentId) ?? (this.#isCardDocument(documentId) ? "card" : "common");
      const shownValues = Object.fromEntries(news.map(([field, { value }]) => [field, value]));
      shown[documentId] = { role, isNew: made.has(documentId), values: shownValues };
    }
    return { shown, holds: [...new Set([...made.keys(), ...holds])] };
  }

  #isCardDocument(documentId: string): boolean {
    return (
      [...this.#cards.values()].some((card) => card.cardDocumentId === documentId) ||
      this.#base.isCardDocument(documentId)
    );
  }

  #show(documentId: string, field: string, value: Scalar, atMs: number): void {
    const values = this.#values.get(documentId) ?? new Map<string, ForecastValue>();
    this.#values.set(documentId, values.set(field, { value, atMs }));
  }

  #carryOut(effect: Effect, { command, atMs }: Pick<OutboxRow, "command" | "atMs">): void {
    switch (effect.type) {
      case "putCard":
        this.#putCard(effect.card, command);
        return;
      case "putRelation":
        this.#relations.set(effect.relation.id, effect.relation);
        if (command.type === "link") this.#linkedAtMs.set(effect.relation.id, atMs);
        return;
      case "removeRelation":
        this.#relations.set(effect.relation.id, undefined);
        return;
      case "putSetup":
        // The number drawn is not told to anybody: the series is the server's.
        return;
      case "createDocument":
      case "hold":
      case "release":
        return;
      case "setFields":
        this.#setFields(effect.cardId, effect.fields, atMs);
        return;
      case "setNotes":
        this.#notes.set(effect.cardId, effect.text);
        return;
      case "fork":
        for (const field of effect.keep) {
          const value = effect.back?.values[field] ?? this.value(effect.cardId, field);
          if (value !== undefined) this.#show(effect.to, field, value, atMs);
        }
        return;
      case "link":
        this.#link(effect, atMs);
        return;
      case "merge":
        this.#merge(effect, atMs);
        return;
      case "join":
        this.#join(effect, atMs);
        return;
      case "takeAlong":
        // What was set since is the server's to carry over: nothing here tells whose it is.
        return;
      case "appendNotes":
      case "withdrawNotes":
        this.#joinNotes(effect);
        return;
      case "recordDeletion":
        this.#deletions.set(effect.cardId, effect.record);
        return;
      case "forgetDeletion":
        this.#deletions.set(effect.cardId, undefined);
        return;
      default:
        assertNever(effect);
    }
  }

  /** A new card has no number but the one that was typed. */
  #putCard(card: Card, command: Command): void {
    const isNew = this.card(card.id) === undefined;
    if (isNew) this.#created.add(card.id);
    const typed = "cardId" in command && command.cardId === card.id && "no" in command ? command.no : undefined;
    this.#cards.set(card.id, isNew ? { ...card, no: (typed ?? "").trim().toUpperCase() } : card);
  }

  #setFields(cardId: CardId, fields: Readonly<Record<string, Scalar>>, atMs: number): void {
    const card = this.card(cardId);
    if (!card) return;
    for (const [field, value] of Object.entries(fields)) {
      const role = documentRole(card.kind, field);
      if (role) this.#show(role === "common" ? card.commonDocumentId : card.cardDocumentId, field, value, atMs);
    }
  }

  /** Values chosen from the card's side, where they differ. */
  #link({ into, cardId, choices }: Effect & { readonly type: "link" }, atMs: number): void {
    const card = this.card(cardId);
    if (!card) return;
    for (const [field, side] of Object.entries(choices)) {
      const spec = fieldSpec(card.kind, field);
      if (side !== "card" || !spec) continue;
      const value = this.value(cardId, field) ?? emptyValue(spec);
      const there = this.#values.get(into)?.get(field)?.value ?? this.#base.value(into, undefined, field);
      if (!sameMeaning(field, value, there ?? emptyValue(spec))) this.#show(into, field, value, atMs);
    }
  }

  /** Values chosen from the contact that goes. */
  #join({ into, mergedId, choices }: Effect & { readonly type: "join" }, atMs: number): void {
    for (const [field, side] of Object.entries(choices)) {
      const spec = fieldSpec("contact", field);
      if (side !== "merged" || spec?.scope !== "common") continue;
      const value = this.value(mergedId, field) ?? emptyValue(spec);
      const there = this.#values.get(into)?.get(field)?.value ?? this.#base.value(into, undefined, field);
      if (!sameMeaning(field, value, there ?? emptyValue(spec))) this.#show(into, field, value, atMs);
    }
  }

  #joinNotes({ type, cardId, otherId }: Effect & { readonly type: "appendNotes" | "withdrawNotes" }): void {
    const [own, other] = [cardId, otherId].map((id) => this.notes(id) ?? this.#base.row(id)?.notes ?? "");
    const changed = type === "appendNotes" ? appendedNotes : withdrawnNotes;
    this.#notes.set(cardId, changed(own ?? "", other ?? "", this.card(otherId)?.no ?? ""));
  }

  /** What was edited since in either place holds; of both, what the contact shows. */
  #merge({ into, cardId, keep }: Effect & { readonly type: "merge" }, atMs: number): void {
    for (const field of keep) {
      const there = this.#values.get(into)?.get(field)?.value ?? this.#base.value(into, undefined, field);
      const value = this.value(cardId, field);
      if (isEmptyValue(there) && value !== undefined && !isEmptyValue(value)) this.#show(into, field, value, atMs);
    }
  }
}

/** Whether this device knows too little for a refusal to mean anything: the server is to say. */
export const isGuess = (decision: Decision): boolean =>
  !decision.ok && (decision.problem.status === 404 || /^(restore|undoMerge)\./.test(decision.problem.code));
