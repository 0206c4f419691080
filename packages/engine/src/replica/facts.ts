/**
 * What a replica knows, in memory: cards, relations, what documents show, and who is near whom.
 *
 * Shape    rows parsed, what documents show as JSON text, parsed when asked; indexes kept as facts come. A hundred thousand cards cost about
 *          what their texts take.
 * Not      rows as cards show them: those are put together in `derive-row.ts`.
 *
 * @module
 */
import type { Shown } from "@couplet/crdt";
import { parseSetup, type Card, type CardKind, type Relation, type Setup } from "@couplet/model";
import type { Segment } from "./replica-store.ts";

/** Several under one key; one alone costs no list. */
class Groups {
  readonly #byKey = new Map<string, string | string[]>();

  of(key: string): readonly string[] {
    const found = this.#byKey.get(key);
    return found === undefined ? [] : typeof found === "string" ? [found] : found;
  }

  add(key: string, id: string): void {
    const found = this.#byKey.get(key);
    if (found === undefined) this.#byKey.set(key, id);
    else if (typeof found === "string") {
      if (found !== id) this.#byKey.set(key, [found, id]);
    } else if (!found.includes(id)) found.push(id);
  }

  remove(key: string, id: string): void {
    const left = this.of(key).filter((other) => other !== id);
    const [only] = left;
    if (only === undefined) this.#byKey.delete(key);
    else this.#byKey.set(key, left.length === 1 ? only : left);
  }

  clear(): void {
    this.#byKey.clear();
  }
}

const nothing: Shown = { values: {}, notes: "", lastAt: 0 };

export class Facts {
  readonly #cards = new Map<string, Card>();
  readonly #relations = new Map<string, Relation>();
  readonly #shown = new Map<string, string>();
  readonly #holders = new Groups();
  readonly #relationsByCard = new Groups();
  readonly #personsByCompany = new Groups();
  readonly #mergedByContact = new Groups();
  /** Documents that name the contact as the primary one. */
  readonly #documentsByPrimary = new Groups();
  /** By kind and number, which nobody else gets after a deletion; made when first asked. */
  #numbers: Map<string, string> | undefined;
  #setup: Setup | undefined;
  /** False while the device is read: everything is new then. */
  #isTelling = true;

  get size(): number {
    return this.#cards.size;
  }

  /** Facts of all kinds. */
  get count(): number {
    return this.#cards.size + this.#relations.size + this.#shown.size;
  }

  get setup(): Setup | undefined {
    return this.#setup;
  }

  card(id: string): Card | undefined {
    return this.#cards.get(id);
  }

  /** In the order they came. */
  cards(): Iterable<Card> {
    return this.#cards.values();
  }

  /** Under an id that was joined into another contact, that one. */
  cardToday(id: string): Card | undefined {
    let card = this.#cards.get(id);
    for (let steps = 0; card?.mergedInto !== undefined && card.deletedAtMs !== undefined && steps < 100; steps += 1) {
      card = this.#cards.get(card.mergedInto);
    }
    return card;
  }

  relations(): Iterable<Relation> {
    return this.#relations.values();
  }

  documentIds(): Iterable<string> {
    return this.#shown.keys();
  }

  relation(id: string): Relation | undefined {
    return this.#relations.get(id);
  }

  relationsOf(cardId: string): readonly Relation[] {
    return this.#relationsByCard.of(cardId).flatMap((id) => this.#relations.get(id) ?? []);
  }

  /** Deleted ones included. */
  personsOf(companyId: string): readonly Card[] {
    return this.#personsByCompany.of(companyId).flatMap((id) => this.#cards.get(id) ?? []);
  }

  /** Contacts that were joined into the contact. */
  mergedInto(contactId: string): readonly Card[] {
    return this.#mergedByContact.of(contactId).flatMap((id) => this.#cards.get(id) ?? []);
  }

