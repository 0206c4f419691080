/**
 * Contacts for a number of cards, in one transaction.
 *
 * Shape    each card is a command of its own to the rules: one that is refused stops no other, one that has a contact is
 *          skipped. The series is drawn from card by card and written once.
 * Not      the whole of a long job: that goes on in steps, see `contact-jobs.ts`.
 * Source   rule L11
 *
 * @module
 */
import {
  type Actor,
  type Card,
  type CardId,
  type Command,
  type CommandProblem,
  decide,
  type Effect,
  fieldSpec,
  isEmptyValue,
  parseCardId,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  type Scalar,
} from "@couplet/model";
import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import { ProblemError } from "../problem.ts";
import type { CardFilter, JobItem } from "../store/job-row.ts";
import type { Store } from "../store/store.ts";
import { cardFilter } from "./card-filter.ts";
import { editCard } from "./edit.ts";
import { applyEffects, loadExisting } from "./effects.ts";
import { decideWith } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

/** A report item for each card, in their order. */
export async function createContacts(
  transaction: Transaction,
  cardIds: readonly string[],
  actor: Actor,
): Promise<readonly JobItem[]> {
  const { rows } = transaction;
  const { setup } = rows;
  await rows.preload(cardIds);
  await rows.preloadNumbers("contact", cardIds.length);
  const items: JobItem[] = [];
  for (const cardId of cardIds) items.push(await createContact(transaction, parseCardId(cardId), actor));
  if (rows.setup !== setup) applyEffects(transaction, [{ type: "putSetup", setup: rows.setup }], actor);
  transaction.isChanging = false;
  return items;
}

async function createContact(transaction: Transaction, cardId: CardId, actor: Actor): Promise<JobItem> {
  const { rows } = transaction;
  const [card] = await rows.cardsById([cardId]);
  const item = { cardId, no: card?.no ?? "" };
  const contactId = parseCardId(newId());
  const relationId = parseRelationId(newId());
  rows.expectNew({ cardId: contactId, relationId });
  const problem = await run(transaction, actor, {
    type: "createContactFromCard",
    id: commandId,
    cardId,
    contactId,
    cardDocumentId: parseDocumentId(newId()),
    relationId,
  });
  if (problem?.code === "link.exists") {
    const [relation] = rows.relationsOf(cardId);
    return { ...item, result: "skipped", ...(relation && { contactId: relation.contactId }) };
  }
  if (problem) return { ...item, result: "refused", ...told(ProblemError.ofCommand(problem)) };
  const left = card && (await createPrimaryContact(transaction, card, contactId, actor));
  return { ...item, result: "created", contactId, ...(left && told(left)) };
}

/** A card with a contact name gets a person for it, made primary. @returns why it does not */
async function createPrimaryContact(
  transaction: Transaction,
  card: Card,
  companyId: CardId,
  actor: Actor,
): Promise<ProblemError | undefined> {
  const { rows } = transaction;
  if (card.type === "person" || !fieldSpec(card.kind, "primaryContactId")) return undefined;
  const value = (field: string): Promise<Scalar | undefined> => decideWith(() => rows.value(card.id, field));
  const name = await value("contactName");
  if (typeof name !== "string" || name.trim() === "" || !isEmptyValue(await value("primaryContactId")))
    return undefined;
  const cardId = parseCardId(newId());
  rows.expectNew({ cardId });
  const problem = await run(transaction, actor, {
    type: "create",
    id: commandId,
    cardId,
    kind: "contact",
    contactType: "person",
    commonDocumentId: parseDocumentId(newId()),
    cardDocumentId: parseDocumentId(newId()),
    fields: { name, companyId },
  });
  if (problem) return ProblemError.ofCommand(problem);
  try {
    await editCard(transaction, card.id, { primaryContactId: cardId }, actor, commandId);
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  } finally {
    transaction.isChanging = true;
  }
}

/** Decides and does, but for the series: where it stands is written at the end. @returns why it was refused */
async function run(transaction: Transaction, actor: Actor, command: Command): Promise<CommandProblem | undefined> {
  const { rows } = transaction;
  const decision = await decideWith(() => decide(rows, command, actor));
  if (!decision.ok) return decision.problem;
  const effects: Effect[] = [];
  let { setup } = rows;
  for (const effect of decision.effects) {
    if (effect.type === "putSetup") ({ setup } = effect);
    else effects.push(effect);
  }
  await loadExisting(transaction, effects);
  // What fails from here on, at this card or a later one, fails the batch.
  transaction.isChanging = true;
  rows.setup = setup;
  applyEffects(transaction, effects, actor);
  return undefined;
}

/** The rules want one, and nothing is remembered of it: what is done is in the report. */
const commandId = parseCommandId(v7());

const told = ({ code, params, message }: ProblemError): Pick<JobItem, "code" | "params" | "text"> => ({
  code,
  params,
  text: message,
});

const idBytes = 16;
let random = new Uint8Array();

/** Randomness comes by the thousand: asking for it three times a card is a tenth of what a contact costs. */
function newId(): string {
  if (random.length < idBytes) random = randomBytes(1024 * idBytes);
  const own = random.subarray(0, idBytes);
  random = random.subarray(idBytes);
  return v7({ random: own });
}

/** Cards a request means, ordered by number; those without a contact are the ones it is about. */
export interface FoundCard {
  readonly cardId: string;
  readonly no: string;
  /** The one it has. */
  readonly contactId?: string;
}

const cardsAtATime = 500;

/** Committed ones. @param pause between one page and the next, so that others get their turn */
export async function findCards(
  store: Pick<Store, "listCards" | "relationsOf" | "values">,
  workspace: string,
  request: { readonly kind: Card["kind"]; readonly filter: CardFilter },
  pause: () => Promise<unknown>,
): Promise<readonly FoundCard[]> {
  const { kind, filter } = request;
  const matches = cardFilter(filter);
  const isAboutValues = [filter.name, filter.postingGroup, filter.currencyCode].some((wanted) => wanted !== undefined);
  const found: FoundCard[] = [];
  let after: Card | undefined;
  for (;;) {
    const page = await store.listCards(workspace, { kind, limit: cardsAtATime, after });
    const ids = page.flatMap((card) => [card.commonDocumentId, card.cardDocumentId]);
    const shown = isAboutValues ? await store.values(workspace, ids) : undefined;
    const relations = await store.relationsOf(
      workspace,
      page.map((card) => card.id),
    );
    const contactOf = new Map(relations.map(({ contactId, cardId }) => [cardId, contactId]));
    for (const { id, no, commonDocumentId, cardDocumentId } of page) {
      const values = { ...shown?.get(commonDocumentId)?.values, ...shown?.get(cardDocumentId)?.values };
      const value = (field: string): unknown => (fieldSpec(kind, field) ? (values[field] ?? "") : undefined);
      const [name, postingGroup, currencyCode] = ["name", "postingGroup", "currencyCode"].map(value);
      if (matches({ no, name, postingGroup, currencyCode }))
        found.push(withContact({ cardId: id, no }, contactOf.get(id)));
    }
    after = page.at(-1);
    if (!after || page.length < cardsAtATime) return found;
    await pause();
  }
}

const withContact = (card: FoundCard, contactId: string | undefined): FoundCard =>
  contactId === undefined ? card : { ...card, contactId };
