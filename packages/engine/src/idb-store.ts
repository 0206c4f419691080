/**
 * The device store on IndexedDB.
 *
 * Shape    one database, one object store per table, keys out of line.
 *
 * @module
 */
import { openDB, type IDBPDatabase } from "idb";
import { deviceTables, type DeviceStore, type DeviceTable } from "./device-store.ts";

/** Grows with the tables: a database of an older version gets those it lacks. */
const version = 4;
/** Where storage is denied, opening may neither succeed nor fail. */
const openTimeoutMs = 4_000;

export class IdbStore implements DeviceStore {
  readonly #db: IDBPDatabase;

  private constructor(db: IDBPDatabase) {
    this.#db = db;
  }

  /** @throws where IndexedDB is missing, denied or silent. `onFailure` hears of writes that fail later, e.g. for want of space. */
  static async open(name: string, onFailure: () => void): Promise<IdbStore> {
    const opening = openDB(name, version, {
      upgrade(db) {
        for (const table of deviceTables) if (!db.objectStoreNames.contains(table)) db.createObjectStore(table);
      },
      // Another tab deletes everything on signing out: this one must not keep it from that.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      terminated: onFailure,
    });
    const db = await Promise.race([
      opening,
      new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error("IndexedDB does not answer")), openTimeoutMs);
      }),
    ]);
    db.addEventListener("abort", onFailure);
    return new IdbStore(db);
  }

  get(table: DeviceTable, key: string): Promise<unknown> {
    return this.#db.get(table, key);
  }

  all(table: DeviceTable): Promise<readonly unknown[]> {
    return this.#db.getAll(table);
  }

  async put(table: DeviceTable, rows: readonly (readonly [key: string, row: unknown])[]): Promise<void> {
    if (rows.length === 0) return;
    const transaction = this.#db.transaction(table, "readwrite", { durability: "strict" });
    await Promise.all([...rows.map(([key, row]) => transaction.store.put(row, key)), transaction.done]);
  }

  async delete(table: DeviceTable, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const transaction = this.#db.transaction(table, "readwrite");
    await Promise.all([...keys.map((key) => transaction.store.delete(key)), transaction.done]);
  }

  async clear(): Promise<void> {
    const transaction = this.#db.transaction(deviceTables, "readwrite");
    await Promise.all([...deviceTables.map((table) => transaction.objectStore(table).clear()), transaction.done]);
  }

  close(): void {
    this.#db.close();
  }
}
