/**
 * Edits that were stamped too early: this device's clock was ahead by more than the server takes.
 *
 * Shape    such an edit is made once more, one after the other, through a writer that was never ahead, with what its author had seen then:
 *          what others have set meanwhile stands beside it.
 * Not      a clock that is behind: what it stamps is taken as it is.
 *
 * @module
 */
import { entryId, ownSlot, type Entry, type RecordDocument } from "@couplet/crdt";
import type { Refusal } from "@couplet/protocol";
import type { Edit } from "./outstanding.ts";
import type { WorkingCopy } from "./working-copy.ts";

export class EarlyEdits {
  readonly #tellTime: () => Promise<unknown>;
  readonly #made = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param tellTime resolves when the time of the server is known */
  constructor(tellTime: () => Promise<unknown>) {
    this.#tellTime = tellTime;
  }

  /** Whether another try makes sense. */
  isEarly(edit: Edit, { code }: Refusal): boolean {
    return code === "entry.future" && edit.seen !== undefined && !this.#made.has(edit.id);
  }

  /** Sets it again, unless its author has set the field since. @throws where that cannot be */
  setAgain(copy: WorkingCopy, edit: Edit): Promise<void> {
    const done = this.#turn.then(async () => {
      await this.#tellTime();
      const { cardId, field, value } = edit;
      const seat = await copy.takeSeat(cardId, copy.cards.get(cardId) ?? "contact", edit.writer);
      const later = copy.record.entryIn(ownSlot(field, seat.seat.row.writer));
      if (later && !this.#made.has(entryId(later))) return;
      this.#made.add(entryId(copy.set(seat, field, value, seenThen(copy.record, edit))));
      // Where the device keeps nothing now the status says so; the edit is made all the same.
      await copy.written().catch(() => undefined);
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** Pure. What the author had seen of the field, as far as it is in the document; what they had set before stands there again. */
export function seenThen(record: RecordDocument, { field, writer, at, seen = {} }: Edit): Entry["seen"] {
  const known = Object.entries(seen).filter(([id]) => record.writer(id) !== undefined);
  const own = [...record.entries(field)].filter((entry) => entry.writer === writer && entry.at < at);
  return Object.fromEntries([...known, ...own.map((entry) => [writer, entry.at] as const)]);
}
