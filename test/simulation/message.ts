/**
 * What travels between the simulated clients and the simulated server. Each direction of each client is a queue of its own.
 *
 * @module
 */
import type { Edit } from "./oracle.ts";
import type { Rows } from "./world.ts";

export interface UpdateMessage {
  readonly kind: "update";
  readonly doc: string;
  readonly tag: string;
  readonly update: Uint8Array;
  /** Edits physically in the update, oldest first. */
  readonly edits: readonly Edit[];
  /** All that its author has and the server lacked (sync step 2). */
  readonly isWhole: boolean;
}

export type UpMessage =
  | UpdateMessage
  | { readonly kind: "step1"; readonly doc: string; readonly stateVector: Uint8Array }
  | { readonly kind: "command"; readonly run: () => void };

export type DownMessage =
  | { readonly kind: "update"; readonly doc: string; readonly update: Uint8Array }
  | { readonly kind: "step1"; readonly doc: string; readonly stateVector: Uint8Array }
  | { readonly kind: "settled"; readonly tag: string; readonly refused: readonly Edit[] }
  | { readonly kind: "rows"; readonly rows: Rows };
