/**
 * Commands of every type, as a client would give them, about cards that are there.
 *
 * @module
 */
import { cardKinds, type Command, contactTypes, relatedKinds } from "@couplet/model";
import type { Sender } from "./messages.ts";
import { freshId } from "./world.ts";

export function aCommand({ world, person, dice }: Sender): object {
  const ids = world.idsFor(person);
  const known = (): string => (ids.length > 0 && !dice.once(5) ? dice.pick(ids) : freshId(dice));
  const fresh = (): string => (dice.once(20) ? known() : freshId(dice));
  const fields = (): object => ({ name: "Neu AG", city: dice.pick(["Bern", "", "x".repeat(40)]) });
  const common = { id: freshId(dice) };
  const madeOf = { cardDocumentId: fresh(), relationId: fresh() };
  /** One for each type there is: the compiler asks for one that is new. */
  const all: Readonly<Record<Command["type"], () => object>> = {
    create: () => ({
      kind: dice.pick(cardKinds),
      cardId: fresh(),
      commonDocumentId: fresh(),
      cardDocumentId: fresh(),
      fields: fields(),
      notes: "Ein Satz.",
      contact: { cardId: fresh(), cardDocumentId: fresh(), relationId: fresh() },
    }),
    createFromContact: () => ({
      contactId: known(),
      kind: dice.pick(relatedKinds),
      cardId: fresh(),
      ...madeOf,
      fields: {},
    }),
    createContactFromCard: () => ({ cardId: known(), contactId: fresh(), ...madeOf }),
    link: () => ({
      contactId: known(),
      cardId: known(),
      relationId: fresh(),
      master: dice.pick(["contact", "card"]),
      fields: { name: dice.pick(["contact", "card"]) },
    }),
    unlink: () => ({ relationId: known() }),
    undoLink: () => ({ relationId: known() }),
    mergeContacts: () => ({ contactId: known(), mergedId: known(), fields: { name: dice.pick(["kept", "merged"]) } }),
    undoMerge: () => ({ cardId: known() }),
    delete: () => ({ cardId: known() }),
    restore: () => ({ cardId: known() }),
    changeType: () => ({ cardId: known(), contactType: dice.pick(contactTypes) }),
    renumber: () => ({ cardId: known(), no: dice.pick(["K-1", "", "x".repeat(21), "\u0000"]) }),
  };
  const type = dice.pick(Object.keys(all) as Command["type"][]);
  return { type, ...common, ...all[type]() };
}
