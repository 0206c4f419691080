/**
 * Company and person, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const model = "packages/model/src";
const [h1, h2, h3, h4, h5] = [of("H1"), of("H2"), of("H3"), of("H4"), of("H5")];

export const personMutations: readonly Mutation[] = [
  h1(
    "joining clears nothing of the switched fields",
    `${model}/inheritance.ts`,
    `switchedFields.filter((field) => switches[field]);`,
    `switchedFields.filter((field) => switches[field] && field.length > 99);`,
  ),
  h1(
    "joining clears also what is switched off",
    `${model}/inheritance.ts`,
    `switchedFields.filter((field) => switches[field]);`,
    `switchedFields.filter((field) => switches[field] || !switches[field]);`,
  ),
  h1(
    "the previous company's address stays",
    `${model}/inheritance.ts`,
    `if (switches.address && addressBlock.every(isPrevious)) cleared.push(...addressBlock);`,
    ``,
  ),
  h1(
    "an address of the person's own is cleared",
    `${model}/inheritance.ts`,
    `switches.address && addressBlock.every(isPrevious)`,
    `switches.address`,
  ),
  h1(
    "the previous company's phone stays",
    `${model}/inheritance.ts`,
    `if (switches.communication) cleared.push(...communicationFields.filter(isPrevious));`,
    ``,
  ),
  h1(
    "a phone of the person's own is cleared",
    `${model}/inheritance.ts`,
    `communicationFields.filter(isPrevious)`,
    `communicationFields`,
  ),
  h1(
    "leaving writes nothing",
    `${model}/inheritance.ts`,
    `if (!next) return inheritedValues(before);`,
    `if (!next) return {};`,
  ),
  h1(
    "what is given along with the move does not hold",
    "server/src/workspace/company.ts",
    `return { ...edits, ...withAddressBlock({ ...heir, own, company }, fields) };`,
    `return { ...withAddressBlock({ ...heir, own, company }, fields), ...edits };`,
  ),
  h1(
    "a person with relations of its own inherits",
    `${model}/inheritance.ts`,
    `return isPerson && relations.every((relation) => relation.contactId !== card.id) ? card.companyId : undefined;`,
    `return isPerson && relations.every((relation) => relation.contactId !== "") ? card.companyId : undefined;`,
  ),
  h2(
    "the company's value goes before the person's own",
    `${model}/inheritance.ts`,
    `(isInBlock(field) ? isOwnAddress : !isEmptyValue(own(field)))`,
    `isOwnAddress === undefined`,
  ),
  h2(
    "a blank field stays blank",
    `${model}/inheritance.ts`,
    `if (value !== undefined && !isEmptyValue(value)) inherited[field] = value;`,
    `if (value !== undefined && isEmptyValue(value)) inherited[field] = value;`,
  ),
  h2(
    "it is not said from whom",
    "server/src/workspace/card-view.ts",
    `Object.fromEntries(fields.map((field) => [field, company.id]))`,
    `Object.fromEntries(fields.map((field) => [field, ""]))`,
  ),
  h2(
    "half of an address is inherited",
    `${model}/inheritance.ts`,
    `(isInBlock(field) ? isOwnAddress : !isEmptyValue(own(field)))`,
    `(isOwnAddress ? !isEmptyValue(own(field)) : !isEmptyValue(own(field)))`,
  ),
  h2(
    "an open card does not see the company change",
    "packages/engine/src/followed-card.ts",
    `if (hadContent && seen.length > 0) this.#changed(new Set(seen));`,
    ``,
  ),
  h3(
    "an edit of a person is its company's",
    "server/src/workspace/edit.ts",
    `const { card, effects } = renumbered;`,
    `const { effects, card: person } = renumbered;\n  const [boss] = person.companyId === undefined ? [] : await rows.cardsById([person.companyId]);\n  const card = boss ?? person;`,
  ),
  h4(
    "anybody may be the primary contact",
    `${model}/reference.ts`,
    `primary && hubId !== undefined && (primary.id === hubId || primary.companyId === hubId)`,
    `primary`,
  ),
  h4("a company's person may not be", `${model}/reference.ts`, ` || primary.companyId === hubId)`, `)`),
  h4("the contact itself may not be", `${model}/reference.ts`, `(primary.id === hubId || `, `(`),
  h4(
    "a deleted person may be",
    `${model}/reference.ts`,
    `card?.kind === "contact" && card.deletedAtMs === undefined ? card : undefined`,
    `card?.kind === "contact" ? card : undefined`,
  ),
  h4(
    "its name does not show",
    "server/src/workspace/card-view.ts",
    `return read ? { ...json, contactName: read.name, inherited: { contactName: read.cardId } } : json;`,
    `return json;`,
  ),
  h4(
    "a card is not found by its name",
    "server/src/store/sqlite-card-lists.ts",
    `if (hasPrimary) found.push(isNameOf("named", term));`,
    ``,
  ),
  h4(
    "a text under the name that is read can be written",
    `${model}/contact-name.ts`,
    `return { problem: { code: "primary.name", field: "contactName", params: { name: read.name } } };`,
    `return { fields: edit };`,
  ),
  h4(
    "an open card does not follow the name",
    "packages/engine/src/card-content.ts",
    `? readPrimary(context.primary, row, context)`,
    `? nothingRead`,
  ),
  h4(
    "a room that clears the contact leaves the name",
    "server/src/workspace/references.ts",
    `change(transaction, card, { contactName: "" }, by);`,
    ``,
  ),
  h5(
    "a company with persons becomes a person",
    `${model}/commands/change-type.ts`,
    `if (persons > 0) return refuse(409, "type.persons", { field, params: { n: persons } });`,
    ``,
  ),
  h5(
    "a company with relations becomes a person",
    `${model}/commands/change-type.ts`,
    `if (view.relationsOf(company.id).length > 0) return refuse(409, "type.relations", { field });`,
    ``,
  ),
  h5(
    "a company with a currency becomes a person",
    `${model}/commands/change-type.ts`,
    `if (!isEmptyValue(view.value(company.id, "currencyCode"))) return refuse(409, "type.currency", { field });`,
    ``,
  ),
  h5(
    "a company with a VAT number becomes a person",
    `${model}/commands/change-type.ts`,
    `if (!isEmptyValue(view.value(company.id, "vatRegistrationNo"))) return refuse(409, "type.vat", { field });`,
    ``,
  ),
  h5(
    "a new company stays in its company",
    `${model}/commands/change-type.ts`,
    `: fieldsOfCompany(view, contact);`,
    `: withoutBlanks(fieldsOfCompany(view, contact));`,
  ),
  h5(
    "a new company loses what it showed of its company",
    `${model}/commands/change-type.ts`,
    `...companyEdits(heirOf(view, person), undefined), `,
    ``,
  ),
  h5(
    "its customer stays a person",
    `${model}/commands/change-type.ts`,
    `...customers.map((card): Effect => ({ type: "putCard", card: { ...card, type } })),`,
    ``,
  ),
];
