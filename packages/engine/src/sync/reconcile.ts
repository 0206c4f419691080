/**
 * After a backup was restored: what this device holds is compared with what the server has, and only what differs is fetched.
 *
 * Shape    digests of stretches of ids, then of the things in those that differ, then the things. What stood in a document here and the server has
 *          lost is given back to it first, whoever made it; then what the server has takes its place. What the server never heard of is told.
 * Not      the connection, nor the replica: both are lent. Nothing is written but through `bring`, and each batch is sound by itself, so that a comparison
 *          which is cut begins again and finds equal what it had brought.
 * Know     the bytes themselves are not pushed: they are other people's, and the server would have to refuse them.
 * Source   docs/PROTOCOL.md, "Another epoch"; docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import { authored, candidatesOf, documentState, type Entry, RecordDocument } from "@couplet/crdt";
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
  type LostEntry,
  lowestId,
  type Mark,
  maxLostEntries,
  maxWants,
  type Recover,
  type Recovered,
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

/** One question at a time; each rejects when the connection ends. */
export interface Questions {
  compare(question: Compare): Promise<Compared>;
  want(question: Want): Promise<Wanted>;
  recover(question: Recover): Promise<Recovered>;
}

export interface ReconcileOptions {
  readonly questions: Questions;
  readonly holdings: Holdings;
  /** Durable once resolved. */
  readonly bring: (brought: Brought) => Promise<void>;
  /** Of what was given back the server did not take this. Durable once resolved: what it was read from is replaced next. */
  readonly refused: (lost: Lost, refused: Recovered["refused"]) => Promise<void>;
  /** Whether the entry is on its way to the server anyway. */
  readonly isWaiting?: (entry: Entry) => boolean;
  /** Whether a document that the server says nothing of is empty there: a card has it that is none of these. */
  readonly isMissed?: (documentId: string, absentCards: ReadonlySet<string>) => boolean;
}

/** What stood in a document here and the server does not have. */
export interface Lost {
  readonly documentId: string;
  /** Whoever made them. */
  readonly entries: readonly LostEntry[];
  /** The notes as they were here, where the server has others. */
  readonly notes?: LostNotes;
}

interface LostNotes {
  /** What the server has. */
  readonly was: string;
  readonly text: string;
  /** Nobody has written there since: it is a later state of the same prose. */
  readonly isLater: boolean;
}

export interface Reconciled {
  /** Documents held here that went into others there. */
  readonly retired: readonly string[];
  /** Held here and not there, or not for this role. */
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
/** No items, no deletions. */
export const emptyDocument: Uint8Array = Uint8Array.of(0, 0);

/** @throws whatever the connection or `bring` throws; what was brought until then is sound */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const absent: Record<ComparedThing, string[]> = { document: [], card: [], relation: [], setup: [] };
  const retired: string[] = [];
  let fetched = 0;
  // Rows first: a document without its card says nothing to anybody.
  for (const thing of [...comparedThings].reverse()) {
    for await (const { from, to } of unequalStretches(options, thing)) {
      const different = await differencesIn(options, thing, from, to);
      for (let at = 0; at < different.length; at += maxWants) {
        const result = await fetchThings(options, thing, different.slice(at, at + maxWants), new Set(absent.card));
        absent[thing].push(...result.absent);
        retired.push(...result.retired);
        fetched += result.fetched;
      }
    }
  }
  return { absent, retired, fetched };
}

interface Stretch {
  readonly from: string;
  readonly to: string;
}

