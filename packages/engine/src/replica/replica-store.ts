/**
 * Where a replica is kept: documents as bytes, what is known of cards in segments, the place in the feed all that belongs to, and lists made of it.
 *
 * Shape    {@link ReplicaStore}; implemented by {@link MemoryReplicaStore} and, on IndexedDB, by `IdbReplicaStore`; both pass `describeReplicaStore`.
 *          Segments are numbered and read in order: what a later one says of a card, relation or document replaces what an earlier one said.
 * Not      the rows themselves: those are put together in memory, see `replica-rows.ts`.
 * Source   docs/decisions/0024-the-replica-keeps-facts.md
 *
 * @module
 */
import { AppError, type Role } from "@couplet/model";
import type { KeptLists } from "../lists/kept-lists.ts";

/** Up to where the feed is here. */
export interface ReplicaPosition {
  readonly epoch: string;
  readonly cursor: Uint8Array;
  /** Another one each time it begins from nothing: what was read before is another copy. */
  readonly generation: string;
  /** Items that were to come when the server answered, and of those the ones that still are. */
  readonly pending: number;
  readonly left: number;
  /** A pass has come to its end: everything there was is here. */
  readonly isComplete: boolean;
  /** When nothing was left to come last, in milliseconds since 1970; 0: never yet. */
  readonly asOfMs: number;
}

/** Facts as they came together. */
export interface Segment {
  /** JSON texts of the model's rows. */
  readonly cards: readonly string[];
  readonly relations: readonly string[];
  /** Relations that are no more. */
  readonly removed: readonly string[];
  /** Documents, and beside them what each shows as JSON text; empty: its content is not kept any more. */
  readonly documents: readonly string[];
  readonly shown: readonly string[];
  /** JSON text of the set-up; empty: nothing is said of it. */
  readonly setup: string;
  /** Ids of cards that the server never heard of: it was restored. */
  readonly gone?: readonly string[];
}

/** Lists, and up to which segment they are true. */
export interface StoredLists {
  readonly upTo: number;
  /** For whom they were made. */
  readonly role: Role;
  /** Cards that this device knew better: what is here may be what a waiting command, or an answer, made of them. */
  readonly beside: readonly string[];
  readonly lists: KeptLists;
}

export interface StoredSegment {
  readonly number: number;
  readonly segment: Segment;
}

/** What is done in one transaction. Wait for nothing else in it: a browser would end it. */
export interface ReplicaTransaction {
  position(): Promise<ReplicaPosition | undefined>;
  putPosition(position: ReplicaPosition): void;
  /** In order, from the one after `after` up to and including `upTo`. */
  segments(after: number, upTo?: number): Promise<readonly StoredSegment[]>;
  /** @returns its number, greater than all before, those deleted since among them */
  append(segment: Segment): Promise<number>;
  /** Puts one segment in place of those with these numbers, under the last of them. Lists that are true up to one of them are dropped. */
  replace(numbers: readonly number[], segment: Segment): void;
  /** `undefined` for each that is not there. */
  documents(ids: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  putDocument(id: string, bytes: Uint8Array): void;
  deleteDocument(id: string): void;
  /** Of the lists that are kept; 0: there are none. */
  listsUpTo(): Promise<number>;
  /** Lists that are true up to this segment are being made: what would drop them ends the claim. */
  claimLists(upTo: number): void;
  dropLists(): void;
  /** Everything. */
  clear(): void;
}

export interface ReplicaLoad {
  readonly position: ReplicaPosition | undefined;
  readonly segments: readonly StoredSegment[];
}

export interface ReplicaStore {
  /** The position, and the segments after `after`, as of one moment. */
  load(after: number): Promise<ReplicaLoad>;
  /** The same of all segments, given to `take` one by one, in order, while the next ones are on their way: a page goes on meanwhile. */
  loadAll(take: (segment: StoredSegment) => void): Promise<ReplicaPosition | undefined>;
  listsUpTo(): Promise<number>;
  lists(): Promise<StoredLists | undefined>;
  /** In place of those there are. Nothing else has to wait for it. @returns false where the claim has ended: nothing is put */
  putLists(lists: StoredLists): Promise<boolean>;
  document(id: string): Promise<Uint8Array | undefined>;
  /**
   * All that `work` does, or nothing; one after the other, those of other tabs included.
   *
   * @param isStrict resolves once it would survive the loss of power; otherwise such a loss may take it, and with it all that came later
   * @throws {ReplicaFullError} or what `work` throws
   */
  write<Result>(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result>;
  close(): void;
}

/** The device has no room for it. */
export class ReplicaFullError extends AppError {
  readonly code = "replica.full";
  constructor(options?: ErrorOptions) {
    super("This device has no room left for the workspace: free some space, or sign out and in again", options);
  }
}

export const emptySegment: Segment = { cards: [], relations: [], removed: [], documents: [], shown: [], setup: "" };

/** How many facts it holds. */
export const sizeOfSegment = ({ cards, relations, removed, documents, gone = [] }: Segment): number =>
  cards.length + relations.length + removed.length + documents.length + gone.length;

/** What all of them speak of; what documents show is left out. */
export const joinedSegments = (segments: readonly Segment[]): Segment => ({
  cards: segments.flatMap(({ cards }) => cards),
  relations: segments.flatMap(({ relations }) => relations),
  removed: segments.flatMap(({ removed }) => removed),
  documents: segments.flatMap(({ documents }) => documents),
  shown: [],
  setup: segments.findLast(({ setup }) => setup !== "")?.setup ?? "",
  gone: segments.flatMap(({ gone = [] }) => gone),
});
