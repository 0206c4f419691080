/**
 * A device's disk in memory: it outlives the engines that are opened on it, one after the other.
 *
 * Shape    a {@link DeviceDisk}; a write is there at once. `localStorage` belongs to the device as well: who was here last is kept there.
 * Not      a disk that crashes, is full or is shared by tabs: see `test/whole/device.ts` and the browser.
 *
 * @module
 */
import { MemoryReplicaStore, type DeviceDisk, type DeviceStore, type DeviceTable } from "@couplet/engine/disk";
import * as Y from "yjs";

type Table = Map<string, unknown>;

interface Kept {
  readonly updates: Uint8Array[];
  hasSynced: boolean;
}

export interface KeptDevice {
  readonly disk: DeviceDisk;
  readonly localStorage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
}

const now = Promise.resolve();

export function keptDevice(): KeptDevice {
  const stores = new Map<string, Map<DeviceTable, Table>>();
  const replicas = new Map<string, MemoryReplicaStore>();
  const documents = new Map<string, Kept>();
  const settings = new Map<string, string>();
  return {
    localStorage: {
      getItem: (key) => settings.get(key) ?? null,
      setItem: (key, value) => void settings.set(key, value),
      removeItem: (key) => void settings.delete(key),
    },
    disk: {
      openStore: async (name) => await Promise.resolve(storeOn(of(stores, name, () => new Map<DeviceTable, Table>()))),
      forgetStore: async (name) => {
        stores.delete(name);
        replicas.delete(name);
        await now;
      },
      openReplica: async (name) => await Promise.resolve(of(replicas, name, () => new MemoryReplicaStore())),
      openDocument: (name, doc) =>
        documentOn(
          of(documents, name, (): Kept => ({ updates: [], hasSynced: false })),
          doc,
        ),
      forgetDocument: async (name) => {
        documents.delete(name);
        await now;
      },
    },
  };
}

function storeOn(tables: Map<DeviceTable, Table>): DeviceStore {
  const table = (name: DeviceTable): Table => of(tables, name, () => new Map<string, unknown>());
  return {
    get: async (name, key) => await Promise.resolve(structuredClone(table(name).get(key))),
    all: async (name) => await Promise.resolve(structuredClone([...table(name).values()])),
    put: async (name, rows) => {
      for (const [key, row] of rows) table(name).set(key, structuredClone(row));
      await now;
    },
    delete: async (name, keys) => {
      for (const key of keys) table(name).delete(key);
      await now;
    },
    clear: async () => {
      tables.clear();
      await now;
    },
    close: () => undefined,
  };
}

function documentOn(kept: Kept, doc: Y.Doc): ReturnType<DeviceDisk["openDocument"]> {
  const read = (): void =>
    Y.transact(doc, () => kept.updates.forEach((update) => Y.applyUpdate(doc, update, kept)), kept);
  const write = (update: Uint8Array, origin: unknown): void => {
    if (origin !== kept) kept.updates.push(update);
  };
  read();
  doc.on("update", write);
  return {
    loaded: Promise.resolve(true),
    read: now,
    hasSynced: async () => await Promise.resolve(kept.hasSynced),
    markSynced: async () => {
      kept.hasSynced = true;
      await now;
    },
    written: () => now,
    keepAnew: async () => {
      kept.updates.push(Y.encodeStateAsUpdate(doc));
      await now;
    },
    catchUp: async () => {
      read();
      await now;
    },
    close: async () => {
      doc.off("update", write);
      await now;
    },
  };
}

function of<Value>(map: Map<string, Value>, name: string, make: () => Value): Value {
  const value = map.get(name) ?? make();
  map.set(name, value);
  return value;
}
