/**
 * What of the whole may be made faulty on purpose, to show that the oracle notices.
 *
 * @module
 */
export interface Parts {
  readonly limits: Record<string, number>;
}

export const soundParts: Parts = { limits: {} };
