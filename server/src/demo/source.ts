/**
 * The demo files as cards to make: companies with the card behind them, and their persons.
 *
 * Shape    {@link DemoCompany} in the order of the files. Nothing is judged here: texts stay texts.
 * Source   data/README.md says where the rows come from and what is made of them
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { isRelatedKind, type CardKind, type RelatedKind } from "@couplet/model";
import { parse } from "csv-parse/sync";
import { languageTag } from "./convert.ts";

type Row = Readonly<Record<string, string>>;

/** A card as the source has it: texts by field name, and what has no field in the notes. */
export interface DemoCard {
  /** Unique among all rows, e.g. `CH vendor 20000`. */
  readonly row: string;
  readonly kind: CardKind;
  readonly texts: Row;
  readonly notes: string;
}

export interface DemoCompany {
  readonly contact: DemoCard;
  /** The customer, vendor or bank account behind the contact. */
  readonly card: (DemoCard & { readonly kind: RelatedKind }) | undefined;
  readonly persons: readonly DemoCard[];
}

async function readRows(name: string): Promise<readonly Row[]> {
  const text = await readFile(new URL(`data/${name}.csv`, import.meta.url), "utf8");
  return parse<Row>(text, { columns: true, skip_empty_lines: true });
}

const cell = (row: Row, column: string): string => row[column] ?? "";

const notesOf = (...lines: readonly (readonly [label: string, text: string])[]): string =>
  lines
    .filter(([, text]) => text !== "")
    .map(([label, text]) => `${label}: ${text}`)
    .join("\n");

/** The columns are named as our fields; language, country and search name need the rules of data/README.md. */
function textsOf(row: Row): Row {
  const name = cell(row, "name");
  const searchName = cell(row, "searchName");
  return {
    ...row,
    countryCode: cell(row, "countryCode") || cell(row, "country"),
    languageCode: languageTag(cell(row, "languageCode")),
    searchName: searchName === name.toUpperCase() ? "" : searchName,
  };
}

const rowName = (row: Row, kind: CardKind, no: string): string => `${cell(row, "country")} ${kind} ${no}`;

/** The word the notes use for the source's table. */
const sourceWords: Readonly<Record<CardKind, string>> = {
  contact: "contact",
  customer: "customer",
  vendor: "vendor",
  bankAccount: "bank account",
};

const sourceLine = (row: Row, kind: CardKind, no: string): readonly [string, string] => [
  "Source",
  `demo data set ${cell(row, "country")}, ${sourceWords[kind]} ${no}`,
];

function contactOf(row: Row): DemoCard {
  const no = cell(row, "no");
  return {
    row: rowName(row, "contact", no),
    kind: "contact",
    texts: textsOf(row),
    notes: notesOf(sourceLine(row, "contact", no), ["Job responsibility", cell(row, "jobResponsibility")]),
  };
}

function relatedOf(row: Row, kind: RelatedKind): DemoCard & { readonly kind: RelatedKind } {
  const no = cell(row, "no");
  const notes =
    kind === "bankAccount"
      ? notesOf(
          sourceLine(row, kind, no),
          ["Contact", cell(row, "contactName")],
          ["Giro account", cell(row, "giroAccountNo")],
          ["Account holder", cell(row, "accountHolderName")],
        )
      : notesOf(sourceLine(row, kind, no));
  return { row: rowName(row, kind, no), kind, texts: textsOf(row), notes };
}

async function businessCentralCompanies(): Promise<readonly DemoCompany[]> {
  const files = { customer: "customers", vendor: "vendors", bankAccount: "bank-accounts" } as const;
  const relatedByRow = new Map<string, Row>();
  for (const [kind, file] of Object.entries(files)) {
    for (const row of await readRows(file)) relatedByRow.set(`${cell(row, "country")} ${kind} ${cell(row, "no")}`, row);
  }
  const rows = await readRows("contacts");
  const isPerson = (row: Row): boolean => cell(row, "type") === "person";
  const personsByCompany = Map.groupBy(rows.filter(isPerson), (row) => rowName(row, "contact", cell(row, "companyNo")));
  return rows
    .filter((row) => !isPerson(row))
    .map((row) => {
      const kind = cell(row, "linkedType");
      const related = relatedByRow.get(`${cell(row, "country")} ${kind} ${cell(row, "linkedNo")}`);
      const contact = contactOf(row);
      return {
        contact,
        card: related && isRelatedKind(kind) ? relatedOf(related, kind) : undefined,
        persons: (personsByCompany.get(contact.row) ?? []).map(contactOf),
      };
    });
}

const zipDigits = 5;

function us500Company(row: Row, index: number): DemoCompany {
  const no = `us-500 row ${index + 1}`;
  const address: Row = {
    address: cell(row, "address"),
    city: cell(row, "city"),
    county: cell(row, "state"),
    postCode: cell(row, "zip").padStart(zipDigits, "0"),
    countryCode: "US",
  };
  const firstName = cell(row, "first_name");
  const surname = cell(row, "last_name");
  const contact: DemoCard = {
    row: `${no}, company`,
    kind: "contact",
    texts: { name: cell(row, "company_name"), ...address, phoneNo: cell(row, "phone1"), homePage: cell(row, "web") },
    notes: notesOf(["Source", no], ["County", cell(row, "county")]),
  };
  const person: DemoCard = {
    row: `${no}, person`,
    kind: "contact",
    texts: {
      name: `${firstName} ${surname}`,
      firstName,
      surname,
      ...address,
      phoneNo: cell(row, "phone1"),
      mobilePhoneNo: cell(row, "phone2"),
      email: cell(row, "email"),
    },
    notes: notesOf(["Source", no]),
  };
  return { contact, card: undefined, persons: [person] };
}

/** Everything to import: Business Central's companies by data set, then those of us-500. */
export async function readDemoCompanies(): Promise<readonly DemoCompany[]> {
  const us500 = await readRows("us-500");
  return [...(await businessCentralCompanies()), ...us500.map(us500Company)];
}
