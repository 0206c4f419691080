/**
 * A workspace in memory that executes effects, for the tests of the rules.
 *
 * Shape    documents are plain maps from field to value; a command is decided over them and its effects carried out.
 * Not      the record document: no writers, no conflicts; merging takes the contact's value where both have one.
 *
 * @module
 */
import { contactNameOf } from "./contact-name.ts";
import type { Card, DeletionRecord, Relation } from "./card.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { Effect } from "./effect.ts";
import { assertNever } from "./error.ts";
import {
  parseCardId,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  type CardId,
  type DocumentId,
  type RelationId,
} from "./id.ts";
import { appendedNotes, withdrawnNotes } from "./joined-notes.ts";
import type { CardKind } from "./kind.ts";
import type { Role } from "./role.ts";
import { documentRole, fieldSpec } from "./schema.ts";
import { defaultSetup, type Setup } from "./setup.ts";
import type { Scalar } from "./value.ts";
import type { WorkspaceView } from "./view.ts";

/** Distinct ids, readable in failures. */
const uuidOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

interface Given {
  readonly no?: string;
  readonly contactType?: "company" | "person";
  readonly fields?: Readonly<Record<string, Scalar>>;
  readonly notes?: string;
}

export class MemoryWorkspace implements WorkspaceView {
  setup: Setup;
  nowMs = Date.UTC(2026, 10, 22);
  role: Role = "editor";
  readonly cards = new Map<CardId, Card>();
  readonly #formerNumbers = new Set<string>();
  readonly relations = new Map<RelationId, Relation>();
  readonly documents = new Map<DocumentId, Map<string, Scalar>>();
  readonly holders = new Map<DocumentId, Set<CardId>>();
  readonly retiredInto = new Map<DocumentId, DocumentId>();
  readonly deletions = new Map<CardId, DeletionRecord>();
  readonly notes = new Map<CardId, string>();
  /** Documents edited since a link last moved a card into them. */
  readonly edited = new Set<DocumentId>();
  readonly forgotten = new Set<DocumentId>();
  /** On which card a field was set since documents were joined. */
  readonly #setOn = new Map<DocumentId, Map<string, CardId>>();
  #ids = 0;

  constructor(setup: Partial<Setup> = {}) {
    this.setup = { ...defaultSetup(), ...setup };
  }

