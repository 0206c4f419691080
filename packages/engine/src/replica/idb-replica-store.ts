/**
 * A replica's store on IndexedDB.
 *
 * Shape    one database: `documents` by id, `segments` by number, `position`.
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
  type StoredSegment,
} from "./replica-store.ts";

const version = 1;
const stores = ["documents", "segments", "position"] as const;
const onlyPosition = 0;

type Transaction = IDBPTransaction<unknown, string[], "readonly" | "readwrite">;

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
        upgrade: (db) => {
          db.createObjectStore("documents");
          // Numbers are never given twice, also not after a deletion.
          db.createObjectStore("segments", { autoIncrement: true });
          db.createObjectStore("position");
        },
      }),
    );
  }

  async load(after: number): Promise<ReplicaLoad> {
    const transaction = await this.#database.begin("readonly");
    const [position, segments] = await Promise.all([readPosition(transaction), readSegments(transaction, after)]);
    return { position, segments };
  }

  async document(id: string): Promise<Uint8Array | undefined> {
    const transaction = await this.#database.begin("readonly");
    return (await transaction.objectStore("documents").get(id)) as Uint8Array | undefined;
  }

  async write<Result>(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result> {
    const transaction = await this.#database.begin("readwrite", { durability: isStrict ? "strict" : "relaxed" });
    try {
      const result = await work(transactionOn(transaction));
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

async function readSegments(transaction: Transaction, after: number, upTo?: number): Promise<StoredSegment[]> {
  const range = upTo === undefined ? IDBKeyRange.lowerBound(after, true) : IDBKeyRange.bound(after, upTo, true);
  const store = transaction.objectStore("segments");
  const [numbers, segments] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
  return numbers.map((number, index) => ({ number: number as number, segment: segments[index] as Segment }));
}

function transactionOn(transaction: IDBPTransaction<unknown, string[], "readwrite">): ReplicaTransaction {
  const documents = transaction.objectStore("documents");
  const segments = transaction.objectStore("segments");
  const position = transaction.objectStore("position");
  /** Failures end the transaction, which tells of them. */
  const ask = (request: Promise<unknown>): void => void request.catch(() => undefined);
  return {
    position: () => readPosition(transaction),
    putPosition: (at) => ask(position.put(at, onlyPosition)),
    segments: (after, upTo) => readSegments(transaction, after, upTo),
    append: async (segment) => (await segments.add(segment)) as number,
    replace: (numbers, segment) => {
      const last = Math.max(...numbers);
      for (const number of numbers) if (number !== last) ask(segments.delete(number));
      ask(segments.put(segment, last));
    },
    documents: async (ids) =>
      (await Promise.all(ids.map((id) => documents.get(id)))) as readonly (Uint8Array | undefined)[],
    putDocument: (id, bytes) => ask(documents.put(bytes, id)),
    deleteDocument: (id) => ask(documents.delete(id)),
    clear: () => {
      for (const name of stores) ask(transaction.objectStore(name).clear());
    },
  };
}