async function* unequalStretches(
  { questions, holdings }: ReconcileOptions,
  thing: ComparedThing,
): AsyncIterable<Stretch> {
  for (let from = lowestId, end = ""; end !== highestId;) {
    const compared = await questions.compare({ type: "compare", thing, by: "stretch", from, to: highestId });
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
  { questions, holdings }: ReconcileOptions,
  thing: ComparedThing,
  start: string,
  to: string,
): Promise<Different[]> {
  const there = new Map<string, Uint8Array>();
  for (let from = start, end = ""; end !== to;) {
    const compared = await questions.compare({ type: "compare", thing, by: "thing", from, to });
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
  readonly retired: readonly string[];
  readonly absent: readonly string[];
  readonly fetched: number;
}

async function fetchThings(
  options: ReconcileOptions,
  thing: ComparedThing,
  different: readonly Different[],
  absentCards: ReadonlySet<string>,
): Promise<Fetched> {
  const { holdings, bring } = options;
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
  const retired: string[] = [];
  const beyond: string[] = [];
  for (const [index, { id, digest }] of different.entries()) {
    const item = answers[index];
    const bytes = held.get(id);
    if (!item && bytes && options.isMissed?.(id, absentCards)) beyond.push(id);
    else if (!item) absent.push(id);
    else if (item.type === "document" && bytes && !isUpToDate(bytes, item.update, digest)) beyond.push(id);
    else items.push(item);
    if (item?.type === "retired" && bytes) retired.push(id);
  }
  const replaced = new Map<string, Uint8Array>();
  const lost: Lost[] = [];
  for (const [id, theirs] of await wholeOf(options, beyond)) {
    // Went into another one just now: the feed will tell.
    if (theirs) replaced.set(id, theirs);
    else retired.push(id);
    lost.push(...asList(lostContent(id, held.get(id) ?? nothing, theirs, options.isWaiting)));
  }
  const unknown = retired.filter((id) => !beyond.includes(id));
  for (const id of thing === "document" ? [...absent, ...unknown] : []) {
    const content = lostContent(id, held.get(id) ?? nothing, undefined, options.isWaiting);
    lost.push(...asList(content && onCardsThere(content, absentCards, retired.includes(id))));
  }
  for (const one of lost) await giveBack(options, one);
  const isHere = lost.map(({ documentId }) => documentId).filter((id) => replaced.has(id));
  const again = isHere.length === 0 ? [] : await wholeOf(options, isHere);
  for (const [id, theirs] of again) if (theirs) replaced.set(id, theirs);
  await bring({ items, replaced });
  return { absent, retired, fetched: items.length + replaced.size };
}

const asList = <Item>(item: Item | undefined): readonly Item[] => (item === undefined ? [] : [item]);

/** Of a document that is no more: what was made on cards that are. The others come back with their values. */
function onCardsThere(
  { documentId, entries, notes }: Lost,
  absentCards: ReadonlySet<string>,
  isRetired: boolean,
): Lost | undefined {
  const there = entries.filter(({ card }) => !absentCards.has(card));
  const prose = isRetired ? notes : undefined;
  return there.length > 0 || prose ? { documentId, entries: there, ...(prose && { notes: prose }) } : undefined;
}

/** The documents as the server has them: what it says nothing of as empty, those that went into others as `undefined`, and without those it has forgotten. */
export async function wholeOf(
  options: Pick<ReconcileOptions, "questions">,
  documentIds: readonly string[],
): Promise<Map<string, Uint8Array | undefined>> {
  const wants = documentIds.map((id) => ({ id, stateVector: nothing }));
  const answers = await wantAll(options, "document", wants);
  const whole = new Map<string, Uint8Array | undefined>();
  for (const [index, id] of documentIds.entries()) {
    const item = answers[index];
    if (!item || item.type === "document") whole.set(id, item?.update ?? emptyDocument);
    else if (item.type === "retired") whole.set(id, undefined);
  }
  return whole;
}

/** Durable on the server, or on this device as refused, once resolved. */
export async function giveBack(
  { questions, refused }: Pick<ReconcileOptions, "questions" | "refused">,
  lost: Lost,
): Promise<void> {
  const { documentId, entries, notes } = lost;
  const told = notes?.isLater === true ? { notes: { was: notes.was, text: notes.text } } : {};
  const refusals: Recovered["refused"][number][] = [];
  for (let from = 0; from === 0 || from < entries.length; from += maxLostEntries) {
    const content = { entries: entries.slice(from, from + maxLostEntries), ...(from === 0 ? told : {}) };
    const answer = await questions.recover({ type: "recover", documentId, json: JSON.stringify(content) });
    refusals.push(...answer.refused);
  }
  if (notes?.isLater === false) refusals.push({ code: "recovery.notes", text: "" });
  if (refusals.length > 0) await refused(lost, refusals);
}

/** Large things come a few at a time. */
async function wantAll(
  { questions }: Pick<ReconcileOptions, "questions">,
  thing: ComparedThing,
  wants: Want["wants"],
): Promise<(FeedItem | undefined)[]> {
  const answers: (FeedItem | undefined)[] = [];
  while (answers.length < wants.length) {
    const next = wants.slice(answers.length, answers.length + maxWants);
    const { items } = await questions.want({ type: "want", thing, wants: next });
    if (items.length === 0) throw new RangeError("The server answers nothing that was asked for");
    answers.push(...items);
  }
  return answers;
}

/** Whether what is held, and what the server has beyond it, is what the server has. */
const isUpToDate = (held: Uint8Array, update: Uint8Array, digest: Uint8Array | undefined): boolean =>
  digest !== undefined && isSameDigest(digestOfThing(documentState(Y.mergeUpdates([held, update]))), digest);

/**
 * What stood in the bytes held and the server neither has nor has replaced since.
 *
 * @param theirs absent of a document that is no more: the server knows what of it was there when it went
 * @returns `undefined` where there is nothing of that kind
 */
export function lostContent(
  documentId: string,
  held: Uint8Array,
  theirs: Uint8Array = emptyDocument,
  isWaiting: (entry: Entry) => boolean = () => false,
): Lost | undefined {
  const [mine, server] = [recordOf(held), recordOf(theirs)];
  const entries = mine.fields().flatMap((field) =>
    // Also what only an edit that waits has replaced: that one may still be refused, or end elsewhere.
    candidatesOf([...mine.entries(field)].filter((entry) => !isWaiting(entry)))
      .filter((entry) => ![...server.entries(field)].some((other) => knows(other, entry)))
      .flatMap((entry) => lostEntry(mine, entry) ?? []),
  );
  const [text, was] = [notesOf(mine), notesOf(server)];
  if (entries.length === 0 && text === was) return undefined;
  if (text === was) return { documentId, entries };
  const isLater = notesOf(recordOf(Y.mergeUpdates([held, theirs]))) === text;
  return { documentId, entries, notes: { was, text, isLater } };
}

function lostEntry(record: RecordDocument, entry: Entry): LostEntry | undefined {
  const travelling = authored(record, entry);
  if (!travelling) return undefined;
  const { field, writer, card, user, at, value, seen, seenWriters = {} } = travelling;
  const writers = Object.entries(seenWriters).map(([id, of]) => [id, [of.card, of.user]] as const);
  return { field, writer, card, user, at, value, seen, seenWriters: Object.fromEntries(writers) };
}

const notesOf = (record: RecordDocument): string => record.doc.getText("notes").toJSON();

/** Is it, is a later one of the same writer, or was made by somebody who had seen it. */
const knows = (other: Entry, { writer, at }: Entry): boolean =>
  (other.writer === writer && other.at >= at) || (other.seen[writer] ?? 0) >= at;

/** Whether the server has everything of what is held. */
export const isWithin = (held: Uint8Array, theirs: Uint8Array): boolean =>
  isSameDigest(markOfDocument("", Y.mergeUpdates([theirs, held])).digest, markOfDocument("", theirs).digest);

function recordOf(update: Uint8Array): RecordDocument {
  const doc = new Y.Doc();
  if (update.byteLength > 0) Y.applyUpdate(doc, update);
  return new RecordDocument(doc);
}
