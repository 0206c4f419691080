/**
 * Change of type: a contact becomes a person, or a company.
 *
 * Shape    the contact's row, its customer's row (which has its type), and the fields that only one of the types has.
 * Not      possible for a company while something of it needs a company.
 * Source   rules H1, H5, K1
 *
 * @module
 */
import type { Card } from "../card.ts";
import type { ChangeTypeCommand, Fields } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import { companyEdits, heirOf } from "../inheritance.ts";
import { splitName } from "../person-name.ts";
import { mayEdit } from "../role.ts";
import { isEmptyValue } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { withoutBlanks } from "./fields.ts";
import { findCard, isRefusal, liveCardOfKind, textValue, type Refusal } from "./refusal.ts";

function refusePerson(view: WorkspaceView, company: Card): Refusal | undefined {
  const field = "type";
  const persons = view.personsOf(company.id).length;
  if (persons > 0) return refuse(409, "type.persons", { field, params: { n: persons } });
  if (view.relationsOf(company.id).length > 0) return refuse(409, "type.relations", { field });
  if (!isEmptyValue(view.value(company.id, "currencyCode"))) return refuse(409, "type.currency", { field });
  if (!isEmptyValue(view.value(company.id, "vatRegistrationNo"))) return refuse(409, "type.vat", { field });
  return undefined;
}

const parts = ["firstName", "middleName", "surname"] as const;

/** What a person has as such goes: its company, with what it showed of it as its own (H1), and the parts of its name. */
function fieldsOfCompany(view: WorkspaceView, person: Card): Fields {
  const named = [...parts, "companyId"].filter((field) => !isEmptyValue(view.value(person.id, field) ?? ""));
  return { ...companyEdits(heirOf(view, person), undefined), ...Object.fromEntries(named.map((field) => [field, ""])) };
}

export function decideChangeType(view: WorkspaceView, command: ChangeTypeCommand, actor: Actor): Decision {
  const contact = liveCardOfKind(view, command.cardId, "contact", "cardId");
  if (isRefusal(contact)) return contact;
  if (!mayEdit(actor.role, "contact")) return refuse(403, "perm.kind", { params: { kind: "contact" } });
  const { contactType: type } = command;
  if ((contact.type ?? "company") === type) return { ok: true, effects: [] };
  const refusal = type === "person" ? refusePerson(view, contact) : undefined;
  if (refusal) return refusal;

  const { companyId: _left, ...row } = contact;
  const name = { ...splitName(textValue(view.value(contact.id, "name"))) };
  const fields = type === "person" ? withoutBlanks(name) : fieldsOfCompany(view, contact);
  const customers = view.relationsOf(contact.id).flatMap((relation) => {
    const card = findCard(view, relation.cardId);
    return card?.kind === "customer" ? [card] : [];
  });
  return {
    ok: true,
    effects: [
      { type: "putCard", card: { ...row, type } },
      ...customers.map((card): Effect => ({ type: "putCard", card: { ...card, type } })),
      ...(Object.keys(fields).length > 0 ? [{ type: "setFields", cardId: contact.id, fields } as const] : []),
    ],
  };
}
