/**
 * The device store on IndexedDB.
 *
 * Shape    one database, one object store per table, keys out of line.
 *
 * @module
 */
import { deviceTables, type DeviceStore, type DeviceTable } from "./device-store.ts";
import { IdbDatabase } from "./idb-database.ts";

/** Grows with the tables: a database of an older version gets those it lacks. */
const version = 4;

export class IdbStore implements DeviceStore {
  readonly #database: IdbDatabase;

  private constructor(database: IdbDatabase) {
    this.#database = database;
  }

  /** @throws where IndexedDB is missing, denied or silent. `onFailure` hears of writes that fail later, e.g. for want of space. */
  static async open(name: string, onFailure: () => void): Promise<IdbStore> {
    return new IdbStore(
      await IdbDatabase.open({
        name,
        version,
        stores: deviceTables,
        upgrade: (db) => {
          for (const table of deviceTables) if (!db.objectStoreNames.contains(table)) db.createObjectStore(table);
        },
        failed: onFailure,
      }),
    );
  }

  async get(table: DeviceTable, key: string): Promise<unknown> {
    return await (await this.#database.begin("readonly", {}, [table])).objectStore(table).get(key);
  }

  async all(table: DeviceTable): Promise<readonly unknown[]> {
    return await (await this.#database.begin("readonly", {}, [table])).objectStore(table).getAll();
  }

  async put(table: DeviceTable, rows: readonly (readonly [key: string, row: unknown])[]): Promise<void> {
    if (rows.length === 0) return;
    const transaction = await this.#database.begin("readwrite", { durability: "strict" }, [table]);
    const store = transaction.objectStore(table);
    await Promise.all([...rows.map(([key, row]) => store.put(row, key)), transaction.done]);
  }

  async delete(table: DeviceTable, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const transaction = await this.#database.begin("readwrite", {}, [table]);
    const store = transaction.objectStore(table);
    await Promise.all([...keys.map((key) => store.delete(key)), transaction.done]);
  }

  async clear(): Promise<void> {
    const transaction = await this.#database.begin("readwrite");
    await Promise.all([...deviceTables.map((table) => transaction.objectStore(table).clear()), transaction.done]);
  }

  close(): void {
    this.#database.close();
  }
}
