/**
 * Link an existing card to a contact: the card moves into the contact's document.
 *
 * Shape    a choice for every common field of the card's kind, the holds that follow, the relation.
 * Not      the writing of values: the document layer does it by the choices.
 * Source   rules L1 to L4, L6
 *
 * @module
 */
import type { Card, LinkUndo } from "../card.ts";
import type { LinkCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect, Side } from "../effect.ts";
import { completePersonName } from "../person-name.ts";
import { commonFieldsOfKind, fieldSpec } from "../schema.ts";
import { searchNameOf } from "../search-name.ts";
import { emptyValue, type Scalar } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { hubFor, refuseExisting } from "./hub.ts";
import { primaryBefore, primaryEffects } from "./primary-contact.ts";
import { isRefusal, liveRelatedCard, textValue } from "./refusal.ts";

/** What each side shows that the other side's value takes the place of. */
function replacedValues(
  view: WorkspaceView,
  contact: Card,
  card: Card,
  choices: Readonly<Record<string, Side>>,
): Pick<LinkUndo, "contact" | "card"> {
  const replaced: Record<Side, Record<string, Scalar>> = { contact: {}, card: {} };
  for (const [field, side] of Object.entries(choices)) {
    const spec = fieldSpec(card.kind, field);
    if (!spec) continue;
    const here = view.value(contact.id, field) ?? emptyValue(spec);
    const there = view.value(card.id, field) ?? emptyValue(spec);
    if (here !== there) replaced[side === "card" ? "contact" : "card"][field] = side === "card" ? here : there;
  }
  return replaced;
}

/** Whether a search name would hold that only repeats the name which gives way: it is nobody's own, and follows the name that holds. */
function repeatsOtherName(
  view: WorkspaceView,
  contact: Card,
  card: Card,
  { name, searchName }: Readonly<Record<string, Side>>,
): boolean {
  if (name === searchName) return false;
  const side = searchName === "card" ? card : contact;
  const held = view.value(side.id, "searchName") ?? "";
  return held !== "" && held === searchNameOf(view.value(side.id, "name"));
}

export function decideLink(view: WorkspaceView, command: LinkCommand, actor: Actor): Decision {
  const found = liveRelatedCard(view, command.cardId, "cardId");
  if (isRefusal(found)) return found;
  const { card, kind } = found;
  const hub = hubFor(view, command.contactId, kind, actor);
  if (isRefusal(hub)) return hub;
  const { contact } = hub;
  const [standing] = view.relationsOf(card.id);
  if (standing) return refuseExisting(view, card, standing.contactId);
  if (view.relation(command.relationId)) return refuse(409, "relation.exists");

  const shared = commonFieldsOfKind(kind);
  const chosen = command.fields ?? {};
  const unknown = Object.keys(chosen).find((field) => !shared.includes(field));
  if (unknown !== undefined) return refuse(422, "field.unknown", { field: unknown, params: { kind, name: unknown } });
  const sides: Record<string, Side> = Object.fromEntries(
    shared.map((field) => [field, chosen[field] ?? command.master]),
  );
  const isRepeated = chosen["searchName"] === undefined && repeatsOtherName(view, contact, card, sides);
  const choices: Record<string, Side> = isRepeated ? { ...sides, searchName: "contact" } : sides;
  const searchName = isRepeated ? textValue(view.value(contact.id, "searchName")) : "";

  const replaced = replacedValues(view, contact, card, choices);
  const from = card.commonDocumentId;
  const into = contact.commonDocumentId;
  const isPerson = contact.type === "person";
  const name = textValue(view.value(choices["name"] === "card" ? card.id : contact.id, "name"));
  const { name: _shared, ...parts } = completePersonName({ name });
  const isNamedAnew = isPerson && choices["name"] === "card";
  const primary = isPerson ? primaryEffects(view, card, contact.id, true) : [];
  const follow: readonly Effect[] = [
    ...(isNamedAnew ? [{ type: "setFields", cardId: contact.id, fields: parts } as const] : []),
    ...primary,
  ];
  const partsBefore = Object.fromEntries(Object.keys(parts).map((part) => [part, view.value(contact.id, part) ?? ""]));
  const undo: LinkUndo = {
    linkedAtMs: view.nowMs,
    documentId: from,
    ...(card.type !== undefined && { type: card.type }),
    contact: { ...replaced.contact, ...(searchName !== "" && { searchName }), ...(isNamedAnew && partsBefore) },
    card: replaced.card,
    ...(primary.length > 0 && primaryBefore(view, card)),
  };
  return {
    ok: true,
    effects: [
      // Before the link: what is set after it keeps the link from being undone.
      ...(searchName === "" ? [] : [{ type: "setFields", cardId: contact.id, fields: { searchName: "" } } as const]),
      { type: "link", from, into, cardId: card.id, choices },
      { type: "release", documentId: from, cardId: card.id },
      { type: "hold", documentId: into, cardId: card.id },
      {
        type: "putCard",
        card: {
          ...card,
          commonDocumentId: into,
          ...(kind === "customer" && { type: contact.type ?? "company" }),
        },
      },
      {
        type: "putRelation",
        relation: { id: command.relationId, contactId: contact.id, cardId: card.id, kind, code: hub.code, undo },
      },
      ...follow,
    ],
  };
}
