/**
 * Rows as a batch sees them: what is stored, overlaid with what the batch has changed so far.
 *
 * Shape    a `WorkspaceView` for the rules, which ask synchronously. What has not been read yet is thrown as
 *          {@link MissingRows}; {@link decideWith} reads it and asks the rules again. They are pure, so that costs only time.
 * Not      a cache across batches: others may not write the same workspace, but memory is not free.
 *
 * @module
 */
import {
  type Card,
  type CardId,
  type CardKind,
  type DeletionRecord,
  formatNumber,
  type Relation,
  type RelationId,
  type Scalar,
  type Setup,
  type WorkspaceView,
} from "@couplet/model";
import type { ShownValues, Store } from "../store/store.ts";

/** A question about rows that are not in memory yet. Never leaves {@link decideWith}. */
class MissingRows extends Error {
  readonly load: () => Promise<void>;
  constructor(load: () => Promise<void>) {
    super("Rows are not loaded yet");
    this.load = load;
  }
}

/** Answers from live documents first: they are ahead of what is stored. */
export type LiveValue = (documentId: string, field: string) => { readonly value: Scalar | undefined } | undefined;

export class Rows implements WorkspaceView {
  setup: Setup;
  readonly nowMs: number;
  readonly #store: Store;
  readonly #workspace: string;
  readonly #live: LiveValue;
  readonly #cards = new Map<string, Card | undefined>();
  /** Changed in this batch. */
  readonly #putCards = new Map<string, Card>();
  readonly #relations = new Map<string, Relation | undefined>();
  readonly #relationsOf = new Map<string, readonly Relation[]>();
  /** Changed in this batch; `undefined` where removed. */
  readonly #putRelations = new Map<string, Relation | undefined>();
  readonly #persons = new Map<string, readonly Card[]>();
  readonly #primaries = new Map<string, readonly CardId[]>();
  readonly #numbers = new Map<string, boolean>();
  readonly #deletions = new Map<string, DeletionRecord | undefined>();
  readonly #shown = new Map<string, ShownValues | undefined>();

  constructor(store: Store, workspace: string, setup: Setup, nowMs: number, live: LiveValue) {
    this.#store = store;
    this.#workspace = workspace;
    this.setup = setup;
    this.nowMs = nowMs;
    this.#live = live;
  }

