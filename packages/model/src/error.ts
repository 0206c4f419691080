/**
 * The root of every error this project throws on purpose.
 *
 * Shape    one subclass per meaning, each with a stable `code` that API problems, logs and texts share.
 * Not      expected outcomes ("no such card", "refused"): those are return values.
 *
 * @module
 */

/** Base of all errors that a caller may tell apart by `code`. */
export abstract class AppError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A closed set was not exhausted: a mistake of ours, never of a caller. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected variant: ${JSON.stringify(value)}`);
}
