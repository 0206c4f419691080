/**
 * Keeps one document on the device with y-indexeddb, and notices what y-indexeddb does not tell.
 *
 * Shape    one database per document. `loaded` always settles: y-indexeddb's own promise never does where storage is denied.
 *
 * @module
 */
import { clearDocument, fetchUpdates, IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import type { KeptDocument } from "./device-disk.ts";

const loadTimeoutMs = 8_000;
const syncedKey = "synced";

export class DocumentStorage implements KeptDocument {
  readonly loaded: Promise<boolean>;
  readonly #persistence: IndexeddbPersistence;

  /** `onFailure`: edits are not being kept, e.g. for want of space. */
  constructor(name: string, doc: Y.Doc, onFailure: () => void) {
    const persistence = new IndexeddbPersistence(name, doc);
    this.#persistence = persistence;
    this.loaded = Promise.race([
      persistence.whenSynced.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), loadTimeoutMs)),
    ]).then((isLoaded) => {
      // Failed writes abort their transaction; y-indexeddb swallows that, but the event bubbles up to the database.
      persistence.db?.addEventListener("abort", onFailure);
      if (!isLoaded) onFailure();
      return isLoaded;
    });
  }

  async hasSynced(): Promise<boolean> {
    return (await this.#persistence.get(syncedKey)) === 1;
  }

  async markSynced(): Promise<void> {
    await this.#persistence.set(syncedKey, 1);
  }

  async written(): Promise<void> {
    const db = this.#persistence.db;
    if (!db) return;
    await new Promise<void>((resolve, reject) => {
      // Later transactions on a store complete after earlier ones.
      const transaction = db.transaction(["updates"], "readwrite");
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
      transaction.objectStore("updates").count();
    });
  }

  async catchUp(): Promise<void> {
    if (this.#persistence.db) await fetchUpdates(this.#persistence);
  }

  async close(): Promise<void> {
    if (this.#persistence.db) await this.#persistence.destroy();
    else void this.#persistence.destroy();
  }
}

export const forgetDocument = async (name: string): Promise<void> => {
  await clearDocument(name);
};
