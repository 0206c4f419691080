/**
 * What kinds, fields and values are called in English and French.
 *
 * Shape    a pair of texts per name.
 * Not      names of countries, currencies and languages: those come from `Intl`, see `locale-code.ts`.
 *
 * @module
 */
import type { ContactStatus } from "./card.ts";
import type { CardKind } from "./kind.ts";

export const locales = ["en", "fr"] as const;
export type Locale = (typeof locales)[number];

type Pair = readonly [en: string, fr: string];
const pick = (pair: Pair, locale: Locale): string => (locale === "fr" ? pair[1] : pair[0]);

/** The nearest language we have texts in, for a BCP 47 tag. */
export const nearestLocale = (tag: string): Locale => (/^fr\b/i.test(tag) ? "fr" : "en");

const kinds: Readonly<Record<CardKind, Pair>> = {
  contact: ["contact", "contact"],
  customer: ["customer", "client"],
  vendor: ["vendor", "fournisseur"],
  bankAccount: ["bank account", "compte bancaire"],
};
const kindPlurals: Readonly<Record<CardKind, Pair>> = {
  contact: ["contacts", "contacts"],
  customer: ["customers", "clients"],
  vendor: ["vendors", "fournisseurs"],
  bankAccount: ["bank accounts", "comptes bancaires"],
};

const fields: Readonly<Record<string, Pair>> = {
  name: ["Name", "Nom"],
  name2: ["Name 2", "Nom 2"],
  searchName: ["Search name", "Nom de recherche"],
  address: ["Address", "Adresse"],
  address2: ["Address 2", "Adresse 2"],
  postCode: ["Post code", "NPA"],
  city: ["City", "Localité"],
  county: ["County", "Canton / région"],
  countryCode: ["Country", "Pays"],
  phoneNo: ["Phone", "Téléphone"],
  mobilePhoneNo: ["Mobile phone", "Téléphone mobile"],
  faxNo: ["Fax", "Fax"],
  email: ["E-mail", "E-mail"],
  homePage: ["Home page", "Site web"],
  languageCode: ["Language", "Langue"],
  currencyCode: ["Currency", "Monnaie"],
  territoryCode: ["Territory", "Secteur"],
  salespersonCode: ["Salesperson", "Vendeur"],
  registrationNo: ["Registration No.", "N° d'enregistrement"],
  vatRegistrationNo: ["VAT registration No.", "N° de TVA"],
  formatRegion: ["Format region", "Format régional"],
  privacyBlocked: ["Privacy blocked", "Bloqué (protection des données)"],
  image: ["Picture", "Image"],
  companyId: ["Company", "Société"],
  firstName: ["First name", "Prénom"],
  middleName: ["Middle name", "Deuxième prénom"],
  surname: ["Surname", "Nom de famille"],
  initials: ["Initials", "Initiales"],
  jobTitle: ["Job title", "Fonction"],
  salutationCode: ["Salutation", "Formule d'appel"],
  organizationalLevel: ["Organizational level", "Niveau hiérarchique"],
  email2: ["E-mail 2", "E-mail 2"],
  correspondenceType: ["Correspondence type", "Type de correspondance"],
  primaryContactId: ["Primary contact", "Contact principal"],
  contactName: ["Contact name", "Nom du contact"],
  purchaserCode: ["Purchaser", "Acheteur"],
  postingGroup: ["Posting group", "Groupe de comptabilisation"],
  paymentTermsCode: ["Payment terms", "Conditions de paiement"],
  paymentMethodCode: ["Payment method", "Mode de paiement"],
  priceGroup: ["Price group", "Groupe de prix"],
  creditLimit: ["Credit limit", "Limite de crédit"],
  shipToAddress: ["Ship-to address", "Adresse de livraison"],
  blocked: ["Blocked", "Bloqué"],
  iban: ["IBAN", "IBAN"],
  swiftCode: ["BIC (SWIFT)", "BIC (SWIFT)"],
  bankAccountNo: ["Bank account No.", "N° de compte bancaire"],
  bankBranchNo: ["Bank branch No.", "N° de clearing"],
  ourContactCode: ["Our contact", "Notre contact"],
  notes: ["Notes", "Notes"],
  no: ["No.", "N°"],
  type: ["Type", "Type"],
};

const values: Readonly<Record<string, Pair>> = {
  none: ["Not blocked", "Non bloqué"],
  ship: ["Shipping", "Livraison"],
  invoice: ["Invoicing", "Facturation"],
  payment: ["Payment", "Paiement"],
  all: ["Everything", "Tout"],
  company: ["Company", "Société"],
  person: ["Person", "Personne"],
};

const statuses: Readonly<Record<ContactStatus, Pair>> = {
  none: ["No relation", "Sans relation"],
  customer: ["Customer", "Client"],
  vendor: ["Vendor", "Fournisseur"],
  bankAccount: ["Bank account", "Compte bancaire"],
  other: ["Other relation", "Autre relation"],
  multiple: ["Several relations", "Plusieurs relations"],
};

/** In the middle of a sentence: lower case. */
export const kindLabel = (kind: CardKind, locale: Locale): string => pick(kinds[kind], locale);
export const kindPluralLabel = (kind: CardKind, locale: Locale): string => pick(kindPlurals[kind], locale);

const labelIn = (labels: Readonly<Record<string, Pair>>, name: string, locale: Locale): string => {
  const pair = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return pair ? pick(pair, locale) : name;
};

/** Also for `notes`, `no` and `type`, which are no fields; an unknown name stays as it is. */
export const fieldLabel = (name: string, locale: Locale): string => labelIn(fields, name, locale);

/** What a contact is to us (K5). */
export const statusLabel = (status: ContactStatus, locale: Locale): string => pick(statuses[status], locale);

/** A value of an enumeration. */
export const valueLabel = (value: string, locale: Locale): string => labelIn(values, value, locale);
