/**
 * Everything of the workspace that this user may read, on this device: what the feed brings, kept with the place in the feed it belongs to.
 *
 * Shape    a {@link FeedSink}. A chunk's documents, facts and cursor are one transaction; rows are put together in memory from the facts. Every tab
 *          has its own memory over the same store: one takes the feed, the others read the segments that one has appended.
 * Not      what waits to be sent: edits stay with their working copies until the server has them, commands in the outbox.
 * Source   docs/decisions/0024-the-replica-keeps-facts.md
 *
 * @module
 */
import { feedStarts, type Chunk, type FeedStart } from "@couplet/protocol";
import { Cell, type Readable } from "../readable.ts";
import type { FeedSink } from "../sync/feed-sink.ts";
import { TabChannel } from "../tab-channel.ts";
import { Facts, shownTextOf } from "./facts.ts";
import { FeedPlace } from "./feed-place.ts";
import { ReplicaEmptiedError, ReplicaMovedOnError } from "./replica-error.ts";
import type { ReplicaContext } from "./replica-context.ts";
import type { ReplicaProgress } from "./replica-progress.ts";
import { ReplicaLists } from "./replica-lists.ts";
import { ReplicaRows } from "./replica-rows.ts";
import {
  emptySegment,
  joinedSegments,
  sizeOfSegment,
  type ReplicaPosition,
  type ReplicaStore,
  type ReplicaTransaction,
  type Segment,
  type StoredSegment,
} from "./replica-store.ts";
import { SegmentSizes } from "./segment-sizes.ts";
import { isSame } from "./same-bytes.ts";
import { mergeDocument, isErasing, readChunk, storeChunk } from "./take-chunk.ts";
import { ToldTimes } from "./told-times.ts";

/** No items, no deletions. */
const emptyDocument = Uint8Array.of(0, 0);
const onTheWayMs = 2_000;
const nowhere = { epoch: "", cursor: new Uint8Array() } as const;

export class Replica implements FeedSink {
  readonly rows: ReplicaRows;
  readonly lists: ReplicaLists;
  readonly facts = new Facts();
  readonly #store: ReplicaStore;
  readonly #context: ReplicaContext;
  readonly #progress: Cell<ReplicaProgress>;
  readonly #tabs: TabChannel;
  #position: ReplicaPosition | undefined;
  /** What is here is in step with that store: the next chunk's cursor is one of its epoch, and is stored with it. */
  nextEpoch: string | undefined;
  readonly #place = new FeedPlace();
  readonly #segments = new SegmentSizes();
  #turn: Promise<unknown> = Promise.resolve();
  #wasEmptied = false;
  #isFailing = false;
  /** Said by whichever tab takes the feed: it cannot store what comes. */
  isLeftBehind = false;
  readonly #onLoss = new Set<() => void>();
  readonly #told = new ToldTimes();
  #isClosed = false;

