/**
 * After a backup was restored: what this device holds is compared with what the server has, and only what differs is fetched.
 *
 * Shape    digests of stretches of ids, then of the things in those that differ, then the things. The server is right about what there is; what this
 *          device has beyond it is told: entries that this user made and the server lost, to be offered again, and cards it does not know.
 * Not      the connection, nor the replica: both are lent. Nothing is written but through `bring`, and each batch is sound by itself, so that a comparison
 *          which is cut begins again and finds equal what it had brought.
 * Know     other people's entries that the server lost go from here too: pushed by this user they would be taken for somebody else's work and
 *          refused. They come back from their authors' devices.
 * Source   docs/PROTOCOL.md, "Another epoch"; docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import { documentState, type Entry, parseSlot, RecordDocument } from "@couplet/crdt";
import {
  type Compare,
  type Compared,
  type ComparedThing,
  comparedThings,
  digestOfStretch,
  digestOfThing,
  type FeedItem,
  highestId,
  idAfter,
  isSameDigest,
  lowestId,
  type Mark,
  maxWants,
  type Want,
  type Wanted,
} from "@couplet/protocol";
import * as Y from "yjs";

/** What the device holds. */
export interface Holdings {
  /** In the order of ids, both ends included: rows by {@link markOfRow}, documents by {@link markOfDocument}. */
  marks(thing: ComparedThing, from: string, to: string): Promise<readonly Mark[]>;
  /** Everything there is of a document, as one update. */
  document(documentId: string): Promise<Uint8Array | undefined>;
}

/** What is to be stored, in one transaction. */
export interface Brought {
  /** As those of a chunk. */
  readonly items: readonly FeedItem[];
  /** Documents whose bytes take the place of those held: these have what the server lacks. */
  readonly replaced: ReadonlyMap<string, Uint8Array>;
}

export interface ReconcileOptions {
  /** One question at a time; rejects when the connection ends. */
  readonly compare: (question: Compare) => Promise<Compared>;
  readonly want: (question: Want) => Promise<Wanted>;
  readonly holdings: Holdings;
  /** Durable once resolved. `offers` are told before what they were read from is replaced: they go with it. */
  readonly bring: (brought: Brought, offers: readonly Offer[]) => Promise<void>;
  /** `sub` of the user whose entries are offered. */
  readonly user: string;
}

/** What this user wrote in a document and the server does not have. */
export interface Offer {
  readonly documentId: string;
  /** Those that stood. */
  readonly entries: readonly Entry[];
  /** The notes as they were here, where the server has others: whose words they are is not known. */
  readonly notes?: string;
}

export interface Reconciled {
  /** Held here and not there, or not for this role. Relations among them have been removed. */
  readonly absent: Readonly<Record<ComparedThing, readonly string[]>>;
  /** Things that differed and were fetched. */
  readonly fetched: number;
}

export const markOfRow = (id: string, row: string): Mark => ({ id, digest: digestOfThing(row) });
export const markOfDocument = (id: string, update: Uint8Array): Mark => ({
  id,
  digest: digestOfThing(documentState(update)),
});

const nothing: Uint8Array = new Uint8Array();

/** @throws whatever the connection or `bring` throws; what was brought until then is sound */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const absent: Record<ComparedThing, string[]> = { document: [], card: [], relation: [], setup: [] };
  let fetched = 0;
  // Rows first: a document without its card says nothing to anybody.
  for (const thing of [...comparedThings].reverse()) {
    for await (const { from, to } of unequalStretches(options, thing)) {
      const different = await differencesIn(options, thing, from, to);
      for (let at = 0; at < different.length; at += maxWants) {
        const result = await fetchThings(options, thing, different.slice(at, at + maxWants));
        absent[thing].push(...result.absent);
        fetched += result.fetched;
      }
    }
  }
  return { absent, fetched };
}

interface Stretch {
  readonly from: string;
  readonly to: string;
}

async function* unequalStretches(
  { compare, holdings }: ReconcileOptions,
  thing: ComparedThing,
): AsyncIterable<Stretch> {
  for (let from = lowestId, end = ""; end !== highestId;) {
    const compared = await compare({ type: "compare", thing, by: "stretch", from, to: highestId });
    ({ end } = compared);
    for (const { id: to, digest } of compared.marks) {
      const held = await holdings.marks(thing, from, to);
      if (!isSameDigest(digestOfStretch(held), digest)) yield { from, to };
      if (to !== highestId) from = idAfter(to);
    }
  }
}

interface Different {
  readonly id: string;
  readonly isHeld: boolean;
  /** What the server has; absent where it has nothing. */
  readonly digest: Uint8Array | undefined;
}

