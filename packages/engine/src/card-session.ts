/**
 * One open card: what it shows, and every way to change it.
 *
 * Shape    {@link CardSession}: an immutable {@link CardSnapshot} that is replaced on each change, and methods.
 * Not      a Y.Doc: documents, writers and entries stay inside the engine.
 *
 * @module
 */
import type { CardKind, ContactStatus, ContactType, FieldProblem, Scalar } from "@couplet/model";
import type { MergedContact, RelatedCard } from "./card-row.ts";
import type { Readable } from "./readable.ts";

/** `device`: kept here, the server has not confirmed it; `refused`: the server did not take it. */
export type SavedState = "saved" | "device" | "refused";

/** One value of a field in conflict. */
export interface ConflictCandidate {
  /** What {@link CardSession.choose} takes. */
  readonly entry: string;
  readonly value: Scalar;
  readonly by: { readonly sub: string; readonly name: string };
  readonly isMine: boolean;
  readonly atMs: number;
  /** The card it was set on, which may be a related one. */
  readonly card: { readonly id: string; readonly kind?: CardKind; readonly no?: string };
}

export interface FieldConflict {
  readonly severity: "ask" | "quiet";
  /** Two or more, the one shown meanwhile first. */
  readonly candidates: readonly ConflictCandidate[];
}

/** An edit the server did not take; shown beside the field with what was typed. */
export interface RefusedEdit {
  /** `<writer>@<at>` */
  readonly entry: string;
  readonly field: string;
  readonly value: Scalar;
  readonly code: string;
  readonly text: string;
  readonly atMs: number;
}

/** Where the value shown came from (F8). */
export interface FieldSource {
  /** `<writer>@<at>` */
  readonly entry: string;
  readonly by: { readonly sub: string; readonly name: string };
  readonly isMine: boolean;
  readonly atMs: number;
  readonly card: { readonly id: string; readonly kind?: CardKind; readonly no?: string };
}

/** The company a value is read from. */
export interface InheritedFrom {
  readonly cardId: string;
  readonly no: string;
  readonly name: string;
}

/** What a person's card does when it joins or leaves a company (H1). */
export interface CompanyPreview {
  /** Of the company joined; empty where one is left. */
  readonly name: string;
  /** What is read from the company from then on. */
  readonly inherits: Readonly<Record<string, Scalar>>;
  /** The person's own values that go. */
  readonly clears: Readonly<Record<string, Scalar>>;
  /** What was read from the company left, and becomes the person's own. */
  readonly keeps: Readonly<Record<string, Scalar>>;
}

export interface CardSnapshot {
  readonly id: string;
  readonly kind: CardKind;
  /** Empty while it is to be drawn by the server: see `provisional`. */
  readonly no: string;
  /** The card exists on this device only, until the server has executed the command that makes it. */
  readonly provisional?: boolean;
  readonly type?: ContactType;
  readonly companyId?: string;
  readonly status?: ContactStatus;
  readonly documentId: string;
  readonly cardDocumentId: string;
  /** The other card of each relation. */
  readonly relations: readonly RelatedCard[];
  /** Contacts that were joined into this one and can still be brought back. */
  readonly merged?: readonly MergedContact[];
  /** Of a contact that is gone because it was joined into another one. */
  readonly mergedInto?: { readonly id: string; readonly no: string; readonly name: string };
  /** Every field of the kind; the empty value where it was never set. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** Fields that have no value of the person's own and show its company's; setting one makes it the person's own. */
  readonly inherited: Readonly<Record<string, InheritedFrom>>;
  readonly notes: string;
  /** Fields in conflict only. */
  readonly conflicts: Readonly<Record<string, FieldConflict>>;
  /** Fields with an edit that was refused and not dealt with. */
  readonly refused: Readonly<Record<string, RefusedEdit>>;
  /** What is doubtful about a value beside others (VAT number and country, a short phone number); never a refusal. */
  readonly hints: readonly FieldProblem[];
  /** Where each value shown came from; fields that were never set are absent. */
  readonly sources: Readonly<Record<string, FieldSource>>;
  readonly saved: SavedState;
  /** Fields that are not plainly `saved`; `notes` among them. */
  readonly savedByField: Readonly<Record<string, SavedState>>;
  /** Nothing can be edited: the role, the provider or the card's deletion says so. */
  readonly readonly: boolean;
  /** Values come from the row alone; editing starts when the documents are here. */
  readonly loading: boolean;
  /** The role does not read the kind's own fields and notes: they are not in `values`, and nothing of them is on this device. */
  readonly isOwnPartClosed: boolean;
  /** Live with the server now. */
  readonly connected: boolean;
  /** Shown from this device before the server was heard of. */
  readonly fromCache: boolean;
  /** Milliseconds since 1970. */
  readonly asOfMs: number;
  /** Set once the card has been deleted by somebody; it can be restored. */
  readonly deleted: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export type SetResult =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly problem: FieldProblem };

