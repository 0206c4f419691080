import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathOfKind, relatedKinds, type CardKind } from "@couplet/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import type { CardJson, Workspace } from "../workspace/workspace.ts";
import { Workspaces } from "../workspace/workspaces.ts";
import { demoImporter, importDemo, importDemoOnce, type DemoTarget } from "./import.ts";
import { formatReport, type DemoReport } from "./report.ts";

interface Place {
  readonly store: Store;
  readonly workspace: Workspace;
  close(): Promise<void>;
}

async function openPlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), "couplet-demo-"));
  const store = openSqliteStore(join(directory, "couplet.db"));
  const workspaces = new Workspaces({ store });
  return {
    store,
    workspace: await workspaces.get("demo", demoImporter),
    close: async () => {
      await workspaces.close();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function allOf(workspace: Workspace, kind: CardKind): Promise<readonly CardJson[]> {
  const cards: CardJson[] = [];
  let cursor: string | undefined;
  do {
    const page = await workspace.listCards(kind, { limit: 1_000, cursor });
    cards.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return cards;
}

const expectedCards = { contact: 1_150, customer: 30, vendor: 48, bankAccount: 12 };

describe("Importing the demo data", () => {
  let place: Place;
  let report: DemoReport;
  let computedMs: number;
  beforeAll(async () => {
    place = await openPlace();
    const before = process.cpuUsage();
    ({ report } = await importDemoOnce(place.workspace));
    const { user, system } = process.cpuUsage(before);
    computedMs = (user + system) / 1000;
  }, 60_000);
  afterAll(() => place.close());

  const find = async (kind: CardKind, search: string): Promise<CardJson> => {
    const { items } = await place.workspace.listCards(kind, { search, limit: 10 });
    const [card] = items;
    if (!card) throw new Error(`No ${kind} is found by ${search}`);
    return card;
  };
  const findBySource = async (kind: CardKind, source: string): Promise<CardJson> => {
    const card = (await allOf(place.workspace, kind)).find((card) => card.notes?.split("\n").includes(source));
    if (!card) throw new Error(`No ${kind} has the source ${source}`);
    return card;
  };

  test("makes every card of the files, in seconds of computing", () => {
    expect(report.cards).toEqual(expectedCards);
    expect(report).toMatchObject({ imported: 1_240, persons: 560, relations: 90 });
    expect(computedMs).toBeLessThan(20_000);
  });

  test("[G4] gives numbers of our own series, each once", async () => {
    for (const [kind, count] of Object.entries(expectedCards) as [CardKind, number][]) {
      const numbers = (await allOf(place.workspace, kind)).map((card) => card.no);
      expect(new Set(numbers).size, pathOfKind(kind)).toBe(count);
      expect(numbers.every((no) => /^(CT|C|V|B)\d+$/.test(no))).toBe(true);
    }
  });

  test("[K2] every customer, vendor and bank account shares its document with its contact", async () => {
    for (const kind of relatedKinds) {
      for (const card of await allOf(place.workspace, kind)) {
        const [relation] = card.relations;
        const contact = await place.workspace.readCard(relation?.cardId ?? "", "contact");
        expect(contact?.documentId).toBe(card.documentId);
        expect(contact?.["name"]).toBe(card["name"]);
      }
    }
  });

  test("[K4] persons are under their company, one of them its card's primary contact", async () => {
    const vendor = await findBySource("vendor", "Source: demo data set CH, vendor 20000");
    const person = await findBySource("contact", "Source: demo data set CH, contact CT000006");
    expect(person).toMatchObject({ type: "person", name: "Evan McIntosh", firstName: "Evan", surname: "McIntosh" });
    expect(person.companyId).toBe(vendor.relations[0]?.cardId);
    expect(vendor).toMatchObject({ primaryContactId: person.id, contactName: "Evan McIntosh", paymentTermsCode: "CM" });
    const persons = (await allOf(place.workspace, "contact")).filter((card) => card.type === "person");
    expect(persons).toHaveLength(560);
    expect(persons.every((card) => card.companyId !== undefined)).toBe(true);
    // The sources copied addresses from company to person; here a person reads its company's.
    expect(persons.filter((card) => card.inherited?.["address"] === card.companyId).length).toBeGreaterThan(500);
    expect(persons.filter((card) => card["address"] !== "").length).toBeGreaterThan(500);
  });

  test("maps languages, countries, ZIP codes and phone numbers", async () => {
    const customer = await findBySource("customer", "Source: demo data set AT, customer 20000");
    expect(customer).toMatchObject({
      languageCode: "de-AT",
      countryCode: "AT",
      city: "Dürnstein",
      salespersonCode: "JO",
    });
    const company = await find("contact", "Chemel James");
    expect(company).toMatchObject({ postCode: "08014", county: "NJ", phoneNo: "+18566368749", countryCode: "US" });
    expect(company.notes).toMatch(/^Source: us-500 row 3\nCounty: Gloucester$/);
    const bank = await findBySource("bankAccount", "Source: demo data set CH, bank account CHECKING");
    expect(bank).toMatchObject({ name: "World Wide Bank", bankAccountNo: "99-99-888", countryCode: "CH" });
  });

  test("[F6] names every value that the rules refuse, which is empty on the card", async () => {
    expect(report.problems.length).toBeGreaterThan(10);
    for (const problem of report.problems) {
      const card = await place.workspace.readCard(problem.cardId, problem.kind);
      expect(card?.[problem.field ?? ""], `${problem.row} ${problem.field}`).toBe("");
      expect(problem.value).not.toBe("");
      expect(problem.text).not.toBe("");
    }
    const rows = report.problems.map((problem) => `${problem.row} ${problem.field}`);
    expect(rows).toContain("AT customer 10000 vatRegistrationNo");
    expect(new Set(rows).size).toBe(rows.length);
  });

  test("prints the report as lines", () => {
    const lines = formatReport(report, 2);
    expect(lines[0]).toBe(
      "Demo data: 1240 cards (590 companies, 560 persons, 30 customers, 48 vendors, 12 bank accounts), 90 relations.",
    );
    expect(lines[1]).toBe(`${report.problems.length} values did not pass our rules and came in empty:`);
    expect(lines).toHaveLength(5);
    expect(lines[4]).toBe(`  … and ${report.problems.length - 2} more`);
  });

  test("done once it is not done again, and repeated it changes nothing", async () => {
    expect(await importDemoOnce(place.workspace)).toEqual({ report, isNew: false });
    const seq = await place.store.lastSeq("demo");
    expect(await importDemo(place.workspace)).toEqual(report);
    expect(await place.store.lastSeq("demo")).toBe(seq);
  });

  test("cut short anywhere it is completed by the next start, nothing twice", async () => {
    const other = await openPlace();
    try {
      for (const calls of [1, 40, 300, 800]) {
        await expect(importDemo(cutShort(other.workspace, calls))).rejects.toThrow("cut short");
      }
      const { report: completed } = await importDemoOnce(other.workspace);
      expect(completed.cards).toEqual(expectedCards);
      expect(await allOf(other.workspace, "contact")).toHaveLength(expectedCards.contact);
      expect(await allOf(other.workspace, "vendor")).toHaveLength(expectedCards.vendor);
      const strip = ({ row, field, value, code }: DemoReport["problems"][number]) => ({ row, field, value, code });
      expect(completed.problems.map(strip)).toEqual(report.problems.map(strip));
    } finally {
      await other.close();
    }
  }, 60_000);
});

/** The workspace, until the process "dies": after so many calls nothing answers any more. */
function cutShort(workspace: Workspace, calls: number): DemoTarget {
  let left = calls;
  const count = (): void => {
    left -= 1;
    if (left < 0) throw new Error("cut short");
  };
  return {
    id: workspace.id,
    execute: async (command, actor) => {
      count();
      return workspace.execute(command, actor);
    },
    editCard: async (...call) => {
      count();
      return workspace.editCard(...call);
    },
  };
}
