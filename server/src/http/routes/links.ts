/**
 * Relating cards over HTTP: link, unlink, and creating one card from another.
 *
 * Source   rules L1 to L4, L8 to L10, L12; docs/HTTP.md
 *
 * @module
 */
import {
  type CommandId,
  parseCardId,
  parseDocumentId,
  parseRelationId,
  pathOfKind,
  type RelatedKind,
  type RelationId,
  relatedKinds,
} from "@couplet/model";
import { v7 } from "uuid";
import { ProblemError } from "../../problem.ts";
import type { RelationJson, Workspace } from "../../workspace/workspace.ts";
import { type Api, endpoint } from "../endpoint.ts";
import {
  cardFromContactSchemas,
  cardParams,
  cardSchemas,
  linkSchema,
  newLinkSchema,
  relationParams,
} from "../schemas.ts";
import { parseFields, readCard, readCardOf } from "./cards.ts";

const tag = "links";

export function addLinks(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      path: "/contacts/{id}/links",
      tag,
      summary: "Links a customer, vendor or bank account; master says whose values hold, fields says so field by field",
      params: cardParams,
      body: newLinkSchema,
      answers: { 201: { description: "The link", schema: linkSchema } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body, commandId, isDone }) => {
      if (!(await isDone())) await readCard(workspace, params.id, "contact");
      const outcome = await workspace.execute(
        {
          type: "link",
          id: commandId,
          contactId: parseCardId(params.id),
          cardId: parseCardId(body.cardId),
          relationId: parseRelationId(v7()),
          master: body.master,
          ...(body.fields === undefined ? {} : { fields: body.fields }),
        },
        actor,
      );
      return { status: 201, value: await linkJson(workspace, body.cardId, outcome.relationIds) };
    },
  );

  endpoint(
    api,
    {
      method: "delete",
      path: "/contacts/{id}/links/{relationId}",
      tag,
      summary: "Unlinks: both cards keep every value, and later edits no longer cross",
      params: relationParams,
      answers: { 204: { description: "Unlinked" } },
      problems: [404],
    },
    async ({ workspace, actor, params, commandId, isDone }) => {
      if (await isDone()) return { status: 204 };
      await workspace.execute(await ofRelation(workspace, params, "unlink", commandId), actor);
      return { status: 204 };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/contacts/{id}/links/{relationId}/undo",
      tag,
      summary: "Undoes a link: both cards get back what they had; 409 once somebody has edited since",
      params: relationParams,
      answers: { 204: { description: "As if they had not been linked" } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, commandId, isDone }) => {
      if (await isDone()) return { status: 204 };
      await workspace.execute(await ofRelation(workspace, params, "undoLink", commandId), actor);
      return { status: 204 };
    },
  );

  for (const kind of relatedKinds) addCreateFrom(api, kind);
}

/** @throws {ProblemError} 404 where the relation is not the contact's */
async function ofRelation<Type extends "unlink" | "undoLink">(
  workspace: Workspace,
  params: { readonly id: string; readonly relationId: string },
  type: Type,
  id: CommandId,
): Promise<{ readonly type: Type; readonly id: CommandId; readonly relationId: RelationId }> {
  const contact = await readCard(workspace, params.id, "contact");
  const relation = contact.relations.find((one) => one.id === params.relationId);
  if (!relation) throw new ProblemError(404, "relation.notFound");
  return { type, id, relationId: parseRelationId(relation.id) };
}

function addCreateFrom(api: Api, kind: RelatedKind): void {
  endpoint(
    api,
    {
      method: "post",
      path: `/contacts/{id}/${pathOfKind(kind)}`,
      tag,
      summary: "Creates the card from the contact, related at once; for a person in a company, from the company",
      params: cardParams,
      body: cardFromContactSchemas[kind],
      bodyOptional: true,
      answers: { 201: { description: "The new card", schema: cardSchemas[kind] } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body, commandId, isDone }) => {
      const { templateCode, no, ...fields } = body;
      if (!(await isDone())) await readCard(workspace, params.id, "contact");
      const outcome = await workspace.execute(
        {
          type: "createFromContact",
          id: commandId,
          contactId: parseCardId(params.id),
          kind,
          cardId: parseCardId(v7()),
          cardDocumentId: parseDocumentId(v7()),
          relationId: parseRelationId(v7()),
          ...textOf("templateCode", templateCode),
          ...textOf("no", no),
          ...(Object.keys(fields).length === 0 ? {} : { fields: parseFields(kind, fields) }),
        },
        actor,
      );
      return { status: 201, value: await readCardOf(workspace, outcome.cardIds, kind) };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: `/${pathOfKind(kind)}/{id}/contact`,
      tag,
      summary: "Creates the contact from the card, related at once",
      params: cardParams,
      answers: { 201: { description: "The new contact", schema: cardSchemas.contact } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, commandId, isDone }) => {
      if (!(await isDone())) await readCard(workspace, params.id, kind);
      const outcome = await workspace.execute(
        {
          type: "createContactFromCard",
          id: commandId,
          cardId: parseCardId(params.id),
          contactId: parseCardId(v7()),
          cardDocumentId: parseDocumentId(v7()),
          relationId: parseRelationId(v7()),
        },
        actor,
      );
      return { status: 201, value: await readCardOf(workspace, outcome.cardIds, "contact") };
    },
  );
}

function textOf<Name extends string>(field: Name, value: unknown): { readonly [Key in Name]?: string } {
  if (value === undefined) return {};
  if (typeof value !== "string") throw new ProblemError(422, "value.type", { field });
  return { [field]: value } as { readonly [Key in Name]?: string };
}

interface LinkJson extends RelationJson {
  readonly contactId: string;
}

async function linkJson(workspace: Workspace, cardId: string, relationIds: readonly string[]): Promise<LinkJson> {
  const card = await readCard(workspace, cardId);
  const relation = card.relations.find(({ id }) => relationIds.includes(id));
  if (!relation) throw new ProblemError(404, "relation.notFound");
  const name = typeof card.name === "string" ? card.name : "";
  return {
    id: relation.id,
    contactId: relation.cardId,
    cardId: card.id,
    kind: card.kind,
    code: relation.code,
    no: card.no,
    name,
  };
}
