/**
 * Merging contacts, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const commands = "packages/model/src/commands";
const u2 = of("U2");

export const mergeMutations: readonly Mutation[] = [
  u2("the sides are not asked", `${commands}/merge.ts`, `chosen[spec.name] ?? sideOf(spec.name)`, `sideOf(spec.name)`),
  u2(
    "what is blank stays blank",
    `${commands}/merge.ts`,
    `return (isInBlock(field) ? isAddressFilled : isFilled(field)) ? "merged" : "kept";`,
    `return "kept";`,
  ),
  u2(
    "cards do not come over",
    `${commands}/merge.ts`,
    `...relations.flatMap((relation) => moveOver(view, relation, kept)),`,
    ``,
  ),
  u2(
    "persons stay with the contact that goes",
    `${commands}/merge.ts`,
    `...persons.flatMap((person) => belongTo(person, kept.id)),`,
    ``,
  ),
  u2("notes are lost", `${commands}/merge.ts`, `{ type: "appendNotes", cardId: kept.id, otherId: merged.id },`, ``),
  u2(
    "a primary contact that goes stays the primary one",
    `${commands}/merge.ts`,
    `...primaryOf.map((card) => repointed(card, hubOf(card), kept)),`,
    ``,
  ),
  u2(
    "two cards of one kind are no obstacle",
    `${commands}/merge.ts`,
    `if (a && b) return`,
    `if (a && b && a === b) return`,
  ),
  u2(
    "a company and a person are joined",
    `${commands}/merge.ts`,
    `if ((kept.type ?? "company") !== (merged.type ?? "company"))`,
    `if (kept.id === merged.id)`,
  ),
  u2(
    "privacy is no obstacle",
    `${commands}/merge.ts`,
    `if (view.value(contact.id, "privacyBlocked") === true)`,
    `if (view.value(contact.id, "privacyBlocked") === contact.id)`,
  ),
  u2(
    "the id that went is nobody's",
    "server/src/workspace/card-view.ts",
    `await cardToday((one) => this.#store.card(this.#workspace, one), id)`,
    `await this.#store.card(this.#workspace, id)`,
  ),
  u2(
    "the id that went cannot be edited or linked",
    `${commands}/refusal.ts`,
    `  const card = cardToday(view, id);\n  return card?.kind`,
    `  const card = findCard(view, id);\n  return card?.kind`,
  ),
  u2(
    "late edits wait for the contact that went",
    "server/src/workspace/late.ts",
    `const card = await transaction.cardToday(cardId);`,
    `const [card] = await transaction.rows.cardsById([cardId]);`,
  ),
  u2(
    "it can be undone for ever",
    `${commands}/restore.ts`,
    `if (record && view.nowMs - record.deletedAtMs <= restorableMs) return record;`,
    `if (record) return record;`,
  ),
  u2(
    "undone, cards stay",
    `${commands}/undo-merge.ts`,
    `...relations.flatMap((relation) => moveOver(view, relation, card)),`,
    ``,
  ),
  u2(
    "undone, the contact that was kept keeps what it took",
    `${commands}/undo-merge.ts`,
    `...givenBack(view, found),`,
    ``,
  ),
  u2(
    "undone, what was set meanwhile is lost",
    `${commands}/undo-merge.ts`,
    `cardIds: [card.id, ...back],`,
    `cardIds: [],`,
  ),
];
