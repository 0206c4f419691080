/**
 * A card as REST answers it: its row, its relations and the values shown, flat.
 *
 * Shape    {@link CardRow}; `values` are the fields of the kind, apart from the rest.
 * Not      live: it is what was true at `asOfMs`. {@link CardSession} is live.
 *
 * @module
 */
import {
  fieldSpec,
  isCardId,
  isCardKind,
  isContactType,
  isDocumentId,
  isRelatedKind,
  type CardKind,
  type ContactStatus,
  type ContactType,
  type LinkUndo,
  type Scalar,
} from "@couplet/model";

/** The other card of a relation. */
export interface RelatedCard {
  /** Of the relation. */
  readonly id: string;
  readonly code: string;
  readonly kind: CardKind;
  readonly cardId: string;
  readonly no: string;
  readonly name: string;
  /** What undoing the link brings back; absent where it cannot be undone, or not any more. */
  readonly undo?: LinkUndo;
}

/** A contact that was joined into the one shown, and can still be brought back. */
export interface MergedContact {
  readonly id: string;
  readonly no: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export interface CardRow {
  readonly id: string;
  readonly kind: CardKind;
  readonly no: string;
  readonly type?: ContactType;
  readonly companyId?: string;
  /** The common document. */
  readonly documentId: string;
  readonly cardDocumentId: string;
  readonly relations: readonly RelatedCard[];
  /** Contacts only. */
  readonly status?: ContactStatus;
  readonly values: Readonly<Record<string, Scalar>>;
  /** Fields whose value is read from the person's company, and that company's id; absent where there are none. */
  readonly inherited?: Readonly<Record<string, string>>;
  readonly notes: string;
  /** Contacts only; absent where there are none. */
  readonly merged?: readonly MergedContact[];
  /** When the server answered this, in milliseconds since 1970. */
  readonly asOfMs: number;
  /** The card exists on this device only, until the server has executed the command that makes it. */
  readonly provisional?: boolean;
  /** Values that waiting commands will set, until somebody sets the field later than the command was given. */
  readonly forecast?: Readonly<Record<string, ForecastValue>>;
}

export interface ForecastValue {
  readonly value: Scalar;
  /** When the command was given, in milliseconds since 1970. */
  readonly atMs: number;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function parseRelated(value: unknown): RelatedCard[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Record<string, unknown>[]).flatMap(({ id, code, kind, cardId, no, name, undo }) => {
    if (!isCardKind(kind)) return [];
    const related = { id: textOf(id), code: textOf(code), kind, cardId: textOf(cardId), no: textOf(no) };
    return [{ ...related, name: textOf(name), ...parseUndo(undo) }];
  });
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

function scalarsOf(value: unknown): Readonly<Record<string, Scalar>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Scalar] => isScalar(entry[1])));
}

function parseUndo(value: unknown): Pick<RelatedCard, "undo"> {
  if (typeof value !== "object" || value === null) return {};
  const { linkedAtMs, documentId, type, contact, card, contactName, primaryContactId } = value as Record<
    string,
    unknown
  >;
  if (!isDocumentId(documentId) || typeof linkedAtMs !== "number") return {};
  return {
    undo: {
      linkedAtMs,
      documentId,
      ...(isContactType(type) ? { type } : {}),
      contact: scalarsOf(contact),
      card: scalarsOf(card),
      ...(typeof contactName === "string" ? { contactName } : {}),
      ...(isCardId(primaryContactId) ? { primaryContactId } : {}),
    },
  };
}

const statuses = new Set(["none", "other", "multiple"]);
const isStatus = (value: unknown): value is ContactStatus =>
  typeof value === "string" && (statuses.has(value) || isRelatedKind(value));

function parseInherited(value: unknown): Pick<CardRow, "inherited"> {
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return entries.length === 0 ? {} : { inherited: Object.fromEntries(entries) };
}

function parseMerged(value: unknown): Pick<CardRow, "merged"> {
  if (!Array.isArray(value)) return {};
  const merged = (value as readonly Record<string, unknown>[]).flatMap(({ id, no, name, at }) =>
    typeof id === "string" && typeof at === "string"
      ? [{ id, no: textOf(no), name: textOf(name), atMs: Date.parse(at) }]
      : [],
  );
  return merged.length === 0 ? {} : { merged };
}

/** Reads a card answered by the server. `undefined` for anything else; unknown members are left out. */
export function readCardRow(json: unknown, asOfMs: number): CardRow | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const card = json as Record<string, unknown>;
  const { id, kind, type, companyId, status } = card;
  if (typeof id !== "string" || !isCardKind(kind)) return undefined;
  const values: Record<string, Scalar> = {};
  for (const [name, value] of Object.entries(card)) {
    if (!fieldSpec(kind, name)) continue;
    if (isScalar(value)) values[name] = value;
  }
  return {
    id,
    kind,
    no: textOf(card["no"]),
    ...(isContactType(type) ? { type } : {}),
    ...(typeof companyId === "string" && companyId !== "" ? { companyId } : {}),
    documentId: textOf(card["documentId"]),
    cardDocumentId: textOf(card["cardDocumentId"]),
    relations: parseRelated(card["relations"]),
    ...(isStatus(status) ? { status } : {}),
    values,
    ...parseInherited(card["inherited"]),
    ...parseMerged(card["merged"]),
    notes: textOf(card["notes"]),
    asOfMs,
  };
}
