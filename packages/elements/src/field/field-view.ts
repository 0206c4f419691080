/**
 * What a field shows now, put together from the card, from what is being typed, and from what is opened under it.
 *
 * Shape    {@link FieldView}: plain values and what can be done; made anew for each drawing.
 * Not      the drawing: see `field-frame.ts`.
 *
 * @module
 */
import type {
  CardSession,
  CardSnapshot,
  ConflictCandidate,
  FieldConflict,
  FieldSource,
  InheritedFrom,
  Person,
  RefusedEdit,
  SavedState,
} from "@couplet/engine";
import { emptyValue, lengthOf, type FieldSpec, type Scalar, type ValueContext } from "@couplet/model";
import type { Wording } from "../text/wording.ts";
import type { CompanyMove } from "./company-move.ts";
import type { FieldEditor } from "./field-editor.ts";

export interface FieldView {
  readonly spec: FieldSpec;
  readonly wording: Wording;
  readonly label: string;
  readonly value: Scalar;
  readonly context: ValueContext;
  readonly conflict: FieldConflict | undefined;
  /** The company the value is read from, while nothing else is typed. */
  readonly inherited: InheritedFrom | undefined;
  readonly isChoiceOpen: boolean;
  /** Where the value shown came from; `undefined` where it was never set. */
  readonly source: FieldSource | undefined;
  /** Whether there may be values from before; not on a card that does not exist yet. */
  readonly hasHistory: boolean;
  readonly isHistoryOpen: boolean;
  readonly session: CardSession;
  readonly cardId: string;
  /** A company that waits to be joined or left. */
  readonly move: CompanyMove | undefined;
  readonly saved: SavedState;
  /** Others who are in this field. */
  readonly people: readonly Person[];
  readonly problemText: string | undefined;
  readonly refusedEdit: RefusedEdit | undefined;
  readonly hintText: string | undefined;
  readonly help: string | undefined;
  /** While typing into a field with a limit. */
  readonly charactersLeft: number | undefined;
  /** Whose value came in under the text being typed. */
  readonly underneath: FieldSource | undefined;
  readonly isTyping: boolean;
  readonly isReadonly: boolean;
  readonly isRequired: boolean;
  /** The name of the card that a `cardId` points at. */
  readonly cardName: string;
  takeTheirs(): void;
  retryRefused(): void;
  discardRefused(): void;
  toggleConflict(): void;
  toggleHistory(): void;
  answerMove(isWanted: boolean): void;
  choose(candidate: ConflictCandidate): void;
  typeAnother(): void;
  openCard(): void;
}

/** What the element adds to what the card and the editor say. */
export interface FieldState extends Pick<
  FieldView,
  "spec" | "move" | "wording" | "label" | "context" | "help" | "isReadonly" | "isRequired" | "cardName" | "session"
> {
  readonly snapshot: CardSnapshot;
  readonly editor: FieldEditor;
  readonly people: readonly Person[];
  readonly isChoiceOpen: boolean;
  readonly isHistoryOpen: boolean;
}

export type FieldActions = Pick<
  FieldView,
  "toggleConflict" | "toggleHistory" | "answerMove" | "choose" | "typeAnother" | "openCard"
>;

export function viewOf(state: FieldState, actions: FieldActions): FieldView {
  const { spec, snapshot, session, editor, wording, people } = state;
  const field = spec.name;
  const refusedEdit = snapshot.refused[field];
  const hint = snapshot.hints.find((found) => found.field === field);
  const problemText = editor.problemText(wording);
  const conflict = snapshot.conflicts[field];
  return {
    ...state,
    ...actions,
    value: snapshot.values[field] ?? emptyValue(spec),
    conflict,
    inherited: editor.isDirty ? undefined : snapshot.inherited[field],
    isChoiceOpen: conflict !== undefined && (conflict.severity === "ask" || state.isChoiceOpen),
    source: editor.isDirty ? undefined : snapshot.sources[field],
    hasHistory: session.id !== "",
    cardId: snapshot.id,
    saved: session.id ? (snapshot.savedByField[field] ?? "saved") : "saved",
    people: people.filter(
      (person) => person.field === field && (spec.scope === "common" || person.cardId === snapshot.id),
    ),
    problemText,
    refusedEdit,
    hintText: hint && !problemText && !editor.isDirty ? wording.problem(hint) : undefined,
    charactersLeft: editor.isTyping && spec.max ? spec.max - lengthOf(editor.text) : undefined,
    underneath: editor.isUnderneath && !conflict ? snapshot.sources[field] : undefined,
    isTyping: editor.isTyping,
    takeTheirs: () => editor.restore(),
    retryRefused: () => {
      const result = refusedEdit && session.retryRefused(refusedEdit.entry);
      if (result && !result.ok) editor.refuse(result.problem);
    },
    discardRefused: () => refusedEdit && session.discardRefused(refusedEdit.entry),
  };
}

/** Whether nobody can type here now: a contact name that is read is changed on the primary contact (H4). */
export const isFixed = (field: string, snapshot: CardSnapshot | undefined): boolean =>
  !snapshot ||
  snapshot.readonly ||
  snapshot.loading ||
  (field === "contactName" && snapshot.inherited[field] !== undefined);

/** The primary contact's name as the card reads it, which follows the contact. */
export const nameReadBy = (field: string, { inherited }: CardSnapshot): string | undefined =>
  field === "primaryContactId" ? inherited["contactName"]?.name : undefined;

/** What a page may style by, as far as the card says it. */
export const statesOf = (
  field: string,
  snapshot: CardSnapshot | undefined,
  people: readonly Person[],
  isReadonly: boolean,
) => ({
  readonly: snapshot !== undefined && isReadonly,
  conflict: snapshot?.conflicts[field] !== undefined,
  loading: !snapshot || snapshot.loading,
  inherited: snapshot?.inherited[field] !== undefined,
  "someone-here": people.some((person) => person.field === field),
});
