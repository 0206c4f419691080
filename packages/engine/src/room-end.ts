/**
 * Why edits come back to their author when the room has ended for good.
 *
 * @module
 */
import { problemText } from "@couplet/model";
import { closeCodes, type Refusal } from "@couplet/protocol";
import type { Edit } from "./outstanding.ts";

/** Nobody will ever take these edits as they were made; `undefined`: what became of them is to be found out. */
const refusalOfEnd = (code: number, field: string): Refusal | undefined => {
  if (code === closeCodes.documentForgotten)
    return { code: "document.forgotten", text: problemText("document.forgotten") };
  return code === closeCodes.notAllowed
    ? { code: "perm.field", text: problemText("perm.field", { field }) }
    : undefined;
};

/** Pure. Those that come back, with the reason. */
export const givenBack = (
  edits: readonly Edit[],
  code: number,
): readonly { readonly edit: Edit; readonly refusal: Refusal }[] =>
  edits.flatMap((edit) => {
    const refusal = refusalOfEnd(code, edit.field);
    return refusal ? [{ edit, refusal }] : [];
  });

/** They were in a copy that was given up, and have no place in the next one. */
export const displacedRefusal = (): Refusal => ({ code: "edit.displaced", text: problemText("edit.displaced") });
