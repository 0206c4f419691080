/**
 * A job as it is stored: contacts for many cards, whoever asked for them, and how far that is.
 *
 * Shape    the row is small and written again with every step; the cards to do are written once, the report piece by piece.
 *          `done` counts the cards that are in the report, in the order of the report.
 * Source   rule L11; docs/decisions/0016-jobs-are-rows.md
 *
 * @module
 */
import type { Actor, ProblemParams, RelatedKind } from "@couplet/model";

/** Which cards a bulk call means: every condition that is there has to hold. */
export interface CardFilter {
  /** A number, a range `C00010..C00020`, or a pattern with `*`. */
  readonly no?: string | undefined;
  readonly name?: string | undefined;
  readonly postingGroup?: string | undefined;
  readonly currencyCode?: string | undefined;
}

export interface JobRequest {
  readonly kind: RelatedKind;
  readonly filter: CardFilter;
}

export interface JobRow {
  readonly id: string;
  readonly status: "running" | "done" | "failed" | "canceled";
  readonly request: JobRequest;
  /** With the role that was last seen. */
  readonly by: Actor;
  readonly total: number;
  /** Those of them that had no contact when it began: the others are skipped, and first in the report. */
  readonly wanted: number;
  readonly done: number;
  readonly created: number;
  readonly skipped: number;
  readonly refused: number;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
}

/** What became of one card. A created one may carry a problem too: that of its person. */
export interface JobItem {
  readonly cardId: string;
  readonly no: string;
  readonly result: "created" | "skipped" | "refused";
  /** The one it got, or has. */
  readonly contactId?: string;
  readonly code?: string;
  readonly params?: ProblemParams;
  readonly text?: string;
}
