/**
 * What a workspace tells of its work while it happens, to be counted.
 *
 * Shape    moments and how long they took; no ids, no names, no values: codes are of a closed vocabulary.
 * Not      a log: nothing here says which card, document or person it was.
 * Source   docs/OPERATIONS.md, "What is measured"
 *
 * @module
 */
export interface Meter {
  /** All that an update led to is on disk, and its author was told. Since the server had read it. */
  settled(seconds: number): void;
  /** An edit was not taken. */
  refused(code: string): void;
  /** A transaction is on disk: written and fsynced. */
  committed(seconds: number): void;
  /** A room or channel was closed by the server. */
  closed(reason: string): void;
  /** A command over `/sync` was refused. */
  commandRefused(code: string): void;
}

export const silentMeter: Meter = {
  settled: () => {},
  refused: () => {},
  committed: () => {},
  closed: () => {},
  commandRefused: () => {},
};
