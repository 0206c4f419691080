/**
 * Set-up, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const model = "packages/model/src";
const commands = `${model}/commands`;
const [s1, s2, s3, s4] = [of("S1"), of("S2"), of("S3"), of("S4")];
const [s5, s6, s7] = [of("S5"), of("S6"), of("S7")];

export const setupMutations: readonly Mutation[] = [
  s1(
    "a blank code does not keep from linking and creating-from",
    `${commands}/hub.ts`,
    `if (code === "") return refuse(409, "link.setup", { params: { kind } });`,
    ``,
  ),
  s1(
    "a contact is made along all the same",
    `${commands}/create.ts`,
    ` || setup.businessRelationCodes[kind] === ""`,
    ``,
  ),
  s1(
    "a contact is made from a card all the same",
    `${commands}/create-contact-from-card.ts`,
    `if (view.setup.businessRelationCodes[kind] === "") return refuse(409, "link.setup", { params: { kind } });`,
    ``,
  ),
  s1(
    "the refusal does not name the setting",
    `${commands}/hub.ts`,
    `refuse(409, "link.setup", { params: { kind } })`,
    `refuse(409, "link.kind", { params: { kind } })`,
  ),
  s2(
    "numbers may always be typed",
    `${commands}/numbering.ts`,
    `if (series && !series.manual) return refuse(422, "number.notManual", { field: "no", params: { kind } });`,
    ``,
  ),
  s2("numbers go up by one", `${model}/number-series.ts`, `next: counter + series.increment }`, `next: counter + 1 }`),
  s2(
    "a series has no end",
    `${model}/number-series.ts`,
    `Math.min(series.last ?? Number.MAX_SAFE_INTEGER, `,
    `Math.min(Number.MAX_SAFE_INTEGER, `,
  ),
  s2("numbers have no prefix", `${model}/number-series.ts`, `series.prefix + String(counter)`, `String(counter)`),
  s2(
    "a contact that cannot be numbered is left out",
    `${commands}/create.ts`,
    `if (!setup.numberSeries.contact) return refuse(409, "setup.series", { params: { kind: "contact" } });`,
    `if (!setup.numberSeries.contact) return { made: undefined };`,
  ),
  s3("a taken number is not skipped", `${model}/number-series.ts`, `if (!isTaken(no)) return`, `if (no) return`),
  s3(
    "the next number may go back",
    `${model}/parse-setup.ts`,
    `next: Math.max(series.next, current.numberSeries[kind]?.next ?? 1)`,
    `next: series.next`,
  ),
  s3(
    "a deleted card's number is free",
    "server/src/store/sqlite-reads.ts",
    `FROM card WHERE workspace = ?1 AND kind = ?2 AND no = ?3)`,
    `FROM card WHERE workspace = ?1 AND kind = ?2 AND no = ?3 AND deleted_at_ms IS NULL)`,
  ),
  s3(
    "a series does not move on",
    `${commands}/create.ts`,
    `...(setup === view.setup ? [] : [{ type: "putSetup", setup } as const]),`,
    ``,
  ),
  s4(
    "there are no defaults",
    `${commands}/create.ts`,
    `kind === "contact" ? withDefaults(view.setup, command.fields) : command.fields`,
    `kind === "contact" && command.fields["name"] === undefined ? withDefaults(view.setup, command.fields) : command.fields`,
  ),
  s4(
    "defaults go before what is given",
    `${commands}/create.ts`,
    `return { ...Object.fromEntries(defaults), ...fields };`,
    `return { ...fields, ...Object.fromEntries(defaults) };`,
  ),
  s4(
    "a contact made from a card has the defaults",
    `${commands}/create.ts`,
    `fields: { ...seedOf(fields), ...`,
    `fields: { ...withoutBlanks(setup.defaults), ...seedOf(fields), ...`,
  ),
  s5(
    "the five switches are always on",
    `${model}/inheritance.ts`,
    `if (switched) return switches[switched];`,
    `if (switched) return true;`,
  ),
  s5(
    "the address is always inherited",
    `${model}/inheritance.ts`,
    `if (isInBlock(field)) return switches.address;`,
    `if (isInBlock(field)) return true;`,
  ),
  s5(
    "ways to communicate are always inherited",
    `${model}/inheritance.ts`,
    `return switches.communication && communicationFields`,
    `return communicationFields`,
  ),
  s6(
    "relations keep the code's old name",
    "server/src/workspace/change-setup.ts",
    `if (to !== undefined) renamed.push({ ...relation, code: to });`,
    ``,
  ),
  s6(
    "the setting keeps the code's old name",
    `${model}/parse-setup.ts`,
    `customer: renamed(codes.customer),`,
    `customer: codes.customer,`,
  ),
  s6(
    "a code that is replaced is replaced on relations, too",
    "server/src/workspace/change-setup.ts",
    `if (renames.length > 0) {`,
    `for (const relation of await allRelations(transaction)) renamed.push({ ...relation, code: setup.businessRelationCodes[relation.kind] });\n  if (renames.length > 0) {`,
  ),
  s7("everybody changes the set-up", `${model}/role.ts`, `role === "admin";`, `role !== undefined;`),
  s7(
    "a set-up that changed meanwhile is overwritten",
    "server/src/workspace/change-setup.ts",
    `throw new ProblemError(412, "setup.changed");`,
    `void new ProblemError(412, "setup.changed");`,
  ),
];
