/**
 * What a person is typing into one field, apart from the value the card has.
 *
 * Shape    {@link Draft}: the text before the focus, the text now, and what the card showed when typing began; pure
 *          transitions, one per thing that happens.
 * Not      the value: that is the card's. A draft never changes because somebody else edits, and a refused draft stays as typed.
 * Source   rule F6; a remote change never alters the text being typed
 *
 * @module
 */
import type { FieldProblem } from "@couplet/model";

export interface Draft {
  /** What was shown when the field got the focus: what Escape goes back to. */
  readonly before: string;
  readonly text: string;
  /** What the card shows that the person has seen: the draft was typed over it. */
  readonly seen: string;
  /** Whether a pause while typing has already put the text into the card. */
  readonly committed: boolean;
  readonly problem?: FieldProblem;
}

export const startDraft = (shown: string): Draft => ({ before: shown, text: shown, seen: shown, committed: false });

/** Whether the person changed the text since it was last put into the card. */
export const isDirty = (draft: Draft): boolean => draft.problem !== undefined || draft.text !== draft.seen;

/** A key was pressed. An earlier problem stays until the text is looked at again, so that it does not flicker. */
export const typed = (draft: Draft, text: string): Draft => ({ ...draft, text });

/** The card took the text; it now shows `shown`, which may be spelled otherwise than it was typed. */
export function taken(draft: Draft): Draft {
  const { problem: _solved, ...rest } = draft;
  return { ...rest, seen: draft.text, committed: true };
}

export const refused = (draft: Draft, problem: FieldProblem): Draft => ({ ...draft, problem });

/** Whether anything was typed since the field got the focus. */
const isTouched = (draft: Draft): boolean => isDirty(draft) || draft.committed;

/**
 * What a new value on the card does to the draft: an untouched field follows it, a touched one keeps its text unless the value
 * is the person's own doing (an undo, another window).
 *
 * @returns the draft, and whether the person has to be told that the card moved on underneath
 */
export function valueChanged(
  draft: Draft,
  shown: string,
  isMine: boolean,
): { readonly draft: Draft; readonly isUnderneath: boolean } {
  if (!isTouched(draft)) return { draft: startDraft(shown), isUnderneath: false };
  if (isMine && !isDirty(draft)) return { draft: { ...draft, text: shown, seen: shown }, isUnderneath: false };
  return { draft, isUnderneath: !isMine };
}
