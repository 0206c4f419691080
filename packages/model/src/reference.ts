/**
 * Fields that point at other cards: the company of a person, the primary contact of a customer or vendor.
 *
 * Shape    a problem, or nothing.
 * Not      part of `judgeValue`: the card pointed at may go away at the same time, which the steward must not punish.
 * Source   rules K1, K4, H4
 *
 * @module
 */
import type { Card } from "./card.ts";
import { cardToday } from "./commands/refusal.ts";
import type { CardId } from "./id.ts";
import { isCardId } from "./id.ts";
import type { KnownProblem } from "./problem.ts";
import { isEmptyValue, type Scalar } from "./value.ts";
import type { WorkspaceView } from "./view.ts";

const problem = (
  field: string,
  code: "company.unknown" | "company.type" | "primary.unrelated" | "primary.person",
): KnownProblem => ({ code, field });

function liveContact(view: WorkspaceView, value: Scalar | undefined): Card | undefined {
  const card = isCardId(value) ? view.card(value) : undefined;
  return card?.kind === "contact" && card.deletedAtMs === undefined ? card : undefined;
}

/** The contact a card is related to; a contact is its own. */
export const hubOf = (view: WorkspaceView, card: Pick<Card, "id" | "kind">): CardId | undefined =>
  card.kind === "contact" ? card.id : view.relationsOf(card.id)[0]?.contactId;

/** The contact of a person-type customer, which is its primary one whatever anybody sets (K1); `undefined` for any other card. */
export const primaryByType = (card: Pick<Card, "kind" | "type">, hubId: CardId | undefined): CardId | undefined =>
  card.kind === "customer" && card.type === "person" ? hubId : undefined;

/**
 * Whether the fields, were they set on the card, point at cards they may point at.
 *
 * @param hubId the contact the card is or will be related to
 */
export function judgeReferences(
  view: WorkspaceView,
  card: Pick<Card, "id" | "kind" | "type">,
  fields: Readonly<Record<string, Scalar>>,
  hubId: CardId | undefined = hubOf(view, card),
): KnownProblem | undefined {
  const companyId = fields["companyId"] ?? "";
  if (companyId !== "") {
    if (card.type !== "person") return problem("companyId", "company.type");
    const company = liveContact(view, companyId);
    if (company?.type !== "company" || company.id === card.id) return problem("companyId", "company.unknown");
  }
  const primaryId = fields["primaryContactId"] ?? "";
  if (primaryId !== "") {
    const primary = liveContact(view, primaryId);
    const belongs = primary && hubId !== undefined && (primary.id === hubId || primary.companyId === hubId);
    if (!belongs) return problem("primaryContactId", "primary.unrelated");
  } else if (fields["primaryContactId"] !== undefined && primaryByType(card, hubId) !== undefined) {
    if (!isEmptyValue(view.value(card.id, "primaryContactId"))) return problem("primaryContactId", "primary.person");
  }
  return undefined;
}

/** References to contacts that were joined into others name those: a command or an import may be older than the merge. */
export function referencesToday(
  view: WorkspaceView,
  fields: Readonly<Record<string, Scalar>>,
): Readonly<Record<string, Scalar>> {
  const today = ["companyId", "primaryContactId"].flatMap((field) => {
    const value = fields[field];
    const card = isCardId(value) ? cardToday(view, value) : undefined;
    return card && card.id !== value ? [[field, card.id] as const] : [];
  });
  return today.length === 0 ? fields : { ...fields, ...Object.fromEntries(today) };
}
