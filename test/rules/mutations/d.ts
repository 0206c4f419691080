/**
 * Deletion, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const commands = "packages/model/src/commands";
const [d1, d3, d4, d5] = [of("D1"), of("D3"), of("D4"), of("D5")];

export const deletionMutations: readonly Mutation[] = [
  d1(
    "what remains of a deleted contact's cards goes on sharing",
    `${commands}/delete.ts`,
    `return [...left.effects, { type: "putCard", card: left.card }];`,
    `return left.effects.filter(({ type }) => type === "removeRelation");`,
  ),
  d1(
    "the cards lose what they shared",
    `${commands}/part.ts`,
    `keep: commonFieldsOfKind(card.kind)`,
    `keep: commonFieldsOfKind(card.kind).slice(30)`,
  ),
  d1(
    "the cards go with the contact",
    `${commands}/delete.ts`,
    `return [...left.effects, { type: "putCard", card: left.card }];`,
    `return [...left.effects, { type: "putCard", card: { ...left.card, deletedAtMs: view.nowMs } }];`,
  ),
  d1(
    "an edit of a surviving card that comes late is dropped",
    "server/src/workspace/late.ts",
    `taken = carryOver(room.record, [entry]);`,
    `taken = carryOver(room.record, [entry].slice(1));`,
  ),
  d3(
    "a company's persons stay",
    `${commands}/delete.ts`,
    `card.type === "person" ? [] : view.personsOf(card.id)`,
    `view.personsOf(card.id).slice(1e9)`,
  ),
  d3("a deleted person stays the primary contact", `${commands}/delete.ts`, `...primaryOf.map(clearPrimary),`, ``),
  d3(
    "the primary contact's name stays",
    `${commands}/primary-contact.ts`,
    `fields: { primaryContactId: "", contactName: "" },`,
    `fields: { primaryContactId: "" },`,
  ),
  d4(
    "what comes back is not linked again",
    `${commands}/restore.ts`,
    `if (!isFree) continue;`,
    `if (isFree || !isFree) continue;`,
  ),
  d4("a taken place is taken again", `${commands}/restore.ts`, `if (!isFree) continue;`, ``),
  d4(
    "a card comes back after any time",
    `${commands}/restore.ts`,
    `view.nowMs - record.deletedAtMs > restorableMs`,
    `view.nowMs < record.deletedAtMs`,
  ),
  d4(
    "a card comes back for a week",
    `${commands}/restore.ts`,
    `export const restorableDays = 30;`,
    `export const restorableDays = 7;`,
  ),
  d4(
    "what was edited meanwhile is lost",
    `${commands}/restore.ts`,
    `{ type: "merge", from, into, cardId: card.id, keep: commonFieldsOfKind(card.kind) },`,
    `{ type: "merge", from, into, cardId: card.id, keep: [] },`,
  ),
  d4(
    "a company's persons stay deleted",
    `${commands}/restore.ts`,
    `return [deleted, ...persons];`,
    `return [deleted, ...persons.slice(1e9)];`,
  ),
  d4(
    "an edit that arrives for a deleted card is dropped",
    "server/src/workspace/late.ts",
    `strandedAtMs: transaction.nowMs,\n    };\n    transaction.write({ type: "strand", row });`,
    `strandedAtMs: transaction.nowMs,\n    };\n    void row;`,
  ),
  d4(
    "an edit that arrives for a deleted card is offered to everybody",
    "server/src/store/sqlite-reads.ts",
    `"SELECT body FROM stranded WHERE workspace = ? AND user = ? ORDER BY stranded_at_ms, entry"`,
    `"SELECT body FROM stranded WHERE workspace = ? AND user <> '' || ? ORDER BY stranded_at_ms, entry"`,
  ),
  d5("a deleted contact stays the primary one", `${commands}/delete.ts`, `...primaryOf.map(clearPrimary),`, ``),
  d5(
    "a deleted card stays among the contact's",
    `${commands}/delete.ts`,
    `const left = relation ? part(commandId, relation, card) : { card, effects: [] };`,
    `const left = relation ? { card, effects: [] } : { card, effects: [] };`,
  ),
  d5(
    "a company's persons stay, pointing at it",
    `${commands}/delete.ts`,
    `card.type === "person" ? [] : view.personsOf(card.id)`,
    `view.personsOf(card.id).slice(1e9)`,
  ),
  d5(
    "a card that is not related any more goes on naming a deleted contact",
    "server/src/workspace/rows.ts",
    `return [...new Set([...stored, ...related])].flatMap((id) => {`,
    `return [...new Set([...related])].flatMap((id) => {`,
  ),
  d5(
    "a card that comes back names a contact deleted meanwhile",
    `${commands}/restore.ts`,
    `if (namesDeleted(view, card, ids)) effects.push(clearPrimary(card));`,
    ``,
  ),
  d5(
    "an edit that arrives afterwards may point at a deleted card",
    "server/src/workspace/references.ts",
    `if (target?.deletedAtMs === undefined) return;`,
    `if (target?.deletedAtMs === undefined || target.deletedAtMs > 0) return;`,
  ),
];
