/**
 * The one state of the engine that is always visible: is everything of mine on the server, and if not, why.
 *
 * Shape    {@link Status}; {@link statusStateOf} says which of several wins.
 *
 * @module
 */

/** Every state there is. */
export const statusStates = [
  "no-storage",
  "sign-in",
  "refused",
  "decision",
  "offline",
  "unreachable",
  "starting",
  "saving",
  "saved",
] as const;
export type StatusState = (typeof statusStates)[number];

export interface Status {
  readonly state: StatusState;
  /** Edits of this user on this device that the server has not confirmed. */
  readonly waiting: number;
  /** Edits the server refused and the user has not dealt with. */
  readonly refused: number;
  /** Conflicts that ask for a choice, and stranded edits. */
  readonly decisions: number;
  /** When this state began, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When the server was last heard of; absent before the first time. */
  readonly lastContactMs?: number;
  /** Where edits are kept: `memory` after `persistent` was asked for means that closing the tab loses what is waiting. */
  readonly storage: "persistent" | "session" | "memory";
}

/** What the state is computed from. */
export interface StatusInputs {
  readonly started: boolean;
  readonly storageFailed: boolean;
  readonly signedOut: boolean;
  readonly reach: "offline" | "unreachable" | "reachable" | "unknown";
  readonly waiting: number;
  readonly refused: number;
  readonly decisions: number;
}

/** Pure. The state to show for what is known. */
export function statusStateOf(inputs: StatusInputs): StatusState {
  if (inputs.storageFailed) return "no-storage";
  if (inputs.signedOut) return "sign-in";
  if (inputs.reach === "offline") return "offline";
  if (inputs.reach === "unreachable") return "unreachable";
  if (inputs.waiting > 0) return "saving";
  if (inputs.refused > 0) return "refused";
  if (inputs.decisions > 0) return "decision";
  return inputs.started ? "saved" : "starting";
}
