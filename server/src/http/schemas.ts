/**
 * What travels in requests and answers, for checking and for the OpenAPI document.
 *
 * Shape    one component per kind of card, made from the model's field table; a card's own fields are checked by the model, which says
 *          which one is wrong and why.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import {
  cardKinds,
  type CardKind,
  contactTypes,
  type FieldSpec,
  fieldsOfKind,
  isUuid,
  maxPictureSide,
  pictureTypes,
  relatedKinds,
  sortColumnsOf,
} from "@couplet/model";
import type { CardSort } from "../workspace/workspace.ts";

const uuidText = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(isUuid)
  .openapi({ type: "string", format: "uuid" });

export const cardParams = z.object({ id: uuidText.openapi({ param: { name: "id", in: "path" } }) });
export const relationParams = z.object({
  id: uuidText.openapi({ param: { name: "id", in: "path" } }),
  relationId: uuidText.openapi({ param: { name: "relationId", in: "path" } }),
});
export const mergeParams = z.object({
  id: uuidText.openapi({ param: { name: "id", in: "path" } }),
  mergedId: uuidText.openapi({ param: { name: "mergedId", in: "path" } }),
});
/** 1 to 1000. */
const limit = z
  .string()
  .regex(/^\d{1,4}$/u)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 1000)
  .optional()
  .openapi({ type: "integer", minimum: 1, maximum: 1000, default: 100 });
const cursor = z.string().min(1).max(1000).optional().openapi({ description: "The nextCursor of the page before" });

const sortsOf = (kind: CardKind): CardSort[] =>
  sortColumnsOf(kind).flatMap((column): CardSort[] => [column, `-${column}`]);
const sortText =
  "By what; `-` before it turns it round. Letter case and accents do not count, cards without the value come last. A cursor is of one order only";
export const listQueryOf = (kind: CardKind) =>
  z.object({
    search: z.string().max(255).optional(),
    sort: z.enum(sortsOf(kind)).optional().openapi({ default: "no", description: sortText }),
    limit,
    cursor,
  });
