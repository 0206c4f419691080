/**
 * A device's disk in memory: what an engine kept is there when the next one starts on it.
 *
 * Shape    a write is there at once. One disk is one device; nothing is shared between two.
 * Not      the faults of a disk: for those see the devices of the simulation.
 *
 * @module
 */
import type { DeviceDisk, DeviceStore, DeviceTable, KeptDocument, ReplicaStore } from "@couplet/engine/disk";
import { MemoryReplicaStore } from "@couplet/engine/disk";
import * as Y from "yjs";

interface Kept {
  readonly updates: Uint8Array[];
  isSynced: boolean;
}

export class MemoryDisk implements DeviceDisk {
  readonly #stores = new Map<string, Map<string, unknown>>();
  readonly #documents = new Map<string, Kept>();
  readonly #replicas = new Map<string, MemoryReplicaStore>();

  openStore(name: string): Promise<DeviceStore> {
    const rows = this.#stores.get(name) ?? new Map<string, unknown>();
    this.#stores.set(name, rows);
    const keyOf = (table: DeviceTable, key: string): string => `${table}/${key}`;
    return Promise.resolve({
      get: (table, key) => Promise.resolve(structuredClone(rows.get(keyOf(table, key)))),
      all: (table) =>
        Promise.resolve([...rows].flatMap(([key, row]) => (key.startsWith(`${table}/`) ? [structuredClone(row)] : []))),
      put: (table, put) => {
        for (const [key, row] of put) rows.set(keyOf(table, key), structuredClone(row));
        return Promise.resolve();
      },
      delete: (table, keys) => {
        for (const key of keys) rows.delete(keyOf(table, key));
        return Promise.resolve();
      },
      clear: () => {
        rows.clear();
        return Promise.resolve();
      },
      close: () => undefined,
    });
  }

  forgetStore(name: string): Promise<void> {
    this.#stores.delete(name);
    this.#replicas.delete(name);
    return Promise.resolve();
  }

  openReplica(name: string): Promise<ReplicaStore> {
    const replica = this.#replicas.get(name) ?? new MemoryReplicaStore();
    this.#replicas.set(name, replica);
    return Promise.resolve(replica);
  }

  openDocument(name: string, doc: Y.Doc): KeptDocument {
    const kept = this.#documents.get(name) ?? { updates: [], isSynced: false };
    this.#documents.set(name, kept);
    const read = (): void => {
      for (const update of kept.updates) Y.applyUpdate(doc, update, kept);
    };
    read();
    const write = (update: Uint8Array, origin: unknown): void => {
      if (origin !== kept) kept.updates.push(update);
    };
    doc.on("update", write);
    return {
      loaded: Promise.resolve(true),
      read: Promise.resolve(),
      hasSynced: () => Promise.resolve(kept.isSynced),
      markSynced: () => {
        kept.isSynced = true;
        return Promise.resolve();
      },
      written: () => Promise.resolve(),
      catchUp: () => {
        read();
        return Promise.resolve();
      },
      keepAnew: () => {
        kept.updates.push(Y.encodeStateAsUpdate(doc));
        return Promise.resolve();
      },
      close: () => {
        doc.off("update", write);
        return Promise.resolve();
      },
    };
  }

  forgetDocument(name: string): Promise<void> {
    this.#documents.delete(name);
    return Promise.resolve();
  }
}
