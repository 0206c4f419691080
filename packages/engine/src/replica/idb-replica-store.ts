/**
 * A replica's store on IndexedDB.
 *
 * Shape    one database: `documents` by id, `segments` by number, `position`; `lists` by the segment up to which they are true, those that are
 *          being made among them.
 *
 * @module
 */
import type { IDBPTransaction } from "idb";
import { IdbDatabase } from "../idb-database.ts";
import {
  ReplicaFullError,
  type ReplicaLoad,
  type ReplicaPosition,
  type ReplicaStore,
  type ReplicaTransaction,
  type Segment,
  type StoredLists,
  type StoredSegment,
} from "./replica-store.ts";

/** 2: `lists`. */
const version = 2;
const stores = ["documents", "segments", "position", "lists"] as const;
const onlyPosition = 0;
/** A hundred thousand cards are some forty segments: a tenth of a second each time. */
const segmentsAtOnce = 4;

/** Of `lists`. */
const partKeys = { claim: "claim", whole: "whole" } as const;
type ListsKey = readonly [upTo: number, part: (typeof partKeys)[keyof typeof partKeys]];

type Transaction = IDBPTransaction<unknown, string[], "readonly" | "readwrite">;
type WriteTransaction = IDBPTransaction<unknown, string[], "readwrite">;

export class IdbReplicaStore implements ReplicaStore {
  readonly #database: IdbDatabase;

  private constructor(database: IdbDatabase) {
    this.#database = database;
  }

  /** @throws where IndexedDB is missing, denied or silent */
  static async open(name: string): Promise<IdbReplicaStore> {
    return new IdbReplicaStore(
      await IdbDatabase.open({
        name,
        version,
        stores,
        upgrade: (db, from) => {
          if (from < 1) {
            db.createObjectStore("documents");
            // Numbers are never given twice, also not after a deletion.
            db.createObjectStore("segments", { autoIncrement: true });
            db.createObjectStore("position");
          }
          db.createObjectStore("lists");
        },
      }),
    );
  }

  async load(after: number): Promise<ReplicaLoad> {
    const transaction = await this.#reading();
    const range = IDBKeyRange.lowerBound(after, true);
    const [position, segments] = await Promise.all([readPosition(transaction), readSegments(transaction, range)]);
    return { position, segments };
  }

  async loadAll(take: (segment: StoredSegment) => void): Promise<ReplicaPosition | undefined> {
    const transaction = await this.#reading();
    const asked = readPosition(transaction);
    const numbers = (await transaction.objectStore("segments").getAllKeys()) as number[];
    const blocks: Promise<StoredSegment[]>[] = [];
    for (let from = 0; from < numbers.length; from += segmentsAtOnce) {
      const last = numbers[Math.min(from + segmentsAtOnce, numbers.length) - 1];
      blocks.push(readSegments(transaction, IDBKeyRange.bound(numbers[from], last)));
    }
    // One that fails is told when it is waited for.
    for (const block of blocks) block.catch(() => undefined);
    for (const block of blocks) (await block).forEach(take);
    return await asked;
  }

  #reading(): Promise<Transaction> {
    return this.#database.begin("readonly", undefined, ["position", "segments"]);
  }

  async listsUpTo(): Promise<number> {
    return await upToOfLists(await this.#database.begin("readonly", undefined, ["lists"]));
  }

  async lists(): Promise<StoredLists | undefined> {
    const transaction = await this.#database.begin("readonly", undefined, ["lists"]);
    const upTo = await upToOfLists(transaction);
    if (upTo === 0) return undefined;
    return (await transaction.objectStore("lists").get([upTo, partKeys.whole])) as StoredLists | undefined;
  }

  async document(id: string): Promise<Uint8Array | undefined> {
    const transaction = await this.#database.begin("readonly");
    return (await transaction.objectStore("documents").get(id)) as Uint8Array | undefined;
  }

  async putLists(kept: StoredLists): Promise<boolean> {
    return await this.#write(["lists"], false, async (transaction) => {
      const lists = transaction.objectStore("lists");
      if ((await lists.getKey([kept.upTo, partKeys.claim])) === undefined) return false;
      await lists.clear();
      await lists.put(kept, [kept.upTo, partKeys.whole]);
      return true;
    });
  }

  write<Result>(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result> {
    return this.#write(stores, isStrict, (transaction) => work(transactionOn(transaction)));
  }

  async #write<Result>(
    names: readonly string[],
    isStrict: boolean,
    work: (transaction: WriteTransaction) => Promise<Result>,
  ): Promise<Result> {
    const durability = isStrict ? "strict" : "relaxed";
    const transaction = await this.#database.begin("readwrite", { durability }, names);
    try {
      const result = await work(transaction);
      await transaction.done;
      return result;
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It has ended by itself.
      }
      const cause = await transaction.done.then(
        () => error,
        (reason: unknown) => reason ?? error,
      );
      if (isFull(error) || isFull(cause)) throw new ReplicaFullError({ cause });
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === "QuotaExceededError";

const readPosition = async (transaction: Transaction): Promise<ReplicaPosition | undefined> =>
  (await transaction.objectStore("position").get(onlyPosition)) as ReplicaPosition | undefined;

async function upToOfLists(transaction: Transaction): Promise<number> {
  const keys = (await transaction.objectStore("lists").getAllKeys()) as unknown as readonly ListsKey[];
  return keys.findLast(([, part]) => part === partKeys.whole)?.[0] ?? 0;
}

async function readSegments(transaction: Transaction, range: IDBKeyRange): Promise<StoredSegment[]> {
  const store = transaction.objectStore("segments");
  const [numbers, segments] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
  return numbers.map((number, index) => ({ number: number as number, segment: segments[index] as Segment }));
}

function transactionOn(transaction: WriteTransaction): ReplicaTransaction {
  const documents = transaction.objectStore("documents");
  const segments = transaction.objectStore("segments");
  const position = transaction.objectStore("position");
  const lists = transaction.objectStore("lists");
  /** Failures end the transaction, which tells of them. */
  const ask = (request: Promise<unknown>): void => void request.catch(() => undefined);
  return {
    position: () => readPosition(transaction),
    putPosition: (at) => ask(position.put(at, onlyPosition)),
    segments: (after, upTo) =>
      readSegments(
        transaction,
        upTo === undefined ? IDBKeyRange.lowerBound(after, true) : IDBKeyRange.bound(after, upTo, true),
      ),
    append: async (segment) => (await segments.add(segment)) as number,
    replace: (numbers, segment) => {
      ask(lists.delete(IDBKeyRange.lowerBound([Math.min(...numbers)])));
      const last = Math.max(...numbers);
      for (const number of numbers) if (number !== last) ask(segments.delete(number));
      ask(segments.put(segment, last));
    },
    documents: async (ids) =>
      (await Promise.all(ids.map((id) => documents.get(id)))) as readonly (Uint8Array | undefined)[],
    putDocument: (id, bytes) => ask(documents.put(bytes, id)),
    deleteDocument: (id) => ask(documents.delete(id)),
    listsUpTo: () => upToOfLists(transaction),
    claimLists: (upTo) => ask(lists.put(true, [upTo, partKeys.claim])),
    dropLists: () => ask(lists.clear()),
    clear: () => {
      for (const name of stores) ask(transaction.objectStore(name).clear());
    },
  };
}
