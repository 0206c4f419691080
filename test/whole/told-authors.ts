/**
 * What authors were told of edits that the server did not take, or did not keep: read from what their devices keep of that.
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import type { Counts } from "./counts.ts";
import type { Edit, Made } from "./made.ts";
import type { Machine } from "./place.ts";

export interface RefusedRow {
  readonly code: string;
  readonly field: string;
  readonly value: Scalar;
}

/** What was told of an edit that the server did not keep. */
interface Displaced {
  /** Its author still knows, or has set the field again. */
  readonly isTold: boolean;
  readonly editsBefore: number;
}

export class ToldAuthors {
  readonly #made: Made;
  readonly #counts: Counts;
  readonly #displaced = new Map<string, Displaced>();
  /** Of prose that was given back to its author. */
  readonly #returned: string[] = [];

  constructor(made: Made, counts: Counts) {
    this.#made = made;
    this.#counts = counts;
  }

  /** A device keeps, or does not keep any more, that the edit was refused. */
  kept(machine: Machine, entry: string, row: RefusedRow | undefined): void {
    const edit = this.#made.edits.get(entry);
    if (row?.field === "notes") this.#returned.push(String(row.value));
    const displaced = this.#displaced.get(entry);
    if (row?.code === "edit.displaced") {
      this.#displaced.set(entry, { isTold: true, editsBefore: displaced?.editsBefore ?? this.#made.edits.size });
    } else if (row === undefined && displaced) {
      this.#displaced.set(entry, {
        ...displaced,
        isTold: edit !== undefined && this.#isSetAgain(machine, edit, displaced),
      });
    } else if (row && edit && !edit.isRefused) {
      edit.isRefused = true;
      this.#counts.editsRefused++;
    }
  }

  /** Whoever was told has set the field since: the engine does not ask them any more. */
  #isSetAgain(machine: Machine, { cardId, field }: Edit, { editsBefore }: Displaced): boolean {
    const since = [...this.#made.edits.values()].slice(editsBefore);
    return since.some((one) => one.cardId === cardId && one.field === field && one.machine === machine);
  }

  /** That it was not kept. */
  isTold(entry: string): boolean {
    return this.#displaced.get(entry)?.isTold === true;
  }

  /** Prose that has the text in it. */
  hasReturned(text: string): boolean {
    return this.#returned.some((prose) => prose.includes(text));
  }
}
