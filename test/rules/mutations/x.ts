/**
 * Decisions where other systems refuse, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const model = "packages/model/src";
const [x1, x2] = [of("X1"), of("X2")];

export const decisionMutations: readonly Mutation[] = [
  x1(
    "one kind takes less than the others",
    "server/src/workspace/edit.ts",
    `const parsed = parseValue(spec, input, context);`,
    `if (card.kind === "vendor" && spec.max > 25 && String(input).length > spec.max - 5) throw new ProblemError(422, "text.tooLong", { field });\n  const parsed = parseValue(spec, input, context);`,
  ),
  x1(
    "a limit is wider than the narrowest",
    `${model}/schema.ts`,
    `common(noBank, "registrationNo", "text", 20, ask)`,
    `common(noBank, "registrationNo", "text", 50, ask)`,
  ),
  x1("a limit is not kept", `${model}/value.ts`, `judgeLength(measured, spec.max) ?? `, ``),
  x2(
    "sales edits bank accounts",
    `${model}/role.ts`,
    `viewer: [],\n  sales: ["contact", "customer"],`,
    `viewer: [],\n  sales: ["contact", "customer", "bankAccount"],`,
  ),
  x2(
    "sales reads a bank account's own fields",
    `${model}/role.ts`,
    `viewer: cardKinds,\n  sales: ["contact", "customer"],`,
    `viewer: cardKinds,\n  sales: cardKinds,`,
  ),
  x2("who reads also edits", `${model}/role.ts`, `viewer: [],`, `viewer: ["contact"],`),
  x2(
    "finance does not edit vendors",
    `${model}/role.ts`,
    `finance: ["customer", "vendor", "bankAccount"],`,
    `finance: ["customer", "bankAccount"],`,
  ),
  x2(
    "rights are not asked over REST",
    "server/src/workspace/edit.ts",
    `if (!mayEdit(actor.role, before.kind)) throw`,
    `if (!mayEdit(actor.role, before.kind) && before.id === "") throw`,
  ),
  x2(
    "rights are not asked in rooms",
    "server/src/workspace/room.ts",
    `return holder !== undefined && mayEdit(role, holder.card.kind);`,
    `return holder !== undefined && mayEdit("admin", holder.card.kind);`,
  ),
  x2(
    "relating takes the right to the contact only",
    `${model}/role.ts`,
    `mayEdit(role, "contact") && mayEdit(role, kind);`,
    `mayEdit(role, "contact") && kind !== undefined;`,
  ),
  x2(
    "parting takes no right",
    `${model}/commands/unlink.ts`,
    `if (!mayLink(actor.role, relation.kind)) return refuse(403, "perm.link", { params: { kind: relation.kind } });`,
    ``,
  ),
];
