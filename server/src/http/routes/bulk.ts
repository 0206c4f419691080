/**
 * Contacts for many cards at once, and the jobs that long ones become.
 *
 * Shape    a report per card. Cards that are linked already are skipped, so that running it twice, or twice at once, makes one contact each.
 * Not      one transaction: each card is a command of its own, and one that is refused stops no other.
 * Source   rule L11
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import {
  type Actor,
  type CommandId,
  isEmptyValue,
  isRelatedKind,
  mayLink,
  parseCardId,
  parseDocumentId,
  parseRelationId,
  pathOfKind,
  type ProblemParams,
  type RelatedKind,
  relatedKinds,
} from "@couplet/model";
import { v7 } from "uuid";
import { ProblemError } from "../../problem.ts";
import type { CardJson, Workspace } from "../../workspace/workspace.ts";
import { type Api, endpoint } from "../endpoint.ts";
import { partOfCommand } from "../idempotency.ts";
import type { Jobs } from "../jobs.ts";
import { type CardFilter, cardFilter, filterSchema } from "../card-filter.ts";
import { refuse } from "../problem.ts";

/** More asks first. */
const askAbove = 100;
/** More becomes a job. */
const waitUpTo = 1000;
/** Commands that wait for the workspace at once: enough that commits are shared. */
const concurrency = 8;

/** By its name or its path. */
const kindSchema = z
  .enum([...relatedKinds, ...relatedKinds.map(pathOfKind)])
  .transform((text): RelatedKind | undefined =>
    isRelatedKind(text) ? text : relatedKinds.find((kind) => pathOfKind(kind) === text),
  )
  .pipe(z.enum(relatedKinds));

const fromCardsSchema = z
  .strictObject({ kind: kindSchema, filter: filterSchema.optional(), confirm: z.boolean().optional() })
  .openapi("ContactsFromCards");

const countSchema = z
  .object({ cards: z.int(), wanted: z.int().openapi({ description: "Cards among them that have no contact" }) })
  .openapi("BulkCount");

const reportSchema = z
  .object({
    created: z.int(),
    skipped: z.int(),
    refused: z.int(),
    items: z.array(
      z.object({
        cardId: z.uuid(),
        no: z.string(),
        result: z.enum(["created", "skipped", "refused"]),
        contactId: z.uuid().optional(),
        code: z.string().optional(),
        params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        text: z.string().optional(),
      }),
    ),
  })
  .openapi("BulkReport");

const jobSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(["running", "done", "failed"]),
    done: z.int(),
    total: z.int(),
    report: reportSchema.optional(),
  })
  .openapi("Job");

interface ReportItem {
  readonly cardId: string;
  readonly no: string;
  readonly result: "created" | "skipped" | "refused";
  readonly contactId?: string;
  readonly code?: string;
  readonly params?: ProblemParams;
  readonly text?: string;
}

const tag = "bulk";

export function addBulk(api: Api, jobs: Jobs): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/contacts/from-cards",
      tag,
      summary: "How many cards a filter finds, and how many contacts the POST would make for them",
      query: filterSchema.extend({ kind: kindSchema }),
      answers: { 200: { description: "The numbers", schema: countSchema } },
    },
    async ({ workspace, query: { kind, ...filter } }) => {
      const cards = await matchingCards(workspace, kind, filter);
      const wanted = cards.filter(({ relations }) => relations.length === 0);
      return { status: 200, value: { cards: cards.length, wanted: wanted.length } };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/contacts/from-cards",
      tag,
      summary: "Creates a contact for each card that has none; over 100 with confirm, over 1,000 as a job",
      body: fromCardsSchema,
      answers: {
        200: { description: "A report per card", schema: reportSchema },
        202: { description: "A job to follow", schema: jobSchema },
      },
      problems: [409],
    },
    async ({ workspace, actor, body, commandId }) => {
      if (!mayLink(actor.role, body.kind)) throw new ProblemError(403, "perm.link", { params: { kind: body.kind } });
      const cards = await matchingCards(workspace, body.kind, body.filter ?? {});
      const wanted = cards.filter(({ relations }) => relations.length === 0);
      if (wanted.length > askAbove && body.confirm !== true)
        throw refuse(409, "bulk.confirm", { params: { n: wanted.length } });
      const run = (onProgress: (done: number) => void, signal: AbortSignal): Promise<unknown> =>
        createContacts(workspace, actor, cards, commandId, onProgress, signal);
      if (wanted.length <= waitUpTo) return { status: 200, value: await run(() => {}, new AbortController().signal) };
      return { status: 202, value: jobs.start(workspace.id, cards.length, run) };
    },
  );

  endpoint(
    api,
    {
      method: "get",
      path: "/jobs/{id}",
      tag,
      summary: "How far a job is, and its report once it is done",
      params: z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) }),
      answers: { 200: { description: "The job", schema: jobSchema } },
      problems: [404],
    },
    async ({ workspace, params }) => {
      const job = jobs.get(workspace.id, params.id);
      if (!job) throw refuse(404, "job.unknown");
      return { status: 200, value: job };
    },
  );
}

