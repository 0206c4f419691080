/**
 * Kinds and relations, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const commands = "packages/model/src/commands";
const [k1, k2, k3, k4, k5, k6] = [of("K1"), of("K2"), of("K3"), of("K4"), of("K5"), of("K6")];

export const kindMutations: readonly Mutation[] = [
  k1(
    "a new customer has no type",
    `${commands}/create.ts`,
    `(kind === "contact" || kind === "customer") && { type: command.contactType ?? "company" }`,
    `kind === "contact" && { type: command.contactType ?? "company" }`,
  ),
  k1(
    "a customer made from a contact is a company",
    `${commands}/create-from-contact.ts`,
    `{ type: contact.type ?? "company" }`,
    `{ type: "company" as const }`,
  ),
  k1(
    "a contact made from a customer is a company",
    `${commands}/create.ts`,
    `card.kind === "customer" ? (card.type ?? "company") : "company"`,
    `"company"`,
  ),
  k1(
    "a linked customer keeps its type",
    `${commands}/link.ts`,
    `...(kind === "customer" && { type: contact.type ?? "company" }),`,
    ``,
  ),
  k1(
    "a customer keeps its type when its contact's changes",
    `${commands}/change-type.ts`,
    `...customers.map((card): Effect => ({ type: "putCard", card: { ...card, type } })),`,
    ``,
  ),
  k1(
    "a person made along is not primary",
    `${commands}/create.ts`,
    `kind === "customer" && made?.contact.type === "person"`,
    `made?.contact.type === undefined && made !== undefined`,
  ),
  k1(
    "a person linked is not primary",
    `${commands}/primary-contact.ts`,
    `return [{ type: "setFields", cardId: card.id, fields: { primaryContactId: contactId } }];`,
    `return contactId === undefined ? [] : [];`,
  ),
  k1(
    "a person's customer may name nobody",
    "packages/model/src/reference.ts",
    `return problem("primaryContactId", "primary.person");`,
    `return undefined;`,
  ),
  k1(
    "what a room clears stays cleared",
    "server/src/workspace/references.ts",
    `if (byType !== undefined && byType !== value) {`,
    `if (byType !== undefined && byType === value) {`,
  ),
  k1(
    "a customer linked to a person goes on naming somebody else",
    `${commands}/primary-contact.ts`,
    `if (named === contactId || !(isOwnOfPerson || isEmptyValue(named))) return [];`,
    `if (!isEmptyValue(named)) return [];`,
  ),
  k2(
    "a contact may have two cards of a kind, as far as the rules go",
    `${commands}/hub.ts`,
    `if (standing) return refuseExisting(view, holder, standing.cardId);`,
    ``,
  ),
  k2(
    "a card may be linked to two contacts, as far as the rules go",
    `${commands}/link.ts`,
    `if (standing) return refuseExisting(view, card, standing.contactId);`,
    ``,
  ),
  k2(
    "a second contact may be made for a card, as far as the rules go",
    `${commands}/create-contact-from-card.ts`,
    `if (standing) return refuseExisting(view, card, standing.contactId);`,
    ``,
  ),
  k3(
    "a relation carries its kind instead of the code",
    `${commands}/hub.ts`,
    `return { contact, code };`,
    `return { contact, code: kind };`,
  ),
  k3(
    "a contact made along is related without the code",
    `${commands}/create.ts`,
    `code: setup.businessRelationCodes[card.kind],`,
    `code: "",`,
  ),
  k4(
    "a company may belong to a company",
    "packages/model/src/reference.ts",
    `if (card.type !== "person") return problem("companyId", "company.type");`,
    ``,
  ),
  k4(
    "a person may belong to anything",
    "packages/model/src/reference.ts",
    `if (company?.type !== "company" || company.id === card.id) return problem("companyId", "company.unknown");`,
    ``,
  ),
  k4(
    "a deleted company may be joined",
    "packages/model/src/reference.ts",
    `card?.kind === "contact" && card.deletedAtMs === undefined ? card : undefined`,
    `card?.kind === "contact" ? card : undefined`,
  ),
  k5(
    "a person does not show its company's relations",
    "packages/model/src/card.ts",
    ` || relation.contactId === contact.companyId`,
    ``,
  ),
  k5(
    "several relations show as one",
    "packages/model/src/card.ts",
    `return kinds.size > 1 ? "multiple" : only;`,
    `return only;`,
  ),
  k6(
    "a number may be typed twice, as far as the rules go",
    `${commands}/numbering.ts`,
    `if (!view.isNumberTaken(kind, no)) return { no, setup };`,
    `return { no, setup };`,
  ),
  k6(
    "a number that a card had is given to another",
    "server/src/store/sqlite-reads.ts",
    `OR EXISTS (SELECT 1 FROM former_number WHERE workspace = ?1 AND kind = ?2 AND no = ?3)`,
    ``,
  ),
  k6(
    "cards are not renumbered",
    `${commands}/renumber.ts`,
    `effects: [{ type: "putCard", card: { ...card, no } }]`,
    `effects: []`,
  ),
  k6(
    "a renumbered card leaves those it is related to",
    `${commands}/renumber.ts`,
    `effects: [{ type: "putCard", card: { ...card, no } }]`,
    `effects: [\n      { type: "putCard", card: { ...card, no } },\n      ...view.relationsOf(card.id).map((relation) => ({ type: "removeRelation", relation }) as const),\n    ]`,
  ),
];