  card(id: CardId): Card | undefined {
    const put = this.#putCards.get(id);
    if (put) return put;
    if (!this.#cards.has(id)) throw new MissingRows(() => this.#loadCards([id]));
    return this.#cards.get(id);
  }

  relation(id: RelationId): Relation | undefined {
    if (this.#putRelations.has(id)) return this.#putRelations.get(id);
    if (!this.#relations.has(id)) {
      throw new MissingRows(async () => {
        this.#relations.set(id, await this.#store.relation(this.#workspace, id));
      });
    }
    return this.#relations.get(id);
  }

  relationsOf(cardId: CardId): readonly Relation[] {
    const stored = this.#relationsOf.get(cardId);
    if (!stored) {
      throw new MissingRows(async () => {
        this.#relationsOf.set(cardId, await this.#store.relationsOf(this.#workspace, [cardId]));
      });
    }
    if (this.#putRelations.size === 0) return stored;
    const relations = stored.filter((relation) => !this.#putRelations.has(relation.id));
    for (const relation of this.#putRelations.values()) {
      if (relation && (relation.contactId === cardId || relation.cardId === cardId)) relations.push(relation);
    }
    return relations;
  }

  personsOf(companyId: CardId): readonly Card[] {
    const stored = this.#persons.get(companyId);
    if (!stored) {
      throw new MissingRows(async () => {
        this.#persons.set(companyId, await this.#store.personsOf(this.#workspace, companyId));
      });
    }
    const persons = stored.filter((person) => !this.#putCards.has(person.id));
    for (const card of this.#putCards.values()) {
      if (card.kind === "contact" && card.companyId === companyId && card.deletedAtMs === undefined) persons.push(card);
    }
    return persons;
  }

  /** As stored, and as the cards of its own and its company's relations show it now: what a batch has not committed yet is live there. */
  cardsWithPrimary(contactId: CardId): readonly Card[] {
    const stored = this.#primaries.get(contactId);
    if (!stored) {
      throw new MissingRows(async () => {
        const cards = await this.#store.cardsWithPrimary(this.#workspace, contactId);
        this.#primaries.set(
          contactId,
          cards.map(({ id }) => id),
        );
      });
    }
    const companyId = this.card(contactId)?.companyId;
    const hubs = companyId === undefined ? [contactId] : [contactId, companyId];
    const related = hubs.flatMap((hub) => this.relationsOf(hub)).map(({ cardId }) => cardId);
    return [...new Set([...stored, ...related])].flatMap((id) => {
      const card = this.card(id);
      const isLive = card !== undefined && card.deletedAtMs === undefined;
      return isLive && this.value(id, "primaryContactId") === contactId ? [card] : [];
    });
  }

  isNumberTaken(kind: CardKind, no: string): boolean {
    const isTaken = this.#numbers.get(`${kind} ${no}`);
    if (isTaken === undefined) throw new MissingRows(() => this.#loadNumber(kind, no));
    return isTaken;
  }

  value(cardId: CardId, field: string): Scalar | undefined {
    const card = this.card(cardId);
    if (!card) return undefined;
    for (const documentId of [card.commonDocumentId, card.cardDocumentId]) {
      const live = this.#live(documentId, field);
      const value = live ? live.value : this.#stored(documentId)?.values[field];
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #stored(documentId: string): ShownValues | undefined {
    if (!this.#shown.has(documentId)) {
      throw new MissingRows(async () => {
        this.#shown.set(documentId, (await this.#store.values(this.#workspace, [documentId])).get(documentId));
      });
    }
    return this.#shown.get(documentId);
  }

  deletion(cardId: CardId): DeletionRecord | undefined {
    if (!this.#deletions.has(cardId)) {
      throw new MissingRows(async () => {
        this.#deletions.set(cardId, await this.#store.deletion(this.#workspace, cardId));
      });
    }
    return this.#deletions.get(cardId);
  }

  putCard(card: Card): void {
    const before = this.#putCards.get(card.id) ?? this.#cards.get(card.id);
    this.#putCards.set(card.id, card);
    if (before?.no !== card.no) this.#numbers.set(`${card.kind} ${card.no}`, true);
  }

  putRelation(relation: Relation): void {
    this.#putRelations.set(relation.id, relation);
  }

  removeRelation(id: string): void {
    this.#putRelations.set(id, undefined);
  }

  putDeletion(cardId: string, record: DeletionRecord | undefined): void {
    this.#deletions.set(cardId, record);
  }

  /** Loads and answers, for code that may wait. Unknown ids are left out. */
  async cardsById(ids: readonly string[]): Promise<Card[]> {
    const missing = ids.filter((id) => !this.#putCards.has(id) && !this.#cards.has(id));
    if (missing.length > 0) await this.#loadCards(missing);
    return ids.flatMap((id) => this.#putCards.get(id) ?? this.#cards.get(id) ?? []);
  }

  /** Reads at once what the rules ask about each of the cards: the row, its relations, what its documents show. */
  async preload(ids: readonly string[]): Promise<void> {
    const cards = await this.cardsById(ids);
    const relations = new Map<string, Relation[]>();
    for (const id of ids) if (!this.#relationsOf.has(id)) relations.set(id, []);
    for (const relation of await this.#store.relationsOf(this.#workspace, [...relations.keys()])) {
      for (const id of [relation.contactId, relation.cardId]) relations.get(id)?.push(relation);
    }
    for (const [id, found] of relations) this.#relationsOf.set(id, found);
    const documentIds = cards
      .flatMap((card) => [card.commonDocumentId, card.cardDocumentId])
      .filter((id) => !this.#shown.has(id));
    const shown = await this.#store.values(this.#workspace, documentIds);
    for (const id of documentIds) this.#shown.set(id, shown.get(id));
  }

  /** Reads at once which of the next numbers of a series are taken, as far as `count` draws may need. */
  async preloadNumbers(kind: CardKind, count: number): Promise<void> {
    const series = this.setup.numberSeries[kind];
    if (!series) return;
    for (let index = 0; index < count; index += 1) {
      const no = formatNumber(series, series.next + index * series.increment);
      if (!this.#numbers.has(`${kind} ${no}`)) await this.#loadNumber(kind, no);
    }
  }

  async #loadNumber(kind: CardKind, no: string): Promise<void> {
    this.#numbers.set(`${kind} ${no}`, await this.#store.isNumberTaken(this.#workspace, kind, no));
  }

  /** Ids that were made up just now: nobody has to look whether they are taken. */
  expectNew(ids: { readonly cardId: CardId; readonly relationId?: RelationId }): void {
    this.#cards.set(ids.cardId, undefined);
    if (ids.relationId !== undefined) this.#relations.set(ids.relationId, undefined);
  }

  /** The card as this batch has changed it. */
  latest(card: Card): Card {
    return this.#putCards.get(card.id) ?? card;
  }

  async #loadCards(ids: readonly string[]): Promise<void> {
    const cards = await this.#store.cardsById(this.#workspace, ids);
    for (const id of ids) this.#cards.set(id, undefined);
    for (const card of cards) this.#cards.set(card.id, card);
  }

  /** Relations put in this batch, by id; `undefined` where removed. */
  changedRelations(): ReadonlyMap<string, Relation | undefined> {
    return this.#putRelations;
  }
}

/** Asks pure rules until they have all the rows they need. */
export async function decideWith<Answer>(ask: () => Answer): Promise<Answer> {
  for (;;) {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof MissingRows)) throw error;
      await error.load();
    }
  }
}
