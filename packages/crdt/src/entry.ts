/**
 * Entries: what one writer said about one field, and which entries still stand.
 *
 * Shape    slot key `<field>|<writer>` (the writer's own) or `<field>|<writer>!<server writer>` (put there by the server on the
 *          writer's behalf) -> `[value, at, seen]`, a JSON array, `seen` an object writer -> at without the writer itself.
 *          An entry's id is `<writer>@<at>` and never changes, wherever the entry is kept.
 * Not      a Y.Map key per field: two people who set it while apart would leave one winner, picked by client id.
 * Source   docs/ARCHITECTURE.md, "The record document"
 *
 * @module
 */
import { meaningOf, type Scalar } from "@couplet/model";

/** Greatest `at` known per writer: a version vector of one field. */
export type Seen = Readonly<Record<string, number>>;

export interface Entry {
  readonly field: string;
  readonly writer: string;
  readonly at: number;
  readonly value: Scalar;
  readonly seen: Seen;
  /** Key in the `fields` map. */
  readonly slot: string;
}

/** The server's own writer: the part behind `!` in the slots it keeps for others. */
const serverWriter = "s";

export interface SlotName {
  readonly field: string;
  readonly writer: string;
  readonly server: boolean;
}

const maxFieldLength = 120;

/** Ids are keys of plain objects wherever `seen` is read: what every object has by birth cannot be one. */
const inborn = new Set(Object.getOwnPropertyNames(Object.prototype));

export const isWriterId = (id: string): boolean => /^[\w-]{1,24}$/.test(id) && !inborn.has(id);

/** Slots parsed before: every edit asks several times, and the same few come again and again. */
const parsed = new Map<string, SlotName>();
const maxParsed = 10_000;

/** Parses a key of the `fields` map; `undefined` when it is no slot. */
export function parseSlot(key: string): SlotName | undefined {
  const known = parsed.get(key);
  if (known) return known;
  const name = parseNewSlot(key);
  if (name) {
    if (parsed.size >= maxParsed) parsed.clear();
    parsed.set(key, name);
  }
  return name;
}

function parseNewSlot(key: string): SlotName | undefined {
  const bar = key.indexOf("|");
  if (bar < 1 || bar > maxFieldLength) return undefined;
  const field = key.slice(0, bar);
  const server = key.endsWith("!s");
  const writer = key.slice(bar + 1, server ? -2 : undefined);
  return !field.includes("!") && isWriterId(writer) ? { field, writer, server } : undefined;
}

export const ownSlot = (field: string, writer: string): string => `${field}|${writer}`;
export const serverSlot = (field: string, writer: string): string => `${field}|${writer}!${serverWriter}`;

export const entryId = (entry: { readonly writer: string; readonly at: number }): string =>
  `${entry.writer}@${entry.at}`;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));

const isAt = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isSeen(value: unknown): value is Seen {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  // A key `__proto__` in an update becomes the prototype as it is decoded; what it holds would count without being there.
  for (const writer in value) {
    if (!Object.hasOwn(value, writer) || !isWriterId(writer) || !isAt((value as Seen)[writer])) return false;
  }
  return true;
}

/** Reads what stands in a slot; `undefined` when it is not an entry. */
export function decodeEntry(slot: string, raw: unknown): Entry | undefined {
  const name = parseSlot(slot);
  if (!name || !Array.isArray(raw) || raw.length !== 3) return undefined;
  const [value, at, seen] = raw as readonly unknown[];
  if (!isScalar(value) || !isAt(at) || !isSeen(seen)) return undefined;
  return { field: name.field, writer: name.writer, at, value, seen, slot };
}

export const encodeEntry = (entry: Pick<Entry, "value" | "at" | "seen">): unknown[] => [
  entry.value,
  entry.at,
  entry.seen,
];

/** True when the author of `later` knew of `earlier`. A writer always knows its own. */
export const covers = (later: Entry, earlier: Entry): boolean =>
  later.writer === earlier.writer ? later.at > earlier.at : (later.seen[earlier.writer] ?? -1) >= earlier.at;

const isShownBefore = (a: Entry, b: Entry): boolean => a.at > b.at || (a.at === b.at && a.writer > b.writer);

const byShown = (a: Entry, b: Entry): number => (isShownBefore(a, b) ? -1 : 1);

/**
 * The entries that no other entry covers, the one to show first, one per entry id.
 *
 * Pure. O(entries of the field and what they have seen): hostile writers can make many. Never empty unless `entries` is:
 * where they claim to cover each other, the greatest `(at, writer)` stands.
 */
export function candidatesOf(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= 1) return entries;
  const lastByWriter = new Map<string, Entry>();
  const seen: Record<string, number> = {};
  for (const entry of entries) {
    const last = lastByWriter.get(entry.writer);
    if (!last || entry.at > last.at) lastByWriter.set(entry.writer, entry);
    for (const writer in entry.seen) if (writer !== entry.writer) raise(seen, writer, entry.seen[writer] ?? 0);
  }
  const standing = [...lastByWriter.values()].filter((entry) => (seen[entry.writer] ?? -1) < entry.at);
  return standing.length > 0 ? standing.sort(byShown) : [...entries].sort(byShown).slice(0, 1);
}

/** Candidates that say different things: `[]` or two and more, the shown one first. Values that differ in format only agree. */
export function conflictOf(candidates: readonly Entry[]): readonly Entry[] {
  if (candidates.length < 2) return [];
  const distinct = new Map<Scalar, Entry>();
  for (const entry of candidates) {
    const meaning = meaningOf(entry.field, entry.value);
    if (!distinct.has(meaning)) distinct.set(meaning, entry);
  }
  return distinct.size > 1 ? [...distinct.values()] : [];
}

/** Everything somebody who reads these entries knows of the field: each writer's greatest `at`, `seen` joined in. */
export function knowledgeOf(entries: Iterable<Entry>): Record<string, number> {
  const known: Record<string, number> = {};
  for (const entry of entries) {
    raise(known, entry.writer, entry.at);
    for (const writer in entry.seen) raise(known, writer, entry.seen[writer] ?? 0);
  }
  return known;
}

export function raise(known: Record<string, number>, writer: string, at: number): void {
  if ((known[writer] ?? -1) < at) known[writer] = at;
}
