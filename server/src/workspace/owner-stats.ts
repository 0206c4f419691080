/**
 * Counts of an owner since it began, for the server's metrics.
 *
 * @module
 */
export interface OwnerStats {
  readonly rooms: number;
  readonly sessions: number;
  readonly commits: number;
  readonly writes: number;
  readonly updates: number;
  readonly refused: number;
  readonly carriedOver: number;
  readonly failures: number;
}
