/**
 * What stands on the server beside the documents, as its log alone tells it: cards, relations, who holds what, and which edits wait for their
 * author or have been settled by them. A backup is a copy of it.
 *
 * @module
 */
import type { Card, Relation } from "@couplet/model";

export class Standing {
  readonly cards = new Map<string, Card>();
  readonly relations = new Map<string, Relation>();
  readonly holders = new Map<string, Set<string>>();
  readonly stranded = new Set<string>();
  /** Stranded edits their author gave up, or had put on a related card instead. */
  readonly settled = new Set<string>();

  hold(documentId: string, cardId: string): void {
    const holders = this.holders.get(documentId) ?? new Set();
    this.holders.set(documentId, holders.add(cardId));
  }

  relatedTo(id: string): string[] {
    return [...this.relations.values()].flatMap(({ contactId, cardId }) =>
      contactId === id ? [cardId] : cardId === id ? [contactId] : [],
    );
  }

  copy(): Standing {
    const copy = new Standing();
    copy.become(this);
    return copy;
  }

  become({ cards, relations, holders, stranded, settled }: Standing): void {
    replace(this.cards, cards);
    replace(this.relations, relations);
    replace(
      this.holders,
      [...holders].map(([id, cardIds]) => [id, new Set(cardIds)] as const),
    );
    for (const [mine, theirs] of [
      [this.stranded, stranded],
      [this.settled, settled],
    ] as const) {
      mine.clear();
      for (const id of theirs) mine.add(id);
    }
  }
}

function replace<Value>(map: Map<string, Value>, entries: Iterable<readonly [string, Value]>): void {
  const kept = [...entries];
  map.clear();
  for (const [key, value] of kept) map.set(key, value);
}
