/**
 * Edits of one document that the server has not confirmed, by identity: which frame carried which edit.
 *
 * Shape    an edit is outstanding from before it is made until a frame that carried it is settled. A tag belongs to one connection.
 * Not      a counter: a late or repeated answer can never confirm an edit it was not about.
 *
 * @module
 */
import type { Entry, RecordDocument } from "@couplet/crdt";
import type { Refusal } from "@couplet/protocol";
import type { Scalar } from "@couplet/model";

/** The field name that edits of prose go by. */
export const notesField = "notes";

export interface Edit {
  /** `<writer>@<at>` */
  readonly id: string;
  readonly writer: string;
  readonly at: number;
  readonly cardId: string;
  readonly field: string;
  /** Prose: empty, or all of it where it is not that of the copy. */
  readonly value: Scalar;
  /** What its author had seen of the field, as the entry has it; absent of prose. */
  readonly seen?: Entry["seen"];
}

export interface SettledEdits {
  readonly confirmed: readonly Edit[];
  readonly refused: readonly { readonly edit: Edit; readonly refusal: Refusal }[];
}

const anyEntry = (refusal: Refusal): boolean => refusal.entry === undefined;

/** Of each card's field the last one: it replaced those before it. */
export function latestEdits(edits: readonly Edit[]): readonly Edit[] {
  const byField = new Map<string, Edit>();
  for (const edit of edits) {
    const name = `${edit.cardId}|${edit.field}`;
    const known = byField.get(name);
    if (!known || known.at <= edit.at) byField.set(name, edit);
  }
  return [...byField.values()];
}

export class Outstanding {
  readonly #edits = new Map<string, Edit>();
  /** Tag of the last frame of this connection that carried the edit. */
  readonly #tags = new Map<string, number>();

  get size(): number {
    return this.#edits.size;
  }

  list(): readonly Edit[] {
    return [...this.#edits.values()];
  }

  add(edit: Edit): void {
    this.#edits.set(edit.id, edit);
  }

  remove(id: string): Edit | undefined {
    const edit = this.#edits.get(id);
    this.#edits.delete(id);
    this.#tags.delete(id);
    return edit;
  }

  /** A frame goes out: an answer to sync step 1 carries everything, an update what no frame has carried yet. */
  carry(tag: number, what: "everything" | "the rest"): void {
    for (const id of this.#edits.keys()) {
      if (what === "everything" || !this.#tags.has(id)) this.#tags.set(id, tag);
    }
  }

  /** The connection ended: no tag of it will be answered any more. */
  disconnected(): void {
    this.#tags.clear();
  }

  /**
   * A frame was answered: what it carried is decided.
   *
   * A refusal that names no entry is about every edit of its field in that frame, or about all of them where it names no field.
   */
  settle(tag: number, refusals: readonly Refusal[]): SettledEdits {
    const confirmed: Edit[] = [];
    const refused: { edit: Edit; refusal: Refusal }[] = [];
    const unnamed = refusals.filter(anyEntry);
    for (const [id, edit] of this.#edits) {
      const named = refusals.find((refusal) => refusal.entry === id);
      const carriedBy = this.#tags.get(id);
      if (!named && (carriedBy === undefined || carriedBy > tag)) continue;
      const refusal = named ?? unnamed.find(({ field }) => field === undefined || field === edit.field);
      if (refusal) refused.push({ edit, refusal });
      else confirmed.push(edit);
    }
    for (const edit of confirmed) this.remove(edit.id);
    for (const { edit } of refused) this.remove(edit.id);
    return { confirmed, refused };
  }
}

/** Whether the edit stands, or was replaced by somebody who had seen it. */
export const stands = (record: Pick<RecordDocument, "candidates">, edit: Edit): boolean =>
  edit.field === notesField ||
  record
    .candidates(edit.field)
    .some((entry) => (entry.writer === edit.writer ? entry.at : (entry.seen[edit.writer] ?? -1)) >= edit.at);
