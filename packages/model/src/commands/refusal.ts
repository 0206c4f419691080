/**
 * Steps of a decision that may refuse the command, and the look-ups they share.
 *
 * Shape    a step answers its value or a {@link Refusal}; `isRefusal` tells them apart.
 * Not      the rules of one command.
 *
 * @module
 */
import type { Card } from "../card.ts";
import { refuse, type Decision } from "../decision.ts";
import type { CardId } from "../id.ts";
import type { CardKind, RelatedKind } from "../kind.ts";
import { isRelatedKind } from "../kind.ts";
import type { Scalar } from "../value.ts";
import type { WorkspaceView } from "../view.ts";

export type Refusal = Decision & { readonly ok: false };

export const isRefusal = (step: object): step is Refusal => "ok" in step && step.ok === false;

export const textValue = (value: Scalar | undefined): string => (typeof value === "string" ? value : "");

/** A card as people name it: number and name. */
export const cardLabel = (view: WorkspaceView, card: Card): string =>
  `${card.no} ${textValue(view.value(card.id, "name"))}`.trim();

/** A card that is there and not deleted. */
export function findCard(view: WorkspaceView, id: CardId): Card | undefined {
  const card = view.card(id);
  return card && card.deletedAtMs === undefined ? card : undefined;
}

/** The card that the id stands for today: the contact it was joined into, and so on. */
export function cardToday(view: WorkspaceView, id: CardId): Card | undefined {
  let card = view.card(id);
  while (card?.mergedInto !== undefined && card.deletedAtMs !== undefined) card = view.card(card.mergedInto);
  return card;
}

/** A contact that is there, under its id or one that was joined into it. */
export function liveContact(view: WorkspaceView, id: CardId, field: string): Card | Refusal {
  const card = cardToday(view, id);
  return card?.kind === "contact" && card.deletedAtMs === undefined ? card : refuse(404, "card.notFound", { field });
}

export function liveCard(view: WorkspaceView, id: CardId, field: string): Card | Refusal {
  return findCard(view, id) ?? refuse(404, "card.notFound", { field });
}

export function liveCardOfKind(view: WorkspaceView, id: CardId, kind: CardKind, field: string): Card | Refusal {
  const card = findCard(view, id);
  return card?.kind === kind ? card : refuse(404, "card.notFound", { field });
}

/** A card that can be related to a contact. */
export function liveRelatedCard(
  view: WorkspaceView,
  id: CardId,
  field: string,
): { readonly card: Card; readonly kind: RelatedKind } | Refusal {
  const card = findCard(view, id);
  if (!card) return refuse(404, "card.notFound", { field });
  return isRelatedKind(card.kind) ? { card, kind: card.kind } : refuse(422, "link.kind", { field });
}
