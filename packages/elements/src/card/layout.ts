/**
 * Where the fields of a card stand on the paper: sections, their order, how wide each field is.
 *
 * Shape    two lists of sections, `shared` (the common document) and `own` (the card's), derived from the schema; a field the
 *          layout does not name still comes, in the last section, so that no field is ever hidden by a forgotten line.
 * Not      what a field is: type, limits and scope are the model's.
 *
 * @module
 */
import { fieldsOfKind, type CardKind, type ContactType, type FieldSpec } from "@couplet/model";

type SectionName =
  | "identity"
  | "address"
  | "communication"
  | "codes"
  | "registration"
  | "person"
  | "terms"
  | "bank"
  | "more";

interface Placed {
  readonly spec: FieldSpec;
  /** Columns of twelve. */
  readonly span: number;
  /** The same on a narrow card. */
  readonly narrow: number;
}

export interface Section {
  readonly name: SectionName;
  readonly fields: readonly Placed[];
}

export interface Layout {
  readonly shared: readonly Section[];
  readonly own: readonly Section[];
}

/** Columns on a wide card; where they differ, on a narrow one too. */
type Span = number | readonly [wide: number, narrow: number];
type Plan = readonly (readonly [SectionName, Readonly<Record<string, Span>>])[];

const sharedPlan: Plan = [
  ["identity", { name: 12, name2: [6, 12], searchName: [6, 12] }],
  [
    "address",
    {
      address: [7, 12],
      address2: [5, 12],
      postCode: [3, 4],
      city: [5, 8],
      county: [4, 6],
      countryCode: 6,
      territoryCode: 6,
    },
  ],
  ["communication", { phoneNo: [6, 12], mobilePhoneNo: [6, 12], email: [6, 12], faxNo: [6, 12], homePage: 12 }],
  ["registration", { vatRegistrationNo: [6, 12], registrationNo: [6, 12] }],
  [
    "codes",
    {
      languageCode: [4, 12],
      currencyCode: [4, 12],
      formatRegion: [4, 6],
      salespersonCode: [4, 6],
      image: [8, 12],
      privacyBlocked: 12,
    },
  ],
];

const ownPlan: Plan = [
  [
    "person",
    {
      companyId: 12,
      firstName: 6,
      surname: 6,
      middleName: 6,
      initials: 6,
      jobTitle: 12,
      organizationalLevel: 12,
      salutationCode: 6,
      correspondenceType: 6,
      email2: 12,
    },
  ],
  ["bank", { iban: 12, swiftCode: 6, bankBranchNo: 6, bankAccountNo: 12 }],
  [
    "terms",
    {
      blocked: 12,
      creditLimit: 12,
      paymentTermsCode: 6,
      paymentMethodCode: 6,
      postingGroup: 6,
      priceGroup: 6,
      ourContactCode: 6,
      purchaserCode: 6,
    },
  ],
  ["more", { primaryContactId: 12, contactName: 12, shipToAddress: 12 }],
];

const presets: Readonly<Record<string, readonly string[]>> = {
  short: ["image", "name", "address", "postCode", "city", "countryCode", "phoneNo", "mobilePhoneNo", "email", "iban"],
  sales: [
    "image",
    "name",
    "name2",
    "address",
    "address2",
    "postCode",
    "city",
    "county",
    "countryCode",
    "phoneNo",
    "mobilePhoneNo",
    "email",
    "homePage",
    "languageCode",
    "salespersonCode",
    "territoryCode",
    "jobTitle",
    "companyId",
    "primaryContactId",
    "paymentTermsCode",
    "priceGroup",
    "blocked",
  ],
  accounting: [
    "image",
    "name",
    "address",
    "postCode",
    "city",
    "countryCode",
    "email",
    "vatRegistrationNo",
    "registrationNo",
    "currencyCode",
    "postingGroup",
    "paymentTermsCode",
    "paymentMethodCode",
    "creditLimit",
    "blocked",
    "iban",
    "swiftCode",
    "bankAccountNo",
  ],
};

/** Names the host asked for, in its order: `name,phoneNo` or `preset:short`; `undefined` means all. */
export function parseFieldList(text: string | null | undefined): readonly string[] | undefined {
  if (!text?.trim()) return undefined;
  const preset = /^preset:(\w+)$/.exec(text.trim())?.[1];
  if (preset) return presets[preset];
  return text.split(/[\s,]+/).filter(Boolean);
}

/** Where the town comes before the post code (Universal Postal Union, addressing systems); elsewhere it follows. */
const townFirst: ReadonlySet<string> = new Set("AU BD CA GB GG ID IE IM IN JE NZ PK PR SG TH US ZA".split(" "));

/** An address is filled in as envelopes of its country are written. */
const inOrderOf = (fields: readonly string[], countryCode: string): readonly string[] =>
  townFirst.has(countryCode) && fields.includes("postCode")
    ? fields.flatMap((name) => (name === "postCode" ? [] : name === "county" ? ["county", "postCode"] : [name]))
    : fields;

const spans = new Map([...sharedPlan, ...ownPlan].flatMap(([, fields]) => Object.entries(fields)));

/** A field nobody planned takes half the width. */
function placed(spec: FieldSpec): Placed {
  const span = spans.get(spec.name) ?? 6;
  return typeof span === "number" ? { spec, span, narrow: span } : { spec, span: span[0], narrow: span[1] };
}

function arrange(plan: Plan, specs: readonly FieldSpec[], rest: SectionName, countryCode = ""): Section[] {
  const left = new Map(specs.map((spec) => [spec.name, spec]));
  const sections = plan.map(([name, spans]) => {
    const fields: Placed[] = [];
    for (const field of inOrderOf(Object.keys(spans), countryCode)) {
      const spec = left.get(field);
      if (!spec) continue;
      left.delete(field);
      fields.push(placed(spec));
    }
    return { name, fields };
  });
  const forgotten = [...left.values()].map(placed);
  if (forgotten.length) sections.push({ name: rest, fields: forgotten });
  return sections.filter((section) => section.fields.length > 0);
}

/**
 * The sections of a card of the kind; a company shows no field that only persons have.
 *
 * @param elsewhere fields that have their place outside the sections, such as the picture in the head
 * @param countryCode of the card's address
 */
export function layoutOf(
  kind: CardKind,
  type: ContactType | undefined,
  wanted?: readonly string[],
  elsewhere: readonly string[] = [],
  countryCode = "",
): Layout {
  const isPerson = type === "person";
  const specs = fieldsOfKind(kind).filter(
    (spec) =>
      (isPerson || !spec.personOnly) && (!wanted || wanted.includes(spec.name)) && !elsewhere.includes(spec.name),
  );
  if (wanted) {
    const ordered = wanted.flatMap((name) => specs.find((spec) => spec.name === name) ?? []);
    const pick = (scope: FieldSpec["scope"]): Section[] => {
      const fields = ordered.filter((spec) => spec.scope === scope).map(placed);
      return fields.length ? [{ name: "identity", fields }] : [];
    };
    return { shared: pick("common"), own: pick("private") };
  }
  return {
    shared: arrange(
      sharedPlan,
      specs.filter((spec) => spec.scope === "common"),
      "codes",
      countryCode,
    ),
    own: arrange(
      ownPlan,
      specs.filter((spec) => spec.scope === "private"),
      "more",
    ),
  };
}
