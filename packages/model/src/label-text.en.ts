/**
 * What kinds, fields and values are called in English.
 *
 * Shape    a text per name. Every other language has the same names.
 * Not      names of countries, currencies and languages: those come from `Intl`, see `locale-code.ts`.
 *
 * @module
 */

export const english = {
  /** In the middle of a sentence: lower case. */
  kinds: {
    contact: "contact",
    customer: "customer",
    vendor: "vendor",
    bankAccount: "bank account",
  },
  kindPlurals: {
    contact: "contacts",
    customer: "customers",
    vendor: "vendors",
    bankAccount: "bank accounts",
  },
  /** Also for `notes`, `no` and `type`, which are no fields. */
  fields: {
    name: "Name",
    name2: "Name 2",
    searchName: "Search name",
    address: "Address",
    address2: "Address 2",
    postCode: "Post code",
    city: "City",
    county: "County",
    countryCode: "Country",
    phoneNo: "Phone",
    mobilePhoneNo: "Mobile phone",
    faxNo: "Fax",
    email: "E-mail",
    homePage: "Home page",
    languageCode: "Language",
    currencyCode: "Currency",
    territoryCode: "Territory",
    salespersonCode: "Salesperson",
    registrationNo: "Registration No.",
    vatRegistrationNo: "VAT registration No.",
    formatRegion: "Format region",
    privacyBlocked: "Privacy blocked",
    image: "Picture",
    companyId: "Company",
    firstName: "First name",
    middleName: "Middle name",
    surname: "Surname",
    initials: "Initials",
    jobTitle: "Job title",
    salutationCode: "Salutation",
    organizationalLevel: "Organizational level",
    email2: "E-mail 2",
    correspondenceType: "Correspondence type",
    primaryContactId: "Primary contact",
    contactName: "Contact name",
    purchaserCode: "Purchaser",
    postingGroup: "Posting group",
    paymentTermsCode: "Payment terms",
    paymentMethodCode: "Payment method",
    priceGroup: "Price group",
    creditLimit: "Credit limit",
    shipToAddress: "Ship-to address",
    blocked: "Blocked",
    iban: "IBAN",
    swiftCode: "BIC (SWIFT)",
    bankAccountNo: "Bank account No.",
    bankBranchNo: "Bank branch No.",
    ourContactCode: "Our contact",
    notes: "Notes",
    no: "No.",
    type: "Type",
  },
  values: {
    none: "Not blocked",
    ship: "Shipping",
    invoice: "Invoicing",
    payment: "Payment",
    all: "Everything",
    company: "Company",
    person: "Person",
  },
  statuses: {
    none: "No relation",
    customer: "Customer",
    vendor: "Vendor",
    bankAccount: "Bank account",
    other: "Other relation",
    multiple: "Several relations",
  },
} as const;

/** The same names in another language. */
export type Labels = {
  readonly [Group in keyof typeof english]: { readonly [Name in keyof (typeof english)[Group]]: string };
};
