/**
 * Create a contact from a customer, vendor or bank account that has none.
 *
 * Shape    the contact holds the card's common document; a person-type customer gets a person, every other card a company.
 * Not      many at once: callers send one command per card.
 * Source   rules L10, L11
 *
 * @module
 */
import type { CreateContactFromCardCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import { mayLink } from "../role.ts";
import type { Scalar } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { contactEffects, contactOfCard } from "./create.ts";
import { refuseExisting } from "./hub.ts";
import { isRefusal, liveRelatedCard } from "./refusal.ts";
import { primaryEffects } from "./primary-contact.ts";

export function decideCreateContactFromCard(
  view: WorkspaceView,
  command: CreateContactFromCardCommand,
  actor: Actor,
): Decision {
  const found = liveRelatedCard(view, command.cardId, "cardId");
  if (isRefusal(found)) return found;
  const { card, kind } = found;
  if (!mayLink(actor.role, kind)) return refuse(403, "perm.link", { params: { kind } });
  if (view.setup.businessRelationCodes[kind] === "") return refuse(409, "link.setup", { params: { kind } });
  const [standing] = view.relationsOf(card.id);
  if (standing) return refuseExisting(view, card, standing.contactId);

  const shown = (field: string): Record<string, Scalar> => {
    const value = view.value(card.id, field);
    return value === undefined ? {} : { [field]: value };
  };
  const ids = { cardId: command.contactId, cardDocumentId: command.cardDocumentId, relationId: command.relationId };
  const made = contactOfCard(view, view.setup, { ...card, kind }, ids, {
    ...shown("name"),
    ...(kind === "vendor" && shown("purchaserCode")),
    ...(kind === "bankAccount" && shown("ourContactCode")),
  });
  if (isRefusal(made)) return made;
  return {
    ok: true,
    effects: [
      ...contactEffects(made),
      ...(made.contact.type === "person" ? primaryEffects(view, card, made.contact.id, true) : []),
      { type: "putSetup", setup: made.setup },
    ],
  };
}
