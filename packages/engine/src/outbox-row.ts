/**
 * A command that the server has not executed, as the device keeps it.
 *
 * Shape    `waiting`: to be sent, in the order of `order`; `confirmed`: executed, documents of its forecast still to be brought in step;
 *          `refused`: the user decides.
 * Not      the forecast's rows: those are made anew from the commands that wait, see `forecast.ts`.
 *
 * @module
 */
import type { Command, ProblemParams, Scalar } from "@couplet/model";
import type { DocumentRole } from "./seats.ts";

/** What a forecast shows in one document. */
export interface ForecastDocument {
  readonly role: DocumentRole;
  /** The command makes the document: until it is executed there is no room for it. */
  readonly isNew: boolean;
  readonly values: Readonly<Record<string, Scalar>>;
}

export interface CommandRefusal {
  readonly code: string;
  readonly text: string;
  readonly field?: string;
  readonly params: ProblemParams;
  readonly atMs: number;
}

export interface OutboxRow {
  /** Of the command. */
  readonly id: string;
  readonly order: number;
  readonly command: Command;
  /** When it was given, in milliseconds since 1970. */
  readonly atMs: number;
  readonly state: "waiting" | "confirmed" | "refused";
  /** It may have arrived: it must not change any more. */
  readonly isSent: boolean;
  /** By document, as of when the command was given. Absent: no forecast was made yet. */
  readonly shown?: Readonly<Record<string, ForecastDocument>>;
  /** Documents whose rooms stay closed until the command is answered. */
  readonly holds: readonly string[];
  /** Cards it may change, as far as this device knew when it was given. */
  readonly cardIds: readonly string[];
  readonly refusal?: CommandRefusal;
}

/** Pure. What its forecast showed is not kept with one that was refused: it may be of cards that are erased by the time somebody decides. */
export const withoutValues = ({ shown, ...row }: OutboxRow): OutboxRow =>
  shown === undefined
    ? row
    : {
        ...row,
        shown: Object.fromEntries(Object.entries(shown).map(([id, document]) => [id, { ...document, values: {} }])),
      };
