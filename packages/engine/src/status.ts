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
  "outdated",
  "starting",
  "saving",
  "saved",
] as const;
export type StatusState = (typeof statusStates)[number];

export interface Status {
  readonly state: StatusState;
  /** Edits and commands of this user on this device that the server has not confirmed. */
  readonly waiting: number;
  /** Edits and commands the server refused and the user has not dealt with. */
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

/** What the status is computed from. */
export interface StatusInputs {
  readonly isStarted: boolean;
  readonly hasStorageFailed: boolean;
  readonly isSignedOut: boolean;
  readonly reach: "offline" | "unreachable" | "reachable" | "unknown";
  /** Server and client speak no common version. */
  readonly isOutdated: boolean;
  readonly waiting: number;
  readonly refused: number;
  readonly decisions: number;
  readonly contactMs: number | undefined;
  readonly storage: Status["storage"];
}

/** Pure. The state to show for what is known. */
export function statusStateOf(inputs: Omit<StatusInputs, "contactMs" | "storage">): StatusState {
  if (inputs.hasStorageFailed) return "no-storage";
  if (inputs.isSignedOut) return "sign-in";
  if (inputs.reach === "offline") return "offline";
  if (inputs.reach === "unreachable") return "unreachable";
  if (inputs.isOutdated) return "outdated";
  if (inputs.waiting > 0) return "saving";
  if (inputs.refused > 0) return "refused";
  if (inputs.decisions > 0) return "decision";
  return inputs.isStarted ? "saved" : "starting";
}

/** The last contact is told of in steps of this, so that not every answer is news. */
const contactGrainMs = 10_000;

/** Pure. `before` itself where nothing that is shown has changed. */
export function nextStatus(before: Status, inputs: StatusInputs, nowMs: number): Status {
  const state = statusStateOf(inputs);
  const { waiting, refused, decisions, contactMs, storage } = inputs;
  const isNewContact = contactMs !== undefined && contactMs - (before.lastContactMs ?? 0) >= contactGrainMs;
  const lastContactMs = isNewContact ? contactMs : before.lastContactMs;
  const isSame =
    state === before.state &&
    waiting === before.waiting &&
    refused === before.refused &&
    decisions === before.decisions &&
    lastContactMs === before.lastContactMs &&
    storage === before.storage;
  if (isSame) return before;
  const sinceMs = state === before.state ? before.sinceMs : nowMs;
  const contact = lastContactMs === undefined ? {} : { lastContactMs };
  return { state, waiting, refused, decisions, sinceMs, ...contact, storage };
}
