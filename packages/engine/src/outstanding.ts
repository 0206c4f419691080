/**
 * Edits of one document that the server has not confirmed, by identity: which frame carried which edit.
 *
 * Shape    an edit is outstanding from before it is made until a frame that carried it is settled, and what is confirmed has been judged: whether
 *          it stands can be told only once the server's state is here. A tag belongs to one connection.
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

export interface JudgedEdits {
  readonly standing: readonly Edit[];
  /** Neither stand nor were replaced by somebody who had seen them. */
  readonly displaced: readonly Edit[];
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
  /** Confirmed, and not judged yet. */
  #unjudged: Edit[] = [];

  get size(): number {
    return this.#edits.size + this.#unjudged.length;
  }

  list(): readonly Edit[] {
    return this.size === 0 ? [] : [...this.#edits.values(), ...this.#unjudged];
  }

  add(edit: Edit): void {
    this.#edits.set(edit.id, edit);
  }

  remove(id: string): Edit | undefined {
    const edit = this.#edits.get(id) ?? this.#unjudged.find((confirmed) => confirmed.id === id);
    this.#edits.delete(id);
    this.#tags.delete(id);
    this.#unjudged = this.#unjudged.filter((confirmed) => confirmed !== edit);
    return edit;
  }

  /** All that there is, which is not outstanding any more. */
  drop(): readonly Edit[] {
    const left = this.list();
    this.#edits.clear();
    this.#tags.clear();
    this.#unjudged = [];
    return left;
  }

  /** What has been confirmed, by whether it stands in the document as it is now. */
  judge(record: Pick<RecordDocument, "candidates">): JudgedEdits {
    const edits = this.#unjudged;
    this.#unjudged = [];
    const standing = edits.filter((edit) => stands(record, edit));
    return { standing, displaced: edits.filter((edit) => !standing.includes(edit)) };
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
    for (const { id } of [...confirmed, ...refused.map(({ edit }) => edit)]) this.remove(id);
    this.#unjudged.push(...confirmed);
    return { confirmed, refused };
  }
}

/** Whether the edit stands, or was replaced by somebody who had seen it. */
const stands = (record: Pick<RecordDocument, "candidates">, edit: Edit): boolean =>
  edit.field === notesField ||
  record
    .candidates(edit.field)
    .some((entry) => (entry.writer === edit.writer ? entry.at : (entry.seen[edit.writer] ?? -1)) >= edit.at);
