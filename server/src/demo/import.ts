/**
 * Fills the demo workspace from real input, through the commands and edits that users have.
 *
 * Shape    per company one `create`: of the card behind it, with which set-up makes the contact (L10), or of the contact itself;
 *          then its persons, one of them as primary contact. All ids derive from the source row, so that an import that was
 *          cut short goes on where it stopped and one that is repeated changes nothing.
 * Not      a way around the rules: a value they refuse comes in empty and is named in the report.
 * Source   data/README.md
 *
 * @module
 */
import {
  companyEdits,
  defaultSetup,
  fieldSpec,
  parseCardId,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  problemText,
  type Actor,
  type CardId,
  type CardKind,
  type Command,
  type CreateCommand,
  type Fields,
} from "@couplet/model";
import { v5 } from "uuid";
import { ProblemError } from "../problem.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { convertFields } from "./convert.ts";
import type { DemoProblem, DemoReport } from "./report.ts";
import { readDemoCompanies, type DemoCard, type DemoCompany } from "./source.ts";

/** Whom the history names. */
export const demoImporter: Actor = { sub: "demo-import", name: "Demo import", role: "admin" };

/** What of a workspace the import uses. */
export type DemoTarget = Pick<Workspace, "id" | "execute" | "editCard">;

/** Commands under way at once: enough that commits carry several, few enough that numbers stay nearly in file order. */
const maxAtOnce = 32;

/** Names ids of this import; any fixed UUID does. */
const namespace = "6f2d0a52-2f0e-4c57-9d0a-6a1a8a3f5b11";

async function forEachAtOnce<Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await task(item);
  };
  await Promise.all(Array.from({ length: maxAtOnce }, work));
}

class DemoImport {
  readonly #workspace: DemoTarget;
  readonly #actor: Actor;
  readonly #problems: DemoProblem[] = [];
  readonly #cards: Record<CardKind, number> = { contact: 0, customer: 0, vendor: 0, bankAccount: 0 };
  #persons = 0;
  #relations = 0;

  constructor(workspace: DemoTarget, actor: Actor) {
    this.#workspace = workspace;
    this.#actor = actor;
  }

