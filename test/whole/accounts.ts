/**
 * Where an edit is accounted for: in the document its card holds today it is a candidate, or a candidate there had it in its past.
 *
 * @module
 */
import { entryId, type Entry } from "@couplet/crdt";
import { documentRole, type Card } from "@couplet/model";
import type { Edit, Made } from "./made.ts";
import type { Replayed, Replica } from "./replayed.ts";

export interface AccountsParts {
  readonly cards: ReadonlyMap<string, Card>;
  readonly made: Made;
  readonly replayed: Replayed;
}

export class Accounts {
  readonly #cards: ReadonlyMap<string, Card>;
  readonly #made: Made;
  readonly #replayed: Replayed;

  constructor({ cards, made, replayed }: AccountsParts) {
    this.#cards = cards;
    this.#made = made;
    this.#replayed = replayed;
  }

  /** The document in which the card has the edit's field. */
  homeOf({ field }: Edit, card: Card): string {
    return documentRole(card.kind, field) === "common" ? card.commonDocumentId : card.cardDocumentId;
  }

  isAtHome(edit: Edit): boolean {
    const card = this.#cards.get(edit.cardId);
    return card !== undefined && this.isIn(this.#replayed.replica(this.homeOf(edit, card)), edit);
  }

  isIn(replica: Replica, edit: Edit): boolean {
    const candidates = replica.record.candidates(edit.field);
    // A writer knows its own, also what was carried elsewhere before it went on.
    const isOwn = (entry: Entry): boolean => entry.writer === edit.writer && entry.at >= edit.at;
    if (candidates.some((entry) => isOwn(entry) || this.#hasSeen(entryId(entry), edit))) return true;
    return replica.absorbed.some((absorbed) => this.isIn(absorbed, edit));
  }

  #hasSeen(id: string, edit: Edit): boolean {
    const client = this.#made.edits.get(id);
    if (!client) return (this.#made.serverEntries.get(id)?.seen[edit.writer] ?? -1) >= edit.at;
    if (client.past.has(edit.id)) return true;
    return [...client.past].some((earlier) => !this.#made.edits.has(earlier) && this.#hasSeen(earlier, edit));
  }
}
