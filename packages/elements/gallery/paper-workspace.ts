/**
 * A workspace on paper: cards and their documents in memory.
 *
 * Shape    cards that share a document share its values at once, as they do for real.
 * Not      a store, and no merging: conflicts are put there by hand.
 *
 * @module
 */
import {
  Cell,
  type CardRow,
  type FieldConflict,
  type HistoryItem,
  type LinkChoice,
  type Person,
  type RefusedEdit,
  type RelatedCard,
} from "@couplet/engine";
import {
  commonFieldsOfKind,
  documentRole,
  emptyValue,
  fieldsOfKind,
  fieldSpec,
  type CardKind,
  type ContactType,
  type Scalar,
} from "@couplet/model";

interface Stored {
  readonly entry?: string;
  readonly value: Scalar;
  readonly by: { readonly sub: string; readonly name: string };
  readonly atMs: number;
  readonly cardId: string;
}
interface PaperDocument {
  readonly id: string;
  readonly fields: Map<string, Stored>;
  readonly conflicts: Map<string, FieldConflict>;
  /** Newest last. */
  readonly past: HistoryItem[];
  notes: string;
}
export interface PaperCard {
  readonly id: string;
  readonly kind: CardKind;
  readonly no: string;
  readonly type?: ContactType;
  common: PaperDocument;
  readonly own: PaperDocument;
  deleted: boolean;
}
export interface PaperRelation {
  readonly id: string;
  readonly contact: PaperCard;
  readonly card: PaperCard;
}

const prefixes: Record<CardKind, string> = { contact: "CT", customer: "C", vendor: "V", bankAccount: "B" };
const codes: Record<CardKind, string> = { contact: "", customer: "CUST", vendor: "VEND", bankAccount: "BANK" };
const system = { sub: "system", name: "Import" };
let serial = 0;
const nextId = (): string => {
  serial += 1;
  return `00000000-0000-7000-8000-${String(serial).padStart(12, "0")}`;
};
const createDocument = (): PaperDocument => ({
  id: nextId(),
  fields: new Map(),
  conflicts: new Map(),
  past: [],
  notes: "",
});

export class PaperWorkspace {
  readonly cards = new Map<string, PaperCard>();
  readonly relations: PaperRelation[] = [];
  readonly refused = new Map<string, RefusedEdit[]>();
  readonly listeners = new Set<(cardIds: readonly string[]) => void>();
  readonly people = new Cell<readonly Person[]>([]);
  nowMs = Date.now();

  add(kind: CardKind, fields: Record<string, Scalar>, options: { type?: ContactType; notes?: string } = {}): PaperCard {
    const count = [...this.cards.values()].filter((card) => card.kind === kind).length + 1;
    const no = `${prefixes[kind]}${String(count).padStart(kind === "contact" ? 6 : 5, "0")}`;
    const own = { ...createDocument(), notes: options.notes ?? "" };
    const card: PaperCard = {
      id: nextId(),
      kind,
      no,
      common: createDocument(),
      own,
      deleted: false,
      ...(options.type ? { type: options.type } : {}),
    };
    this.cards.set(card.id, card);
    for (const [field, value] of Object.entries(fields))
      this.write(card, field, value, system, this.nowMs - 86_400_000 * 3);
    return card;
  }

  document(card: PaperCard, field: string): PaperDocument {
    return documentRole(card.kind, field) === "common" ? card.common : card.own;
  }

  write(card: PaperCard, field: string, value: Scalar, by: Stored["by"], atMs = Date.now()): void {
    const document = this.document(card, field);
    const entry = `paper${document.past.length}@${atMs}`;
    const old = document.fields.get(field)?.value;
    document.past.push({ entry, field, old, new: value, by, atMs, cardId: card.id });
    document.fields.set(field, { entry, value, by, atMs, cardId: card.id });
    document.conflicts.delete(field);
    this.tell([card.id]);
  }

  /** Two people set the field while apart. */
  conflict(
    card: PaperCard,
    field: string,
    severity: FieldConflict["severity"],
    versions: readonly (Stored & { isMine: boolean })[],
  ): void {
    const [shown] = versions;
    if (!shown) return;
    const document = this.document(card, field);
    document.fields.set(field, shown);
    document.conflicts.set(field, {
      severity,
      candidates: versions.map((version, index) => {
        const from = this.cards.get(version.cardId);
        return {
          entry: `w${index}@${version.atMs}`,
          value: version.value,
          by: version.by,
          isMine: version.isMine,
          atMs: version.atMs,
          card: { id: version.cardId, ...(from ? { kind: from.kind, no: from.no } : {}) },
        };
      }),
    });
    this.tell([card.id]);
  }

  relate(contact: PaperCard, card: PaperCard, choice: LinkChoice = {}): void {
    for (const field of commonFieldsOfKind(card.kind)) {
      const side = choice.fields?.[field] ?? choice.master ?? "contact";
      const stored = card.common.fields.get(field);
      if (side === "card" && stored) contact.common.fields.set(field, stored);
    }
    card.common = contact.common;
    this.relations.push({ id: nextId(), contact, card });
    this.tell([contact.id, card.id]);
  }

  part(relation: PaperRelation): void {
    const { contact, card } = relation;
    this.relations.splice(this.relations.indexOf(relation), 1);
    const fields = new Map([...card.common.fields].filter(([field]) => fieldSpec(card.kind, field)));
    card.common = { ...createDocument(), fields, past: [...card.common.past] };
    this.tell([contact.id, card.id]);
  }

  relationsOf(card: PaperCard): PaperRelation[] {
    return this.relations.filter((relation) => relation.contact === card || relation.card === card);
  }

  related(card: PaperCard): RelatedCard[] {
    return this.relationsOf(card).map(({ id, contact, card: other }) => {
      const shown = contact === card ? other : contact;
      const name = String(shown.common.fields.get("name")?.value ?? "");
      return { id, code: codes[other.kind], kind: shown.kind, cardId: shown.id, no: shown.no, name };
    });
  }

  values(card: PaperCard): Record<string, Scalar> {
    return Object.fromEntries(
      fieldsOfKind(card.kind).map((spec) => [
        spec.name,
        this.document(card, spec.name).fields.get(spec.name)?.value ?? emptyValue(spec),
      ]),
    );
  }

  row(card: PaperCard): CardRow {
    const companyId = card.own.fields.get("companyId")?.value;
    return {
      id: card.id,
      kind: card.kind,
      no: card.no,
      ...(card.type ? { type: card.type } : {}),
      ...(typeof companyId === "string" && companyId ? { companyId } : {}),
      documentId: card.common.id,
      cardDocumentId: card.own.id,
      relations: this.related(card),
      values: this.values(card),
      notes: card.own.notes,
      asOfMs: Date.now(),
    };
  }

  /** Cards that show something of these cards' documents. */
  tell(cardIds: readonly string[]): void {
    const documents = new Set(cardIds.flatMap((id) => this.cards.get(id)?.common ?? []));
    const touched = [...this.cards.values()].filter((card) => cardIds.includes(card.id) || documents.has(card.common));
    for (const listener of this.listeners) listener(touched.map((card) => card.id));
  }
}
