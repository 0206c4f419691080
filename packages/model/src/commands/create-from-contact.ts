/**
 * Create from a contact: a customer, vendor or bank account that holds the contact's common document from the start.
 *
 * Shape    the new card's row, its card document, a hold on the shared document, the relation, template values.
 * Not      posting data: it is filled in on the new card (F5).
 * Source   rules L8, L9, K1
 *
 * @module
 */
import type { Card } from "../card.ts";
import type { CreateFromContactCommand, Fields } from "../command.ts";
import { refuse, refuseValue, type Decision } from "../decision.ts";
import { judgeReferences, referencesToday } from "../reference.ts";
import { documentRole } from "../schema.ts";
import { fittingTemplates, type CardTemplate } from "../setup.ts";
import { isEmptyValue } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { readFields } from "./fields.ts";
import { hubFor } from "./hub.ts";
import { numberFor } from "./numbering.ts";
import { isRefusal, textValue, type Refusal } from "./refusal.ts";

/** The one that was asked for, the only one that fits, or none; several ask (L9). */
function templateFor(
  view: WorkspaceView,
  command: CreateFromContactCommand,
  contact: Card,
): { readonly template: CardTemplate | undefined } | Refusal {
  const fitting = fittingTemplates(view.setup.cardTemplates, command.kind, contact.type ?? "company");
  const code = (command.templateCode ?? "").trim().toUpperCase();
  if (code !== "") {
    const template = fitting.find((candidate) => candidate.code === code);
    return template ? { template } : refuse(422, "template.unknown", { field: "templateCode", params: { code } });
  }
  if (fitting.length > 1)
    return refuse(409, "template.ambiguous", {
      field: "templateCode",
      params: { codes: fitting.map((template) => template.code).join(", ") },
    });
  return { template: fitting[0] };
}

export function decideCreateFromContact(
  view: WorkspaceView,
  command: CreateFromContactCommand,
  actor: Actor,
): Decision {
  const { kind } = command;
  const hub = hubFor(view, command.contactId, kind, actor);
  if (isRefusal(hub)) return hub;
  const { contact } = hub;
  if (view.card(command.cardId)) return refuse(409, "card.exists");
  if (view.relation(command.relationId)) return refuse(409, "relation.exists");

  const shown = (field: string) => view.value(contact.id, field);
  const read = readFields(kind, referencesToday(view, command.fields ?? {}), textValue(shown("countryCode")));
  if (isRefusal(read)) return read;
  const chosen = templateFor(view, command, contact);
  if (isRefusal(chosen)) return chosen;
  const numbered = numberFor(view, view.setup, kind, command.no);
  if (isRefusal(numbered)) return numbered;

  const card: Card = {
    id: command.cardId,
    kind,
    no: numbered.no,
    ...(kind === "customer" && { type: contact.type ?? "company" }),
    commonDocumentId: contact.commonDocumentId,
    cardDocumentId: command.cardDocumentId,
    createdAtMs: view.nowMs,
  };
  // Template values fill blanks only; of the shared fields, those that are blank on the contact.
  const isShared = (field: string): boolean => documentRole(kind, field) === "common";
  const filled: Fields = Object.fromEntries(
    Object.entries(chosen.template?.fields ?? {}).filter(
      ([field, value]) => !isEmptyValue(value) && !(isShared(field) && !isEmptyValue(shown(field))),
    ),
  );
  const primaryId =
    textValue(read.fields["primaryContactId"]) || (kind === "customer" && contact.type === "person" ? contact.id : "");
  const { contactName = "", ...given }: Fields = { ...filled, ...read.fields };
  const values: Fields = { ...given, ...(primaryId === "" ? { contactName } : { primaryContactId: primaryId }) };
  const dangling = judgeReferences(view, card, values, contact.id);
  if (dangling) return refuseValue(dangling);
  // An explicit blank clears what the contact shares; on the new card's own fields it says nothing.
  const fields = Object.fromEntries(
    Object.entries(values).filter(([field, value]) => !isEmptyValue(value) || isShared(field)),
  );

  return {
    ok: true,
    effects: [
      { type: "putCard", card },
      { type: "createDocument", documentId: card.cardDocumentId, role: "card", cardId: card.id },
      { type: "hold", documentId: card.commonDocumentId, cardId: card.id },
      {
        type: "putRelation",
        relation: { id: command.relationId, contactId: contact.id, cardId: card.id, kind, code: hub.code },
      },
      ...(Object.keys(fields).length > 0 ? [{ type: "setFields", cardId: card.id, fields } as const] : []),
      ...(numbered.setup === view.setup ? [] : [{ type: "putSetup", setup: numbered.setup } as const]),
    ],
  };
}
