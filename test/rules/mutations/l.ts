/**
 * Three ways to relate, and parting, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const model = "packages/model/src";
const commands = `${model}/commands`;
const [l1, l2, l3, l4] = [of("L1"), of("L2"), of("L3"), of("L4")];
const [l6, l7, l8, l9, l10] = [of("L6"), of("L7"), of("L8"), of("L9"), of("L10")];
const [l11, l12] = [of("L11"), of("L12")];

export const relationMutations: readonly Mutation[] = [
  l1(
    "a contact that has a card of that kind is no obstacle",
    `${commands}/hub.ts`,
    `if (standing) return refuseExisting(view, holder, standing.cardId);`,
    ``,
  ),
  l1(
    "a card that has another contact is no obstacle",
    `${commands}/link.ts`,
    `if (standing) return refuseExisting(view, card, standing.contactId);`,
    ``,
  ),
  l1("the other contact is not named", `${commands}/hub.ts`, `b: other ? cardLabel(view, other) : otherId,`, `b: "",`),
  l1(
    "privacy is no obstacle",
    `${commands}/hub.ts`,
    `for (const blocked of [chosen, contact])`,
    `for (const blocked of [] as Card[])`,
  ),
  l1("a person's own privacy is no obstacle", `${commands}/hub.ts`, `of [chosen, contact])`, `of [contact])`),
  l1(
    "a person without a company may have a vendor",
    `${commands}/hub.ts`,
    `if (contact.type === "person" && kind !== "customer") return refuse(409, "link.typePerson", { params: { kind } });`,
    ``,
  ),
  l1(
    "a person is linked itself, not its company",
    `${commands}/hub.ts`,
    `const contact = company ?? chosen;`,
    `const contact = chosen ?? company;`,
  ),
  l2(
    "whose values hold is not asked",
    `${commands}/link.ts`,
    `chosen[field] ?? command.master`,
    `command.fields ? "contact" : "contact"`,
  ),
  l2("fields are not chosen one by one", `${commands}/link.ts`, `chosen[field] ?? command.master`, `command.master`),
  l2(
    "the master's blank does not overwrite",
    "server/src/workspace/effects.ts",
    `fields.filter((field) => effect.choices[field] === "card");`,
    `fields.filter((field) => effect.choices[field] === "card" && (from.record.value(field) ?? "") !== "");`,
  ),
  l2(
    "what was not chosen is forgotten",
    "server/src/workspace/effects.ts",
    `noteChanges(transaction, move.from, move.into, move.before, move);`,
    ``,
  ),
  l2(
    "what the contact had is forgotten",
    "server/src/workspace/effects.ts",
    `transaction.noteAll(into.id, card.id, actor, written);`,
    ``,
  ),
  l2(
    "the preview shows no difference",
    "packages/engine/src/link-preview.ts",
    `isSame: sameMeaning(spec.name, left, right) }`,
    `isSame: sameMeaning(spec.name, left, left) }`,
  ),
  l2(
    "a link is undone though somebody has edited",
    `${commands}/undo-link.ts`,
    `if (view.isEditedSinceLink(relation))`,
    `if (view.isEditedSinceLink(relation) && relation.id === "")`,
  ),
  l2(
    "an undo is offered though somebody has edited",
    "server/src/workspace/card-view.ts",
    `if (isEdited) continue;`,
    ``,
  ),
  l2(
    "the undo of a link leaves the card what it shows",
    `${commands}/undo-link.ts`,
    `{ type: "fork", from: undo.documentId, to,`,
    `{ type: "fork", from: leaves, to,`,
  ),
  l2(
    "the undo of a link leaves the contact the card's values",
    `${commands}/undo-link.ts`,
    `...(Object.keys(undo.contact).length > 0`,
    `...(Object.keys(undo.contact).length > 1e9`,
  ),
  l2(
    "the undo of a link is offered though what there was is forgotten",
    "server/src/workspace/card-view.ts",
    `if (before?.forgottenAtMs === undefined) undoable.add(relation);`,
    `if (before) undoable.add(relation);`,
  ),
  l2(
    "the undo of a link does not say that what there was is forgotten",
    `${commands}/undo-link.ts`,
    `if (view.isForgotten(undo.documentId))`,
    `if (view.isForgotten(undo.documentId) && relation.id === "")`,
  ),
  l3(
    "the card's values do not win",
    "server/src/workspace/effects.ts",
    `written = linkDocuments(into.record, from.record, fromCard, empty, author);`,
    `written = linkDocuments(into.record, from.record, fromCard.slice(fromCard.length), empty, author);`,
  ),
  l4(
    "the dialog links when it is closed",
    "packages/elements/src/links/link-dialog.ts",
    `if (!(event.target as HTMLDialogElement).open) this.#finish(undefined);`,
    `if (this.#settle && this.#preview) void this.#do(this.#preview); else this.#finish(undefined);`,
    { inBrowser: true },
  ),
  l4(
    "looking at both sides links them",
    "packages/engine/src/create-engine.ts",
    `readLinkPreview((of, id) => this.readCard(of, id), contactId, kind, cardId);`,
    `this.link(contactId, cardId).then(() => undefined, () => undefined).then(() => readLinkPreview((of, id) => this.readCard(of, id), contactId, kind, cardId));`,
  ),
  l6(
    "the second of two links at once is let through",
    `${commands}/hub.ts`,
    `if (standing) return refuseExisting(view, holder, standing.cardId);`,
    ``,
  ),
  l6(
    "the one that is refused is not told who holds",
    `${commands}/hub.ts`,
    `...(other && { no: other.no, kind: other.kind }),`,
    ``,
  ),
  l7(
    "the card stays with the contact that goes",
    `${commands}/merge.ts`,
    `...relations.flatMap((relation) => moveOver(view, relation, kept)),`,
    ``,
  ),
  l7(
    "whose values hold is not asked",
    `${commands}/merge.ts`,
    `chosen[spec.name] ?? sideOf(spec.name)`,
    `sideOf(spec.name)`,
  ),
  l7(
    "a card that has another contact is no way to that contact",
    "packages/elements/src/links/link-dialog.ts",
    `if (contact) {`,
    `if (contact && contact.id === "") {`,
    { inBrowser: true },
  ),
  l8(
    "a person in a company becomes the customer itself",
    `${commands}/hub.ts`,
    `const contact = company ?? chosen;`,
    `const contact = chosen ?? company;`,
  ),
  l8(
    "a person alone may become a vendor",
    `${commands}/hub.ts`,
    `if (contact.type === "person" && kind !== "customer") return refuse(409, "link.typePerson", { params: { kind } });`,
    ``,
  ),
  l8(
    "a second card of a kind is made",
    `${commands}/hub.ts`,
    `if (standing) return refuseExisting(view, holder, standing.cardId);`,
    ``,
  ),
  l8(
    "privacy is no obstacle",
    `${commands}/hub.ts`,
    `for (const blocked of [chosen, contact])`,
    `for (const blocked of [] as Card[])`,
  ),
  l8(
    "a blank code is no obstacle",
    `${commands}/hub.ts`,
    `if (code === "") return refuse(409, "link.setup", { params: { kind } });`,
    ``,
  ),
  l9(
    "of several templates the first is used",
    `${commands}/create-from-contact.ts`,
    `if (fitting.length > 1)`,
    `if (fitting.length > 1e9)`,
  ),
  l9(
    "no template is used",
    `${commands}/create-from-contact.ts`,
    `return { template: fitting[0] };`,
    `return { template: fitting[-1] };`,
  ),
  l9(
    "a template overwrites what the contact has",
    `${commands}/create-from-contact.ts`,
    ` && !(isShared(field) && !isEmptyValue(shown(field)))`,
    ``,
  ),
  l9(
    "a template overwrites what is given",
    `${commands}/create-from-contact.ts`,
    `{ ...filled, ...read.fields };`,
    `{ ...read.fields, ...filled };`,
  ),
  l9(
    "templates of the other type fit, too",
    `${model}/setup.ts`,
    `template.kind === kind && (template.contactType === undefined || template.contactType === contactType)`,
    `template.kind === kind && contactType !== undefined`,
  ),
  l10(
    "no contact comes along",
    `${commands}/create.ts`,
    `return isRefusal(made) ? made : { made };`,
    `return isRefusal(made) ? made : { made: undefined };`,
  ),
  l10(
    "a person-type customer gets a company",
    `${commands}/create.ts`,
    `card.kind === "customer" ? (card.type ?? "company") : "company"`,
    `"company"`,
  ),
  l10(
    "the card is made where the contact cannot be",
    `${commands}/create.ts`,
    `return isRefusal(made) ? made : { made };`,
    `return isRefusal(made) ? { made: undefined } : { made };`,
  ),
  l10(
    "a vendor's own code seeds nothing",
    `${commands}/create.ts`,
    `return seed === "" ? {} : { salespersonCode: seed };`,
    `return seed === "" ? {} : {};`,
  ),
  l11(
    "a card that has a contact gets another",
    `${commands}/create-contact-from-card.ts`,
    `if (standing) return refuseExisting(view, card, standing.contactId);`,
    ``,
  ),
  l11(
    "many are made without being asked about",
    "server/src/http/routes/bulk.ts",
    `{ kind, filter }, actor, confirm);`,
    `{ kind, filter }, actor, confirm || !confirm);`,
  ),
  l12(
    "the cards go on sharing",
    `${commands}/unlink.ts`,
    `effects: [...parted.effects, { type: "putCard", card: parted.card }]`,
    `effects: parted.effects.filter(({ type }) => type === "removeRelation")`,
  ),
  l12(
    "the card loses its shared values",
    `${commands}/part.ts`,
    `keep: commonFieldsOfKind(card.kind)`,
    `keep: commonFieldsOfKind(card.kind).slice(30)`,
  ),
  l12(
    "an edit made before on the card stays with the contact",
    "server/src/workspace/late.ts",
    `taken = carryOver(room.record, [entry]);`,
    `taken = carryOver(room.record, [entry].slice(1));`,
  ),
];