const pageQuery = z.object({ limit, cursor });
export const historyQuery = pageQuery.extend({
  field: z.string().max(100).optional().openapi({ description: "Only what was set in this field" }),
});
export const changesQuery = z.object({
  since: z
    .string()
    .regex(/^\d{1,15}$/u)
    .transform(Number)
    .optional()
    .openapi({ type: "integer", minimum: 0, default: 0 }),
  limit,
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    field: z.string().optional(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .openapi("Problem");

const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const linkUndoSchema = z
  .object({
    linkedAtMs: z.int(),
    documentId: z.uuid(),
    type: z.enum(contactTypes).optional(),
    contact: scalars,
    card: scalars,
    contactName: z.string().optional(),
    primaryContactId: z.uuid().optional(),
  })
  .openapi("LinkUndo");

export const relationSchema = z
  .object({
    id: z.uuid(),
    code: z.string(),
    kind: z.enum(cardKinds).openapi({ description: "Of the other card, as are cardId, no and name" }),
    cardId: z.uuid(),
    no: z.string(),
    name: z.string(),
    undo: linkUndoSchema.optional().openapi({
      description: "What undoing the link brings back; absent where it cannot be undone, or not any more",
    }),
  })
  .openapi("Relation");

const names = {
  contact: "Contact",
  customer: "Customer",
  vendor: "Vendor",
  bankAccount: "BankAccount",
} as const satisfies Record<CardKind, string>;

type JsonSchema = Record<string, unknown>;

function fieldSchema(spec: FieldSpec): JsonSchema {
  if (spec.type === "boolean") return { type: "boolean" };
  if (spec.type === "enumeration") return { type: "string", enum: ["", ...spec.values] };
  if (spec.type === "image") {
    const pattern = `^(data:image/(${pictureTypes.join("|")});base64,[A-Za-z0-9+/]+={0,2})?$`;
    const description = `A picture in the text itself, ${maxPictureSide} pixels a side at most; its bytes are looked at`;
    return { type: "string", maxLength: spec.max, pattern, description };
  }
  return { type: "string", maxLength: spec.max };
}
/** Decimals come in as numbers, too. */
const inputFieldSchema = (spec: FieldSpec): JsonSchema =>
  spec.type === "decimal" ? { type: ["string", "number"] } : fieldSchema(spec);

const fieldSchemas = (kind: CardKind, schemaOf: (spec: FieldSpec) => JsonSchema): JsonSchema =>
  Object.fromEntries(fieldsOfKind(kind).map((spec) => [spec.name, schemaOf(spec)]));

/** Any object, which the model checks field by field; described in full. */
const describedObject = (
  name: string,
  properties: JsonSchema,
  required: readonly string[],
): z.ZodType<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).openapi(name, {
    type: "object",
    properties: properties as Record<string, Record<string, unknown>>,
    ...(required.length > 0 ? { required: [...required] } : {}),
  });

const uuidSchema: JsonSchema = { type: "string", format: "uuid" };
const typed = (kind: CardKind): JsonSchema =>
  kind === "contact" || kind === "customer" ? { type: { type: "string", enum: [...contactTypes] } } : {};
const prose: JsonSchema = { notes: { type: "string" } };
const number: JsonSchema = { no: { type: "string", maxLength: 20, description: "From the number series if absent" } };

const mergedSchema: JsonSchema = {
  type: "array",
  description: "Contacts that were joined into this one within 30 days; absent where there are none",
  items: {
    type: "object",
    properties: {
      id: uuidSchema,
      no: { type: "string" },
      name: { type: "string" },
      at: { type: "string", format: "date-time" },
    },
  },
};

const cardSchemaOf = (kind: CardKind): z.ZodType =>
  describedObject(
    names[kind],
    {
      id: uuidSchema,
      kind: { type: "string", const: kind },
      no: { type: "string" },
      ...typed(kind),
      documentId: uuidSchema,
      cardDocumentId: {
        ...uuidSchema,
        description: "Absent, as are notes and the kind's own fields, where your role does not read them",
      },
      relations: { type: "array", items: { $ref: "#/components/schemas/Relation" } },
      ...(kind === "contact"
        ? { status: { type: "string", enum: ["none", "customer", "vendor", "bankAccount", "other", "multiple"] } }
        : {}),
      ...prose,
      inherited: {
        type: "object",
        additionalProperties: uuidSchema,
        description: "Field -> the company it is read from; absent where nothing is inherited",
      },
      ...(kind === "contact" ? { merged: mergedSchema } : {}),
      ...fieldSchemas(kind, fieldSchema),
    },
    ["id", "kind", "no", "documentId", "relations"],
  );

const perKind = <Value>(valueOf: (kind: CardKind) => Value): Readonly<Record<CardKind, Value>> => ({
  contact: valueOf("contact"),
  customer: valueOf("customer"),
  vendor: valueOf("vendor"),
  bankAccount: valueOf("bankAccount"),
});

export const cardSchemas = perKind(cardSchemaOf);
export const newCardSchemas = perKind((kind) =>
  describedObject(
    `New${names[kind]}`,
    { ...number, ...typed(kind), ...prose, ...fieldSchemas(kind, inputFieldSchema) },
    [],
  ),
);
export const cardPatchSchemas = perKind((kind) =>
  describedObject(
    `${names[kind]}Patch`,
    {
      ...(kind === "contact" ? typed(kind) : {}),
      no: { type: "string", maxLength: 20 },
      ...prose,
      ...fieldSchemas(kind, inputFieldSchema),
    },
    [],
  ),
);
export const cardFromContactSchemas = perKind((kind) =>
  describedObject(
    `${names[kind]}FromContact`,
    { templateCode: { type: "string" }, ...number, ...fieldSchemas(kind, inputFieldSchema) },
    [],
  ),
);

export const pageOf = (item: z.ZodType): z.ZodType =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const person = z.object({ sub: z.string(), name: z.string() });

export const historyItemSchema = z
  .object({
    field: z.string(),
    old: scalar.nullable(),
    new: scalar,
    by: person,
    at: z.iso.datetime(),
    cardId: z.uuid().openapi({ description: "The card on which the field was set" }),
    entry: z.string(),
  })
  .openapi("HistoryItem");

export const conflictsSchema = z
  .object({
    items: z.array(
      z.object({
        field: z.string(),
        severity: z.enum(["ask", "quiet"]),
        candidates: z.array(
          z.object({
            entry: z.string(),
            value: scalar,
            at: z.iso.datetime(),
            cardId: z.uuid().optional(),
            by: person.partial({ name: true }).optional(),
          }),
        ),
      }),
    ),
  })
  .openapi("Conflicts");

export const linkSchema = z
  .object({
    id: z.uuid(),
    contactId: z.uuid(),
    cardId: z.uuid(),
    kind: z.enum(relatedKinds),
    code: z.string(),
    no: z.string(),
    name: z.string(),
  })
  .openapi("Link");

export const changesSchema = z
  .object({
    items: z.array(z.looseObject({ seq: z.int(), type: z.string(), by: z.string(), at: z.iso.datetime() })),
    nextSince: z.int(),
  })
  .openapi("Changes");

const side = z.enum(["contact", "card"]);
export const newLinkSchema = z
  .strictObject({
    cardId: uuidText,
    master: side.default("contact"),
    fields: z.record(z.string(), side).optional(),
  })
  .openapi("NewLink");

export const newMergeSchema = z
  .strictObject({
    contactId: uuidText.openapi({ description: "The contact that goes; its id stands for the other one from then on" }),
    fields: z
      .record(z.string(), z.enum(["kept", "merged"]))
      .optional()
      .openapi({
        description: "Whose value holds; a field not named keeps this contact's, or where that is blank the other's",
      }),
  })
  .openapi("NewMerge");

const commandTypes = [
  "create",
  "createFromContact",
  "createContactFromCard",
  "link",
  "unlink",
  "undoLink",
  "mergeContacts",
  "undoMerge",
  "delete",
  "restore",
  "changeType",
  "renumber",
] as const;

/** Read by the model's own parser, which names the path it does not understand. */
export const commandSchema = describedObject(
  "Command",
  {
    type: { type: "string", enum: [...commandTypes] },
    id: { ...uuidSchema, description: "A fresh UUID; the same one when the command is sent again" },
    cardId: {
      ...uuidSchema,
      description: "The card made, linked, deleted or restored; or the one a contact is made from",
    },
    contactId: uuidSchema,
    relationId: uuidSchema,
    kind: { type: "string", enum: [...cardKinds] },
    contactType: { type: "string", enum: [...contactTypes] },
    no: { type: "string", maxLength: 20 },
    commonDocumentId: uuidSchema,
    cardDocumentId: uuidSchema,
    fields: { type: "object", description: "Values of a new card; of a link, whose value each field keeps" },
    notes: { type: "string" },
    contact: {
      type: "object",
      description: "Ids for the contact that set-up makes along with a new card",
      properties: { cardId: uuidSchema, cardDocumentId: uuidSchema, relationId: uuidSchema },
    },
    templateCode: { type: "string" },
    master: { type: "string", enum: ["contact", "card"] },
  },
  ["type", "id"],
);

export const commandOutcomeSchema = z
  .object({
    commandId: z.uuid(),
    cardIds: z.array(z.uuid()).openapi({ description: "Cards made, changed or deleted" }),
    relationIds: z.array(z.uuid()),
    repeated: z.boolean().openapi({ description: "It had been executed before: nothing was done now" }),
    card: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi("CommandOutcome");
