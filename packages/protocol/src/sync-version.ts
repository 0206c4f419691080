/**
 * Versions of the `/sync` protocol: which ones this side speaks, and which one two sides agree on.
 *
 * Shape    whole numbers; a side speaks every version from its lowest to its current one.
 * Source   docs/PROTOCOL.md, "Handshake"
 *
 * @module
 */
export interface Versions {
  readonly lowest: number;
  readonly version: number;
}

export const syncVersions: Versions = { lowest: 1, version: 1 };

/** The version both sides speak; `undefined` where one of them has to be brought up to date first. */
export function agreedVersion(one: Versions, other: Versions): number | undefined {
  const version = Math.min(one.version, other.version);
  return version >= one.lowest && version >= other.lowest ? version : undefined;
}
