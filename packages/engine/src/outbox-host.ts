/**
 * What the outbox needs of the engine around it, and what it tells.
 *
 * @module
 */
import type { Actor, Command, CreateCommand, Setup } from "@couplet/model";
import type { Connectivity } from "./connectivity.ts";
import type { CommandRefusal, ForecastDocument, OutboxRow } from "./outbox-row.ts";
import type { Register } from "./register.ts";

export interface OutboxHost {
  readonly register: Register;
  readonly connectivity: Pick<Connectivity, "reach">;
  /** @returns what the server answered @throws what it refused it with, or why it could not be asked */
  sendCommand(command: Command): Promise<unknown>;
  actor(): Actor;
  nowMs(): number;
  /** As the server last told. */
  knownSetup(): Setup | undefined;
  /** Other tabs share what this device keeps. */
  readonly isShared: boolean;
  /** What was typed before the command must be there when the server decides. */
  beforeSending(row: OutboxRow): Promise<void>;
  /** Of a card that is made on this device. */
  writeNotes(command: CreateCommand, notes: string): Promise<void>;
  /** Cards look different, or documents may be opened now: their rows say how. */
  forecastChanged(cardIds: ReadonlySet<string>): Promise<void>;
  /** What waits, or was refused, is another. */
  listChanged(): void;
  /** The answer is known, and the forecast still shown: what the server has now is read. */
  executed(row: OutboxRow, outcome: CommandOutcome): Promise<void>;
  /** Edits made on top of a forecast have not seen what the server wrote: they stand for what it replaced. */
  bringInStep(documents: Readonly<Record<string, ForecastDocument>>): Promise<void>;
  /** These documents will never be: what was typed into them is the user's to decide about. */
  abandon(documentIds: readonly string[], refusal: CommandRefusal): Promise<void>;
  storageFailed(): void;
}

/** What the server answers to a command. */
export interface CommandOutcome {
  readonly cardIds: readonly string[];
  readonly card?: unknown;
}

/** How a command that was given now went on. */
export type Submitted = { readonly state: "queued" } | ({ readonly state: "executed" } & CommandOutcome);
