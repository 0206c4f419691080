/**
 * What a connection brings back of a document after a restore: read, handed to the workspace, answered.
 *
 * Not      the judge of it: see `recover.ts` of the workspace.
 * Source   docs/PROTOCOL.md, "Another epoch"
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { isUuid, type Locale, problemText } from "@couplet/model";
import { isWriterId } from "@couplet/crdt";
import { type LostContent, maxLostEntries, type Recovered } from "@couplet/protocol";
import type { Unrecovered } from "../workspace/recover.ts";

const at = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const writer = z.string().refine(isWriterId);
const user = z.string().max(200);
const card = z.string().refine(isUuid);
const maxSeen = 2_000;
/** A picture is the longest value there is. */
const maxValueLength = 256 * 1_024;
const maxNotesLength = 200_000;

const recordOf = <Value extends z.ZodType>(value: Value) =>
  z.record(writer, value).refine((entries) => Object.keys(entries).length <= maxSeen);

const lostContent = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        field: z.string().regex(/^[\w/-]{1,120}$/u),
        writer,
        card,
        user,
        at,
        value: z.union([z.string().max(maxValueLength), z.number(), z.boolean()]),
        seen: recordOf(at),
        seenWriters: recordOf(z.tuple([card, user])),
      }),
    )
    .max(maxLostEntries),
  notes: z.strictObject({ was: z.string().max(maxNotesLength), text: z.string().max(maxNotesLength) }).optional(),
});

/** `undefined` for what is none. */
export function parseLost(json: string): LostContent | undefined {
  try {
    const { entries, notes } = lostContent.parse(JSON.parse(json));
    return { entries, ...(notes && { notes }) };
  } catch {
    return undefined;
  }
}

export const recoveredOf = (unrecovered: readonly Unrecovered[], locale: Locale): Recovered => ({
  type: "recovered",
  refused: unrecovered.map(({ entry, code }) => ({
    ...(entry !== undefined && { entry }),
    code,
    text: problemText(code, {}, locale),
  })),
});
