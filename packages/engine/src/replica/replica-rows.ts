/**
 * Rows of everything in the workspace, for lists, search and whoever asks for a card.
 *
 * Shape    questions that would else be a reading of all rows; a row is put together when asked for, the last few thousand are kept.
 *
 * @module
 */
import { mayRead, type Card, type CardKind, type Relation, type Role, type Setup } from "@couplet/model";
import type { KeptCard } from "../register.ts";
import { deriveRow } from "./derive-row.ts";
import type { Facts } from "./facts.ts";

export type Numbered = Pick<Card, "id" | "no">;

const rowsInBlock = 500;
const maxKept = 2_000;

export class ReplicaRows {
  readonly #facts: Facts;
  readonly #role: () => Role;
  readonly #nowMs: () => number;
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();
  readonly #kept = new Map<string, KeptCard>();
  readonly #numbered = new Map<CardKind, readonly Numbered[]>();
  #keptFor: Role | undefined;
  #untold = new Set<string>();

  constructor(facts: Facts, role: () => Role, nowMs: () => number) {
    this.#facts = facts;
    this.#role = role;
    this.#nowMs = nowMs;
  }

  /** Deleted cards included. */
  get size(): number {
    return this.#facts.size;
  }

  /** `asOfMs` is 0. A deleted card is still known. */
  row(id: string): KeptCard | undefined {
    const role = this.#role();
    if (role !== this.#keptFor) this.#kept.clear();
    this.#keptFor = role;
    const kept = this.#kept.get(id);
    if (kept) return kept;
    const card = this.#facts.card(id);
    if (!card) return undefined;
    const row = this.#derive(card, role);
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(id, row);
    return row;
  }

  #derive(card: Card, role: Role): KeptCard {
    return deriveRow(card, { facts: this.#facts, readsOwn: (kind) => mayRead(role, kind), nowMs: this.#nowMs() });
  }

  *blocks(): Iterable<readonly KeptCard[]> {
    const role = this.#role();
    let block: KeptCard[] = [];
    for (const card of this.#facts.cards()) {
      block.push(this.#derive(card, role));
      if (block.length < rowsInBlock) continue;
      yield block;
      block = [];
    }
    if (block.length > 0) yield block;
  }

  observe(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cards that look other than before. Nobody is told yet: that is one word, where a transaction has ended. */
  hear(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#kept.delete(id);
      this.#numbered.clear();
      this.#untold.add(id);
    }
  }

  /** Told with none as well: the feed has come further. */
  tell(): void {
    const changed = this.#untold;
    this.#untold = new Set();
    for (const listener of this.#listeners) listener(changed);
  }

  /** Where there is any. */
  tellNews(): void {
    if (this.#untold.size > 0) this.tell();
  }

  /** The card that an id stands for today: of one that was joined into another, that one. */
  today(id: string): KeptCard | undefined {
    const card = this.#facts.cardToday(id);
    return card && this.row(card.id);
  }

  byNumber(kind: CardKind, no: string): KeptCard | undefined {
    const id = this.#facts.idOfNumber(kind, no);
    return id === undefined ? undefined : this.row(id);
  }

  /** Of a kind, by number, deleted cards left out. Reads no values. */
  numbered(kind: CardKind): readonly Numbered[] {
    const known = this.#numbered.get(kind);
    if (known) return known;
    const found: Card[] = [];
    for (const card of this.#facts.cards()) if (card.kind === kind && card.deletedAtMs === undefined) found.push(card);
    found.sort((a, b) => (a.no < b.no ? -1 : 1));
    this.#numbered.set(kind, found);
    return found;
  }

  *ids(): Iterable<string> {
    for (const { id } of this.#facts.cards()) yield id;
  }

  /** What is here and the role does not read: documents, and relations told again without what an undo would bring back. */
  unreadable(): { readonly documents: readonly string[]; readonly relations: readonly string[] } {
    const role = this.#role();
    const documents: string[] = [];
    const relations = new Map<string, string>();
    for (const { id, kind, cardDocumentId } of this.#facts.cards()) {
      if (mayRead(role, kind)) continue;
      if (this.#facts.hasDocument(cardDocumentId)) documents.push(cardDocumentId);
      for (const { undo, ...relation } of this.#facts.relationsOf(id)) {
        if (undo && relation.kind === kind) relations.set(relation.id, JSON.stringify(relation));
      }
    }
    return { documents, relations: [...relations.values()] };
  }

  get setup(): Setup | undefined {
    return this.#facts.setup;
  }

  holders(documentId: string): readonly string[] {
    return this.#facts.holders(documentId);
  }

  relation(id: string): Relation | undefined {
    return this.#facts.relation(id);
  }

  personIds(companyId: string): readonly string[] {
    return this.#facts.personsOf(companyId).map(({ id }) => id);
  }

  naming(contactId: string): readonly string[] {
    return this.#facts.naming(contactId);
  }
}
