/**
 * What the histories of a run met. A simulation that never meets something proves nothing about it.
 *
 * @module
 */
const names = [
  "histories",
  "operations",
  "events",
  "edits",
  "editsOffline",
  "proseEdits",
  "undos",
  "choices",
  "commands",
  "commandsQueued",
  "creates",
  "createsFromContact",
  "contactsFromCard",
  "links",
  "unlinks",
  "deletions",
  "restores",
  "executed",
  "executedAgain",
  "commandsRefused",
  "editsRefused",
  "editsLostWithTheirDevice",
  "carriedOver",
  "stranded",
  "conflicts",
  "commits",
  "failedCommits",
  "serverCrashes",
  "crashesBeforeCommit",
  "crashesAfterCommit",
  "tabsKilled",
  "tabsClosed",
  "devicesWiped",
  "linksDown",
  "linksSilent",
  "connectionsCut",
  "requestsLost",
  "answersLost",
  "requestsRepeated",
  "replicasBegun",
  "chunksTaken",
  "restoredBackups",
  "cameBack",
  "erasures",
] as const;

/** Met only where backups are restored, or somebody is erased. */
const ofRestores: ReadonlySet<string> = new Set(["restoredBackups", "cameBack", "erasures"]);

export type Counts = Record<(typeof names)[number], number>;

export const noCounts = (): Counts => Object.fromEntries(names.map((name) => [name, 0])) as Counts;

export function addCounts(into: Counts, more: Counts): void {
  for (const name of names) into[name] += more[name];
}

/** Names of what was never met. */
export const neverMet = (counts: Counts, hasRestores = false): readonly string[] =>
  names.filter((name) => counts[name] === 0 && (hasRestores || !ofRestores.has(name)));
