/**
 * Editing one field: when typing becomes an edit, when it is refused, what Escape brings back.
 *
 * Shape    {@link FieldEditor} holds the draft, the focus and one timer; everything it needs of the card it asks {@link EditorHost}.
 * Not      a view: the element draws what it finds here.
 * Source   rule F6
 *
 * @module
 */
import type { CardSession } from "@couplet/engine";
import {
  emptyValue,
  formatValue,
  lengthOf,
  parseValue,
  type FieldProblem,
  type FieldSpec,
  type Scalar,
  type ValueContext,
} from "@couplet/model";
import type { ProposedChange } from "../provider/link.ts";
import type { Wording } from "../text/wording.ts";
import { isDirty, refused, startDraft, taken, typed, valueChanged, type Draft } from "./draft.ts";

/** Where the edit goes. */
interface EditorPlace {
  readonly spec: FieldSpec | undefined;
  readonly session: CardSession | undefined;
  readonly context: ValueContext;
  readonly canEdit: boolean;
  /** What is shown is not the card's own: going back to it leaves the card's own blank. */
  readonly isInherited: boolean;
}

export interface EditorHost {
  place(): EditorPlace;
  /** Why the page does not take the edit; `undefined`: it does. */
  askPage(change: ProposedChange): string | undefined;
  requestUpdate(): void;
}

/** How long somebody rests before a valid text goes into the card. */
const restMs = 600;

export class FieldEditor {
  readonly #host: EditorHost;
  #draft: Draft | undefined;
  #shown = "";
  #vetoText: string | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** What Escape goes back to was not the card's own. */
  #wasInherited = false;
  isFocused = false;
  /** Somebody else changed the value while this person types over it. */
  isUnderneath = false;

  constructor(host: EditorHost) {
    this.#host = host;
  }

  /** What stands in the control. */
  get text(): string {
    return this.#draft?.text ?? this.#shown;
  }
  get isDirty(): boolean {
    return this.#draft !== undefined && isDirty(this.#draft);
  }
  get isTyping(): boolean {
    return this.#draft !== undefined;
  }
  /** Whether Escape has anything to bring back. */
  get canRestore(): boolean {
    return this.isFocused && this.#draft !== undefined && (this.isDirty || this.#draft.committed);
  }

  problemText(wording: Wording): string | undefined {
    const problem = this.#draft?.problem;
    return problem && (this.#vetoText ?? wording.problem(problem));
  }

  /** The card shows another value. */
  follow(shown: string, isMine: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    // A value that was cleared is inherited again; it shows once the person is done here.
    const isCleared = this.#draft?.committed === true && this.#draft.text === "" && this.#host.place().isInherited;
    if (!this.#draft || isCleared) return;
    const followed = valueChanged(this.#draft, shown, isMine);
    this.#draft = followed.draft;
    this.isUnderneath = followed.isUnderneath;
  }

  focus(): void {
    this.isFocused = true;
    this.#wasInherited = this.#host.place().isInherited;
    this.#draft ??= startDraft(this.#shown);
  }

  blur(): void {
    this.isFocused = false;
    clearTimeout(this.#restTimer);
    this.commit();
    // What is refused stays as it was typed; everything else shows the card's value again.
    if (this.#draft?.problem) return;
    this.#draft = undefined;
    this.isUnderneath = false;
  }

  type(text: string): void {
    const { spec, canEdit } = this.#host.place();
    if (!spec || !canEdit) return;
    this.#draft = typed(this.#draft ?? startDraft(this.#shown), text);
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      if (this.isDirty) this.set(this.text, false);
    }, restMs);
    // A limit speaks up while typing; everything else waits until the person is done.
    const over = spec.max > 0 && spec.type !== "decimal" ? lengthOf(text) - spec.max : 0;
    if (over > 0) this.refuse({ code: "text.tooLong", field: spec.name, params: { n: over, max: spec.max } });
    this.#host.requestUpdate();
  }

  /** A control without a half-way state was used. */
  pick(input: Scalar): void {
    if (!this.set(input, true)) return;
    this.#draft = this.isFocused ? startDraft(this.#shown) : undefined;
  }

  /** Puts what is being typed into the card now. */
  commit(): void {
    if (this.isDirty) this.set(this.text, true);
  }

  refuse(problem: FieldProblem): void {
    this.#draft = refused(this.#draft ?? startDraft(this.#shown), problem);
    this.#host.requestUpdate();
  }

  /**
   * Makes the edit.
   *
   * @param isFinal the person is done; before that a text that is not valid yet is no mistake
   * @returns whether the card took it
   */
  set(input: Scalar, isFinal: boolean): boolean {
    const { spec, session, context, canEdit } = this.#host.place();
    if (!spec || !session || !canEdit) return false;
    const speaksUp = isFinal || this.#draft?.problem !== undefined;
    this.#vetoText = undefined;
    const parsed = parseValue(spec, input, context);
    if (!parsed.ok) {
      if (speaksUp) this.refuse(parsed.problem);
      return false;
    }
    const old = session.snapshot.value.values[spec.name] ?? emptyValue(spec);
    const veto =
      parsed.value === old
        ? undefined
        : this.#host.askPage({ kind: session.kind, id: session.id, field: spec.name, old, new: parsed.value });
    if (veto !== undefined) {
      this.#vetoText = veto;
      this.refuse({ code: "vetoed", field: spec.name });
      return false;
    }
    // The card knows no languages: it gets a number in the form that is kept.
    const result = session.set(spec.name, spec.type === "decimal" ? parsed.value : input);
    if (!result.ok) {
      if (speaksUp) this.refuse(result.problem);
      return false;
    }
    if (this.#draft) this.#draft = taken(typeof input === "string" ? typed(this.#draft, input) : this.#draft);
    this.isUnderneath = false;
    // What the card shows now is this very edit, spelled its own way: no reason to alter the text being typed.
    this.#shown = formatValue(spec, parsed.value, context);
    this.#host.requestUpdate();
    return true;
  }

  /** Back to what was there before the focus, or to what somebody else made of it meanwhile. */
  restore(): void {
    clearTimeout(this.#restTimer);
    const draft = this.#draft;
    const isTheirs = this.isUnderneath;
    this.isUnderneath = false;
    this.#vetoText = undefined;
    this.#draft = undefined;
    if (draft?.committed && !isTheirs && draft.before !== this.#shown)
      this.set(this.#wasInherited ? "" : draft.before, true);
    if (this.isFocused) this.#draft = startDraft(this.#shown);
    this.#host.requestUpdate();
  }

  /** The field shows something else altogether. */
  reset(): void {
    clearTimeout(this.#restTimer);
    this.#draft = undefined;
    this.#vetoText = undefined;
    this.isUnderneath = false;
  }
}
