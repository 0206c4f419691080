/**
 * A replica's store on IndexedDB.
 *
 * Shape    one database: `documents` by id, `segments` by number, `position`. Opened again where the browser has closed it, as it does when it
 *          needs memory or the user clears the site's data; what became of its content is for whoever reads to notice. Not opened again
 *          where another tab deletes it.
 *
 * @module
 */
import { openDB, type IDBPDatabase, type IDBPTransaction } from "idb";
import {
  ReplicaFullError,
  ReplicaGoneError,
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
/** Where storage is denied, opening may neither succeed nor fail. */
const openTimeoutMs = 4_000;

type Transaction = IDBPTransaction<unknown, typeof stores, "readonly" | "readwrite">;

export class IdbReplicaStore implements ReplicaStore {
  readonly #name: string;
  #opening: Promise<IDBPDatabase> | undefined;
  #isGone = false;

  private constructor(name: string) {
    this.#name = name;
  }

  /** @throws where IndexedDB is missing, denied or silent */
  static async open(name: string): Promise<IdbReplicaStore> {
    const store = new IdbReplicaStore(name);
    await store.#database();
    return store;
  }

  #database(): Promise<IDBPDatabase> {
    if (this.#isGone) return Promise.reject(new ReplicaGoneError());
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<IDBPDatabase> {
    const opening = openDB(this.#name, version, {
      upgrade: (db) => {
        db.createObjectStore("documents");
        // Numbers are never given twice, also not after a deletion.
        db.createObjectStore("segments", { autoIncrement: true });
        db.createObjectStore("position");
      },
      // Another tab deletes everything on signing out: this one must not keep it from that, nor bring it back.
      blocking: (_current, _blocked, event) => {
        this.#isGone = true;
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        this.#opening = undefined;
      },
    });
    return await Promise.race([
      opening,
      new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error("IndexedDB does not answer")), openTimeoutMs);
      }),
    ]);
  }

  /** Begins a transaction; opens the database again where it was closed under us. */
  async #begin<Mode extends "readonly" | "readwrite">(mode: Mode, options?: IDBTransactionOptions) {
    const db = await this.#database();
    try {
      return db.transaction(stores, mode, options);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      this.#opening = undefined;
      return (await this.#database()).transaction(stores, mode, options);
    }
  }

  async load(after: number): Promise<ReplicaLoad> {
    const transaction = await this.#begin("readonly");
    const [position, segments] = await Promise.all([readPosition(transaction), readSegments(transaction, after)]);
    return { position, segments };
  }

  async document(id: string): Promise<Uint8Array | undefined> {
    const transaction = await this.#begin("readonly");
    return (await transaction.objectStore("documents").get(id)) as Uint8Array | undefined;
  }

  async write<Result>(isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result> {
    const transaction = await this.#begin("readwrite", { durability: isStrict ? "strict" : "relaxed" });
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
    this.#isGone = true;
    void this.#opening?.then((db) => db.close()).catch(() => undefined);
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

function transactionOn(transaction: IDBPTransaction<unknown, typeof stores, "readwrite">): ReplicaTransaction {
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
