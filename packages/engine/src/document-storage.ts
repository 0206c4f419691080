/**
 * Keeps one document on the device with y-indexeddb, and notices what y-indexeddb does not tell.
 *
 * Shape    one database per document. `loaded` always settles: y-indexeddb's own promise never does where storage is denied. Where the device
 *          is only slow, `read` tells when the document has come after all.
 *
 * @module
 */
import { clearDocument, fetchUpdates, IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";
import type { KeptDocument } from "./device-disk.ts";
import { NotKeptError } from "./engine-error.ts";

const defaultPatienceMs = 8_000;
/** While the browser is still deleting, what is opened is closed again. */
const againAfterMs = 500;
const syncedKey = "synced";

export class DocumentStorage implements KeptDocument {
  readonly loaded: Promise<boolean>;
  readonly read: Promise<void>;
  readonly #name: string;
  readonly #doc: Y.Doc;
  readonly #onFailure: () => void;
  readonly #patienceMs: number;
  #persistence: IndexeddbPersistence;
  /** Settles when what is open now is read, or has taken too long. */
  #opening: Promise<boolean>;
  #isOpen = false;
  /** Writes that were not taken, and how many of them the last writing of everything made up for. */
  #notTaken = 0;
  #madeUpFor = 0;
  #wasRead: () => void = () => undefined;
  #hasSynced = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** `onFailure`: edits are not being kept, e.g. for want of space. @param patienceMs until it is said to be not loaded */
  constructor(name: string, doc: Y.Doc, onFailure: () => void, patienceMs: number = defaultPatienceMs) {
    this.#patienceMs = patienceMs;
    this.#name = name;
    this.#doc = doc;
    this.#onFailure = onFailure;
    this.read = new Promise((resolve) => {
      this.#wasRead = resolve;
    });
    this.#persistence = new IndexeddbPersistence(name, doc);
    this.loaded = this.#open();
    this.#opening = this.loaded;
  }

  async #open(): Promise<boolean> {
    const persistence = this.#persistence;
    const isLoaded = await Promise.race([
      persistence.whenSynced.then(() => this.#opened(persistence)),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), this.#patienceMs)),
    ]);
    if (!isLoaded) this.#onFailure();
    return isLoaded;
  }

  #opened(persistence: IndexeddbPersistence): boolean {
    if (persistence !== this.#persistence) return false;
    this.#isOpen = true;
    // Failed writes abort their transaction; y-indexeddb swallows that, but the event bubbles up to the database.
    persistence.db?.addEventListener("abort", () => {
      this.#notTaken += 1;
      this.#onFailure();
    });
    persistence.db?.addEventListener("close", () => this.#openAgain());
    this.#wasRead();
    return true;
  }

  /** The browser has closed the database, or the user deleted it: an edit would throw now. All that is in the document is written anew. */
  #openAgain(): void {
    if (this.#isClosed || this.#again !== undefined) return;
    this.#isOpen = false;
    this.#persistence.destroy().catch(() => undefined);
    this.#again = setTimeout(() => {
      this.#again = undefined;
      if (this.#isClosed) return;
      this.#persistence = new IndexeddbPersistence(this.#name, this.#doc);
      this.#opening = this.#open();
      this.#opening.catch(this.#onFailure);
    }, againAfterMs);
  }

  async hasSynced(): Promise<boolean> {
    return (await this.#persistence.get(syncedKey)) === 1;
  }

  async markSynced(): Promise<void> {
    this.#hasSynced = true;
    await this.#persistence.set(syncedKey, 1);
  }

  async written(): Promise<void> {
    // Later transactions on a store complete after earlier ones.
    try {
      await completed(this.#openDatabase(), (updates) => updates.count());
    } catch (cause) {
      throw cause instanceof NotKeptError ? cause : new NotKeptError({ cause });
    }
    // They also complete after one that was aborted.
    if (this.#notTaken > this.#madeUpFor) throw new NotKeptError();
  }

  async keepAnew(): Promise<void> {
    await this.#opening;
    if (!this.#isOpen) this.#openAgain();
    const notTaken = this.#notTaken;
    await completed(this.#openDatabase(), (updates) => updates.add(Y.encodeStateAsUpdate(this.#doc)));
    this.#madeUpFor = notTaken;
    if (this.#hasSynced) await this.markSynced();
  }

  async catchUp(): Promise<void> {
    if (this.#isOpen) await fetchUpdates(this.#persistence);
  }

  #openDatabase(): IDBDatabase {
    const { db } = this.#persistence;
    if (!this.#isOpen || !db) throw new NotKeptError();
    return db;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#persistence.db) await this.#persistence.destroy();
    else void this.#persistence.destroy();
  }
}

/** Resolves once the transaction on the document's updates has completed. @throws where it was aborted, or the database is closed */
const completed = (db: IDBDatabase, ask: (updates: IDBObjectStore) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const transaction = db.transaction(["updates"], "readwrite");
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
    ask(transaction.objectStore("updates"));
  });

export const forgetDocument = async (name: string): Promise<void> => {
  await clearDocument(name);
};
