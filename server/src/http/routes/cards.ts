/**
 * Cards over HTTP: list, create, read, edit, delete, restore, and where their values come from.
 *
 * Shape    the same calls for each kind, under its own path.
 * Source   docs/HTTP.md
 *
 * @module
 */
import {
  type CardId,
  type CardKind,
  contactTypes,
  fieldSpec,
  isContactType,
  kindLabel,
  lengthOf,
  parseCardId,
  parseDocumentId,
  parseRelationId,
  parseValue,
  pathOfKind,
  type Scalar,
} from "@couplet/model";
import { v7 } from "uuid";
import { ProblemError } from "../../problem.ts";
import type { CardJson, Workspace } from "../../workspace/workspace.ts";
import { type Api, endpoint } from "../endpoint.ts";
import {
  cardParams,
  cardPatchSchemas,
  cardSchemas,
  conflictsSchema,
  historyItemSchema,
  historyQuery,
  listQueryOf,
  newCardSchemas,
  pageOf,
} from "../schemas.ts";

export const defaultLimit = 100;

const cardNotFound = (): ProblemError => new ProblemError(404, "card.notFound");

/** @throws {ProblemError} 404 */
export async function readCard(workspace: Workspace, id: string, kind?: CardKind): Promise<CardJson> {
  const card = await workspace.readCard(id, kind);
  if (!card) throw cardNotFound();
  return card;
}

/** The first card of the kind among those a command made. @throws {ProblemError} 404 where it is gone again */
export async function readCardOf(workspace: Workspace, ids: readonly string[], kind: CardKind): Promise<CardJson> {
  for (const id of ids) {
    const card = await workspace.readCard(id, kind);
    if (card) return card;
  }
  throw cardNotFound();
}

export function addCards(api: Api, kind: CardKind): void {
  const path = `/${pathOfKind(kind)}`;
  const one = `${path}/{id}`;
  const tag = pathOfKind(kind);
  const label = kindLabel(kind, "en").toLowerCase();
  const card = { description: "The whole card", schema: cardSchemas[kind] };

  /** A deleted card is of a kind, too. @throws {ProblemError} 404 */
  const requireKind = async (workspace: Workspace, id: string): Promise<CardId> => {
    const row = await api.store.card(workspace.id, id);
    if (row?.kind !== kind) throw cardNotFound();
    return row.id;
  };

  endpoint(
    api,
    {
      method: "get",
      path,
      tag,
      summary: `Lists each ${label} that is not deleted, in the order asked for`,
      query: listQueryOf(kind),
      answers: { 200: { description: "A page", schema: pageOf(cardSchemas[kind]) } },
    },
    async ({ workspace, query }) => ({
      status: 200,
      value: await workspace.listCards(kind, { ...query, limit: query.limit ?? defaultLimit }),
    }),
  );

  endpoint(
    api,
    {
      method: "post",
      path,
      tag,
      summary: `Creates a ${label}`,
      body: newCardSchemas[kind],
      answers: { 201: card },
      problems: [409],
    },
    async ({ workspace, actor, body, commandId }) => {
      const { contactType, no, notes, fields } = parseNewCard(kind, body);
      const outcome = await workspace.execute(
        {
          type: "create",
          id: commandId,
          cardId: parseCardId(v7()),
          kind,
          ...(contactType === undefined ? {} : { contactType }),
          ...(no === undefined ? {} : { no }),
          ...(notes === undefined ? {} : { notes }),
          commonDocumentId: parseDocumentId(v7()),
          cardDocumentId: parseDocumentId(v7()),
          fields,
          contact: {
            cardId: parseCardId(v7()),
            cardDocumentId: parseDocumentId(v7()),
            relationId: parseRelationId(v7()),
          },
        },
        actor,
      );
      return { status: 201, value: await readCardOf(workspace, outcome.cardIds, kind) };
    },
  );

  endpoint(
    api,
    {
      method: "get",
      path: one,
      tag,
      summary: `Reads a ${label}`,
      params: cardParams,
      answers: { 200: card },
      problems: [404],
    },
    async ({ workspace, params }) => ({ status: 200, value: await readCard(workspace, params.id, kind) }),
  );

  endpoint(
    api,
    {
      method: "patch",
      path: one,
      tag,
      summary: "Edits the fields that are named; the others stay",
      params: cardParams,
      body: cardPatchSchemas[kind],
      answers: { 200: card },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body, commandId, repeatable }) => {
      await readCard(workspace, params.id, kind);
      return {
        status: 200,
        value: await workspace.editCard(params.id, body, actor, repeatable ? commandId : undefined),
      };
    },
  );

  endpoint(
    api,
    {
      method: "delete",
      path: one,
      tag,
      summary: `Deletes a ${label}, and nothing of any other card`,
      params: cardParams,
      answers: { 204: { description: "Deleted" } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, commandId, isDone }) => {
      if (await isDone()) return { status: 204 };
      await readCard(workspace, params.id, kind);
      await workspace.execute({ type: "delete", id: commandId, cardId: parseCardId(params.id) }, actor);
      return { status: 204 };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: `${one}/restore`,
      tag,
      summary: `Brings a deleted ${label} back, with its links where their places are free`,
      params: cardParams,
      answers: { 200: card },
      problems: [404, 409, 410],
    },
    async ({ workspace, actor, params, commandId }) => {
      const cardId = await requireKind(workspace, params.id);
      await workspace.execute({ type: "restore", id: commandId, cardId }, actor);
      return { status: 200, value: await readCard(workspace, cardId, kind) };
    },
  );

  endpoint(
    api,
    {
      method: "get",
      path: `${one}/history`,
      tag,
      summary: "Who set which field to what, when and on which card; newest first",
      params: cardParams,
      query: historyQuery,
      answers: { 200: { description: "A page", schema: pageOf(historyItemSchema) } },
      problems: [404, 422],
    },
    async ({ workspace, params, query }) => {
      const cardId = await requireKind(workspace, params.id);
      if (query.field !== undefined && !fieldSpec(kind, query.field)) throw unknownField(kind, query.field);
      return { status: 200, value: await workspace.history(cardId, { ...query, limit: query.limit ?? defaultLimit }) };
    },
  );

  endpoint(
    api,
    {
      method: "get",
      path: `${one}/conflicts`,
      tag,
      summary: "Fields that people set to different values while apart",
      params: cardParams,
      answers: { 200: { description: "All of them, the shown value first in each", schema: conflictsSchema } },
      problems: [404],
    },
    async ({ workspace, params }) => {
      await readCard(workspace, params.id, kind);
      return { status: 200, value: await workspace.conflicts(params.id) };
    },
  );
}

