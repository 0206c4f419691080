/**
 * A card's notes: prose that several people write at once, merged by character.
 *
 * Shape    splices on the card document's text; its own undo stack, driven from the card's.
 *
 * @module
 */
import type { FieldProblem } from "@couplet/model";
import * as Y from "yjs";
import type { CardNotes, SetResult, TextDelta } from "./card-session.ts";
import type { CopySeat } from "./copy-seats.ts";
import type { WorkingCopy } from "./working-copy.ts";

const maxNotesLength = 100_000;
/** Keystrokes this close together are undone together. */
const captureMs = 800;

export interface ProseHost {
  /** Why nothing may be written now; `undefined`: it may. */
  blocked(): FieldProblem | undefined;
  seat(): CopySeat | undefined;
  /** A new step was made that can be undone. */
  did(): void;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** The smallest single splice from one text to another; never through a surrogate pair. */
export function spliceBetween(
  from: string,
  to: string,
): { readonly index: number; readonly deleteCount: number; readonly insert: string } {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start += 1;
  while (start > 0 && (isLowSurrogate(from.charCodeAt(start)) || isLowSurrogate(to.charCodeAt(start)))) start -= 1;
  let end = 0;
  while (end < most - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end += 1;
  while (end > 0 && isLowSurrogate(from.charCodeAt(from.length - end))) end -= 1;
  return { index: start, deleteCount: from.length - start - end, insert: to.slice(start, to.length - end) };
}

export class CardProse implements CardNotes {
  readonly #copy: WorkingCopy;
  readonly #host: ProseHost;
  readonly #undo: Y.UndoManager;
  readonly #stop: () => void;
  readonly #listeners = new Set<(text: string, delta: readonly TextDelta[], isLocal: boolean) => void>();

  constructor(copy: WorkingCopy, host: ProseHost) {
    this.#copy = copy;
    this.#host = host;
    this.#undo = new Y.UndoManager(copy.record.notes(), { trackedOrigins: new Set([copy]), captureTimeout: captureMs });
    this.#undo.on("stack-item-added", ({ type, origin }) => {
      if (type === "undo" && origin === copy) host.did();
    });
    this.#stop = copy.observe({
      notesChanged: (event, origin) => {
        const isLocal = origin === copy || origin === this.#undo;
        const delta = event.delta as readonly TextDelta[];
        for (const listener of this.#listeners) listener(this.text, delta, isLocal);
      },
    });
  }

  get text(): string {
    return this.#copy.record.notes().toJSON();
  }

  splice(index: number, deleteCount: number, insert: string): SetResult {
    const problem = this.#host.blocked();
    const seat = this.#host.seat();
    if (problem || !seat) return { ok: false, problem: problem ?? { code: "card.loading", field: "notes" } };
    const notes = this.#copy.record.notes();
    const at = Math.max(0, Math.min(index, notes.length));
    const count = Math.max(0, Math.min(deleteCount, notes.length - at));
    const tooMany = notes.length - count + insert.length - maxNotesLength;
    if (tooMany > 0 && insert.length > 0) {
      return {
        ok: false,
        problem: { code: "text.tooLong", field: "notes", params: { n: tooMany, max: maxNotesLength } },
      };
    }
    if (count === 0 && insert === "") return { ok: true, changed: false };
    this.#copy.editNotes(seat, () =>
      this.#copy.doc.transact(() => {
        if (count > 0) notes.delete(at, count);
        if (insert !== "") notes.insert(at, insert);
      }, this.#copy),
    );
    return { ok: true, changed: true };
  }

  replace(text: string): SetResult {
    const { index, deleteCount, insert } = spliceBetween(this.text, text);
    return this.splice(index, deleteCount, insert);
  }

  observe(listener: (text: string, delta: readonly TextDelta[], isLocal: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One step back or forth; false: there was none left. */
  step(direction: "undo" | "redo"): boolean {
    const seat = this.#host.seat();
    const stack = direction === "undo" ? this.#undo.undoStack : this.#undo.redoStack;
    if (!seat || this.#host.blocked() || stack.length === 0) return false;
    let isDone = false;
    this.#copy.editNotes(seat, () => {
      isDone = (direction === "undo" ? this.#undo.undo() : this.#undo.redo()) !== null;
    });
    return isDone;
  }

  close(): void {
    this.#stop();
    this.#undo.destroy();
    this.#listeners.clear();
  }
}
