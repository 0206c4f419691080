/**
 * What the demo import left empty, as the server tells it.
 *
 * Shape    how many cards came in, and one line per value that did not pass the rules.
 *
 * @module
 */
export interface DemoProblem {
  readonly row: string;
  readonly field: string;
  readonly value: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface DemoReport {
  readonly imported: number;
  readonly problems: readonly DemoProblem[];
}