/** Somebody with this card, or a card it shares its fields with, open. Own other tabs and devices count as oneself and are left out. */
export interface Person {
  readonly sub: string;
  readonly name: string;
  /** One or two capital letters. */
  readonly initials: string;
  /** The card they look at. */
  readonly cardId: string;
  readonly kind: CardKind;
  /** The field they are in. */
  readonly field?: string;
}

export type CardEvent =
  | { readonly type: "change"; readonly field: string; readonly old: Scalar; readonly new: Scalar }
  | {
      readonly type: "remote-change";
      readonly field: string;
      readonly old: Scalar;
      readonly new: Scalar;
      readonly by: { readonly sub: string; readonly name: string };
    }
  | {
      readonly type: "saved";
      readonly fields: readonly string[];
      readonly entries: readonly string[];
      readonly atMs: number;
    }
  | { readonly type: "refused"; readonly edit: RefusedEdit }
  | { readonly type: "conflict"; readonly field: string; readonly candidates: readonly ConflictCandidate[] }
  | { readonly type: "conflict-solved"; readonly field: string; readonly value: Scalar }
  | { readonly type: "carried-over"; readonly fields: readonly string[] }
  | { readonly type: "stranded"; readonly fields: readonly string[] }
  | { readonly type: "link-change"; readonly relations: readonly RelatedCard[] }
  | { readonly type: "deleted" }
  | { readonly type: "restored" };

/** The card's prose, merged by character. */
export interface CardNotes {
  readonly text: string;
  /** Replaces `deleteCount` UTF-16 units at `index` with `insert`. */
  splice(index: number, deleteCount: number, insert: string): SetResult;
  /** Makes the text equal to `text` by the smallest single splice, so that others' edits elsewhere hold. */
  replace(text: string): SetResult;
  /** `delta` in Yjs terms, so that a text box can keep its caret; `isLocal` for this session's own edits. */
  observe(listener: (text: string, delta: readonly TextDelta[], isLocal: boolean) => void): () => void;
}

export type TextDelta = { readonly retain: number } | { readonly insert: string } | { readonly delete: number };

export interface FlushResult {
  /** Edits of this card that the server has confirmed since the call. */
  readonly acked: number;
  /** Edits of this card that still wait; 0: everything is on the server. */
  readonly waiting: number;
}

export interface CardSession {
  readonly id: string;
  readonly kind: CardKind;
  readonly snapshot: Readable<CardSnapshot>;
  readonly presence: Readable<readonly Person[]>;
  readonly notes: CardNotes;
  /** Validates, normalises and sets one field. The value shown stays where it is refused. */
  set(field: string, input: unknown): SetResult;
  /** The same for several fields at once: all or none, undone in one step. */
  setAll(fields: Readonly<Record<string, unknown>>): SetResult;
  /** What joining a company would do, or leaving the one there is (`""`). `undefined` where this device does not know. */
  previewCompany(companyId: string): CompanyPreview | undefined;
  /** Settles a conflict with one of its candidates. */
  choose(field: string, entry: string): SetResult;
  /** Sets again what was there before this user's last edit, where that edit still stands. False: nothing to undo. */
  undo(): boolean;
  redo(): boolean;
  /** Drops a refused edit from what needs attention. */
  discardRefused(entry: string): void;
  /** Sets the refused value again, for instance once the right to is there. */
  retryRefused(entry: string): SetResult;
  /** Says to others which field the user is in; `undefined`: none. */
  setFocus(field: string | undefined): void;
  observe(listener: (event: CardEvent) => void): () => void;
  /** Resolves once everything is confirmed, or after `timeoutMs` (10,000 if absent). */
  flush(timeoutMs?: number): Promise<FlushResult>;
  /**
   * Resolves once all that was set so far is on this device, also for after a crash of the browser.
   *
   * @throws {NotKeptError} where the device keeps nothing, or not now
   */
  kept(): Promise<void>;
  /** Reads the card's row again. */
  reload(): Promise<void>;
  /** Edits that wait are still sent; the session is of no use afterwards. */
  close(): void;
}
