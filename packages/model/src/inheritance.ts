/**
 * What a person shows of its company: read, never copied.
 *
 * Shape    pure. A field inherits while the person's own value is blank and set-up says so; the address is one block, which inherits
 *          while all of it is blank. There is no flag to fall out of step: clearing a hand edit inherits again.
 * Not      a change of the company: a person's edit never touches its company's cards (H3).
 * Source   rules H1, H2, S5; docs/decisions/0007-blank-inherits.md
 *
 * @module
 */
import type { Card, Relation } from "./card.ts";
import type { Fields } from "./command.ts";
import { fieldSpec } from "./schema.ts";
import type { CardId } from "./id.ts";
import type { Setup } from "./setup.ts";
import { emptyValue, isEmptyValue, sameMeaning, type Scalar } from "./value.ts";
import type { WorkspaceView } from "./view.ts";

/** Each by a switch of its own name. */
export const switchedFields = [
  "salespersonCode",
  "territoryCode",
  "countryCode",
  "languageCode",
  "formatRegion",
] as const;
/** Inherited as a whole or not at all: half of one address and half of another is none. */
export const addressBlock = ["address", "address2", "postCode", "city", "county"] as const;
/** Each by itself, under one switch. */
export const communicationFields = ["phoneNo", "mobilePhoneNo", "faxNo", "email", "homePage"] as const;

/** The value a card shows or has; `undefined` where there is none. */
export type ValueOf = (field: string) => Scalar | undefined;
export type InheritanceSwitches = Setup["inheritance"];

/** A person, as far as inheriting goes. */
export interface Heir {
  /** Values of the person's own. */
  readonly own: ValueOf;
  /** What the company shows; `undefined`: the person inherits from nobody. */
  readonly company: ValueOf | undefined;
  readonly switches: InheritanceSwitches;
}

const blank = (field: string): Scalar => {
  const spec = fieldSpec("contact", field);
  return spec ? emptyValue(spec) : "";
};
const isSame = (field: string, a: Scalar | undefined, b: Scalar | undefined): boolean =>
  sameMeaning(field, a ?? blank(field), b ?? blank(field));

const isInBlock = (field: string): boolean => addressBlock.some((name) => name === field);

/** Whether the field can be inherited at all, as set-up stands. */
export function isInheritable(field: string, switches: InheritanceSwitches): boolean {
  const switched = switchedFields.find((name) => name === field);
  if (switched) return switches[switched];
  if (isInBlock(field)) return switches.address;
  return switches.communication && communicationFields.some((name) => name === field);
}

/**
 * The company a card may inherit from: a person's, unless the person has relations of its own (its values are then shared with
 * those cards).
 */
export function inheritsFrom(
  card: Pick<Card, "id" | "kind" | "type" | "companyId">,
  relations: readonly Pick<Relation, "contactId">[],
): Card["companyId"] {
  const isPerson = card.kind === "contact" && card.type === "person";
  return isPerson && relations.every((relation) => relation.contactId !== card.id) ? card.companyId : undefined;
}

/** The company, where a person can belong to it: there, and a company. */
export function liveCompany(view: WorkspaceView, id: CardId | undefined): Card | undefined {
  const card = id === undefined ? undefined : view.card(id);
  return card?.type === "company" && card.kind === "contact" && card.deletedAtMs === undefined ? card : undefined;
}

/** @param companyId read instead of the row's, where the row does not say it yet */
export function heirOf(
  view: WorkspaceView,
  card: Pick<Card, "id" | "kind" | "type" | "companyId">,
  companyId: CardId | undefined = card.companyId,
): Heir {
  const { companyId: _rows, ...rest } = card;
  const person = companyId === undefined ? rest : { ...rest, companyId };
  const company = liveCompany(view, inheritsFrom(person, view.relationsOf(card.id)));
  return {
    own: (field) => view.value(card.id, field),
    company: company && ((field) => view.value(company.id, field)),
    switches: view.setup.inheritance,
  };
}

/** What the person shows, own or inherited. */
export function shownWith(heir: Heir): ValueOf {
  const inherited = inheritedValues(heir);
  return (field) => inherited[field] ?? heir.own(field);
}

/** The values a person shows that are its company's; fields in which both are blank are left out. */
export function inheritedValues({ own, company, switches }: Heir): Fields {
  if (!company) return {};
  const isOwnAddress = addressBlock.some((field) => !isEmptyValue(own(field)));
  const inherited: Record<string, Scalar> = {};
  for (const field of [...switchedFields, ...addressBlock, ...communicationFields]) {
    if (!isInheritable(field, switches) || (isInBlock(field) ? isOwnAddress : !isEmptyValue(own(field)))) continue;
    const value = company(field);
    if (value !== undefined && !isEmptyValue(value)) inherited[field] = value;
  }
  return inherited;
}

/**
 * What joining, changing or leaving a company does to a person's own values (H1).
 *
 * Joining clears the fields that have a switch each, the address where it is the previous company's, and each way to reach the
 * person that is the previous company's. Leaving writes what was inherited as the person's own.
 *
 * @param next what the new company shows; `undefined`: the person belongs to none
 */
export function companyEdits(before: Heir, next: ValueOf | undefined): Fields {
  if (!next) return inheritedValues(before);
  const { own, company: previous, switches } = before;
  const isPrevious = (field: string): boolean => previous !== undefined && isSame(field, own(field), previous(field));
  const cleared: string[] = switchedFields.filter((field) => switches[field]);
  if (switches.address && addressBlock.every(isPrevious)) cleared.push(...addressBlock);
  if (switches.communication) cleared.push(...communicationFields.filter(isPrevious));
  return Object.fromEntries(cleared.filter((field) => !isEmptyValue(own(field))).map((field) => [field, blank(field)]));
}

/**
 * What else an edit sets so that the address stays one block: editing an inherited one makes all of it the person's own; where
 * clearing a part leaves nothing but the company's, all of it inherits again.
 *
 * @returns the edit, completed
 */
export function withAddressBlock(heir: Heir, edit: Fields): Fields {
  const { own, company, switches } = heir;
  const edited = addressBlock.filter((field) => edit[field] !== undefined);
  if (!company || !switches.address || edited.length === 0) return edit;
  const hadOwn = addressBlock.some((field) => !isEmptyValue(own(field)));
  const isFilled = edited.some((field) => !isEmptyValue(edit[field]));
  if (!hadOwn) {
    const rest = addressBlock.filter((field) => edit[field] === undefined && !isEmptyValue(company(field)));
    const whole = Object.fromEntries(rest.map((field) => [field, company(field) ?? blank(field)]));
    return isFilled ? { ...whole, ...edit } : edit;
  }
  const after = (field: string): Scalar | undefined => edit[field] ?? own(field);
  const isCompanys = addressBlock.every(
    (field) => isEmptyValue(after(field)) || isSame(field, after(field), company(field)),
  );
  if (isFilled || !isCompanys) return edit;
  const left = addressBlock.filter((field) => !isEmptyValue(own(field)));
  return { ...edit, ...Object.fromEntries(left.map((field) => [field, blank(field)])) };
}
