/**
 * Which contact takes a new relation, and what speaks against it.
 *
 * Shape    the hub and the relation code, or the refusal of L1.
 * Not      the card's side of it: a card to link is judged in `link.ts`.
 * Source   rules K2, L1, L8, S1
 *
 * @module
 */
import type { Card } from "../card.ts";
import { refuse } from "../decision.ts";
import type { CardId } from "../id.ts";
import type { RelatedKind } from "../kind.ts";
import { mayLink } from "../role.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { cardLabel, findCard, isRefusal, liveContact, type Refusal } from "./refusal.ts";

export interface Hub {
  /** The contact, or the company of a person who has one. */
  readonly contact: Card;
  readonly code: string;
}

/** A relation that stands in the way, with both sides named. */
export function refuseExisting(view: WorkspaceView, subject: Card, otherId: CardId): Refusal {
  const other = view.card(otherId);
  return refuse(409, "link.exists", {
    params: {
      a: cardLabel(view, subject),
      b: other ? cardLabel(view, other) : otherId,
      cardId: otherId,
      ...(other && { no: other.no, kind: other.kind }),
    },
  });
}

/** Whether a contact (or its company) may be given a card of the kind. */
export function hubFor(view: WorkspaceView, contactId: CardId, kind: RelatedKind, actor: Actor): Hub | Refusal {
  if (!mayLink(actor.role, kind)) return refuse(403, "perm.link", { params: { kind } });
  const chosen = liveContact(view, contactId, "contactId");
  if (isRefusal(chosen)) return chosen;
  const code = view.setup.businessRelationCodes[kind];
  if (code === "") return refuse(409, "link.setup", { params: { kind } });
  const company = chosen.companyId === undefined ? undefined : findCard(view, chosen.companyId);
  const contact = company ?? chosen;
  if (contact.type === "person" && kind !== "customer") return refuse(409, "link.typePerson", { params: { kind } });
  for (const blocked of [chosen, contact])
    if (view.value(blocked.id, "privacyBlocked") === true)
      return refuse(409, "link.privacyBlocked", { params: { a: cardLabel(view, blocked) } });
  // A person may have a relation of its own from before it joined the company: that one is in the way too.
  for (const holder of [contact, chosen]) {
    const standing = view.relationsOf(holder.id).find((relation) => relation.kind === kind);
    if (standing) return refuseExisting(view, holder, standing.cardId);
  }
  return { contact, code };
}
