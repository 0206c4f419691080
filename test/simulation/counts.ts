/**
 * What the histories of a run met. A simulation that never meets something proves nothing about it.
 *
 * @module
 */
const names = [
  "histories",
  "operations",
  "edits",
  "restEdits",
  "links",
  "unlinks",
  "deletions",
  "restores",
  "merges",
  "linksUndone",
  "contactMerges",
  "mergesUndone",
  "crashes",
  "restarts",
  "deviceCrashes",
  "lostOnDevice",
  "hostileActs",
  "duplicates",
  "entered",
  "refused",
  "stranded",
  "stale",
  "discarded",
  "broughtBack",
  "appliedElsewhere",
  "carriedOver",
  "conflicts",
  "malformed",
  "incomplete",
] as const;

export type Counts = Record<(typeof names)[number], number>;

export const noCounts = (): Counts => Object.fromEntries(names.map((name) => [name, 0])) as Counts;

export function addCounts(into: Counts, more: Counts): void {
  for (const name of names) into[name] += more[name];
}

/** Rare by nature, and not asked for. */
const rare: ReadonlySet<string> = new Set(["stale"]);

/** Names of what was met, or of what never was. */
export const met = (counts: Counts, what: "any" | "none"): readonly string[] =>
  names.filter((name) => !rare.has(name) && counts[name] > 0 === (what === "any"));
