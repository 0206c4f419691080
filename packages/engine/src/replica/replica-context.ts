/**
 * What a replica is told of the device and of who signed in.
 *
 * @module
 */
import type { Role } from "@couplet/model";

export interface ReplicaContext {
  /** Of the register; names the channel to the other tabs. */
  readonly name: string;
  readonly role: () => Role;
  readonly nowMs: () => number;
  /** Whether this device once had a copy, remembered apart from the store. */
  readonly marker: { isSet(): boolean; set(): void };
  /** The store does not take what comes. */
  readonly failed: () => void;
}