  #nextId(): string {
    this.#ids += 1;
    return uuidOf(this.#ids);
  }
  cardId = (): CardId => parseCardId(this.#nextId());
  documentId = (): DocumentId => parseDocumentId(this.#nextId());
  relationId = (): RelationId => parseRelationId(this.#nextId());
  commandId = () => parseCommandId(this.#nextId());

  card(id: CardId): Card | undefined {
    return this.cards.get(id);
  }
  relation(id: RelationId): Relation | undefined {
    return this.relations.get(id);
  }
  relationsOf(cardId: CardId): readonly Relation[] {
    return [...this.relations.values()].filter((one) => one.cardId === cardId || one.contactId === cardId);
  }
  isEditedSinceLink(relation: Relation): boolean {
    return this.edited.has(this.now({ id: relation.contactId }).commonDocumentId);
  }
  isForgotten(documentId: DocumentId): boolean {
    return this.forgotten.has(documentId);
  }
  personsOf(companyId: CardId): readonly Card[] {
    return [...this.cards.values()].filter((card) => card.companyId === companyId && card.deletedAtMs === undefined);
  }
  cardsWithPrimary(contactId: CardId): readonly Card[] {
    return [...this.cards.values()].filter(
      (card) => card.deletedAtMs === undefined && this.value(card.id, "primaryContactId") === contactId,
    );
  }
  isNumberTaken(kind: CardKind, no: string): boolean {
    return (
      this.#formerNumbers.has(`${kind} ${no}`) ||
      [...this.cards.values()].some((card) => card.kind === kind && card.no === no)
    );
  }
  #documentOf(cardId: CardId, field: string): Map<string, Scalar> | undefined {
    const card = this.cards.get(cardId);
    const role = card && documentRole(card.kind, field);
    if (!card || !role) return undefined;
    return this.documents.get(role === "common" ? card.commonDocumentId : card.cardDocumentId);
  }
  value(cardId: CardId, field: string): Scalar | undefined {
    return this.#documentOf(cardId, field)?.get(field);
  }
  deletion(cardId: CardId): DeletionRecord | undefined {
    return this.deletions.get(cardId);
  }

  /** An edit by hand on a card. */
  edit(cardId: CardId, field: string, value: Scalar): void {
    const document = this.#documentOf(cardId, field);
    if (!document) throw new Error(`no document for ${field}`);
    document.set(field, value);
    const card = this.cards.get(cardId);
    if (!card || this.documents.get(card.commonDocumentId) !== document) return;
    this.edited.add(card.commonDocumentId);
    const setOn = this.#setOn.get(card.commonDocumentId) ?? new Map<string, CardId>();
    this.#setOn.set(card.commonDocumentId, setOn.set(field, cardId));
  }

  /** Every field the card shows a value for. */
  shown(cardId: CardId): Readonly<Record<string, Scalar>> {
    const card = this.cards.get(cardId);
    if (!card) throw new Error("no such card");
    const all = [card.commonDocumentId, card.cardDocumentId].flatMap((id) => Array.from(this.documents.get(id) ?? []));
    const read = contactNameOf(this, cardId);
    return {
      ...Object.fromEntries(all.filter(([name]) => fieldSpec(card.kind, name))),
      ...(read && { contactName: read.name }),
    };
  }

  decide(command: Command): Decision {
    return decide(this, command, { sub: "u1", name: "Anna", role: this.role });
  }

  /** Decides and executes. @throws when refused, with the code */
  run(command: Command): readonly Effect[] {
    const decision = this.decide(command);
    if (!decision.ok) throw new Error(decision.problem.code);
    for (const effect of decision.effects) this.#execute(effect);
    return decision.effects;
  }

  /** The code of the refusal; `undefined` when the command would go through. */
  refusal(command: Command): string | undefined {
    const decision = this.decide(command);
    return decision.ok ? undefined : decision.problem.code;
  }

  create(kind: CardKind, given: Given = {}): Card {
    const cardId = this.cardId();
    this.run(this.createCommand(kind, given, cardId));
    return this.#existing(cardId);
  }
  createCommand(kind: CardKind, given: Given = {}, cardId: CardId = this.cardId()): Command & { type: "create" } {
    return {
      type: "create",
      id: this.commandId(),
      cardId,
      kind,
      commonDocumentId: this.documentId(),
      cardDocumentId: this.documentId(),
      fields: {},
      contact: { cardId: this.cardId(), cardDocumentId: this.documentId(), relationId: this.relationId() },
      ...given,
    };
  }
  /** A card of a kind whose automation is on, without the contact it would bring. */
  createAlone(kind: CardKind, given: Given = {}): Card {
    const { setup } = this;
    this.setup = { ...setup, businessRelationCodes: { customer: "", vendor: "", bankAccount: "" } };
    const card = this.create(kind, given);
    this.setup = { ...this.setup, businessRelationCodes: setup.businessRelationCodes };
    return card;
  }
  createFrom(contact: Card, kind: "customer" | "vendor" | "bankAccount", extra: { templateCode?: string } = {}): Card {
    const command = this.createFromCommand(contact, kind, extra);
    this.run(command);
    return this.#existing(command.cardId);
  }
  createFromCommand(
    contact: Card,
    kind: "customer" | "vendor" | "bankAccount",
    extra: { templateCode?: string; no?: string; fields?: Readonly<Record<string, Scalar>> } = {},
  ): Command & { type: "createFromContact" } {
    return {
      type: "createFromContact",
      id: this.commandId(),
      contactId: contact.id,
      kind,
      cardId: this.cardId(),
      cardDocumentId: this.documentId(),
      relationId: this.relationId(),
      ...extra,
    };
  }
  linkCommand(
    contact: Card,
    card: Card,
    choice: { master?: "contact" | "card"; fields?: Readonly<Record<string, "contact" | "card">> } = {},
  ): Command & { type: "link" } {
    return {
      type: "link",
      id: this.commandId(),
      contactId: contact.id,
      cardId: card.id,
      relationId: this.relationId(),
      master: "contact",
      ...choice,
    };
  }
  delete(card: Card): readonly Effect[] {
    return this.run({ type: "delete", id: this.commandId(), cardId: card.id });
  }
  restore(card: Card): readonly Effect[] {
    return this.run({ type: "restore", id: this.commandId(), cardId: card.id });
  }
  unlink(card: Card): readonly Effect[] {
    const [relation] = this.relationsOf(card.id);
    if (!relation) throw new Error("not linked");
    return this.run({ type: "unlink", id: this.commandId(), relationId: relation.id });
  }
  undoLinkCommand(card: Card): Command & { type: "undoLink" } {
    const [relation] = this.relationsOf(card.id);
    if (!relation) throw new Error("not linked");
    return { type: "undoLink", id: this.commandId(), relationId: relation.id };
  }
  mergeCommand(
    kept: Card,
    merged: Card,
    fields?: Readonly<Record<string, "kept" | "merged">>,
  ): Command & { type: "mergeContacts" } {
    const ids = { id: this.commandId(), contactId: kept.id, mergedId: merged.id };
    return { type: "mergeContacts", ...ids, ...(fields && { fields }) };
  }
  undoMerge(merged: Card): readonly Effect[] {
    return this.run({ type: "undoMerge", id: this.commandId(), cardId: merged.id });
  }
  now(card: Pick<Card, "id">): Card {
    return this.#existing(card.id);
  }
  contactOf(card: Card): Card {
    const [relation] = this.relationsOf(card.id);
    if (!relation) throw new Error("not linked");
    return this.#existing(relation.contactId);
  }

  #existing(id: CardId): Card {
    const card = this.cards.get(id);
    if (!card) throw new Error(`no card ${id}`);
    return card;
  }
  #entries(id: DocumentId, isRetired: boolean): Map<string, Scalar> {
    const document = this.documents.get(id);
    if (!document) throw new Error(`no document ${id}`);
    if (this.retiredInto.has(id) !== isRetired) throw new Error(`document ${id} is ${isRetired ? "not " : ""}retired`);
    return document;
  }
  #document(id: DocumentId): Map<string, Scalar> {
    return this.#entries(id, false);
  }
  #newDocument(id: DocumentId, entries: Iterable<readonly [string, Scalar]> = []): void {
    if (this.documents.has(id)) throw new Error(`document ${id} exists`);
    this.documents.set(id, new Map(entries));
  }

  #execute(effect: Effect): void {
    switch (effect.type) {
      case "putCard":
        this.#formerNumbers.add(`${effect.card.kind} ${this.cards.get(effect.card.id)?.no ?? effect.card.no}`);
        this.cards.set(effect.card.id, effect.card);
        return;
      case "putRelation":
        this.relations.set(effect.relation.id, effect.relation);
        return;
      case "removeRelation":
        if (!this.relations.delete(effect.relation.id)) throw new Error("no such relation");
        return;
      case "putSetup":
        this.setup = effect.setup;
        return;
      case "createDocument":
        this.#newDocument(effect.documentId);
        return;
      case "hold":
        this.#document(effect.documentId);
        this.holders.set(effect.documentId, (this.holders.get(effect.documentId) ?? new Set()).add(effect.cardId));
        return;
      case "release":
        if (!this.holders.get(effect.documentId)?.delete(effect.cardId)) throw new Error("releases what it never held");
        return;
      case "setFields":
        for (const [field, value] of Object.entries(effect.fields)) this.edit(effect.cardId, field, value);
        return;
      case "setNotes":
        this.notes.set(effect.cardId, effect.text);
        return;
      case "fork":
        this.#newDocument(
          effect.to,
          [...this.#entries(effect.from, effect.back !== undefined)].filter(([field]) => effect.keep.includes(field)),
        );
        return;
      case "link": {
        const from = this.#document(effect.from);
        const into = this.#document(effect.into);
        for (const [field, side] of Object.entries(effect.choices))
          if (side === "card") into.set(field, from.get(field) ?? "");
        this.retiredInto.set(effect.from, effect.into);
        this.edited.delete(effect.into);
        return;
      }
      case "merge": {
        const into = this.#document(effect.into);
        for (const [field, value] of this.#document(effect.from))
          if (effect.keep.includes(field) && !into.has(field)) into.set(field, value);
        this.retiredInto.set(effect.from, effect.into);
        return;
      }
      case "join": {
        const from = this.#document(effect.from);
        const into = this.#document(effect.into);
        for (const [field, side] of Object.entries(effect.choices))
          if (side === "merged" && documentRole("contact", field) === "common") into.set(field, from.get(field) ?? "");
        this.retiredInto.set(effect.from, effect.into);
        this.#setOn.delete(effect.into);
        return;
      }
      case "takeAlong":
        for (const [field, cardId] of this.#setOn.get(effect.from) ?? []) {
          const value = this.#document(effect.from).get(field);
          if (effect.cardIds.includes(cardId) && value !== undefined) this.#document(effect.into).set(field, value);
        }
        return;
      case "appendNotes":
      case "withdrawNotes": {
        const [own, other] = [effect.cardId, effect.otherId].map((id) => this.notes.get(id) ?? "");
        const change = effect.type === "appendNotes" ? appendedNotes : withdrawnNotes;
        this.notes.set(effect.cardId, change(own ?? "", other ?? "", this.#existing(effect.otherId).no));
        return;
      }
      case "recordDeletion":
        this.deletions.set(effect.cardId, effect.record);
        return;
      case "forgetDeletion":
        this.deletions.delete(effect.cardId);
        return;
      default:
        assertNever(effect);
    }
  }

  /** What must hold whatever commands ran: K2, C3, and who holds what. Problems in words. */
  inconsistencies(): readonly string[] {
    const found: string[] = [];
    for (const card of this.cards.values()) {
      const holds = [...this.holders].filter(([, cards]) => cards.has(card.id)).map(([id]) => id);
      if (holds.length !== 1 || holds[0] !== card.commonDocumentId)
        found.push(`${card.kind} ${card.no} shows ${card.commonDocumentId} and holds ${holds.join(", ") || "nothing"}`);
      if (this.retiredInto.has(card.commonDocumentId)) found.push(`${card.no} holds a retired document`);
      const kinds = this.relationsOf(card.id).map((relation) => relation.kind);
      if (card.kind === "contact" ? new Set(kinds).size < kinds.length : kinds.length > 1)
        found.push(`${card.no} has too many relations`);
      if (card.deletedAtMs !== undefined && kinds.length > 0) found.push(`${card.no} is deleted and related`);
    }
    for (const relation of this.relations.values()) {
      const documents = [relation.contactId, relation.cardId].map((id) => this.cards.get(id)?.commonDocumentId);
      if (documents[0] !== documents[1]) found.push(`relation ${relation.id} joins two documents`);
    }
    // Two cards share a document only while they are related.
    for (const [document, cards] of this.holders) {
      const hubs = new Set([...cards].map((id) => this.relationsOf(id)[0]?.contactId ?? id));
      if (hubs.size > 1) found.push(`document ${document} is held by cards that are not related`);
    }
    const numbers = [...this.cards.values()].map((card) => `${card.kind} ${card.no}`);
    if (new Set(numbers).size < numbers.length) found.push("a number is used twice");
    return found;
  }
}