  async run(companies: readonly DemoCompany[]): Promise<DemoReport> {
    const companiesMade = new Set<DemoCompany>();
    await forEachAtOnce(companies, async (company) => {
      if (await this.#importCompany(company)) companiesMade.add(company);
    });
    const persons = companies
      .filter((company) => companiesMade.has(company))
      .flatMap((company) => company.persons.map((person) => ({ company, person })));
    await forEachAtOnce(persons, ({ company, person }) => this.#importPerson(company, person));
    const order = new Map(companies.flatMap(rowsOf).map((row, index) => [row, index]));
    return {
      imported: Object.values(this.#cards).reduce((sum, count) => sum + count, 0),
      cards: this.#cards,
      persons: this.#persons,
      relations: this.#relations,
      problems: this.#problems.sort((a, b) => (order.get(a.row) ?? 0) - (order.get(b.row) ?? 0)),
    };
  }

  async #importCompany({ contact, card }: DemoCompany): Promise<boolean> {
    if (!card) return this.#create(contact, this.#fields(contact), { contactType: "company" });
    const contactId = this.#cardId(contact);
    const relationId = parseRelationId(this.#uuid(card, "relation"));
    const made = await this.#create(card, this.#fields(card), {
      ...(card.kind === "customer" ? { contactType: "company" } : {}),
      contact: { cardId: contactId, cardDocumentId: parseDocumentId(this.#uuid(contact, "card document")), relationId },
    });
    if (!made) return false;
    this.#cards.contact += 1;
    this.#relations += 1;
    // The contact shares what the card has; what only a contact has is set on it.
    await this.#edit(contact, this.#fields(contact, card.kind), contact.notes);
    return true;
  }

  async #importPerson(company: DemoCompany, person: DemoCard): Promise<void> {
    const { contact, card } = company;
    const fields = { ...withoutInherited(company, person, this.#fields(person)), companyId: this.#cardId(contact) };
    if (!(await this.#create(person, fields, { contactType: "person" }))) return;
    this.#persons += 1;
    const isPrimary = card !== undefined && person.texts["name"] === card.texts["contactName"];
    if (isPrimary) await this.#edit(card, { primaryContactId: this.#cardId(person) }, undefined);
  }

  /** Fields that our rules take, without those the linked kind shares already; the others go to the report. */
  #fields(card: DemoCard, sharedWith?: CardKind): Fields {
    const texts = Object.entries(card.texts).filter(
      ([field]) => sharedWith === undefined || field === "countryCode" || !isSharedWith(sharedWith, field),
    );
    const { fields, refused } = convertFields(card.kind, Object.fromEntries(texts));
    for (const { field, value, problem } of refused) {
      this.#report(card, { field, value, code: problem.code, params: problem.params ?? {} });
    }
    if (sharedWith === undefined) return fields;
    const { countryCode: _, ...own } = fields;
    return own;
  }

  async #create(
    card: DemoCard,
    fields: Fields,
    more: Pick<CreateCommand, "contactType" | "contact">,
  ): Promise<boolean> {
    const done = await this.#withoutRefused(card, fields, async (accepted, attempt) => {
      const command: Command = {
        type: "create",
        id: parseCommandId(this.#uuid(card, `create ${attempt}`)),
        cardId: this.#cardId(card),
        kind: card.kind,
        commonDocumentId: parseDocumentId(this.#uuid(card, "common document")),
        cardDocumentId: parseDocumentId(this.#uuid(card, "card document")),
        fields: accepted,
        notes: card.notes,
        ...more,
      };
      await this.#workspace.execute(command, this.#actor);
    });
    if (done) this.#cards[card.kind] += 1;
    return done;
  }

  async #edit(card: DemoCard, fields: Fields, notes: string | undefined): Promise<void> {
    await this.#withoutRefused(card, fields, async (accepted, attempt) => {
      const patch = notes === undefined ? accepted : { ...accepted, notes };
      const commandId = parseCommandId(this.#uuid(card, `edit ${attempt}`));
      await this.#workspace.editCard(this.#cardId(card), patch, this.#actor, commandId);
    });
  }

  /** Tries again without the field that was refused (rules that look at the whole card); false when all of it is refused. */
  async #withoutRefused(
    card: DemoCard,
    fields: Fields,
    attempt: (accepted: Fields, attempt: number) => Promise<void>,
  ): Promise<boolean> {
    const accepted: Record<string, Fields[string]> = { ...fields };
    for (let count = 0; ; count += 1) {
      try {
        await attempt(accepted, count);
        return true;
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const { code, params, field } = error;
        const value = field === undefined ? undefined : accepted[field];
        if (field === undefined || value === undefined) {
          this.#report(card, { value: "", code, params });
          return false;
        }
        this.#report(card, { field, value: card.texts[field] ?? String(value), code, params });
        delete accepted[field];
      }
    }
  }

  #report(card: DemoCard, problem: Pick<DemoProblem, "value" | "code" | "params"> & { readonly field?: string }): void {
    const text = problemText(problem.code, problem.params, "en");
    this.#problems.push({ row: card.row, cardId: this.#cardId(card), kind: card.kind, ...problem, text });
  }

  #cardId(card: DemoCard): CardId {
    return parseCardId(this.#uuid(card, "card"));
  }

  #uuid(card: DemoCard, what: string): string {
    return v5([this.#workspace.id, card.row, what].join("\n"), namespace);
  }
}

const isSharedWith = (kind: CardKind, field: string): boolean => fieldSpec(kind, field)?.scope === "common";

const rowsOf = ({ contact, card, persons }: DemoCompany): readonly string[] => [
  ...(card ? [card.row] : []),
  contact.row,
  ...persons.map((person) => person.row),
];

/**
 * Imports all demo data, or what is still missing of it.
 *
 * @throws what the workspace throws besides refusals; the import may then be started again
 */
export const importDemo = async (workspace: DemoTarget, actor: Actor = demoImporter): Promise<DemoReport> =>
  new DemoImport(workspace, actor).run(await readDemoCompanies());

/** Where the report is kept in the store: as the answer to a request of the importer. */
const reportKey = "demo-report";

/**
 * Imports when that has not been completed before; else answers the report kept then.
 *
 * The report is kept last, so that an import that was cut short is taken up again.
 */
export async function importDemoOnce(
  workspace: DemoTarget & Pick<Workspace, "answer" | "saveAnswer">,
): Promise<{ readonly report: DemoReport; readonly isNew: boolean }> {
  const kept = await workspace.answer(demoImporter.sub, reportKey);
  if (kept?.body !== undefined) return { report: JSON.parse(kept.body) as DemoReport, isNew: false };
  const report = await importDemo(workspace);
  await workspace.saveAnswer(demoImporter.sub, reportKey, {
    bodyHash: "",
    status: 200,
    body: JSON.stringify(report),
  });
  return { report, isNew: true };
}

/** What a person has like its company is read from there (H2); the sources have copied it. */
function withoutInherited({ contact, card }: DemoCompany, person: DemoCard, fields: Fields): Fields {
  const ofContact = Object.entries(contact.texts).filter(([field]) => !card || !isSharedWith(card.kind, field));
  const texts: Readonly<Record<string, string>> = { ...Object.fromEntries(ofContact), ...card?.texts };
  const isCompanys = (field: string): boolean => (person.texts[field] ?? "") === (texts[field] ?? "");
  const { inheritance: switches } = defaultSetup();
  const own = (field: string): string | undefined => person.texts[field];
  const cleared = companyEdits({ own, company: (field) => texts[field], switches }, () => "");
  return Object.fromEntries(
    Object.entries(fields).filter(([field]) => cleared[field] === undefined || !isCompanys(field)),
  );
}
