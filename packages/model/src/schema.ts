/**
 * The fields of all cards: one declarative table that everything else derives from.
 *
 * Shape    {@link FieldSpec}: which kinds have the field, whether related cards share it, its type and limit, and how
 *          loudly a conflict speaks up.
 * Not      `notes`: prose, a text of its own in the card document. Not the checks themselves: see `value.ts`.
 * Source   rules F1, F3, F7, X1 (a limit is the narrowest of all kinds, the same on every card)
 *
 * @module
 */
import { cardKinds, type CardKind } from "./kind.ts";
import { maxPictureLength } from "./picture.ts";

export type FieldType =
  | "text"
  | "code"
  | "country"
  | "phone"
  | "email"
  | "url"
  | "currency"
  | "language"
  | "vat"
  | "iban"
  | "bic"
  | "decimal"
  | "boolean"
  | "enumeration"
  | "cardId"
  | "image";

export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  /** Most characters; 0 where the type has no length of its own (boolean). */
  readonly max: number;
  /** `common` fields live in the document that related cards share, `private` ones in the card's own. */
  readonly scope: "common" | "private";
  readonly kinds: readonly CardKind[];
  /** `ask`: money or identity, somebody must choose; `quiet`: the newest is shown with a mark (F7). */
  readonly conflict: "ask" | "quiet";
  /** What an enumeration may hold besides blank; empty for other types. */
  readonly values: readonly string[];
  /** Meaningful on a person only. */
  readonly personOnly: boolean;
}

type Options = Partial<Pick<FieldSpec, "conflict" | "values" | "personOnly">>;

const field =
  (scope: FieldSpec["scope"]) =>
  (kinds: readonly CardKind[], name: string, type: FieldType, max: number, options: Options = {}): FieldSpec => ({
    name,
    type,
    max,
    scope,
    kinds,
    conflict: options.conflict ?? "quiet",
    values: options.values ?? [],
    personOnly: options.personOnly ?? false,
  });
const common = field("common");
const own = field("private");

const ask = { conflict: "ask" } as const;
const person = { personOnly: true } as const;
const noBank: readonly CardKind[] = ["contact", "customer", "vendor"];
const contact: readonly CardKind[] = ["contact"];
const parties: readonly CardKind[] = ["customer", "vendor"];
const customer: readonly CardKind[] = ["customer"];
const vendor: readonly CardKind[] = ["vendor"];
const bank: readonly CardKind[] = ["bankAccount"];

/** In the order in which a card shows them. */
const table: readonly FieldSpec[] = [
  common(cardKinds, "name", "text", 100, ask),
  common(cardKinds, "name2", "text", 50),
  common(cardKinds, "searchName", "code", 100),
  common(cardKinds, "address", "text", 100),
  common(cardKinds, "address2", "text", 50),
  common(cardKinds, "postCode", "code", 20),
  common(cardKinds, "city", "text", 30),
  common(cardKinds, "county", "text", 30),
  common(cardKinds, "countryCode", "country", 2),
  common(cardKinds, "phoneNo", "phone", 30),
  common(cardKinds, "mobilePhoneNo", "phone", 30),
  common(cardKinds, "faxNo", "phone", 30),
  common(cardKinds, "email", "email", 80),
  common(cardKinds, "homePage", "url", 255),
  common(cardKinds, "languageCode", "language", 10),
  common(cardKinds, "currencyCode", "currency", 10),
  common(cardKinds, "territoryCode", "code", 10),
  common(["contact", "customer"], "salespersonCode", "code", 20),
  common(noBank, "registrationNo", "text", 20, ask),
  common(noBank, "vatRegistrationNo", "vat", 20, ask),
  common(noBank, "formatRegion", "text", 80),
  common(noBank, "privacyBlocked", "boolean", 0),
  common(cardKinds, "image", "image", maxPictureLength),

  own(contact, "companyId", "cardId", 36, person),
  own(contact, "firstName", "text", 100, person),
  own(contact, "middleName", "text", 100, person),
  own(contact, "surname", "text", 100, person),
  own(contact, "initials", "text", 30, person),
  own(contact, "jobTitle", "text", 100, person),
  own(contact, "salutationCode", "code", 20),
  own(contact, "organizationalLevel", "code", 20, person),
  own(contact, "email2", "email", 80),
  own(contact, "correspondenceType", "code", 20),

  own(parties, "primaryContactId", "cardId", 36),
  own(parties, "contactName", "text", 100),
  own(vendor, "purchaserCode", "code", 20),
  own(["customer", "vendor", "bankAccount"], "postingGroup", "code", 20),
  own(parties, "paymentTermsCode", "code", 20),
  own(parties, "paymentMethodCode", "code", 20),
  own(parties, "priceGroup", "code", 20),
  own(parties, "creditLimit", "decimal", 20),
  own(parties, "shipToAddress", "text", 100),
  own(customer, "blocked", "enumeration", 20, { ...ask, values: ["none", "ship", "invoice", "all"] }),
  own(vendor, "blocked", "enumeration", 20, { ...ask, values: ["none", "payment", "all"] }),

  own(bank, "iban", "iban", 34, ask),
  own(bank, "swiftCode", "bic", 11),
  own(bank, "bankAccountNo", "text", 30, ask),
  own(bank, "bankBranchNo", "text", 20),
  own(bank, "ourContactCode", "code", 20),
  own(bank, "blocked", "enumeration", 20, { ...ask, values: ["none", "all"] }),
];

/** Fields that related cards can share, whatever their kind. */
export const commonFields: readonly FieldSpec[] = table.filter((spec) => spec.scope === "common");

/** Every field name, once, in display order. */
export const fieldNames: readonly string[] = [...new Set(table.map((spec) => spec.name))];

const specsOfKind = new Map(
  cardKinds.map((kind) => [
    kind,
    new Map(table.filter((spec) => spec.kinds.includes(kind)).map((spec) => [spec.name, spec])),
  ]),
);
const fieldLists = new Map(cardKinds.map((kind) => [kind, [...(specsOfKind.get(kind)?.values() ?? [])]]));
const commonNames = new Map(
  cardKinds.map((kind) => [kind, commonFields.filter((spec) => spec.kinds.includes(kind)).map((spec) => spec.name)]),
);
const typesByName = new Map(table.map((spec) => [spec.name, spec.type]));

/** `undefined` when the kind has no such field. O(1). */
export const fieldSpec = (kind: CardKind, name: string): FieldSpec | undefined => specsOfKind.get(kind)?.get(name);

/** All fields of the kind in display order, common ones first. */
export const fieldsOfKind = (kind: CardKind): readonly FieldSpec[] => fieldLists.get(kind) ?? [];

/** Names of the common fields that a card of the kind shows. */
export const commonFieldsOfKind = (kind: CardKind): readonly string[] => commonNames.get(kind) ?? [];

/** The type a field name has, on whichever kind; a name means one type everywhere. */
export const typeOfField = (name: string): FieldType | undefined => typesByName.get(name);

/** Which of the card's two documents holds the field; `undefined` when the kind does not have it. */
export function documentRole(kind: CardKind, name: string): "common" | "card" | undefined {
  const spec = fieldSpec(kind, name);
  if (!spec) return undefined;
  return spec.scope === "common" ? "common" : "card";
}
