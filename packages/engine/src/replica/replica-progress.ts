/**
 * How far a workspace has come to this device.
 *
 * @module
 */
export interface ReplicaProgress {
  /** Everything there was has come once; from then on only changes come. */
  readonly isComplete: boolean;
  /** Items that are still to come, as of the last chunk. */
  readonly left: number;
  /** Items that were to come when the server answered. */
  readonly pending: number;
  /** The browser had deleted what was kept: it comes anew, and what had not been sent is gone. */
  readonly wasEmptied: boolean;
}
