/**
 * C4: what the other cards show stays as it is when one of them is deleted or unlinked.
 *
 * @module
 */
import { commonFieldsOfKind, type Card, type Scalar } from "@couplet/model";
import type { Write } from "@couplet/server/parts";
import type { Made } from "./made.ts";
import type { Replayed } from "./replayed.ts";

export interface ShownValuesParts {
  readonly cards: ReadonlyMap<string, Card>;
  readonly made: Made;
  readonly replayed: Replayed;
  readonly fail: (rule: string, text: string) => void;
}

export class ShownValues {
  readonly #cards: ReadonlyMap<string, Card>;
  readonly #made: Made;
  readonly #replayed: Replayed;
  readonly #fail: (rule: string, text: string) => void;

  constructor({ cards, made, replayed, fail }: ShownValuesParts) {
    this.#cards = cards;
    this.#made = made;
    this.#replayed = replayed;
    this.#fail = fail;
  }

  /** What cards showed that a deletion or an unlinking leaves alone. */
  before(part: readonly Write[]): ReadonlyMap<string, ReadonlyMap<string, Scalar | undefined>> {
    const isParting = part.some(({ type }) => type === "recordDeletion" || type === "removeRelation");
    const isJoining = part.some(({ type }) => type === "forgetDeletion" || type === "putRelation");
    if (!isParting || isJoining) return new Map();
    const deleted: ReadonlySet<string> = new Set<string>(
      part.flatMap((write) => (write.type === "recordDeletion" ? [write.record.cardId] : [])),
    );
    const shown = new Map<string, ReadonlyMap<string, Scalar | undefined>>();
    for (const card of this.#cards.values()) {
      if (deleted.has(card.id) || card.deletedAtMs !== undefined) continue;
      shown.set(card.id, this.of(card));
    }
    return shown;
  }

  of(card: Card): ReadonlyMap<string, Scalar | undefined> {
    const { record } = this.#replayed.replica(card.commonDocumentId);
    return new Map(commonFieldsOfKind(card.kind).map((field) => [field, record.value(field)]));
  }

  compare(part: readonly Write[], before: ReadonlyMap<string, ReadonlyMap<string, Scalar | undefined>>): void {
    if (before.size === 0) return;
    const edited = new Set([...this.#replayed].flatMap(([, { news }]) => [...news]));
    const fields = new Set([...edited].map((id) => this.#made.edits.get(id)?.field));
    const gone: ReadonlySet<string> = new Set<string>(
      part.flatMap((write) =>
        write.type === "putCard" && write.card.deletedAtMs !== undefined ? [write.card.id] : [],
      ),
    );
    for (const [cardId, values] of before) {
      const card = this.#cards.get(cardId);
      if (!card || gone.has(cardId)) continue;
      for (const [field, value] of this.of(card)) {
        if (fields.has(field) || value === values.get(field)) continue;
        this.#fail(
          "C4",
          `${field} of ${cardId} was ${String(values.get(field))}, and is ${String(value)} after others parted`,
        );
      }
    }
  }
}