  private constructor(store: ReplicaStore, context: ReplicaContext) {
    this.#store = store;
    this.#context = context;
    this.rows = new ReplicaRows(this.facts, context.role, context.nowMs);
    this.lists = new ReplicaLists(store, {
      role: context.role,
      inTurn: (work) => this.#inTurn(work),
      catchUp: (transaction) => this.#catchUpWhole(transaction),
      tidy: (isAll) => this.#join(isAll ? this.#segments.each() : [this.#segments.small(0)]),
    });
    this.rows.observe((changed) => this.lists.changed(changed));
    this.#progress = new Cell<ReplicaProgress>({ isComplete: false, left: 0, pending: 0, wasEmptied: false });
    this.#tabs = new TabChannel(`${context.name}/replica`, () => {
      this.#readOn().catch(() => context.failed());
    });
  }

  /** Reads what the device has. @throws where the store cannot be read */
  static async open(store: ReplicaStore, context: ReplicaContext): Promise<Replica> {
    const replica = new Replica(store, context);
    await replica.#inTurn(() => replica.#readAll());
    replica.#place.set(replica.#position);
    replica.#wasEmptied = !replica.#position && context.marker.isSet();
    replica.#tellProgress();
    return replica;
  }

  get progress(): Readable<ReplicaProgress> {
    return this.#progress;
  }

  /** Everything the server had committed before this time is here, in milliseconds since 1970; 0: not even once. */
  get asOfMs(): number {
    return this.#position?.asOfMs ?? 0;
  }

  /** The same, with room for what was committed while the news was on its way. */
  get freshMs(): number {
    return Math.max(this.asOfMs - onTheWayMs, 0);
  }

  /** When the feed last told something new of the card, as far as this tab has heard; 0: not since it began. */
  toldMs(cardId: string): number {
    return this.#told.of(cardId);
  }

  get isComplete(): boolean {
    return this.#position?.isComplete ?? false;
  }

  /** What came last could not be stored: what is here falls behind. */
  get isFailing(): boolean {
    return this.#isFailing || this.isLeftBehind;
  }

  /** One that a card names and nobody has written to is here, too: the feed has nothing to say of it. */
  has(documentId: string): boolean {
    return this.facts.hasDocument(documentId) || (this.isComplete && this.rows.holders(documentId).length > 0);
  }

  /** The document's bytes; `undefined` where it is not here. */
  async document(documentId: string): Promise<Uint8Array | undefined> {
    if (this.facts.hasDocument(documentId)) return await this.#store.document(documentId);
    return this.has(documentId) ? emptyDocument : undefined;
  }

  async position(): Promise<{ readonly epoch: string; readonly cursor: Uint8Array }> {
    await this.#readOn();
    this.#place.set(this.#position);
    const { epoch, cursor } = this.#position ?? nowhere;
    return { epoch, cursor };
  }

  began(start: FeedStart, epoch: string, pending: number): Promise<void> {
    return this.#inTurn(async () => {
      this.nextEpoch = undefined;
      const goesOn = start === feedStarts.goesOn || start === feedStarts.seesMore;
      if (goesOn && this.#position) this.#position = { ...this.#position, pending, left: pending };
      else await this.#beginAnew(epoch, pending);
      this.#tellProgress();
    });
  }

  /** From another store, or without a cursor: what is here may be what is not there any more. */
  async #beginAnew(epoch: string, pending: number): Promise<void> {
    const cursor = nowhere.cursor;
    const generation = crypto.randomUUID();
    const position = { epoch, cursor, generation, pending, left: pending, isComplete: false, asOfMs: 0 };
    await this.#write(true, async (transaction) => {
      this.#place.check(await transaction.position());
      transaction.clear();
      transaction.putPosition(position);
    });
    this.#forget();
    this.#position = position;
    this.#place.set(position);
  }

  /**
   * Not `strict`: a loss of power may take the last chunks and their cursor with them, and they come again.
   *
   * @throws {ReplicaFullError} {@link ReplicaEmptiedError} {@link ReplicaMovedOnError} Nothing of the chunk is stored then, and the
   * position is where it was.
   */
  take(chunk: Chunk): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#position;
      if (!before) throw new ReplicaEmptiedError();
      const position: ReplicaPosition = {
        ...before,
        epoch: this.nextEpoch ?? before.epoch,
        cursor: chunk.cursor.slice(),
        isComplete: before.isComplete || chunk.isLast,
        asOfMs: chunk.isLast ? this.#context.nowMs() : before.asOfMs,
        left: chunk.left,
      };
      const read = readChunk(chunk.items, (id) => this.facts.hasDocument(id));
      const erases = isErasing(read, (id) => this.facts.card(id));
      await this.#append(false, async (transaction) => {
        this.#place.check(await transaction.position());
        const segment = await storeChunk(read, transaction, (id) => this.facts.hasDocument(id));
        transaction.putPosition(position);
        return segment;
      });
      this.#position = position;
      this.#place.set(position);
      if (!this.#context.marker.isSet()) this.#context.marker.set();
      this.#tellProgress();
      await this.#join(erases ? this.#segments.each() : [this.#segments.untidy(this.facts.count, this.lists.upTo)]);
    });
  }

  /**
   * Takes in what a working copy came to hold, all of it confirmed by the server. Durable once true: the copy's own store may go.
   *
   * @returns false where the document is not kept here
   */
  fold(documentId: string, state: Uint8Array): Promise<boolean> {
    return this.#inTurn(async () => {
      const present = await this.document(documentId);
      if (!present) return false;
      if (isSame(present, state)) return true;
      let isTaken = false;
      await this.#append(true, async (transaction) => {
        const [copy = emptyDocument] = await transaction.documents([documentId]);
        if (!this.has(documentId)) return emptySegment;
        const { bytes, shown } = mergeDocument(copy, state);
        transaction.putDocument(documentId, bytes);
        isTaken = true;
        const text = shownTextOf(shown);
        const isNews = text !== this.facts.shownText(documentId);
        return isNews ? { ...emptySegment, documents: [documentId], shown: [text] } : emptySegment;
      });
      return isTaken;
    });
  }

  /** What is done to it beside the feed, in one transaction, by whoever takes that. @throws {ReplicaMovedOnError} as `take` */
  amend(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Segment>): Promise<void> {
    return this.#inTurn(() =>
      this.#append(isStrict, async (transaction) => {
        this.#place.check(await transaction.position());
        return await work(transaction);
      }),
    );
  }

  /** Deletes what the role does not read, or not any more. */
  forgetUnreadable(): Promise<void> {
    return this.#inTurn(async () => {
      const unreadable = this.rows.unreadable();
      const { documents, relations } = unreadable;
      if (documents.length + relations.length === 0) return;
      await this.#append(true, async (transaction) => {
        for (const id of documents) transaction.deleteDocument(id);
        transaction.dropLists();
        return await Promise.resolve({ ...emptySegment, ...unreadable, shown: documents.map(() => "") });
      });
      await this.#join(this.#segments.each());
    });
  }

  /** Notices whether somebody has deleted what was here; then it is filled again. */
  look = (): Promise<void> => this.#readOn();

  observeLoss(listener: () => void): () => void {
    this.#onLoss.add(listener);
    return () => this.#onLoss.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#onLoss.clear();
    this.#tabs.close();
    this.#store.close();
  }

  /** One thing at a time: what is in memory is what is stored when the next one begins. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    // What other tabs stored was heard also where the rest came to nothing.
    const done = this.#turn.then(work).finally(() => this.rows.tellNews());
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Stores what `work` says, and takes it in. */
  async #append(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Segment>): Promise<void> {
    const { segment, number } = await this.#write(isStrict, async (transaction) => {
      await this.#catchUp(transaction);
      const news = await work(transaction);
      const isEmpty = sizeOfSegment(news) === 0 && news.setup === "";
      return { segment: news, number: isEmpty ? undefined : await transaction.append(news) };
    });
    if (number !== undefined) this.#hear([{ number, segment }]);
    // Also where that is none: the feed has come further.
    this.rows.tell();
    this.#tabs.tell();
  }

  async #write<Result>(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result> {
    try {
      const result = await this.#store.write(isStrict, work);
      this.#isFailing = false;
      return result;
    } catch (error) {
      // Another tab has stored on: nothing is wrong with the store.
      if (error instanceof ReplicaMovedOnError) throw error;
      if (error instanceof ReplicaEmptiedError) {
        this.#forget();
        this.#wasEmptied = true;
        this.#tellProgress();
      }
      this.#isFailing = true;
      if (!this.#isClosed) this.#context.failed();
      throw error;
    }
  }

  /** What other tabs have appended. In the transaction, so that nothing comes in between. */
  async #catchUp(transaction: ReplicaTransaction): Promise<void> {
    const stored = await transaction.position();
    if (!stored && this.#position) throw new ReplicaEmptiedError();
    this.#hear(await transaction.segments(this.#segments.last));
  }

  /** The same, told at once. @returns the last segment; 0 where it is not the copy that is here, or not a whole one */
  async #catchUpWhole(transaction: ReplicaTransaction): Promise<number> {
    const stored = await transaction.position();
    if (!this.isComplete || stored?.generation !== this.#position?.generation) return 0;
    await this.#catchUp(transaction);
    this.rows.tell();
    return this.#segments.last;
  }

  /** What the device has, a little at a time. What lists that are kept do not know yet is gathered for them. */
  async #readAll(): Promise<void> {
    const upTo = await this.#store.listsUpTo();
    const changed = new Set<string>();
    this.#position = await this.#store.loadAll(({ number, segment }) => {
      this.#segments.push({ number, size: sizeOfSegment(segment) });
      if (upTo === 0 || number <= upTo) this.facts.read(segment);
      else for (const id of this.facts.apply(segment)) changed.add(id);
    });
    this.lists.found(this.isComplete ? upTo : 0, changed);
  }

  #hear(segments: readonly StoredSegment[]): void {
    const changed = new Set<string>();
    const isStart = this.#segments.isEmpty && segments.length > 1;
    for (const { number, segment } of segments) {
      this.#segments.push({ number, size: sizeOfSegment(segment) });
      if (isStart) {
        this.facts.read(segment);
        continue;
      }
      for (const id of this.facts.apply(segment)) changed.add(id);
    }
    if (this.isComplete) this.#told.note(changed, this.#context.nowMs());
    this.rows.hear(isStart ? this.rows.ids() : changed);
  }

  /** Reads what other tabs have stored since. */
  #readOn(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isClosed) return;
      let { position, segments } = await this.#store.load(this.#segments.last);
      const isOther = this.#position !== undefined && position?.generation !== this.#position.generation;
      if (isOther) {
        // Another tab has begun anew; without a position, nobody has.
        this.#wasEmptied ||= position === undefined;
        this.#forget();
        ({ position, segments } = await this.#store.load(0));
        if (!position) for (const listener of this.#onLoss) listener();
      }
      this.#hear(segments);
      this.#position = position;
      this.#tellProgress();
      this.rows.tell();
    });
  }

  #forget(): void {
    this.rows.hear(this.rows.ids());
    this.facts.clear();
    this.#segments.clear();
    this.lists.replaced(0);
    this.#position = undefined;
    this.rows.tell();
  }

  async #join(runs: readonly (readonly number[])[]): Promise<void> {
    for (const run of runs) if (run.length > 0) await this.#rewrite(run);
  }

  /** Puts what is known now in place of what these segments, which follow each other, say of the same things. */
  async #rewrite(numbers: readonly number[]): Promise<void> {
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    await this.#write(false, async (transaction) => {
      await this.#catchUp(transaction);
      const stored = await transaction.segments(first - 1, last);
      // Another tab has been at it.
      if (stored.length !== numbers.length) return;
      const segment = this.facts.again(joinedSegments(stored.map((one) => one.segment)));
      transaction.replace(numbers, segment);
      this.#segments.replaced(numbers, { number: last, size: sizeOfSegment(segment) });
    });
    this.lists.replaced(first);
    this.rows.tell();
  }

  #tellProgress(): void {
    const { isComplete = false, left = 0, pending = 0 } = this.#position ?? {};
    const progress = { isComplete, left, pending, wasEmptied: this.#wasEmptied };
    if (isComplete && !this.#progress.value.isComplete) this.#told.noteAll(this.asOfMs);
    if (JSON.stringify(progress) !== JSON.stringify(this.#progress.value)) this.#progress.set(progress);
  }
}
