/**
 * Which cards a call means, as it is written in queries and bodies.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { isRelatedKind, pathOfKind, type RelatedKind, relatedKinds } from "@couplet/model";

/** By its name or its path. */
export const kindSchema = z
  .enum([...relatedKinds, ...relatedKinds.map(pathOfKind)])
  .transform((text): RelatedKind | undefined =>
    isRelatedKind(text) ? text : relatedKinds.find((kind) => pathOfKind(kind) === text),
  )
  .pipe(z.enum(relatedKinds));

export const filterSchema = z
  .strictObject({
    no: z.string().max(50).optional().openapi({ description: "A number, a range C00010..C00020, or a pattern with *" }),
    name: z.string().max(100).optional().openapi({ description: "Part of the name, or a pattern with *" }),
    postingGroup: z.string().max(20).optional(),
    currencyCode: z.string().max(10).optional(),
  })
  .openapi("CardFilter");
