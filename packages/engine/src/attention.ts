/**
 * What waits for the user: edits and commands that were refused, conflicts, edits whose card was deleted.
 *
 * Shape    a discriminated union on `kind`; each item names its card and says what can be done with it.
 * Not      drafts that never left a form: those are the form's.
 *
 * @module
 */
import type { CardKind, Command, ProblemParams, Scalar } from "@couplet/model";

export interface AttentionCard {
  readonly id: string;
  readonly kind: CardKind;
  /** Absent where this device never saw the card's row. */
  readonly no?: string;
  readonly name?: string;
}

/** The server did not take an edit. */
export interface RefusedAttention {
  readonly kind: "refused";
  /** `<writer>@<at>` of the edit. */
  readonly id: string;
  readonly card: AttentionCard;
  readonly field: string;
  /** What the user had set. */
  readonly value: Scalar;
  readonly code: string;
  readonly text: string;
  readonly atMs: number;
  /** `export`: the server will never take it as it was made, so that it should be kept elsewhere before it is discarded. */
  readonly actions: readonly ("retry" | "export" | "discard")[];
}

/** A field was set by people who did not know of each other. */
export interface ConflictAttention {
  readonly kind: "conflict";
  /** `<document id>/<field>`: related cards share the conflict of a common field. */
  readonly id: string;
  readonly card: AttentionCard;
  readonly field: string;
  /** `ask`: money or identity, somebody must choose; `quiet`: the newest is shown, a mark suffices. */
  readonly severity: "ask" | "quiet";
  readonly actions: readonly "choose"[];
}

/** An edit made while somebody else deleted the card. */
export interface StrandedAttention {
  readonly kind: "stranded";
  /** `<writer>@<at>` of the edit. */
  readonly id: string;
  readonly card: AttentionCard;
  readonly field: string;
  readonly value: Scalar;
  readonly atMs: number;
  /** What can be done with it now; `restore` brings the card back, `apply` sets the value on {@link relatedCards}. */
  readonly actions: readonly ("restore" | "apply" | "discard")[];
  /** Cards that are still there and that {@link actions} `apply` would change. */
  readonly relatedCards: readonly AttentionCard[];
}

/** A command that the server has not executed. */
export interface QueuedCommand {
  /** Of the command. */
  readonly id: string;
  readonly type: Command["type"];
  /** The card that is made, brought back, deleted, linked or unlinked. */
  readonly card: AttentionCard;
  /** The card it is linked to, parted from or made from. */
  readonly other?: AttentionCard;
  readonly atMs: number;
}

/** The server did not execute a command: what it had been forecast to do is gone from the cards. */
export interface CommandAttention extends QueuedCommand {
  readonly kind: "command";
  readonly code: string;
  readonly text: string;
  readonly params: ProblemParams;
  readonly field?: string;
  readonly actions: readonly ("retry" | "discard")[];
}

export type AttentionItem = RefusedAttention | ConflictAttention | StrandedAttention | CommandAttention;
