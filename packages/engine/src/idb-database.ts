/**
 * An IndexedDB database that is opened again where the browser has closed it, as it does when it needs memory or the user clears the site's data.
 *
 * Shape    transactions on demand. What became of the content is for whoever reads to notice.
 * Not      opened again where another tab deletes it, by signing out: it must neither keep that tab from it nor bring the database back.
 *
 * @module
 */
import { openDB, type IDBPDatabase, type IDBPTransaction } from "idb";
import { AppError } from "@couplet/model";

/** Where storage is denied, opening may neither succeed nor fail. */
const openTimeoutMs = 4_000;

export interface DatabaseOptions {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly string[];
  /** @param from the version that is there; 0: none */
  upgrade(db: IDBPDatabase, from: number): void;
  /** A transaction was aborted, e.g. for want of space, or the database closed under us. */
  failed?(): void;
}

/** The database was deleted, by signing out in another tab, or closed here. */
export class DatabaseGoneError extends AppError {
  readonly code = "storage.gone";
  constructor() {
    super("What was kept on this device was deleted: sign in again");
  }
}

export class IdbDatabase {
  readonly #options: DatabaseOptions;
  #opening: Promise<IDBPDatabase> | undefined;
  #isGone = false;

  private constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /** @throws where IndexedDB is missing, denied or silent */
  static async open(options: DatabaseOptions): Promise<IdbDatabase> {
    const database = new IdbDatabase(options);
    await database.#database();
    return database;
  }

  /** @throws {DatabaseGoneError} */
  async begin<Mode extends "readonly" | "readwrite">(
    mode: Mode,
    options?: IDBTransactionOptions,
    stores: readonly string[] = this.#options.stores,
  ): Promise<IDBPTransaction<unknown, string[], Mode>> {
    const transaction = await this.#begin(mode, options, [...stores]);
    // A reading that is cut off rejects what was asked for; whoever writes waits for this, too.
    transaction.done.catch(() => undefined);
    return transaction;
  }

  async #begin<Mode extends "readonly" | "readwrite">(
    mode: Mode,
    options: IDBTransactionOptions | undefined,
    stores: string[],
  ): Promise<IDBPTransaction<unknown, string[], Mode>> {
    const db = await this.#database();
    try {
      return db.transaction(stores, mode, options);
    } catch (error) {
      if (this.#isGone || !(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      this.#opening = undefined;
      return (await this.#database()).transaction(stores, mode, options);
    }
  }

  close(): void {
    this.#isGone = true;
    void this.#opening?.then((db) => db.close()).catch(() => undefined);
  }

  #database(): Promise<IDBPDatabase> {
    if (this.#isGone) return Promise.reject(new DatabaseGoneError());
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<IDBPDatabase> {
    const options = this.#options;
    const opening = openDB(options.name, options.version, {
      upgrade: (db, from) => options.upgrade(db, from),
      blocking: (_current, _blocked, event) => {
        this.#isGone = true;
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        this.#opening = undefined;
        options.failed?.();
      },
    });
    const db = await Promise.race([
      opening,
      new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error("IndexedDB does not answer")), openTimeoutMs);
      }),
    ]);
    db.addEventListener("abort", () => options.failed?.());
    return db;
  }
}
