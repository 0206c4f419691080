/**
 * Set-up of a workspace: relation codes, number series, defaults, inheritance, templates, duplicate rules.
 *
 * Shape    one plain value per workspace, parsed once; a series that is not set is absent.
 * Not      rights to change it (`role.ts`) nor drawing numbers (`number-series.ts`).
 * Source   rules S1 to S7, L9
 *
 * @module
 */
import type { CardKind, ContactType, RelatedKind } from "./kind.ts";
import type { NumberSeries } from "./number-series.ts";
import type { Scalar } from "./value.ts";

/** Blank: the automation of that kind is off (S1). */
export type RelationCodes = Readonly<Record<RelatedKind, string>>;

/** What a person reads from its company while it has no value of its own (H1). */
export const inheritanceSwitches = [
  "salespersonCode",
  "territoryCode",
  "countryCode",
  "languageCode",
  "formatRegion",
  "address",
  "communication",
] as const;
export type InheritanceSwitch = (typeof inheritanceSwitches)[number];

/** Fields a new contact starts with (S4); blank: none. */
export const defaultedFields = [
  "salespersonCode",
  "territoryCode",
  "countryCode",
  "languageCode",
  "salutationCode",
] as const;
export type DefaultedField = (typeof defaultedFields)[number];

/** Values that fill the blanks of a card made from a contact (L9). */
export interface CardTemplate {
  readonly code: string;
  readonly description: string;
  readonly kind: RelatedKind;
  /** Absent: for both types. */
  readonly contactType?: ContactType;
  readonly fields: Readonly<Record<string, Scalar>>;
}

/** The templates that fit a card made from a contact of that type; one is used, several ask (L9). */
export const fittingTemplates = (
  templates: readonly CardTemplate[],
  kind: RelatedKind,
  contactType: ContactType,
): readonly CardTemplate[] =>
  templates.filter(
    (template) =>
      template.kind === kind && (template.contactType === undefined || template.contactType === contactType),
  );

export interface InteractionTemplate {
  readonly code: string;
  readonly description: string;
}

/** What is logged by itself, with the template set-up names for it (I1). */
export const interactionOperations = [
  "email",
  "coverSheet",
  "createDocument",
  "printDocument",
  "emailDocument",
] as const;
export type InteractionOperation = (typeof interactionOperations)[number];

/**
 * When two companies count as perhaps the same: of the 16 keys made of their name, address, city, phone, VAT number, post code, e-mail and
 * mobile phone (the first and the last five characters of each), so many in a hundred are equal.
 */
export interface DuplicateRules {
  /** Whether a pair is suggested at all. */
  readonly suggest: boolean;
  /** A whole number, {@link duplicateThreshold}. */
  readonly thresholdPercent: number;
}

/** Below, cards that have only a town in common would be a pair. */
export const duplicateThreshold = { min: 10, max: 100 } as const;

export interface Setup {
  readonly businessRelationCodes: RelationCodes;
  readonly numberSeries: { readonly [Kind in CardKind]?: NumberSeries };
  readonly defaults: Readonly<Record<DefaultedField, string>>;
  readonly inheritance: Readonly<Record<InheritanceSwitch, boolean>>;
  readonly cardTemplates: readonly CardTemplate[];
  readonly interactionTemplates: readonly InteractionTemplate[];
  /** The code of the template each operation is logged with; blank: it is not logged. */
  readonly interactionOperations: Readonly<Record<InteractionOperation, string>>;
  readonly duplicateRules: DuplicateRules;
}

const series = (prefix: string, digits: number): NumberSeries => ({
  prefix,
  next: 1,
  increment: 1,
  digits,
  manual: true,
});

/** A new workspace starts usable. */
export const defaultSetup = (): Setup => ({
  businessRelationCodes: { customer: "CUST", vendor: "VEND", bankAccount: "BANK" },
  numberSeries: {
    contact: series("CT", 6),
    customer: series("C", 5),
    vendor: series("V", 5),
    bankAccount: series("B", 5),
  },
  defaults: { salespersonCode: "", territoryCode: "", countryCode: "", languageCode: "", salutationCode: "" },
  inheritance: {
    salespersonCode: true,
    territoryCode: true,
    countryCode: true,
    languageCode: true,
    formatRegion: true,
    address: true,
    communication: true,
  },
  cardTemplates: [],
  interactionTemplates: [
    { code: "LETTER", description: "Letter" },
    { code: "INCOMING", description: "Incoming call" },
    { code: "OUTGOING", description: "Outgoing call" },
    { code: "MEETING", description: "Meeting" },
    { code: "EMAIL", description: "E-mail" },
    { code: "COVERSHEET", description: "Cover sheet" },
  ],
  interactionOperations: {
    email: "EMAIL",
    coverSheet: "COVERSHEET",
    createDocument: "",
    printDocument: "",
    emailDocument: "",
  },
  duplicateRules: { suggest: true, thresholdPercent: 60 },
});
