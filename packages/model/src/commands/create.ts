/**
 * Create: a new card of any kind; set-up makes a contact along with a customer, vendor or bank account.
 *
 * Shape    rows first, then documents, holds, relation, values, and the series that moved on.
 * Not      creating from a card that is there: see `create-from-contact.ts`, `create-contact-from-card.ts`.
 * Source   rules L10, S1 to S4, H4
 *
 * @module
 */
import type { Card, Relation } from "../card.ts";
import type { CreateCommand, Fields } from "../command.ts";
import { refuse, refuseValue, type Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import { isCardId } from "../id.ts";
import type { ContactType, RelatedKind } from "../kind.ts";
import { completePersonName } from "../person-name.ts";
import { judgeReferences, referencesToday } from "../reference.ts";
import { mayEdit } from "../role.ts";
import { defaultedFields, type Setup } from "../setup.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { readFields, withoutBlanks } from "./fields.ts";
import { numberFor } from "./numbering.ts";
import { isRefusal, textValue, type Refusal } from "./refusal.ts";

/** Defaults of set-up for what was not given; a person reads from its company what it inherits. */
function withDefaults(setup: Setup, fields: Fields): Fields {
  const inCompany = (fields["companyId"] ?? "") !== "";
  const inherits = (field: string): boolean =>
    inCompany && Object.entries(setup.inheritance).some(([name, on]) => on && name === field);
  const defaults = defaultedFields.filter((field) => !inherits(field)).map((field) => [field, setup.defaults[field]]);
  return { ...Object.fromEntries(defaults), ...fields };
}

/** Name and parts of a person in step, within their limits. */
function withPersonName(fields: Fields): { readonly fields: Fields } | Refusal {
  const given = Object.fromEntries(
    ["name", "firstName", "middleName", "surname"].flatMap((name) =>
      fields[name] === undefined ? [] : [[name, textValue(fields[name])]],
    ),
  );
  const name = readFields("contact", { ...completePersonName(given) }, "");
  return isRefusal(name) ? name : { fields: { ...fields, ...name.fields } };
}

/** A person's name is shared; its parts are the contact's own. */
function namePartsOf(fields: Fields): Fields {
  const { name: _shared, ...parts } = completePersonName({ name: textValue(fields["name"]) });
  return withoutBlanks(parts);
}

export interface ContactToMake {
  readonly contact: Card;
  readonly relation: Relation;
  /** Values of the contact's own, beyond those it shares. */
  readonly fields: Fields;
  readonly setup: Setup;
}

/** Codes that only a contact made from the card takes over, as its salesperson (semantics 2, salespersonCode). */
const seedOf = (fields: Fields): Fields => {
  const seed = textValue(fields["purchaserCode"]) || textValue(fields["ourContactCode"]);
  return seed === "" ? {} : { salespersonCode: seed };
};

/**
 * The contact that describes the same party as a card: numbered, related, holding the card's common document.
 *
 * @param fields what the card shows
 */
export function contactOfCard(
  view: WorkspaceView,
  setup: Setup,
  card: Card & { readonly kind: RelatedKind },
  ids: NonNullable<CreateCommand["contact"]>,
  fields: Fields,
): ContactToMake | Refusal {
  if (view.card(ids.cardId)) return refuse(409, "card.exists");
  if (view.relation(ids.relationId)) return refuse(409, "relation.exists");
  const numbered = numberFor(view, setup, "contact", undefined);
  if (isRefusal(numbered)) return numbered;
  const type: ContactType = card.kind === "customer" ? (card.type ?? "company") : "company";
  return {
    contact: {
      id: ids.cardId,
      kind: "contact",
      no: numbered.no,
      type,
      commonDocumentId: card.commonDocumentId,
      cardDocumentId: ids.cardDocumentId,
      createdAtMs: view.nowMs,
    },
    relation: {
      id: ids.relationId,
      contactId: ids.cardId,
      cardId: card.id,
      kind: card.kind,
      code: setup.businessRelationCodes[card.kind],
    },
    fields: { ...seedOf(fields), ...(type === "person" && namePartsOf(fields)) },
    setup: numbered.setup,
  };
}

export const contactEffects = ({ contact, relation, fields }: ContactToMake): readonly Effect[] => [
  { type: "putCard", card: contact },
  { type: "createDocument", documentId: contact.cardDocumentId, role: "card", cardId: contact.id },
  { type: "hold", documentId: contact.commonDocumentId, cardId: contact.id },
  { type: "putRelation", relation },
  ...(Object.keys(fields).length > 0 ? [{ type: "setFields", cardId: contact.id, fields } as const] : []),
];

function newCard(view: WorkspaceView, command: CreateCommand, no: string, fields: Fields): Card {
  const { kind } = command;
  const companyId = fields["companyId"];
  return {
    id: command.cardId,
    kind,
    no,
    ...((kind === "contact" || kind === "customer") && { type: command.contactType ?? "company" }),
    ...(isCardId(companyId) && { companyId }),
    commonDocumentId: command.commonDocumentId,
    cardDocumentId: command.cardDocumentId,
    createdAtMs: view.nowMs,
  };
}

/** The related contact where set-up wants one; `undefined` where it does not. */
function alongWith(
  view: WorkspaceView,
  setup: Setup,
  command: CreateCommand,
  card: Card,
  fields: Fields,
): { readonly made: ContactToMake | undefined } | Refusal {
  const { kind } = card;
  if (kind === "contact" || setup.businessRelationCodes[kind] === "") return { made: undefined };
  if (!setup.numberSeries.contact) return refuse(409, "setup.series", { params: { kind: "contact" } });
  if (!command.contact) return refuse(400, "contact.required", { field: "contact" });
  const made = contactOfCard(view, setup, { ...card, kind }, command.contact, fields);
  return isRefusal(made) ? made : { made };
}

export function decideCreate(view: WorkspaceView, command: CreateCommand, actor: Actor): Decision {
  const { kind } = command;
  if (!mayEdit(actor.role, kind)) return refuse(403, "perm.kind", { params: { kind } });
  if (view.card(command.cardId)) return refuse(409, "card.exists");

  const given = kind === "contact" ? withDefaults(view.setup, command.fields) : command.fields;
  const read = readFields(kind, referencesToday(view, given), "");
  if (isRefusal(read)) return read;
  const named = kind === "contact" && command.contactType === "person" ? withPersonName(read.fields) : read;
  if (isRefusal(named)) return named;
  const fields = withoutBlanks(named.fields);

  const numbered = numberFor(view, view.setup, kind, command.no);
  if (isRefusal(numbered)) return numbered;
  const card = newCard(view, command, numbered.no, fields);
  const along = alongWith(view, numbered.setup, command, card, fields);
  if (isRefusal(along)) return along;
  const { made } = along;
  const dangling = judgeReferences(view, card, fields, undefined);
  if (dangling) return refuseValue(dangling);

  // A person-type customer's contact is its primary contact (K1).
  const { contactName: _read, ...others } = fields;
  const values =
    kind === "customer" && made?.contact.type === "person" ? { ...others, primaryContactId: made.contact.id } : fields;
  const setup = made?.setup ?? numbered.setup;
  return {
    ok: true,
    effects: [
      { type: "putCard", card },
      { type: "createDocument", documentId: card.commonDocumentId, role: "common", cardId: card.id },
      { type: "createDocument", documentId: card.cardDocumentId, role: "card", cardId: card.id },
      { type: "hold", documentId: card.commonDocumentId, cardId: card.id },
      ...(Object.keys(values).length > 0 ? [{ type: "setFields", cardId: card.id, fields: values } as const] : []),
      ...(made ? contactEffects(made) : []),
      ...(command.notes === undefined || command.notes === ""
        ? []
        : [{ type: "setNotes", cardId: card.id, text: command.notes } as const]),
      ...(setup === view.setup ? [] : [{ type: "putSetup", setup } as const]),
    ],
  };
}
