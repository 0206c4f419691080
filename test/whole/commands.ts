/**
 * Commands that somebody in a history gives: which card, and with what, is said by two numbers.
 *
 * @module
 */
import type { Engine, LinkChoice } from "@couplet/engine";
import { cardKinds, type CardKind } from "@couplet/model";
import type { SimClient } from "./client.ts";
import type { Counts } from "./counts.ts";
import { pick, type CommandKind } from "./operations.ts";
import type { Oracle } from "./oracle.ts";

interface Around {
  /** Those the client may know. */
  readonly cards: readonly { readonly id: string; readonly kind: CardKind }[];
  readonly oracle: Oracle;
  readonly counts: Counts;
  /** Of what is made. */
  readonly name: string;
}

/** What gives it; `undefined`: there is nothing to give it for. */
export function plannedCommand(
  kind: CommandKind,
  client: SimClient,
  [b, c]: readonly [number, number],
  { cards, oracle, counts, name }: Around,
): ((engine: Engine) => Promise<unknown>) | undefined {
  const contacts = cards.filter((card) => card.kind === "contact");
  const others = cards.filter((card) => card.kind !== "contact");
  const make = async (making: Promise<{ readonly id: string; readonly kind: CardKind }>): Promise<void> => {
    const { id, kind: made } = await making;
    client.made.set(id, made);
    if (c % 2 === 0) client.open(made, id);
  };
  switch (kind) {
    case "create": {
      const of = cardKinds[b % cardKinds.length]!;
      counts.creates++;
      return (engine) => make(engine.create(of, { name }, c % 3 === 0 ? { notes: "As told." } : {}));
    }
    case "createFromContact": {
      const contact = pick(contacts, b);
      const of = (["customer", "vendor", "bankAccount"] as const)[c % 3]!;
      if (contact) counts.createsFromContact++;
      return contact && ((engine) => make(engine.createFromContact(contact.id, of)));
    }
    case "contactFromCard": {
      const card = pick(others, b);
      if (card) counts.contactsFromCard++;
      return card && ((engine) => make(engine.createContactFromCard(card.kind as "customer", card.id)));
    }
    case "link": {
      const contact = pick(contacts, b);
      const card = pick(others, c);
      if (!contact || !card) return undefined;
      counts.links++;
      const master = b % 3 === 0 ? "card" : "contact";
      const choice: LinkChoice = c % 2 === 0 ? { master, fields: { phoneNo: "card" } } : { master };
      return (engine) => engine.link(contact.id, card.id, choice);
    }
    case "unlink": {
      const relations = [...client.sessions.values()].flatMap(({ id, kind: of, snapshot }) =>
        snapshot.value.relations.map((relation) => ({
          id: relation.id,
          contactId: of === "contact" ? id : relation.cardId,
        })),
      );
      const relation = pick(relations, b);
      if (relation) counts.unlinks++;
      return relation && ((engine) => engine.unlink(relation.contactId, relation.id));
    }
    case "remove": {
      const card = pick(cards, b);
      if (card) counts.deletions++;
      return card && ((engine) => engine.remove(card.kind, card.id));
    }
    case "restore": {
      const gone = [...oracle.cards.values()].filter(({ deletedAtMs }) => deletedAtMs !== undefined);
      const card = pick(gone, b);
      if (card) counts.restores++;
      return card && ((engine) => engine.restore(card.kind, card.id));
    }
    default:
      return kind satisfies never;
  }
}