  /** Cards that name the contact as their primary one, deleted ones included. */
  naming(contactId: string): readonly string[] {
    return this.#documentsByPrimary.of(contactId).flatMap((documentId) => this.holders(documentId));
  }

  /** Cards that name the document as one of their two, deleted ones included. */
  holders(documentId: string): readonly string[] {
    return this.#holders.of(documentId);
  }

  hasDocument(documentId: string): boolean {
    return this.#shown.has(documentId);
  }

  /** What it shows; nothing where it is not here. */
  shown(documentId: string): Shown {
    const text = this.#shown.get(documentId);
    return text === undefined ? nothing : parseShown(text);
  }

  /** The same as JSON text; empty where it is not here. */
  shownText(documentId: string): string {
    return this.#shown.get(documentId) ?? "";
  }

  idOfNumber(kind: CardKind, no: string): string | undefined {
    if (!this.#numbers) {
      this.#numbers = new Map();
      for (const { kind, no, id } of this.#cards.values()) this.#numbers.set(numberKey(kind, no), id);
    }
    return this.#numbers.get(numberKey(kind, no));
  }

  /** @returns the cards that may look other than before */
  apply({ cards, relations, removed, documents, shown, setup, gone = [] }: Segment): Set<string> {
    const changed = new Set<string>();
    for (const text of cards) this.#putCard(JSON.parse(text) as Card, changed);
    for (const text of relations) this.#putRelation(JSON.parse(text) as Relation, changed);
    for (const id of removed) this.#removeRelation(id, changed);
    for (const id of gone) this.#removeCard(id, changed);
    for (const [index, id] of documents.entries()) this.#putShown(id, shown[index] ?? "", changed);
    if (setup !== "") this.#putSetup(setup, changed);
    return changed;
  }

  /** The same at the start, when nobody asks what has changed. */
  read(segment: Segment): void {
    this.#isTelling = false;
    this.apply(segment);
    this.#isTelling = true;
  }

  /** What is known now of the things a segment speaks of, in its form. */
  again({ cards, relations, removed, documents, setup, gone: left = [] }: Segment): Segment {
    const gone = new Set(removed);
    const rows = [...new Set(relations.map((text) => (JSON.parse(text) as Relation).id))];
    for (const id of rows) if (!this.#relations.has(id)) gone.add(id);
    const ids = [...new Set(documents)];
    return {
      cards: [...new Set(cards.map((text) => (JSON.parse(text) as Card).id))].flatMap((id) => {
        const card = this.#cards.get(id);
        return card ? [JSON.stringify(card)] : [];
      }),
      relations: rows.flatMap((id) => {
        const relation = this.#relations.get(id);
        return relation ? [JSON.stringify(relation)] : [];
      }),
      removed: [...gone].filter((id) => !this.#relations.has(id)),
      documents: ids,
      shown: ids.map((id) => this.shownText(id)),
      setup: setup === "" || !this.#setup ? "" : JSON.stringify(this.#setup),
      gone: left.filter((id) => !this.#cards.has(id)),
    };
  }

  clear(): void {
    this.#cards.clear();
    this.#relations.clear();
    this.#shown.clear();
    this.#holders.clear();
    this.#relationsByCard.clear();
    this.#personsByCompany.clear();
    this.#mergedByContact.clear();
    this.#documentsByPrimary.clear();
    this.#numbers = undefined;
    this.#setup = undefined;
  }

  #putCard(card: Card, changed: Set<string>): void {
    const before = this.#cards.get(card.id);
    if (before) this.#index(before, "remove");
    this.#cards.set(card.id, card);
    this.#index(card, "add");
    this.#noteCard(card.id, changed);
    if (before?.mergedInto !== undefined) changed.add(before.mergedInto);
  }

  #index(card: Card, step: "add" | "remove"): void {
    this.#holders[step](card.commonDocumentId, card.id);
    this.#holders[step](card.cardDocumentId, card.id);
    if (card.companyId !== undefined) this.#personsByCompany[step](card.companyId, card.id);
    if (card.mergedInto !== undefined) this.#mergedByContact[step](card.mergedInto, card.id);
    if (step === "add") this.#numbers?.set(numberKey(card.kind, card.no), card.id);
    else this.#numbers?.delete(numberKey(card.kind, card.no));
  }

  /** The card, and those that show something of it: its name, its values, what it is related to. */
  #noteCard(id: string, changed: Set<string>): void {
    if (!this.#isTelling) return;
    changed.add(id);
    for (const { contactId, cardId } of this.relationsOf(id)) changed.add(contactId).add(cardId);
    for (const personId of this.#personsByCompany.of(id)) changed.add(personId);
    for (const cardId of this.naming(id)) changed.add(cardId);
    const into = this.#cards.get(id)?.mergedInto;
    if (into !== undefined) changed.add(into);
  }

  #removeCard(id: string, changed: Set<string>): void {
    const card = this.#cards.get(id);
    if (!card) return;
    this.#noteCard(id, changed);
    this.#index(card, "remove");
    this.#cards.delete(id);
  }

  #putRelation(relation: Relation, changed: Set<string>): void {
    const before = this.#relations.get(relation.id);
    if (before) this.#removeRelation(before.id, changed);
    this.#relations.set(relation.id, relation);
    this.#relationsByCard.add(relation.contactId, relation.id);
    this.#relationsByCard.add(relation.cardId, relation.id);
    this.#noteCard(relation.contactId, changed);
    this.#noteCard(relation.cardId, changed);
  }

  #removeRelation(id: string, changed: Set<string>): void {
    const relation = this.#relations.get(id);
    if (!relation) return;
    this.#noteCard(relation.contactId, changed);
    this.#noteCard(relation.cardId, changed);
    this.#relations.delete(id);
    this.#relationsByCard.remove(relation.contactId, id);
    this.#relationsByCard.remove(relation.cardId, id);
  }