interface NewCard {
  readonly contactType?: "company" | "person" | undefined;
  readonly no?: string | undefined;
  readonly notes?: string | undefined;
  readonly fields: Readonly<Record<string, Scalar>>;
}

/** @throws {ProblemError} 422, naming the first field that is not taken */
function parseNewCard(kind: CardKind, body: Readonly<Record<string, unknown>>): NewCard {
  const { type, no, notes, ...fields } = body;
  const typed = kind === "contact" || kind === "customer";
  if (type !== undefined && !typed) throw unknownField(kind, "type");
  if (type !== undefined && !isContactType(type)) {
    throw new ProblemError(422, "value.unknown", {
      field: "type",
      params: { value: JSON.stringify(type).slice(0, 40), values: contactTypes.join(", ") },
    });
  }
  return {
    contactType: type,
    no: parseText("no", no),
    notes: parseNotes(notes),
    fields: parseFields(kind, fields),
  };
}

function parseText(field: string, value: unknown): string | undefined {
  if (value !== undefined && typeof value !== "string") throw new ProblemError(422, "value.type", { field });
  return value;
}

/** As long as an edit may make them. */
const maxNotesLength = 100_000;

/** @throws {ProblemError} 422 */
export function parseNotes(value: unknown): string | undefined {
  const notes = parseText("notes", value);
  const tooMany = lengthOf(notes ?? "") - maxNotesLength;
  if (tooMany > 0)
    throw new ProblemError(422, "text.tooLong", { field: "notes", params: { n: tooMany, max: maxNotesLength } });
  return notes;
}

const unknownField = (kind: CardKind, field: string): ProblemError =>
  new ProblemError(422, "field.unknown", { field, params: { kind, name: field } });

/** Values of fields in stored form. @throws {ProblemError} 422, naming the first field that is not taken */
export function parseFields(kind: CardKind, fields: Readonly<Record<string, unknown>>): Record<string, Scalar> {
  const { countryCode } = fields;
  const context = typeof countryCode === "string" ? { countryCode: countryCode.trim().toUpperCase() } : {};
  const parsed = Object.entries(fields).map(([name, value]): [string, Scalar] => {
    const spec = fieldSpec(kind, name);
    if (!spec) throw unknownField(kind, name);
    const result = parseValue(spec, value, context);
    if (!result.ok) throw ProblemError.ofField(result.problem, name);
    return [name, result.value];
  });
  return Object.fromEntries(parsed);
}
