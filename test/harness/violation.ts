/**
 * Something that must always hold did not: what an oracle says.
 *
 * @module
 */
export class Violation extends Error {
  readonly rule: string;
  constructor(rule: string, text: string) {
    super(`${rule}: ${text}`);
    this.rule = rule;
  }
}
