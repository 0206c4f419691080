/**
 * What a user did to a card, so that it can be done back: an undo is an edit like any other.
 *
 * Shape    a step sets again what was there, where this user's own edit still stands unchallenged; otherwise it is skipped.
 * Not      Yjs's UndoManager, except for prose: that one would delete entries, and erasing is not an edit.
 *
 * @module
 */
import type { Scalar } from "@couplet/model";

export interface UndoneField {
  readonly field: string;
  /** `<writer>@<at>` of the user's edit. */
  readonly entry: string;
  /** What to set again. */
  readonly before: Scalar;
}

export type UndoStep =
  | { readonly kind: "fields"; readonly fields: readonly UndoneField[] }
  | { readonly kind: "notes" };

const maxSteps = 200;

export class UndoHistory {
  #undo: UndoStep[] = [];
  #redo: UndoStep[] = [];

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }

  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** A new edit: what was undone before can no longer be redone. */
  did(step: UndoStep): void {
    this.#undo = [...this.#undo, step].slice(-maxSteps);
    this.#redo = [];
  }

  /** `apply` does one step back and returns its opposite, or `undefined` where the step no longer applies. */
  undo(apply: (step: UndoStep) => UndoStep | undefined): boolean {
    return move(this.#undo, this.#redo, apply);
  }

  redo(apply: (step: UndoStep) => UndoStep | undefined): boolean {
    return move(this.#redo, this.#undo, apply);
  }

  /** The prose's own history is gone, with the document that was open. */
  dropNotes(): void {
    this.#undo = this.#undo.filter(({ kind }) => kind !== "notes");
    this.#redo = this.#redo.filter(({ kind }) => kind !== "notes");
  }
}

function move(from: UndoStep[], to: UndoStep[], apply: (step: UndoStep) => UndoStep | undefined): boolean {
  for (let step = from.pop(); step; step = from.pop()) {
    const opposite = apply(step);
    if (!opposite) continue;
    to.push(opposite);
    return true;
  }
  return false;
}