async function matchingCards(workspace: Workspace, kind: RelatedKind, filter: CardFilter): Promise<CardJson[]> {
  const matches = cardFilter(filter);
  const found: CardJson[] = [];
  let cursor: string | undefined;
  do {
    const page = await workspace.listCards(kind, { limit: 1000, cursor });
    // Without their prose, which may be long and is not looked at.
    for (const card of page.items) if (matches(card)) found.push({ ...card, notes: "" });
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

async function createContacts(
  workspace: Workspace,
  actor: Actor,
  cards: readonly CardJson[],
  bulkId: CommandId,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<{
  readonly created: number;
  readonly skipped: number;
  readonly refused: number;
  readonly items: readonly ReportItem[];
}> {
  const items: ReportItem[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const index = next;
      next += 1;
      const card = cards[index];
      if (!card) return;
      signal.throwIfAborted();
      items[index] = await createContact(workspace, actor, card, bulkId);
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const count = (result: ReportItem["result"]): number => items.filter((item) => item.result === result).length;
  return { created: count("created"), skipped: count("skipped"), refused: count("refused"), items };
}

async function createContact(
  workspace: Workspace,
  actor: Actor,
  card: CardJson,
  bulkId: CommandId,
): Promise<ReportItem> {
  const item = { cardId: card.id, no: card.no };
  if (card.relations.length > 0) return { ...item, result: "skipped" };
  try {
    const outcome = await workspace.execute(
      {
        type: "createContactFromCard",
        id: partOfCommand(bulkId, card.id),
        cardId: parseCardId(card.id),
        contactId: parseCardId(v7()),
        cardDocumentId: parseDocumentId(v7()),
        relationId: parseRelationId(v7()),
      },
      actor,
    );
    const linked = await workspace.readCard(card.id);
    const contactId = linked?.relations.find(({ id }) => outcome.relationIds.includes(id))?.cardId;
    if (contactId !== undefined) await createPrimaryContact(workspace, actor, card, contactId, bulkId);
    return { ...item, result: "created", ...(contactId === undefined ? {} : { contactId }) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // Linked by somebody else in between.
    if (error.code === "link.exists") return { ...item, result: "skipped" };
    return { ...item, result: "refused", code: error.code, params: error.params, text: error.message };
  }
}

/** A card with a contact name gets a person for it, made primary. */
async function createPrimaryContact(
  workspace: Workspace,
  actor: Actor,
  card: CardJson,
  companyId: string,
  bulkId: CommandId,
): Promise<void> {
  const { contactName, primaryContactId, type } = card;
  if (typeof contactName !== "string" || contactName.trim() === "" || type === "person") return;
  if (typeof primaryContactId === "string" && !isEmptyValue(primaryContactId)) return;
  const outcome = await workspace.execute(
    {
      type: "create",
      id: partOfCommand(bulkId, `${card.id} person`),
      cardId: parseCardId(v7()),
      kind: "contact",
      contactType: "person",
      commonDocumentId: parseDocumentId(v7()),
      cardDocumentId: parseDocumentId(v7()),
      fields: { name: contactName, companyId },
    },
    actor,
  );
  const [personId] = outcome.cardIds;
  if (personId === undefined) return;
  await workspace.editCard(card.id, { primaryContactId: personId }, actor, partOfCommand(bulkId, `${card.id} primary`));
}
