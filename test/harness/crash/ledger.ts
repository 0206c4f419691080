/**
 * What clients did, and what they were told of it: what a server that was killed is held to.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { Refusal } from "@couplet/protocol";

export interface CrashCard {
  readonly id: string;
  readonly kind: CardKind;
}

export interface Edit {
  readonly entry: string;
  readonly card: CrashCard;
  readonly field: string;
  readonly writer: string;
  readonly user: string;
  /** The server has said that it is saved. */
  isAcknowledged: boolean;
  isRefused: boolean;
}

/** Over REST: known by its value. */
export interface Written {
  readonly card: CrashCard;
  readonly value: string;
  isAcknowledged: boolean;
}

export interface Command {
  readonly id: string;
  readonly type: string;
  readonly [name: string]: unknown;
}

export interface Given {
  readonly command: Command;
  /** What it was answered, where it was. */
  told: { readonly status: number; readonly cardIds: readonly string[] } | undefined;
}

export class Ledger {
  edits: Edit[] = [];
  written: Written[] = [];
  given: Given[] = [];

  refuse(refusals: readonly Refusal[]): void {
    const refused = new Set(refusals.map(({ entry }) => entry));
    for (const edit of this.edits) if (refused.has(edit.entry)) edit.isRefused = true;
  }

  get acknowledged(): number {
    const isAcknowledged = (one: { readonly isAcknowledged: boolean }): boolean => one.isAcknowledged;
    return (
      this.edits.filter(isAcknowledged).length +
      this.written.filter(isAcknowledged).length +
      this.given.filter(({ told }) => told?.status === 200).length
    );
  }

  /** What the line or a kill has swallowed, or the answer to it. */
  get unanswered(): number {
    const isOpen = (one: { readonly isAcknowledged: boolean }): boolean => !one.isAcknowledged;
    return (
      this.edits.filter(isOpen).length +
      this.written.filter(isOpen).length +
      this.given.filter(({ told }) => told === undefined).length
    );
  }

  get operations(): number {
    return this.edits.length + this.written.length + this.given.length;
  }
}