async function differencesIn(
  { compare, holdings }: ReconcileOptions,
  thing: ComparedThing,
  start: string,
  to: string,
): Promise<Different[]> {
  const there = new Map<string, Uint8Array>();
  for (let from = start, end = ""; end !== to;) {
    const compared = await compare({ type: "compare", thing, by: "thing", from, to });
    ({ end } = compared);
    for (const { id, digest } of compared.marks) there.set(id, digest.slice());
    if (end !== to) from = idAfter(end);
  }
  const here = await holdings.marks(thing, start, to);
  const held = new Set(here.map(({ id }) => id));
  const changed = here.flatMap(({ id, digest }): Different[] => {
    const theirs = there.get(id);
    return theirs && isSameDigest(theirs, digest) ? [] : [{ id, isHeld: true, digest: theirs }];
  });
  const unknown = [...there].flatMap(([id, digest]): Different[] =>
    held.has(id) ? [] : [{ id, isHeld: false, digest }],
  );
  return [...changed, ...unknown];
}

interface Fetched {
  readonly absent: readonly string[];
  readonly fetched: number;
}

async function fetchThings(
  options: ReconcileOptions,
  thing: ComparedThing,
  different: readonly Different[],
): Promise<Fetched> {
  const { holdings, bring, user } = options;
  const held = new Map<string, Uint8Array>();
  if (thing === "document")
    for (const { id, isHeld } of different) {
      const bytes = isHeld ? await holdings.document(id) : undefined;
      if (bytes) held.set(id, bytes);
    }
  const wants = different.map(({ id }) => {
    const bytes = held.get(id);
    return { id, stateVector: bytes ? Y.encodeStateVectorFromUpdate(bytes) : nothing };
  });
  const answers = await wantAll(options, thing, wants);
  const items: FeedItem[] = [];
  const absent: string[] = [];
  const beyond: string[] = [];
  for (const [index, { id, digest }] of different.entries()) {
    const item = answers[index];
    const bytes = held.get(id);
    if (!item) absent.push(id);
    else if (item.type === "document" && bytes && !isUpToDate(bytes, item.update, digest)) beyond.push(id);
    else items.push(item);
  }
  if (thing === "relation") for (const relationId of absent) items.push({ type: "relationRemoved", relationId });
  const replaced = new Map<string, Uint8Array>();
  const offers: Offer[] = [];
  const whole = await wantAll(
    options,
    thing,
    beyond.map((id) => ({ id, stateVector: nothing })),
  );
  for (const [index, id] of beyond.entries()) {
    const [item, bytes] = [whole[index], held.get(id)];
    if (item?.type !== "document" || !bytes) continue;
    replaced.set(id, item.update);
    const offer = lostEntries(id, bytes, item.update, user);
    if (offer) offers.push(offer);
  }
  await bring({ items, replaced }, offers);
  return { absent, fetched: items.length + replaced.size };
}

/** Large things come a few at a time. */
async function wantAll(
  { want }: ReconcileOptions,
  thing: ComparedThing,
  wants: Want["wants"],
): Promise<(FeedItem | undefined)[]> {
  const answers: (FeedItem | undefined)[] = [];
  while (answers.length < wants.length) {
    const { items } = await want({ type: "want", thing, wants: wants.slice(answers.length) });
    if (items.length === 0) throw new RangeError("The server answers nothing that was asked for");
    answers.push(...items);
  }
  return answers;
}

/** Whether what is held, and what the server has beyond it, is what the server has. */
const isUpToDate = (held: Uint8Array, update: Uint8Array, digest: Uint8Array | undefined): boolean =>
  digest !== undefined && isSameDigest(digestOfThing(documentState(Y.mergeUpdates([held, update]))), digest);

/**
 * What the user wrote in the bytes held and the server does not have: entries that stood, and that nobody has replaced there since.
 *
 * @returns `undefined` where there is nothing of theirs
 */
export function lostEntries(documentId: string, held: Uint8Array, theirs: Uint8Array, user: string): Offer | undefined {
  const [mine, server] = [recordOf(held), recordOf(theirs)];
  const entries = mine.fields().flatMap((field) =>
    mine.candidates(field).filter((entry) => {
      const isOwn = mine.writer(entry.writer)?.user === user && parseSlot(entry.slot)?.server === false;
      return isOwn && ![...server.entries(field)].some((other) => knows(other, entry));
    }),
  );
  const [notes, theirNotes] = [mine.doc.getText("notes").toJSON(), server.doc.getText("notes").toJSON()];
  if (entries.length === 0 && notes === theirNotes) return undefined;
  return { documentId, entries, ...(notes === theirNotes ? {} : { notes }) };
}

/** Is it, is a later one of the same writer, or was made by somebody who had seen it. */
const knows = (other: Entry, { writer, at }: Entry): boolean =>
  (other.writer === writer && other.at >= at) || (other.seen[writer] ?? 0) >= at;

function recordOf(update: Uint8Array): RecordDocument {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return new RecordDocument(doc);
}
