/**
 * What the engine keeps on this device besides the documents: a few tables of rows by key.
 *
 * Shape    {@link DeviceStore}; implemented by {@link MemoryStore} and, on IndexedDB, by `IdbStore`. One per user, workspace and server.
 * Not      the documents: those are kept by y-indexeddb, one database each.
 *
 * @module
 */
export const deviceTables = [
  "seats",
  "cards",
  "refused",
  "documents",
  "conflicts",
  "people",
  "outbox",
  "setup",
  "past",
] as const;
export type DeviceTable = (typeof deviceTables)[number];

export interface DeviceStore {
  get(table: DeviceTable, key: string): Promise<unknown>;
  all(table: DeviceTable): Promise<readonly unknown[]>;
  /** Durable once resolved. All rows or none. */
  put(table: DeviceTable, rows: readonly (readonly [key: string, row: unknown])[]): Promise<void>;
  delete(table: DeviceTable, keys: readonly string[]): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): void;
}

/** Gone with the page. */
export class MemoryStore implements DeviceStore {
  readonly #tables = new Map<DeviceTable, Map<string, unknown>>(deviceTables.map((name) => [name, new Map()]));

  #table(name: DeviceTable): Map<string, unknown> {
    return this.#tables.get(name) ?? new Map<string, unknown>();
  }

  get(table: DeviceTable, key: string): Promise<unknown> {
    return Promise.resolve(this.#table(table).get(key));
  }

  all(table: DeviceTable): Promise<readonly unknown[]> {
    return Promise.resolve([...this.#table(table).values()]);
  }

  put(table: DeviceTable, rows: readonly (readonly [key: string, row: unknown])[]): Promise<void> {
    for (const [key, row] of rows) this.#table(table).set(key, structuredClone(row));
    return Promise.resolve();
  }

  delete(table: DeviceTable, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#table(table).delete(key);
    return Promise.resolve();
  }

  clear(): Promise<void> {
    for (const table of this.#tables.values()) table.clear();
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open.
  }
}