  #putShown(documentId: string, text: string, changed: Set<string>): void {
    const [before, now] = [primaryIn(this.shownText(documentId)), primaryIn(text)];
    if (before !== now) {
      if (before !== undefined) this.#documentsByPrimary.remove(before, documentId);
      if (now !== undefined) this.#documentsByPrimary.add(now, documentId);
    }
    if (text === "") this.#shown.delete(documentId);
    else this.#shown.set(documentId, text);
    for (const id of this.#holders.of(documentId)) this.#noteCard(id, changed);
  }

  /** Persons read other fields of their companies. */
  #putSetup(text: string, changed: Set<string>): void {
    try {
      this.#setup = parseSetup(JSON.parse(text));
    } catch {
      // A later version's: what is known stays.
      return;
    }
    for (const card of this.#cards.values()) if (card.companyId !== undefined) changed.add(card.id);
  }
}

const primaryKey = '"primaryContactId":"';

/** Found without parsing: one text in a hundred thousand has one. A text that only quotes it is escaped. */
function primaryIn(text: string): string | undefined {
  const at = text.indexOf(primaryKey);
  const id = at < 0 ? "" : text.slice(at + primaryKey.length, text.indexOf('"', at + primaryKey.length));
  return id === "" ? undefined : id;
}

const numberKey = (kind: CardKind, no: string): string => `${kind} ${no}`;

/** Short names: a hundred thousand of these are kept as text. */
interface ShownText {
  readonly v: Shown["values"];
  readonly n?: string;
  readonly t: number;
}

export function shownTextOf({ values, notes, lastAt }: Shown): string {
  const text: ShownText = { v: values, ...(notes === "" ? {} : { n: notes }), t: lastAt };
  return JSON.stringify(text);
}

function parseShown(text: string): Shown {
  const { v, n = "", t } = JSON.parse(text) as ShownText;
  return { values: v, notes: n, lastAt: t };
}
