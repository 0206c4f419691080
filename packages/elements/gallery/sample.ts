/**
 * A company that is contact, customer and vendor at once, and what may happen to it: the gallery's sample.
 *
 * @module
 */
import { PaperEngine } from "./paper-engine.ts";
import { PaperWorkspace, type PaperCard } from "./paper-workspace.ts";

export interface Sample {
  readonly workspace: PaperWorkspace;
  readonly engine: PaperEngine;
  readonly company: PaperCard;
  readonly person: PaperCard;
  readonly customer: PaperCard;
  readonly vendor: PaperCard;
  readonly bank: PaperCard;
  readonly freeVendor: PaperCard;
}

const ben = { sub: "ben", name: "Ben Rossi" };
const ada = { sub: "ada", name: "Ada Keller" };

export function createSample(): Sample {
  const workspace = new PaperWorkspace();
  const company = workspace.add(
    "contact",
    {
      name: "Alpine Skihaus",
      searchName: "ALPINE SKIHAUS",
      address: "Walter-Gropius-Strasse 5",
      postCode: "6300",
      city: "Zug",
      countryCode: "CH",
      county: "ZG",
      phoneNo: "+41417121212",
      mobilePhoneNo: "+41791234567",
      email: "alpineskihaus@contoso.com",
      homePage: "alpineskihaus.ch",
      languageCode: "de-CH",
      currencyCode: "CHF",
      territoryCode: "ZENTRAL",
      salespersonCode: "AK",
      vatRegistrationNo: "CHE-116.281.710",
      salutationCode: "FIRMA",
    },
    {
      type: "company",
      notes:
        "Wünscht Lieferung jeweils vor 10 Uhr; Rampe auf der Hofseite.\nHerr Odermatt (Einkauf) ist dienstags erreichbar.",
    },
  );
  const customer = workspace.add(
    "customer",
    {
      postingGroup: "INLAND",
      paymentTermsCode: "30 TAGE",
      paymentMethodCode: "BANK",
      creditLimit: "25000",
      blocked: "",
    },
    { type: "company" },
  );
  const vendor = workspace.add("vendor", { paymentTermsCode: "14T-2%", postingGroup: "KREDITOR" });
  const bank = workspace.add("bankAccount", {
    iban: "CH9300762011623852957",
    swiftCode: "ZKBKCHZZ80A",
    bankBranchNo: "700",
  });
  workspace.relate(company, customer);
  workspace.relate(company, vendor);
  workspace.relate(company, bank);
  const person = workspace.add(
    "contact",
    {
      name: "Reto Odermatt",
      firstName: "Reto",
      surname: "Odermatt",
      jobTitle: "Einkauf",
      companyId: company.id,
      phoneNo: "+41417121219",
      email: "reto.odermatt@contoso.com",
      countryCode: "CH",
      languageCode: "de-CH",
    },
    { type: "person" },
  );
  const freeVendor = workspace.add("vendor", {
    name: "Odermatt Reto, Beratung",
    address: "Bahnhofstrasse 12",
    postCode: "6300",
    city: "Zug",
    countryCode: "CH",
    phoneNo: "+41417121200",
    email: "reto.odermatt@contoso.com",
    currencyCode: "CHF",
  });
  workspace.add("vendor", { name: "Fabrikam, Inc.", city: "Wien", countryCode: "AT" });
  workspace.add("customer", { name: "Adatum Corporation", city: "Basel", countryCode: "CH" });
  const engine = new PaperEngine(workspace);
  return { workspace, engine, company, person, customer, vendor, bank, freeVendor };
}

/** Puts what is out of the ordinary on the cards: people, conflicts, a refusal, a value that only this device has. */
export function trouble({ workspace, company, customer, bank }: Sample): void {
  const now = Date.now();
  workspace.people.set([
    { sub: "ben", name: "Ben Rossi", initials: "BR", cardId: customer.id, kind: "customer", field: "address" },
    { sub: "lea", name: "Léa Favre", initials: "LF", cardId: company.id, kind: "contact" },
  ]);
  workspace.conflict(company, "phoneNo", "quiet", [
    { value: "+41417121212", by: ada, isMine: true, atMs: now - 60_000, cardId: company.id },
    { value: "+41417121255", by: ben, isMine: false, atMs: now - 240_000, cardId: customer.id },
  ]);
  workspace.conflict(company, "vatRegistrationNo", "ask", [
    { value: "CHE-116.281.710", by: ben, isMine: false, atMs: now - 600_000, cardId: customer.id },
    { value: "CHE-105.819.130", by: ada, isMine: true, atMs: now - 900_000, cardId: company.id },
  ]);
  workspace.refused.set(customer.id, [
    {
      entry: "w@1",
      field: "creditLimit",
      value: "50000",
      code: "perm.field",
      text: "You may read Credit limit but not change it. Ask an administrator.",
      atMs: now,
    },
  ]);
  workspace.write(bank, "bankAccountNo", "1100-2385.295", ben, now);
}
